"""Rows with a confidence for each cell, and datasets of one confidence each. May read tables.

A table states one confidence a row. Where the note of a row gives a cell less (a year from general
knowledge, a date that we worked out), `weaker.csv` beside this module says so.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from data.convert import facts
from data.convert.rdf import Triple, concept, iri, text, thing, write
from data.convert.unexpressed import left_out

Graded = tuple[str, Triple]
Cell = tuple[str, str]

CONFIDENCES = ("seen", "known", "inferred")
WHAT_IT_IS = {
    "seen": ("", "Each thing was read in the source that is given with it."),
    "known": (" (general knowledge)", "From general knowledge, not read in a source."),
    "inferred": (" (worked out)", "Worked out by us from what sources say, as the notes explain."),
}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
RULES = "https://w3id.org/uk-case-reviews/def/shape/1.0.0"
# How a note says where a row was read, where the address would name a child.
WITHHELD = re.compile(r"[Ss]een (?:on|at) ([\w.-]+\w)[,;] address withheld")
HEADER = "{title}. Generated from data/facts by `python -m data.convert`; do not edit by hand."


def weakest(confidences: Iterable[str]) -> str:
    """The confidence of a fact that rests on all of these. Raises ValueError if there are none."""
    return max(confidences, key=CONFIDENCES.index)


@dataclass(frozen=True)
class Row:
    """A row of a table whose cells know how sure they are."""

    table: str
    cells: facts.Row

    @property
    def key(self) -> str:
        """The value of the id column."""
        return self.cells["id"]

    def confidence(self, column: str = "*") -> str:
        """How sure a cell is; without a column, the row as a whole."""
        marks = (_weaker().get((self.table, self.key, mark), "seen") for mark in {"*", column})
        return weakest([self.cells.get("confidence") or "seen", *marks])

    def one(self, column: str) -> list[Cell]:
        """The whole cell with its confidence; nothing if it is empty."""
        return [(self.confidence(column), self.cells[column])] if self.cells[column] else []

    def each(self, column: str) -> list[Cell]:
        """The values of a cell that holds a list, each with its confidence."""
        return [(self.confidence(column), value) for value in facts.parts(self.cells[column])]


@cache
def rows(table: str) -> tuple[Row, ...]:
    """Every row of a table, read once. Raises FileNotFoundError for an unknown table."""
    return tuple(Row(table, cells) for cells in facts.rows(table))


def said(
    cells: Iterable[Cell], subject: str, predicate: str, term: Callable[[str], str] = text
) -> list[Graded]:
    """What the cells say of a subject, each value made into a term."""
    return [(confidence, (subject, predicate, term(value))) for confidence, value in cells]


def plain(row: Row, triples: Iterable[Triple]) -> list[Graded]:
    """Triples that are as sure as the row as a whole."""
    return [(row.confidence(), triple) for triple in triples]


def sources(subject: str, cells: facts.Row) -> list[Triple]:
    """The page where a row was read, or the site alone where its address is withheld."""
    if cells["source_url"]:
        return [(subject, "dcterms:source", iri(cells["source_url"]))]
    if cells.get("source_site"):
        withheld = f"Seen on {cells['source_site']}; address withheld."
        return [(subject, "skos:editorialNote", text(withheld))]
    return []


def sourced(row: Row, subject: str) -> list[Graded]:
    """Where the row was read, and its note unless that is left out on purpose."""
    found = [(row.confidence("source_url"), triple) for triple in sources(subject, row.cells)]
    if left_out(row.table, row.cells, "note"):
        return found
    return [*found, *said(row.one("note"), subject, "skos:editorialNote")]


def withheld_site(cells: facts.Row) -> str:
    """The site where a row was read whose page has no address here; empty where there is none."""
    mentioned = WITHHELD.search(cells["note"])
    return cells.get("source_site") or (mentioned[1] if mentioned else "")


def plain_text(value: str) -> str:
    """A literal without a language, for names of people, places and numbers."""
    return text(value, "")


@dataclass(frozen=True)
class Dataset:
    """A set of facts about one kind of thing; one file for each confidence that occurs in it."""

    name: str
    title: str
    description: str
    rests_on: str = ""

    def files(self, found: Iterable[Graded]) -> dict[str, str]:
        """The Turtle by path from the repository root."""
        graded = set(found)
        return dict(self._files(graded))

    def _files(self, graded: set[Graded]) -> Iterator[tuple[str, str]]:
        for confidence in CONFIDENCES:
            triples = [triple for grade, triple in graded if grade == confidence]
            if triples:
                name = self.name if confidence == "seen" else f"{self.name}-{confidence}"
                header = HEADER.format(title=self.title + WHAT_IT_IS[confidence][0])
                content = write([*self._head(name, confidence, triples), *triples], header)
                yield f"data/{name}.ttl", content

    def _head(self, name: str, confidence: str, triples: list[Triple]) -> list[Triple]:
        subject = f"data:{name}"
        suffix, meaning = WHAT_IT_IS[confidence]
        origins = _sites(triples) or {f"data:{self.rests_on or self.name}"}
        return [
            (subject, "a", "dcat:Dataset"),
            (subject, "dcterms:title", text(self.title + suffix)),
            (subject, "dcterms:description", text(f"{self.description} {meaning}")),
            (subject, "dcterms:publisher", thing("body", "uk-case-reviews")),
            (subject, "dcterms:license", iri(LICENCE)),
            (subject, "dcterms:conformsTo", iri(RULES)),
            (subject, "crv:confidence", concept("confidence", confidence)),
            *((subject, "prov:wasDerivedFrom", origin) for origin in origins),
        ]


def _sites(triples: list[Triple]) -> set[str]:
    """The sites of all the pages that the triples give as their source, or withhold in a note."""
    pages = [
        urlsplit(value.strip("<>"))
        for _, predicate, value in triples
        if predicate == "dcterms:source"
    ]
    withheld = [
        site
        for _, predicate, value in triples
        if predicate == "skos:editorialNote"
        for site in WITHHELD.findall(value)
    ]
    return {iri(f"{page.scheme}://{page.netloc}/") for page in pages} | {
        iri(f"https://{site}/") for site in withheld
    }


@cache
def _weaker() -> dict[tuple[str, str, str], str]:
    with Path(__file__).with_name("weaker.csv").open(encoding="utf-8", newline="") as lines:
        return {
            (line["file"], line["row_id"], line["column"]): line["confidence"]
            for line in csv.DictReader(lines)
        }
