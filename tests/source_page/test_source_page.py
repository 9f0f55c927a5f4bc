"""The page that the graph grew from: everything that it states is in the graph, through the
gate.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.content import content_folder
from kg.formats import CSV
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.load import read_source
from kg.settings import read_settings

HERE = Path(__file__).parent
TABLE = tomllib.loads((HERE / "statements.toml").read_text(encoding="utf-8"))
PREFIXES: dict[str, str] = TABLE["prefixes"]
SENTENCES: list[dict[str, Any]] = TABLE["sentence"]
FACTS = [fact for sentence in SENTENCES for fact in sentence.get("fact", [])]


@pytest.fixture(scope="module")
def graph() -> Iterator[KnowledgeGraph]:
    """The ontology and the page's dataset, and nothing else."""
    with open_graph(read_settings(store="memory:")) as opened:
        page = content_folder("data") / "withscotland-page.ttl"
        opened.load([read_source(page)], agent="test")
        yield opened


def rows(graph: KnowledgeGraph, query: str) -> list[list[str]]:
    """The sorted rows of the answer, with IRIs as prefixed names."""
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    body = graph.answer(graph.plan(head + query), CSV).body.decode()
    _, *found = csv.reader(io.StringIO(body))
    return sorted([short(cell) for cell in row] for row in found)


def short(cell: str) -> str:
    """An IRI as a prefixed name, anything else as it is."""
    for name, iri in PREFIXES.items():
        if cell.startswith(iri):
            return f"{name}:{cell.removeprefix(iri)}"
    return cell


@pytest.mark.parametrize("fact", FACTS, ids=[fact["says"] for fact in FACTS])
def test_the_graph_holds_what_the_page_states(graph: KnowledgeGraph, fact: dict[str, Any]) -> None:
    """The query of a fact gives its rows: none missing, none besides."""
    assert rows(graph, fact["query"]) == sorted(fact["rows"])


def test_the_table_holds_every_sentence_and_heading_of_the_page_in_order() -> None:
    """The quotes put together are the text of the page, word for word."""
    page = (HERE / "page.txt").read_text(encoding="utf-8")
    assert " ".join(" ".join(one["quote"] for one in SENTENCES).split()) == " ".join(page.split())


def test_every_sentence_has_a_fact_or_a_reason_for_having_none() -> None:
    """A quote without facts says why."""
    assert all(bool(one.get("fact")) != bool(one.get("no_fact")) for one in SENTENCES)
    assert all(fact["rows"] for fact in FACTS)


def test_every_prefix_of_the_table_is_used() -> None:
    """The table declares no more than it needs."""
    used = " ".join(fact["query"] + str(fact["rows"]) for fact in FACTS)
    assert [name for name in PREFIXES if f"{name}:" not in used] == []
