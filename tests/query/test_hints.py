"""Errors that teach: one thing is made wrong in a good query, and the first hint names it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.content import CANONICAL_BASE
from kg.errors import QuerySyntax, QueryTimeout
from kg.formats import CSV, DATASETS, GRAPHS, JSON, ROWS, Format
from kg.knowledge_graph import KnowledgeGraph
from kg.query import named_queries
from kg.query.hints import explained, narrowing, says_nothing
from kg.query.hints.dates import compared_dates
from kg.query.hints.grammar import first_fault
from kg.query.hints.words import words
from kg.stores.results import write
from kg.vocab import Vocabulary
from tests.queries.regenerate import own_graph
from tests.query.mutations import Mutation, mutations
from tests.seeded import dataset, reviews, seeded

QUERIES = named_queries(CANONICAL_BASE)
MUTATED = list(mutations(list(QUERIES.values()), 56))
CRV = f"PREFIX crv: <{CANONICAL_BASE}def/core/> "


@pytest.fixture(scope="module")
def graph() -> Iterator[KnowledgeGraph]:
    with own_graph() as opened:
        yield opened


def _first_hint(graph: KnowledgeGraph, text: str) -> str:
    """The first thing that whoever asks is told."""
    try:
        planned = graph.plan(text)
        answer = graph.answer(planned, JSON)
    except QuerySyntax as error:
        hints = error.fields.get("hints")
        return str(hints[0]) if isinstance(hints, list) and hints else error.detail
    return " ".join(graph.hints(planned, JSON, answer)[:1])


def test_the_first_hint_names_what_was_made_wrong(graph: KnowledgeGraph) -> None:
    """Nine in ten mutations of good queries: keywords, brackets, marks, prefixes, terms."""
    missed = [one for one in MUTATED if one.named not in _first_hint(graph, one.text)]
    assert len({one.name for one in MUTATED}) >= 40
    assert len(missed) <= len(MUTATED) // 10, [(one.done, one.named, one.name) for one in missed]


def test_a_good_query_gets_no_hint(graph: KnowledgeGraph) -> None:
    """What is right is not questioned."""
    for query in QUERIES.values():
        planned = graph.plan(query.text_with({}))
        answer = graph.answer(planned, JSON)
        assert not graph.hints(planned, JSON, answer), query.name


@pytest.mark.parametrize(
    ("text", "line", "column", "hint"),
    [
        ("SELECT *\nWHERE {\n  ?s ?p }", 3, 9, "a variable, an IRI or a literal is missing"),
        ("SELEC * { ?s ?p ?o }", 1, 1, "Did you mean SELECT?"),
        ("SELECT * {\n ?s ?p ?o", 2, 10, "close the “{” of line 1"),
        ("SELECT * { ?s ?p ?o } }", 1, 23, "“}” is one too many"),
        ("SELECT (COUNT(*) ?n) { ?s ?p ?o }", 1, 18, "“AS” is missing"),
        ("SELECT ?s { ?s ?p ?o } GROUP ?s", 1, 30, "“BY” is missing"),
        ("SELECT * { ?s ?p 'no end }", 1, 18, "Close its quotes"),
        ("SELECT * { ?s <http://a b> ?o }", 1, 15, "a space or a missing >"),
        ("SELECT * { ?s <p> ?o }", 1, 15, "from its https: on"),
        ("SELECT * { ?s A ?o }", 1, 15, "a small letter"),
        ("PREFIX a <http://a/> SELECT * {}", 1, 8, "ends in a colon"),
        ("SELECT * { ?s ?p ?o FILTER(STRSTART(?o, 'x')) }", 1, 28, "Did you mean STRSTARTS?"),
        ("SELECT ?s { ?s ?p ?o BIND(1 AS ?o) }", 1, 32, "a new variable"),
        ("SELECT ?o (COUNT(?s) AS ?n) { ?s ?p ?o }", 1, 8, "GROUP BY ?o"),
        ("SELECT * { ?s skoz:notation ?o }", 1, 15, "PREFIX skos: <http://www.w3.org/2004/02/skos"),
        ("SELECT * { ?s mine:own ?o }", 1, 15, "/prefixes"),
        ("", 1, 1, ""),
    ],
)
def test_a_fault_has_its_place_and_a_way_to_mend_it(
    text: str, line: int, column: int, hint: str, vocabulary: Vocabulary
) -> None:
    """Line, column, the offending text, and a sentence that says what to write."""
    error = explained(text, QuerySyntax("the engine's words"), vocabulary)
    assert (error.fields["line"], error.fields["column"]) == (line, column)
    assert hint in " ".join(map(str, error.fields["hints"]))  # type: ignore[call-overload]
    excerpt, token = str(error.fields["excerpt"]), str(error.fields["token"])
    assert excerpt[column - 1 :].startswith(token.partition("\n")[0])


@pytest.mark.parametrize("mutation", MUTATED, ids=lambda one: f"{one.done}-{one.name}")
def test_what_could_stand_there_is_a_short_list_of_words(
    mutation: Mutation, vocabulary: Vocabulary
) -> None:
    """No classes of characters, no list of every function."""
    error = explained(mutation.text, QuerySyntax("the engine's words"), vocabulary)
    expected = error.fields.get("expected", [])
    assert isinstance(expected, list)
    assert len(expected) <= 9
    assert all(len(one) < 50 and "\\u" not in one for one in expected)


def test_the_engines_own_words_are_cleaned(vocabulary: Vocabulary) -> None:
    """Where nothing else is found, its sentences stay and its lists of characters go."""
    said = QuerySyntax("Line 2, column 1: expected one of Duplicated name, ['0'..='9'].", line=2)
    error = explained("SELECT ?s { ?s ?p ?o }", said, vocabulary)
    assert "Duplicated name." in error.detail
    assert "['" not in error.detail


@given(st.text(alphabet="SELECT{}?s .<>:a\"'\\^\n|*&=!(#1e-", max_size=60))
def test_any_text_is_explained(text: str) -> None:
    """Nothing that a user may send breaks what explains it."""
    explained(text, QuerySyntax("no"), Vocabulary(CANONICAL_BASE))
    narrowing(text)


@given(st.sampled_from([one.text_with({}) for one in QUERIES.values()]), st.data())
def test_the_grammar_agrees_with_the_engine(text: str, data: st.DataObject) -> None:
    """With one token left out, a text that the engine takes is never called wrong."""
    word = data.draw(st.sampled_from(words(text)))
    changed = text[: word.start] + text[word.end :]
    try:
        ox.Store().query(changed)
    except SyntaxError:
        return
    assert first_fault([one.kind for one in words(changed)]) is None


def test_a_long_query_is_explained_in_no_time(vocabulary: Vocabulary) -> None:
    """A hostile text costs no more than its length."""
    text = "SELECT * { " + "?s ?p ?o . { " * 5_000
    began = time.process_time()
    explained(text, QuerySyntax("no"), vocabulary)
    assert time.process_time() - began < 5


def test_a_query_over_its_time_is_told_how_to_narrow_it(graph: KnowledgeGraph) -> None:
    """The limit, and the patterns that nothing ties together."""
    text = f"{CRV} SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g crv:theme ?h . ?i ?j ?k }}"
    with pytest.raises(QueryTimeout, match=r"0\.3 s, which is the limit.*Nothing ties \?a to \?d"):
        graph.answer(graph.plan(text), CSV, seconds=0.3)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (f"{CRV} SELECT * {{ ?s crv:theme ?t . FILTER(?t = 1) ?s ?p ?o }} LIMIT 5", "every stat"),
        (f"{CRV} SELECT * {{ ?s crv:theme+ ?t }} LIMIT 5", "walked from every start"),
        (f"{CRV} SELECT * {{ ?s crv:theme ?t }}", "Add a LIMIT"),
    ],
)
def test_narrowing_looks_at_the_patterns(text: str, hint: str) -> None:
    """Open patterns, long paths, no limit."""
    assert hint in " ".join(narrowing(text))


def test_patterns_that_share_a_variable_are_tied() -> None:
    """Also by way of a third."""
    text = "SELECT * { ?a <urn:p> ?b . OPTIONAL { ?b <urn:p> ?c } ?c <urn:p> ?d } LIMIT 1"
    assert narrowing(text) == []


def test_a_thing_that_is_not_known_has_its_like(graph: KnowledgeGraph) -> None:
    """An identifier with a slip leads to the one that was meant."""
    text = f"SELECT * {{ <{CANONICAL_BASE}id/document/learning-review-guidence-2024> ?p ?o }}"
    assert "doc:learning-review-guidance-2024" in _first_hint(graph, text)


def test_a_release_that_went_meanwhile_takes_no_answer_with_it() -> None:
    """What was answered stands, without a hint."""
    with seeded("consistency", "privacy") as graph:
        planned = graph.plan(f"{CRV}SELECT ?r {{ ?r crv:reviewTipe ?t }}")
        answer = graph.answer(planned, JSON)
        assert graph.hints(planned, JSON, answer)
        graph.load([dataset("one", *reviews([1]))])
        graph.store.drop([answer.release])
        assert graph.hints(planned, JSON, answer) == []


def test_a_prefix_for_another_namespace_is_said(graph: KnowledgeGraph) -> None:
    """The slip is in the PREFIX line, not in the terms."""
    text = "PREFIX crv: <https://w3id.org/uk-case-review/def/core/> ASK { ?s a crv:CaseReview }"
    assert f"PREFIX crv: <{CANONICAL_BASE}def/core/>" in _first_hint(graph, text)


def test_what_construct_makes_need_not_be_known(graph: KnowledgeGraph) -> None:
    """A template may speak any vocabulary."""
    text = f"{CRV} CONSTRUCT {{ ?s <urn:mine> ?t }} WHERE {{ ?s crv:theme <urn:none> . ?s ?p ?t }}"
    planned = graph.plan(text)
    answer = graph.answer(planned, GRAPHS[0])
    hints = " ".join(graph.hints(planned, GRAPHS[0], answer))
    assert "urn:none" in hints
    assert "urn:mine" not in hints


@pytest.mark.parametrize("form", ROWS, ids=lambda one: one.name)
@pytest.mark.parametrize(
    ("query", "nothing"),
    [
        ("SELECT * { ?s ?p ?o }", True),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", True),
        ("ASK { ?s ?p ?o }", True),
        ("ASK { }", False),
        ("SELECT * { VALUES ?x { 'a' } }", False),
        ("SELECT * { VALUES ?x { 0 1 } }", False),
        ("SELECT ?x ?y { BIND('0 and more' AS ?x) }", False),
    ],
)
def test_an_answer_that_says_nothing_is_seen_in_every_format(
    query: str, nothing: bool, form: Format
) -> None:
    """No rows, no, or one row of zeros."""
    assert says_nothing(write(ox.Store().query(query), query, form, 10_000), form) is nothing


@pytest.mark.parametrize("form", [*GRAPHS, *DATASETS], ids=lambda one: one.name)
@pytest.mark.parametrize(("where", "nothing"), [("{}", False), ("{ ?s ?p ?o }", True)])
def test_an_empty_graph_is_seen_in_every_format(where: str, nothing: bool, form: Format) -> None:
    """No triples, whatever the syntax writes around them."""
    query = f"PREFIX e: <http://e.example/> CONSTRUCT {{ e:a e:b e:c }} WHERE {where}"
    assert says_nothing(write(ox.Store().query(query), query, form, 10_000), form) is nothing


def test_the_grammar_takes_what_the_named_queries_use() -> None:
    """And every form of query."""
    forms = [
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE <urn:a>",
        "ASK { [] ?p 'x'@en , 1.5e3 , true , 'a'^^<urn:t> ; ?q ( 1 2 ) . _:b ?p [ ?q ?r ] }",
        "SELECT * { ?s !(<urn:a>|^<urn:b>)/<urn:c>*|(^a)+ ?o } ORDER BY DESC(?s) LIMIT 1 OFFSET 2",
        "SELECT (GROUP_CONCAT(DISTINCT ?s ; SEPARATOR = ',') AS ?l) { ?s ?p ?o } HAVING (1 < 2)",
        "SELECT * { VALUES (?a ?b) { (1 UNDEF) } FILTER(?a NOT IN (1, -2) && !BOUND(?b)) }",
    ]
    for text in [*forms, *(one.text_with({}) for one in QUERIES.values())]:
        ox.Store().query(text)
        assert first_fault([one.kind for one in words(text)]) is None, text


def test_planning_and_answering_explain_alike(graph: KnowledgeGraph) -> None:
    """Whether the form is missing or the engine refuses: one kind of error."""
    for text in ("SELEC * { ?s ?p ?o }", "SELECT * { ?s ?p }"):
        with pytest.raises(QuerySyntax) as raised:
            graph.answer(graph.plan(text), CSV)
        assert raised.value.fields["hints"]


@pytest.mark.parametrize(
    ("condition", "nothing", "mended"),
    [
        ("?when >= 2015", True, 'SUBSTR(STR(?when), 1, 4) >= "2015"'),
        ("?n >= 2015", False, None),
        ("?n >= 3", True, None),
        ('?when < "2015"^^xsd:gYear', False, 'SUBSTR(STR(?when), 1, 4) < "2015"'),
        ("?d > '2015-02-01'^^xsd:date", True, 'SUBSTR(STR(?d), 1, 4) > "2015"'),
        (
            '?m <= "2015-02"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>',
            False,
            'SUBSTR(STR(?m), 1, 4) <= "2015"',
        ),
        ('?s > "2015"', True, None),
        ("YEAR(?when) >= 2015", True, None),
        ('?when >= "2015-02-01T00:00:00Z"^^xsd:dateTime', True, None),
        ("?when >=", True, None),
    ],
)
def test_a_comparison_that_leaves_dates_out_is_told(
    condition: str, nothing: bool, mended: str | None
) -> None:
    """A year is not compared with a day, so that such an answer is empty, or has but a part."""
    text = f"SELECT * {{ ?r ?p ?when FILTER({condition}) }}"
    said = compared_dates(words(text), nothing=nothing)
    assert [one.partition("compared by: ")[2] for one in said] == ([mended] if mended else [])


def test_dates_compared_as_text_are_all_found(graph: KnowledgeGraph) -> None:
    """What the hint says to write finds what the comparison leaves out."""

    prefixes = (
        f"PREFIX crv: <{CANONICAL_BASE}def/core/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
    )

    def found(condition: str) -> int:
        plan = graph.plan(f"{prefixes} SELECT * {{ ?r crv:published ?when FILTER({condition}) }}")
        return graph.answer(plan, CSV).body.count(b"\n") - 1

    assert found("?when >= 2015") == 0
    assert found('?when >= "2015"^^xsd:gYear') < found('SUBSTR(STR(?when), 1, 4) >= "2015"')
