"""What is done with a body, in a process of its own that can be killed; opens the graph there."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kg.errors import BadRequest, Forbidden, RdfSyntax, RdfUnsupported, StoreUnreadable
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.load import Conditions, Source, Write, Writes, etag_of, graphs_filled
from kg.query.inserted import inserted
from kg.query.update import Using, plan_update
from kg.rdf import Syntax
from kg.settings import Settings
from kg.stores.refusals import OutcomeUnknown
from kg.validate import Report, unreadable
from kg.writers import Writer


class Job(NamedTuple):
    """One write: by whom, on what conditions, whether it is only tried; what it says. `method` is
    PUT, POST, DELETE, or UPDATE with its text; a POST without a graph makes a new one.
    """

    method: str
    writer: Writer
    message: str
    dry_run: bool
    graph: str | None = None
    conditions: Conditions = Conditions()
    sources: tuple[Source, ...] = ()
    text: str = ""
    using: Using = Using()
    withdraw: str | None = None  # why a dataset goes, where its DELETE is a withdrawal


class Done(NamedTuple):
    """What a write did: the release that holds it, whether that and the graph are new, its name and
    validator, the gate's report; or only the plan, where it was tried.
    """

    release: int
    published: bool
    created: bool
    graph: str | None
    etag: str | None
    report: Report
    plan: dict[str, object] | None = None


def check(settings: Settings, sources: Sequence[Source], alone: bool) -> Report:
    """What the gate says of `sources`, or why they cannot be read; nothing is written."""
    try:
        return _graph(settings).judge(sources, alone=alone)
    except (RdfSyntax, RdfUnsupported) as error:
        return unreadable(error)


def write(settings: Settings, job: Job) -> Done:
    """Publish what `job` says, or plan it. Raises as kg.load.Loader.write does, and what writes
    raise; the store is then as it was.
    """
    try:
        return _write(_graph(settings), job)
    except OutcomeUnknown as error:  # cannot be handed to another process as it is
        raise StoreUnreadable(error.detail) from error


def _write(kg: KnowledgeGraph, job: Job) -> Done:
    if job.withdraw is not None:
        return _withdraw(kg, job, job.withdraw)
    graph = job.graph
    conditions = job.conditions
    if graph is None and job.method == "POST":
        graph = _new_graph(kg, job.sources)
        conditions = Conditions(none_match=("*",))
    writes = kg.writes(job.writer, conditions)
    planned = _planned(kg, job, writes, graph)
    who, why = job.writer.name, job.message
    if job.dry_run:
        plan = kg.loader.plan_write(planned, agent=who, message=why)
        return Done(kg.current(), False, writes.created, graph, None, plan.report, plan.as_page())
    outcome = kg.loader.write(planned, agent=who, message=why)
    now = kg.store.dump([graph]) if graph and job.method != "DELETE" else None
    return Done(
        outcome.release.number if outcome.release else kg.current(),
        outcome.release is not None,
        writes.created,
        graph,
        etag_of(now) if now else None,
        outcome.report,
    )


def _withdraw(kg: KnowledgeGraph, job: Job, why: str) -> Done:
    """Withdraw the dataset `job.graph`: tombstones stay, and links to what goes go everywhere."""
    if job.dry_run or job.conditions != Conditions():
        raise BadRequest("A withdrawal is neither tried nor bound to If-Match. Leave these out.")
    graph = str(job.graph)
    if job.writer.graphs:
        raise Forbidden(
            f"The token {job.writer.name!r} is for some graphs only, and a withdrawal also takes "
            "links out of others. Ask the keeper of the service."
        )
    job.writer.refuse_others([graph], f"{kg.vocabulary.base}def/")
    outcome = kg.withdraw(graph, why, agent=job.writer.name, message=job.message)
    return Done(kg.current(), outcome.release is not None, False, graph, None, outcome.report)


def _planned(kg: KnowledgeGraph, job: Job, writes: Writes, graph: str | None) -> Write:
    if job.method == "UPDATE":
        update = plan_update(job.text, f"{kg.vocabulary.base}update", job.using)
        return writes.update(update, Source("update", inserted(job.text).encode(), Syntax.TRIG))
    if graph is None:
        raise BadRequest("Name the graph with ?graph=IRI.")
    if job.method == "DELETE":
        return writes.delete(graph)
    return writes.put(graph, job.sources, keep=job.method == "POST")


def _new_graph(kg: KnowledgeGraph, sources: Sequence[Source]) -> str:
    """The dataset that the sources describe, else a graph with a name that is new."""
    unnamed = [one._replace(name="unnamed", graph=None) for one in sources]
    named = set(graphs_filled(unnamed, kg.vocabulary)) - {kg.vocabulary.dataset("unnamed")}
    if len(named) > 1:
        raise BadRequest(
            f"The body describes {len(named)} datasets: {', '.join(sorted(named))}. Send each to "
            "its own graph with ?graph=IRI."
        )
    return named.pop() if named else kg.vocabulary.dataset(secrets.token_hex(8))


@lru_cache(maxsize=2)
def _graph(settings: Settings) -> KnowledgeGraph:
    """The graph, opened once in a process; its queries run here, as all of it can be killed."""
    return open_graph(settings.model_copy(update={"workers": 0}))
