"""One write over HTTP from the token to the answer: let in, read, done, told, and noted in the
log.
"""

from __future__ import annotations

import json
from types import TracebackType
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import BadRequest, KgError, UnsupportedMedia
from kg.formats import GRAPHS, HTML, by_suffix, negotiate
from kg.knowledge_graph import KnowledgeGraph
from kg.load import Source
from kg.web.asking import at_most_once
from kg.web.pages import PLAIN_JSON
from kg.web.publishing import bodies
from kg.web.publishing.desk import desk_of
from kg.web.publishing.jobs import Done, Job
from kg.web.publishing.reports import refusal, report_of
from kg.web.templating import links_of, render
from kg.writers import Attempt, Writer

_FORM, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-update"
_USING = ("using-graph-uri", "using-named-graph-uri")
_LONGEST_MESSAGE = 500


class Writing:
    """One write: `writer` sends it, `target` is what the log calls it. Nothing is read before the
    token is known to be good.
    """

    def __init__(self, request: Request, kg: KnowledgeGraph, target: str, writer: Writer) -> None:
        self._request, self._kg, self._target = request, kg, target
        self._desk = desk_of(request)
        self._door = self._desk.writes.entered("writers")
        self._noted = False
        self.writer = writer
        self.refused = Response()

    @classmethod
    async def let_in(cls, request: Request, kg: KnowledgeGraph, target: str) -> Writing:
        """The write, once its token is known to be good. Raises Unauthorised, Forbidden."""
        desk = desk_of(request)
        try:
            writer = await desk.turns.run(lambda: desk.writer_of(request))
        except KgError as error:  # of strangers there is only a count: they could fill a log
            desk.counted[request.method, error.slug] += 1
            raise
        return cls(request, kg, target, writer)

    @property
    def message(self) -> str:
        """Why a release is made, in words for its history. Raises BadRequest."""
        parameters = self._request.query_params
        said = at_most_once(parameters, "message") or self._request.headers.get("kg-message", "")
        if len(said) > _LONGEST_MESSAGE:
            raise BadRequest(f"The message is longer than {_LONGEST_MESSAGE} characters.")
        return said

    @property
    def is_dry(self) -> bool:
        """Whether the write is only tried."""
        said = at_most_once(self._request.query_params, "dry-run")
        return said is not None and said.lower() not in {"0", "false", "no"}

    async def __aenter__(self) -> Writing:
        try:
            self._door.__enter__()
        except KgError as error:
            self._note(error.status, error.slug)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Note what failed, and turn what is wrong with the body into a report."""
        self._door.__exit__(None, None, None)
        if not isinstance(error, KgError):
            return False
        self._note(error.status, error.slug)
        report = report_of(error)
        if report is None:
            return False
        self.refused = refusal(self._request, error, report)
        return True

    async def body(self) -> bytes:
        """The body, within the limits for those who may write."""
        settings = self._kg.settings
        return await bodies.read_body(self._request, settings.body_mib, settings.write_seconds)

    async def sources(self) -> tuple[Source, ...]:
        """The RDF in the body: one document, or the files of a form."""
        kind = bodies.media_type(self._request)
        body = await self.body()
        if kind == bodies.MULTIPART:
            found = (await bodies.form(self._request, body, GRAPHS)).sources
            if not found:
                raise BadRequest("There is no file in the form.")
            return found
        return (bodies.source(_stem(self._target), body, kind),)

    async def done(self, job: Job) -> Response:
        """The answer to a write that is done, or to one that was only tried."""
        done = await self._desk.turns.run(lambda: self._work(job))
        if job.dry_run:
            return _planned(self._request, done)
        return self._answer(done, _status(done))

    def _work(self, job: Job) -> Done:
        """Do it, and note it at once: the client may leave meanwhile."""
        try:
            done = self._desk.write(job)
        except KgError as error:
            self._note(error.status, error.slug)
            raise
        if job.dry_run:
            self._note(200, "dry-run")
        else:
            self._note(_status(done), "done", done.release if done.published else None)
        return done

    def _answer(self, done: Done, status: int) -> Response:
        headers = {
            "KG-Release": str(done.release),
            "KG-Report": done.report.summary(),
            "Cache-Control": "no-store",
        }
        if done.etag:
            headers["ETag"] = f'"{done.etag}"'
        if done.graph and status == 201:
            headers["Location"] = self._place(done.graph)
        return Response(status_code=status, headers=headers)

    def _place(self, graph: str) -> str:
        """Where a graph is read: a dataset of ours by its own address."""
        links = links_of(self._request)
        path = links.local(graph) if graph.startswith(f"{links.base}data/") else None
        return path or f"{links.root}/graph-store?graph={quote(graph, safe='')}"

    def _note(self, status: int, outcome: str, release: int | None = None) -> None:
        """Count the attempt, and write it into the log, once."""
        if self._noted:
            return
        self._noted = True
        method = self._request.method
        self._desk.counted[method, outcome] += 1
        self._desk.log().add(
            Attempt(self.writer.name, method, self._target, status, outcome, release)
        )


def _stem(target: str) -> str:
    """What the body is called in reports and in the history: like the graph that it fills."""
    name = target.rstrip("/").rpartition("/")[2]
    stem = name.rpartition(".")[0] if by_suffix(name) else name
    return "body" if not stem or target.startswith("/graph-store") else stem


def _status(done: Done) -> int:
    return 201 if done.created and done.graph else 204


def sent_update(
    request: Request, body: bytes
) -> tuple[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The text of an update, and the graphs to read from, by default and by name.

    SPARQL 1.1 Protocol, section 2.2. Raises UnsupportedMedia, BadRequest.
    """
    kind = bodies.media_type(request)
    found = request.query_params.multi_items()
    try:
        text = body.decode()
        if kind == _UPDATE:
            found = [*found, ("update", text)]
        elif kind == _FORM:
            found += parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
        else:
            raise UnsupportedMedia(
                f"An update is not read from {kind[:80] or 'a body without Content-Type'}. Send "
                f"{_UPDATE} with the update as the body, or {_FORM} with update=….",
                available=[_UPDATE, _FORM],
            )
    except ValueError as error:
        raise BadRequest("The body is not in UTF-8.") from error
    updates = [value for name, value in found if name == "update"]
    if len(updates) != 1:
        raise BadRequest(
            f"There must be one update, as the body or as update=…; there are {len(updates)}."
        )
    default, named = (tuple(value for name, value in found if name == key) for key in _USING)
    return updates[0], (default, named)


def _planned(request: Request, done: Done) -> Response:
    """The plan of a write that was tried, as a page or as JSON."""
    form = negotiate(request.headers.get("accept"), (PLAIN_JSON, HTML))
    if form is HTML:
        body = render(request, "plan.html", plan=done.plan, report=done.report)
    else:
        body = json.dumps(done.plan, ensure_ascii=False, indent=1).encode()
    headers = {
        "Content-Type": form.content_type,
        "Vary": "Accept",
        "Cache-Control": "no-store",
        "KG-Release": str(done.release),
    }
    return Response(body, 200, headers)
