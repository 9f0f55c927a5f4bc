"""Rows to named graphs, one for each confidence, where a row goes whole into one.

May read unexpressed.csv; writes nothing.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from data.convert.datasets import Dataset, Graded
from data.convert.facts import Row
from data.convert.turtle import BASE, Triple, iri, text
from data.convert.unexpressed import left_out

# How the notes say that a pairing, a date, a type or a name is our own reading of the source.
OURS = re.compile(
    r"\bours\b|\binferred\b|\bby us\b|\bapproximate\b|\bexpanded\b|could be the third"
    r"|from the region|not spelled out|board footprint|saying five years ago|set reporting date"
    r"|stands for its predecessor|is the successor of|read from the areas|to government used"
)

SEEN_AT = re.compile(r"seen at ([\w.-]+\w), address withheld")


def confidence(row: Row) -> str:
    """The key of the confidence that a row deserves: what its note admits, else its own column."""
    return "inferred" if OURS.search(row["note"]) else row["confidence"]


def split(dataset: Dataset, found: Iterable[tuple[Row, list[Triple]]]) -> dict[str, str]:
    """The graphs that rows and their triples fall into, as Turtle by path from the root."""
    graded: list[Graded] = []
    for row, triples in found:
        level = confidence(row)
        graded += [(level, triple) for triple in [*triples, *_derived(dataset.name, level, row)]]
    return dataset.files(graded)


def sources(subject: str, row: Row) -> list[Triple]:
    """The page where a row was read, or the site alone where its address is withheld."""
    if row["source_url"]:
        return [(subject, "dcterms:source", iri(row["source_url"]))]
    if row.get("source_site"):
        withheld = f"Seen on {row['source_site']}; address withheld."
        return [(subject, "skos:editorialNote", text(withheld))]
    return []


def notes(subject: str, table: str, row: Row) -> list[Triple]:
    """Where a row was read, and its note unless that is left out on purpose."""
    found = sources(subject, row)
    if row["note"] and not left_out(table, row, "note"):
        found.append((subject, "skos:editorialNote", text(row["note"])))
    return found


def site(row: Row) -> str:
    """The address of the site on which a row was read; empty where the row does not say."""
    if row["source_url"]:
        parts = urlsplit(row["source_url"])
        return f"{parts.scheme}://{parts.netloc}/"
    mentioned = SEEN_AT.search(row["note"])
    host = row.get("source_site") or (mentioned[1] if mentioned else "")
    return f"https://{host}/" if host else ""


def _derived(name: str, level: str, row: Row) -> list[Triple]:
    """That a graph rests on the site of a row, also where the address of the page is withheld."""
    graph = iri(f"{BASE}data/{name}" + ("" if level == "seen" else f"-{level}"))
    return [(graph, "prov:wasDerivedFrom", iri(site(row)))] if site(row) else []
