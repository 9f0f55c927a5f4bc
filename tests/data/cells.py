"""Checks a fact table against converted data, cell by cell. Reads data/ only."""

import csv
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Node

ROOT = Path(__file__).parents[2]
BASE = "https://w3id.org/uk-case-reviews/"
CRV = Namespace(BASE + "def/core/")

Row = dict[str, str]
Check = Callable[[Graph, Row], bool]


def table(name: str) -> list[Row]:
    """Every row of a fact table."""
    with (ROOT / f"data/facts/{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def parts(cell: str) -> list[str]:
    """The values of a cell that holds a list."""
    return [part.strip() for part in cell.split("|") if part.strip()]


@cache
def unexpressed() -> dict[tuple[str, str, str], str]:
    """The reason for each cell that is left out; the column is * for a whole row."""
    with (ROOT / "data/convert/unexpressed.csv").open(encoding="utf-8", newline="") as lines:
        return {
            (line["file"], line["row_id"], line["column"]): line["reason"]
            for line in csv.DictReader(lines)
        }


def is_left_out(name: str, row: Row, column: str) -> bool:
    """Whether a cell, or its whole row, is listed with a reason."""
    listed = unexpressed()
    return any(listed.get((f"{name}.csv", row["id"], mark)) for mark in ("*", column))


def graph(*patterns: str) -> Graph:
    """One graph of all files in data/ whose names match."""
    found = Graph()
    for pattern in patterns:
        for path in sorted((ROOT / "data").glob(pattern)):
            found.parse(path)
    return found


def thing(kind: str, key: str) -> URIRef:
    """The IRI of a thing."""
    return URIRef(f"{BASE}id/{kind}/{key}")


def concept(scheme: str, key: str) -> URIRef:
    """The IRI of a concept."""
    return URIRef(f"{BASE}def/{scheme}/{key}")


def texts(data: Graph, subject: Node, predicate: URIRef) -> set[str]:
    """The values of a property as text."""
    return {str(value) for value in data.objects(subject, predicate)}


def is_sourced(data: Graph, subject: Node, row: Row) -> bool:
    """Whether the page, or else the site, where a row was read is given."""
    if row["source_url"]:
        return (subject, DCTERMS.source, URIRef(row["source_url"])) in data
    said = f"Seen on {row['source_site']}; address withheld."
    return (subject, SKOS.editorialNote, Literal(said, "en")) in data


def is_noted(data: Graph, subject: Node, row: Row) -> bool:
    """Whether the note of a row is given in full."""
    return (subject, SKOS.editorialNote, Literal(row["note"], "en")) in data


def lost(name: str, data: Graph, checks: Mapping[str, Check]) -> list[str]:
    """The filled cells of a table that are neither in the data nor listed as left out."""
    return [
        f"{row['id']} {column}"
        for row in table(name)
        for column in row
        if row[column] and not is_left_out(name, row, column) and not checks[column](data, row)
    ]


@cache
def confidences(pattern: str) -> dict[URIRef, str]:
    """The confidence of the graph in which each typed thing stands, by thing."""
    found: dict[URIRef, str] = {}
    for path in sorted((ROOT / "data").glob(pattern)):
        data = Graph().parse(path)
        level = next(data.objects(None, CRV.confidence))
        for subject in data.subjects(RDF.type, None):
            found[URIRef(str(subject))] = str(level).rpartition("/")[2]
    return found


def undescribed(data: Graph, everything: Graph) -> Iterator[str]:
    """Things of ours that the data link to and that no file in data/ describes."""
    for value in set(data.objects()):
        if str(value).startswith(BASE + "id/") and (value, RDF.type, None) not in everything:
            yield str(value)
