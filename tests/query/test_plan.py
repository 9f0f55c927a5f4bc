"""What a query is before it runs: its form, its graphs, whether it may run. Touches no store."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BadRequest, BodyTooLarge, QueryForbidden, QuerySyntax
from kg.formats import DATASETS, GRAPHS, ROWS
from kg.query import plan
from kg.query.plan import DEEPEST, LONGEST
from kg.stores import UNION, Dataset

GRAPH = "https://example.org/graph"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT"),
        ("select(COUNT(*) AS ?n){}", "SELECT"),
        ("# ASK\nSELECT * {}", "SELECT"),
        ("PREFIX ask: <http://x/> SELECT * { ?s ask:ask ?o }", "SELECT"),
        ("BASE <http://x/ASK> SELECT ?ask {}", "SELECT"),
        ("ASK {}", "ASK"),
        ("ASK WHERE { SELECT * {} }", "ASK"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("DESCRIBE <http://x/>", "DESCRIBE"),
        ("PREFIX : <http://x/>\r\nDESCRIBE :select", "DESCRIBE"),
    ],
)
def test_the_form_is_the_first_keyword_after_the_prologue(text: str, form: str) -> None:
    """SPARQL 1.1, section 19.8: rule Query, whatever names and comments stand before it."""
    assert plan(text).form == form


def test_rows_and_graphs_are_written_in_formats_of_their_own() -> None:
    """SELECT and ASK give results, CONSTRUCT and DESCRIBE give RDF."""
    assert plan("ASK {}").formats == ROWS
    assert plan("DESCRIBE <http://x/>").formats == (*GRAPHS, *DATASETS)


@pytest.mark.parametrize("text", ["", "  \n", "# SELECT", "{ SELECT }", "SELEKT * {}", "'SELECT"])
def test_a_text_without_a_form_is_refused_at_its_place(text: str) -> None:
    """The error says where to begin and with which words."""
    with pytest.raises(QuerySyntax, match="SELECT, ASK, CONSTRUCT or DESCRIBE") as caught:
        plan(text)
    assert caught.value.fields == {"line": 1, "column": 1}


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://x/s> <http://x/p> 1 }",
        "delete where { ?s ?p ?o }",
        "PREFIX : <http://x/> WITH :g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP GRAPH <http://x/>",
        "CREATE GRAPH <http://x/>",
        "COPY DEFAULT TO <http://x/>",
        "MOVE DEFAULT TO <http://x/>",
        "ADD DEFAULT TO <http://x/>",
    ],
)
def test_an_update_is_told_from_a_query(text: str) -> None:
    """Someone who sends an update learns that this place only reads."""
    with pytest.raises(BadRequest, match="only reads"):
        plan(text)


@pytest.mark.parametrize(
    "text", ["LOAD <http://x/>", "load silent <http://x/> INTO GRAPH <http://x/g>"]
)
def test_load_is_switched_off(text: str) -> None:
    """This server fetches nothing."""
    with pytest.raises(QueryForbidden, match="LOAD is switched off"):
        plan(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { \\U00000053erv\\u0069ce silent <http://x/> { ?s ?p ?o } }",
        "SELECT * { # \\u000A SERVICE <http://x/> { ?s ?p ?o } }",
    ],
)
def test_service_is_switched_off_whether_escaped_or_not(text: str) -> None:
    """Code point escapes count as what they stand for (section 19.2), and as they are written."""
    with pytest.raises(QueryForbidden, match="SERVICE is switched off"):
        plan(text)


def test_a_word_in_a_comment_or_a_literal_reaches_nowhere() -> None:
    """Text that only mentions LOAD or SERVICE is an ordinary query."""
    text = "SELECT * { ?s ?p 'LOAD <http://x/>', \"SERVICE <http://x/> {\" } # LOAD"
    assert plan(text).form == "SELECT"


def test_a_query_without_from_sees_the_union_of_all_graphs() -> None:
    """Nobody should need to know in which graph a statement is."""
    assert plan("ASK {}").dataset == UNION
    assert plan("ASK {}").graphs == frozenset()


@pytest.mark.parametrize(
    "clause",
    [
        "FROM <https://example.org/graph>",
        "from<https://example.org/graph>",
        "FROM NAMED <https://example.org/graph>",
        "FROM # NAMED <http://x/>\n NAMED <https://example.org/graph>",
    ],
)
def test_from_clauses_name_the_graphs_that_a_query_sees(clause: str) -> None:
    """Section 13.2: FROM and FROM NAMED, in any case and spacing."""
    read = plan(f"SELECT * {clause} {{ ?s ?p ?o }}")
    assert read.graphs == {GRAPH}
    named = "NAMED <" in clause
    assert read.dataset == Dataset(() if named else (GRAPH,), (GRAPH,) if named else ())


@pytest.mark.parametrize(
    ("prologue", "name"),
    [
        ("PREFIX ex: <https://example.org/>", "ex:graph"),
        ("prefix : <https://example.org/gr>", ":aph"),
        ("PREFIX ex: <http://x/> PREFIX ex: <https://example.org/>", "ex:graph"),
        ("BASE <https://example.org/x>", "<graph>"),
        ("BASE <https://example.org/a/b>", "<../graph>"),
        ("BASE <https://example.org/>", "</graph>"),
        ("BASE <https://example.org/graph>", "<>"),
    ],
)
def test_graph_names_are_resolved_by_the_prologue(prologue: str, name: str) -> None:
    """Section 4.1: prefixed names and relative IRIs in FROM mean the same as elsewhere."""
    assert plan(f"{prologue} SELECT * FROM NAMED {name} {{ ?s ?p ?o }}").graphs == {GRAPH}


def test_graphs_of_the_protocol_win_over_those_of_the_query() -> None:
    """SPARQL 1.1 Protocol, section 2.1.4."""
    read = plan(
        "SELECT * FROM <http://x/from> { ?s ?p ?o }",
        default_graphs=[GRAPH],
        named_graphs=["http://x/named"],
    )
    assert read.dataset == Dataset((GRAPH,), ("http://x/named",))
    assert read.graphs == {GRAPH, "http://x/named"}


@pytest.mark.parametrize("call", ["NOW()", "rand()", "UUID()", "struuid()", "BNODE()"])
def test_a_query_that_differs_from_run_to_run_is_volatile(call: str) -> None:
    """Its answer must not be kept."""
    assert plan(f"SELECT ({call} AS ?x) {{}}").volatile
    assert not plan(f"SELECT ?x {{ ?x ?p '{call}' }}").volatile


@given(st.text())
def test_planning_any_text_gives_a_plan_or_an_error_of_ours(text: str) -> None:
    """No text of a client may raise anything but a refusal."""
    with contextlib.suppress(BadRequest, QuerySyntax, QueryForbidden):
        assert plan(text).text == text


def test_a_query_past_what_is_read_is_refused_before_it_is_read() -> None:
    """It would hold up others: reading it cannot be ended."""
    with pytest.raises(BodyTooLarge, match="262,144 is the most"):
        plan(f"ASK {{ ?s ?p '{'a' * LONGEST}' }}")
    assert plan(f"ASK {{ ?s ?p '{'a' * (LONGEST - 20)}' }}").form == "ASK"


@pytest.mark.parametrize(("opening", "closing"), ["()", "{}", "[]"])
def test_brackets_that_nest_without_measure_are_refused(opening: str, closing: str) -> None:
    """The engine reads them by recursion, which ends its process; brackets in texts do not
    count.
    """
    levels = DEEPEST - 1
    assert plan(f"ASK {{ {opening * levels}{closing * levels} '{opening * 999}' }}").form == "ASK"
    with pytest.raises(QuerySyntax, match="nests more than 200 brackets"):
        plan(f"ASK {{ {opening * DEEPEST}{closing * DEEPEST} }}")
