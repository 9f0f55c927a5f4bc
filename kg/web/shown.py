"""An answer as a page shows it: a table or a text, ways to take it away, or what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kg.errors import KgError
from kg.formats import JSON, TURTLE, Kind
from kg.knowledge_graph import KnowledgeGraph
from kg.query import Answer
from kg.web.asking import Question, ask
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


def show(kg: KnowledgeGraph, asked: Question, path: Callable[[str], str]) -> Shown:
    """The answer to a question, where `path` gives the way to it in a format, by name."""
    rows = asked.plan.formats[0].kind == Kind.ROWS
    form = JSON if rows else TURTLE
    given = ask(kg, asked, form)
    files = tuple((LABELS[one.name], path(one.name)) for one in asked.plan.formats)
    hints = tuple(kg.hints(asked.plan, form, given))
    shown = Shown(asked.plan.text, given, files, hints=hints)
    if len(given.body) > SHOWN_BYTES:
        return shown
    if rows:
        return shown._replace(table=read_table(given.body))
    return shown._replace(text=given.body.decode())
