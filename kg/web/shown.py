"""An answer as a page shows it: a table or a text, ways to take it away, or what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from starlette.requests import Request

from kg.errors import KgError
from kg.formats import JSON, TURTLE, Format, Kind
from kg.knowledge_graph import KnowledgeGraph
from kg.query import Answer
from kg.web.asking import Question, ask, cited_path
from kg.web.results import Table, read_table

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


def show(
    request: Request, kg: KnowledgeGraph, asked: Question, path: Callable[[str], str]
) -> Shown:
    """The answer to a question, where `path` gives the way to it in a format, by name."""
    form = JSON if asked.plan.formats[0].kind == Kind.ROWS else TURTLE
    given = ask(kg, asked, form)
    return Shown(
        asked.plan.text,
        given,
        tuple((LABELS[one.name], path(one.name)) for one in asked.plan.formats),
        table_of(given, form),
        text_of(given, form),
        hints=tuple(kg.hints(asked.plan, form, given)),
        cited=cited_path(request, asked, form, given),
    )


def table_of(given: Answer, form: Format) -> Table | None:
    """The rows of an answer in JSON, unless they are too many to show."""
    return read_table(given.body) if form is JSON and len(given.body) <= SHOWN_BYTES else None


def text_of(given: Answer, form: Format) -> str | None:
    """The text of an answer in Turtle, unless it is too long to show."""
    return given.body.decode() if form is TURTLE and len(given.body) <= SHOWN_BYTES else None
