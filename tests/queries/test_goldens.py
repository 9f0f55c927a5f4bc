"""What users of the named queries see: their answers, and what is said of them."""

from __future__ import annotations

import csv
import re

import pytest

from kg.content import CANONICAL_BASE
from kg.knowledge_graph import KnowledgeGraph
from kg.query import NamedQuery, named_queries
from kg.query.lexer import tokens
from tests.queries.regenerate import GOLDEN, answer, own_graph

QUERIES = named_queries(CANONICAL_BASE)
EMPTY_IS_RIGHT = "An empty answer is right for the data of this package"
LONGEST = 11
ELSEWHERE = "https://example.org/reviews/"

every_query = pytest.mark.parametrize("query", QUERIES.values(), ids=list(QUERIES))


def lines_of(query: NamedQuery) -> list[str]:
    """The lines of a query after its prefixes."""
    return [line for line in query.text.splitlines() if line and not line.startswith("PREFIX")]


@every_query
def test_the_answer_is_the_golden_one(graph: KnowledgeGraph, query: NamedQuery) -> None:
    """Byte for byte; where a change is meant, run `python -m tests.queries.regenerate`."""
    assert answer(graph, query) == (GOLDEN / f"{query.name}.csv").read_bytes()


def test_there_is_a_golden_answer_for_each_query_and_for_nothing_else() -> None:
    """A query that goes takes its golden with it."""
    assert sorted(path.stem for path in GOLDEN.iterdir()) == sorted(QUERIES)


@every_query
def test_columns_are_those_that_the_query_says(query: NamedQuery) -> None:
    """The header of the golden is the `columns` line."""
    with (GOLDEN / f"{query.name}.csv").open(encoding="utf-8", newline="") as lines:
        assert tuple(next(csv.reader(lines))) == query.columns


@every_query
def test_an_answer_is_empty_only_where_the_description_says_that_this_is_right(
    query: NamedQuery,
) -> None:
    """A user who gets nothing is told why, and one who gets something is not told otherwise."""
    rows = (GOLDEN / f"{query.name}.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert bool(rows) != (EMPTY_IS_RIGHT in query.description)


@every_query
def test_no_row_comes_twice(query: NamedQuery) -> None:
    """A fact that two datasets state is one row: the default graph is the merge of all graphs."""
    rows = (GOLDEN / f"{query.name}.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == len(set(rows))


@every_query
def test_a_query_asks_in_few_words_and_always_in_the_same_order(query: NamedQuery) -> None:
    """A title that is a question, a description of some length, an order, and few lines."""
    assert re.fullmatch(r"[A-Z][^?]*\?", query.title)
    assert len(query.description) > 80
    assert query.description.endswith(".")
    assert "ORDER BY" in query.text
    assert len(lines_of(query)) <= LONGEST


@every_query
def test_a_parameter_is_used_and_no_variable_has_its_name(query: NamedQuery) -> None:
    """`$name` and `?name` are one variable to SPARQL, so only the parameter may be called that."""
    variables = {token.text for token in tokens(query.text) if token.kind == "variable"}
    for parameter in query.parameters:
        assert f"${parameter.name}" in variables
        assert f"?{parameter.name}" not in variables
    names = {parameter.name for parameter in query.parameters}
    assert {one[1:] for one in variables if one[0] == "$"} == names


@every_query
def test_every_prefix_of_a_query_is_used(query: NamedQuery) -> None:
    """What a user copies holds nothing that is not needed."""
    words = [token.text for token in tokens("\n".join(lines_of(query)))]
    for prefix in re.findall(r"^PREFIX (\w+:)", query.text, re.MULTILINE):
        assert any(word.startswith(prefix) for word in words), prefix


def test_titles_tell_queries_apart() -> None:
    """No two queries ask the same."""
    assert len({query.title for query in QUERIES.values()}) == len(QUERIES)


@pytest.mark.slow
def test_answers_are_the_same_under_another_base() -> None:
    """The base is a setting: the IRIs of an answer change with it, and their order."""
    with own_graph(ELSEWHERE) as moved:
        for name, query in named_queries(ELSEWHERE).items():
            golden = (GOLDEN / f"{name}.csv").read_text(encoding="utf-8")
            said = answer(moved, query).decode()
            moved_golden = golden.replace(CANONICAL_BASE, ELSEWHERE)
            assert sorted(said.splitlines()) == sorted(moved_golden.splitlines()), name
