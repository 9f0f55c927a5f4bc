"""An answer as a page shows it: a table or a text, ways to take it away, or what is wrong."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request

from kg.errors import KgError
from kg.formats import JSON, TURTLE, Format, Kind
from kg.knowledge_graph import KnowledgeGraph
from kg.query import Answer
from kg.web.asking import Parameters, Question, ask, cited_path
from kg.web.charting import chart_of
from kg.web.charts import Chart, Drawing, charts_of
from kg.web.results import Table, read_table

_VIEWS = {"format", "chart", "value"}
SHOWN_BYTES = 4 * 2**20  # a larger answer is offered as a file and not as a page
LABELS = {
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "tsv": "TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF/XML",
    "trig": "TriG",
    "nquads": "N-Quads",
}


class View(NamedTuple):
    """A way to look at the rows: as a table or as a chart."""

    name: str
    path: str
    chosen: bool


class Shown(NamedTuple):
    """The query, and its answer as a table or as text, or the error. `files` are labels and
    paths.
    """

    query: str = ""
    answer: Answer | None = None
    files: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    text: str | None = None
    error: KgError | None = None
    hints: tuple[str, ...] = ()
    cited: str | None = None
    views: tuple[View, ...] = ()
    chart: Drawing | None = None


def show(
    request: Request, kg: KnowledgeGraph, asked: Question, path: str, parameters: Parameters
) -> Shown:
    """The answer to a question that `path` was asked with `parameters`. Raises BadRequest,
    NotAcceptable.
    """
    form = JSON if asked.plan.formats[0].kind == Kind.ROWS else TURTLE
    given = ask(kg, asked, form)
    table = table_of(given, form)
    kept = [(name, value) for name, value in parameters.multi_items() if name not in _VIEWS]
    drawn = None
    if table and "chart" in parameters:
        drawn = chart_of(kg, parameters, read_table(given.body, None), given.release)
    return Shown(
        asked.plan.text,
        given,
        tuple(
            (LABELS[one.name], f"{path}?{urlencode([*kept, ('format', one.name)])}")
            for one in asked.plan.formats
        ),
        table,
        text_of(given, form),
        hints=tuple(kg.hints(asked.plan, form, given)),
        cited=cited_path(request, asked, form, given),
        views=_views(table, path, kept, drawn.chart if drawn else None) if table else (),
        chart=drawn,
    )


def _views(
    table: Table, path: str, kept: list[tuple[str, str]], chosen: Chart | None
) -> tuple[View, ...]:
    """The table, and each chart that the rows have."""
    charts = charts_of(table)
    ways: list[tuple[str, Chart | None]] = [("Table", None)]
    ways += [(one.capitalize(), one) for one in charts]
    return tuple(
        View(name, f"{path}?{urlencode(kept + ([('chart', one)] if one else []))}", one is chosen)
        for name, one in ways
        if charts
    )


def table_of(given: Answer, form: Format) -> Table | None:
    """The rows of an answer in JSON, unless they are too many to show."""
    return read_table(given.body) if form is JSON and len(given.body) <= SHOWN_BYTES else None


def text_of(given: Answer, form: Format) -> str | None:
    """The text of an answer in Turtle, unless it is too long to show."""
    return given.body.decode() if form is TURTLE and len(given.body) <= SHOWN_BYTES else None
