"""Updates on a copy: what they would change, and nothing of the store changes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.changes import Changeset, diff
from kg.errors import BadRequest, NotFound, QuerySyntax, QueryTimeout
from kg.formats import CSV
from kg.stores import Store, Update, UpdatePart

BASE = "https://base.example/"
G, H = "https://g.example/g", "https://g.example/h"


def line(subject: str, value: str, graph: str = G) -> str:
    return f'<{BASE}{subject}> <{BASE}p> "{value}" <{graph}> .'


@pytest.fixture
def filled(store: Store) -> Store:
    """Release 1: two graphs that share a triple."""
    said = {line("a", "1"), line("a", "1", H), line("b", "2", H)}
    store.commit(Changeset(frozenset(said)), parent=0, at="2025-01-01T00:00:00Z", note={})
    return store


def changed(store: Store, *parts: tuple[str, set[str] | None]) -> Changeset:
    each = (UpdatePart(text, None if named is None else frozenset(named)) for text, named in parts)
    return store.changed_by(Update(tuple(each), BASE), parent=1)


def test_the_change_is_what_the_update_does(filled: Store) -> None:
    """And nothing of it is in the store."""
    text = f"WITH <{H}> DELETE {{ ?s ?p ?o }} INSERT {{ ?s ?p 'new' }} WHERE {{ ?s ?p ?o }}"
    for graphs in ({H}, None):
        assert changed(filled, (text, graphs)) == Changeset(
            frozenset({line("a", "new", H), line("b", "new", H)}),
            frozenset({line("a", "1", H), line("b", "2", H)}),
        )
    assert filled.current() == 1
    assert filled.query("ASK { ?s ?p 'new' }", CSV) == b"false"


def test_the_default_graph_is_the_merge_between_parts(filled: Store) -> None:
    """A triple counts once, and is gone when the last graph has lost it."""
    count = (
        f"INSERT {{ GRAPH <{G}> {{ <n> <p> ?n }} }} "
        "WHERE { SELECT (STR(COUNT(*)) AS ?n) { ?s ?p ?o } }"
    )
    change = changed(
        filled,
        (f"CLEAR GRAPH <{G}>", {G}),
        (f"INSERT {{ GRAPH <{G}> {{ <first> <p> ?o }} }} WHERE {{ <b> ?p ?o }}", {G}),
        (f"CLEAR GRAPH <{H}>", {H}),
        (count, {G}),
    )
    assert change.added == {line("first", "2"), line("n", "1")}
    assert change.removed == {line("a", "1"), line("a", "1", H), line("b", "2", H)}


def test_what_comes_and_goes_again_is_no_change(filled: Store) -> None:
    """Over parts, too."""
    there = f"GRAPH <{G}> {{ <x> <p> 'x' }}"
    change = changed(
        filled,
        (f"INSERT DATA {{ {there} }}", {G}),
        (f"DELETE WHERE {{ {there} }}", {G}),
    )
    assert change == Changeset()


def test_a_fault_of_syntax_has_its_place(filled: Store) -> None:
    """Line and column of the whole text."""
    with pytest.raises(QuerySyntax) as refused:
        changed(filled, ("CLEAR\nXYZ", None))
    assert refused.value.fields["line"] == 2


def test_a_graph_that_is_not_there_is_refused_unless_silent(filled: Store) -> None:
    """SPARQL 1.1 Update, section 3.2.2."""
    with pytest.raises(BadRequest, match="does not exist"):
        changed(filled, ("CLEAR GRAPH <https://g.example/none>", None))
    assert changed(filled, ("CLEAR SILENT GRAPH <https://g.example/none>", None)) == Changeset()


def test_an_update_of_a_release_that_is_not_there_is_refused(filled: Store) -> None:
    """As a query of it is."""
    with pytest.raises(NotFound):
        filled.changed_by(Update((UpdatePart("CLEAR ALL", None),), BASE), parent=7)


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["INSERT DATA", "DELETE DATA", "COPY", "MOVE"]),
        st.sampled_from("ab"),
        st.sampled_from("123"),
        st.sampled_from([G, H]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=OPERATIONS, apart=st.booleans(), known=st.booleans())
def test_the_change_is_the_difference_of_the_sets(
    filled: Store, operations: list[tuple[str, str, str, str]], apart: bool, known: bool
) -> None:
    """Law: for any operations, together or in parts, whether their graphs are known before."""
    before = filled.dump()
    after = set(before)
    texts = []
    for what, subject, value, graph in operations:
        if what in {"COPY", "MOVE"}:
            other = H if graph == G else G
            texts.append(f"{what} SILENT GRAPH <{graph}> TO GRAPH <{other}>")
            kept = {one for one in after if one.endswith(f" <{graph}> .")}
            after = {one for one in after if one.endswith(f" <{graph}> .") and what == "COPY"}
            after |= {one.replace(f" <{graph}> .", f" <{other}> .") for one in kept}
            continue
        triple = f'<{BASE}{subject}> <{BASE}p> "{value}"'
        texts.append(f"{what} {{ GRAPH <{graph}> {{ {triple} }} }}")
        (after.add if what == "INSERT DATA" else after.discard)(f"{triple} <{graph}> .")
    named = {G, H} if known else None
    parts = [(text, named) for text in (texts if apart else [" ; ".join(texts)])]
    assert changed(filled, *parts) == diff(before, frozenset(after))


@pytest.mark.slow
def test_an_update_without_end_is_ended(filled: Store) -> None:
    """At the limit of the store, and the next is done."""
    data = " ".join(f"<x{n}> <p> {n} ." for n in range(400))
    product = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o"
    counted = f"WHERE {{ SELECT (COUNT(*) AS ?x) {{ {product} }} }}"
    with pytest.raises(QueryTimeout):
        changed(
            filled,
            (f"INSERT DATA {{ GRAPH <{G}> {{ {data} }} }}", {G}),
            (f"INSERT {{ GRAPH <{G}> {{ <n> <p> ?x }} }} {counted}", {G}),
        )
    assert changed(filled, ("CLEAR ALL", None)).removed
