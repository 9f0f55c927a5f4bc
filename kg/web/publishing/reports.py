"""Reports of the gate over HTTP: in the format asked for, with the places in the body."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from kg import __version__
from kg.errors import AnswerTooLarge, KgError, NotAcceptable, RdfSyntax, RdfUnsupported
from kg.formats import GRAPHS, HTML, TURTLE, Format, Kind, by_name, negotiate
from kg.load import Source
from kg.rdf import Syntax, parse
from kg.rdf.write import write_rdf
from kg.validate import Report, unreadable
from kg.web.errors import PROBLEM, TEXT, as_problem
from kg.web.pages import PLAIN_JSON
from kg.web.publishing.marked import keeps_out, marked
from kg.web.templating import render

SARIF = Format("sarif", "application/sarif+json", "sarif", Kind.PAGE)
_GITHUB = Format("github", "text/x-github-annotations", "github", Kind.PAGE, (), True)
_MOST = 20_000  # results that are sent in full
FORMATS = (TURTLE, PLAIN_JSON, TEXT, SARIF, PROBLEM, HTML, *GRAPHS[1:], _GITHUB)


def report_format(request: Request) -> Format:
    """What `format=` names, else what Accept likes best. Raises NotAcceptable."""
    name = request.query_params.get("format")
    return by_name(name, FORMATS) if name else negotiate(request.headers.get("accept"), FORMATS)


def report_of(error: KgError) -> Report | None:
    """The report in an error, where it is one about the body."""
    if isinstance(error, RdfSyntax | RdfUnsupported) and error.fields.get("faults"):
        return unreadable(error)
    report = error.fields.get("report")
    return report if isinstance(report, Report) else None


def refusal(request: Request, error: KgError, report: Report) -> Response:
    """The answer to a write that was refused for what its body says."""
    try:
        form = report_format(request)
    except NotAcceptable:  # a report is worth sending even to a client that asked for a picture
        form = TURTLE
    if form is PROBLEM and len(report.results) <= _MOST:
        said = as_problem(request, error) | {"report": json.loads(report.as_json())}
        body = json.dumps(said, ensure_ascii=False, indent=1).encode()
    else:
        body = written(request, report, form, error)
    return _answer(request, body, form, error.status, report)


def report_answer(request: Request, report: Report, form: Format) -> Response:
    """The answer to a check: 200, whatever the verdict."""
    if form is PROBLEM:
        form = PLAIN_JSON
    return _answer(request, written(request, report, form), form, 200, report)


def report_page(
    request: Request, report: Report, sources: Sequence[Source], form_holds: Mapping[str, object]
) -> Response:
    """The same as a page with what is wrong in `sources` marked, and its form as it was filled in;
    what was typed is not shown again where it holds what must not be repeated.
    """
    holds = {**form_holds, "text": "" if keeps_out(report) else form_holds["text"]}
    page = {"report": report, "shown": marked(report, sources), "error": None, **_FORM, **holds}
    return _answer(request, render(request, "validate.html", **page), HTML, 200, report)


def empty_form(request: Request) -> bytes:
    """The page with nothing checked yet."""
    page = {"report": Report(), "shown": {}, "error": None, **_FORM, "empty": True}
    return render(request, "validate.html", **page)


def written(request: Request, report: Report, form: Format, error: KgError | None = None) -> bytes:
    """The report in a format; a page begins with what `error` says."""
    if form is HTML:
        page = {"report": report, "shown": {}, "error": error, **_FORM}
        return render(request, "validate.html", **page)
    if form is not TEXT and len(report.results) > _MOST:
        raise _too_long(report)
    if form in GRAPHS:
        return _graph(request, report, form)
    text = {
        PLAIN_JSON: report.as_json,
        TEXT: lambda: f"{report.text()}\n",
        SARIF: lambda: report.sarif(__version__),
        _GITHUB: report.github,
    }
    return text[form]().encode()


# What the form of the page holds where nothing was typed in.
_FORM: dict[str, object] = {"text": "", "syntax": "turtle", "alone": False, "empty": False}


def _too_long(report: Report) -> AnswerTooLarge:
    """The error for more results than are sent: what they are about most often."""
    counts = Counter(one.code for one in report.results).most_common(5)
    said = ", ".join(f"{count:,} of {code}" for code, count in counts)
    return AnswerTooLarge(
        f"There are {len(report.results):,} results, and no more than {_MOST:,} are sent: {said}. "
        "Mend these first, or ask for text/plain or a page, which show the first 200."
    )


def _graph(request: Request, report: Report, form: Format) -> bytes:
    body = report.turtle().encode()
    if form is TURTLE:
        return body
    prefixes = request.app.state.kg.vocabulary.prefixes
    triples = parse(body, Syntax.TURTLE, source="the report").triples
    return write_rdf(triples, form.syntax, prefixes)


def _answer(request: Request, body: bytes, form: Format, status: int, report: Report) -> Response:
    headers = {
        "Content-Type": form.content_type,
        "Vary": "Accept",
        "Cache-Control": "no-store",
        "KG-Conforms": str(report.conforms).lower(),
        "KG-Report": report.summary(),
    }
    return Response(body, status, headers)
