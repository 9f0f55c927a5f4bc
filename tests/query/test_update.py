"""What an update is before it runs: what it may write, and what it may not do."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import BadRequest, QueryForbidden, QuerySyntax
from kg.query.update import Using, plan_update

BASE = "https://base.example/"
G, H = "https://g.example/g", "https://g.example/h"
INSERT = f"INSERT {{ GRAPH <{G}> {{ ?s ?p 1 }} }}"
WRITTEN = [
    (f"INSERT DATA {{ GRAPH <{G}> {{ <a> <b> 1 }} }}", {G}),
    (
        f"INSERT DATA {{ GRAPH <{G}> {{ <a> <b> 1 ; <c> 2 . }} GRAPH <{H}> {{ <a> <b> 1 }} }}",
        {G, H},
    ),
    ("PREFIX g: <https://g.example/> DELETE DATA { GRAPH g:h { <a> <b> ';' } }", {H}),
    ("BASE <https://g.example/> DELETE WHERE { GRAPH <g> { ?s ?p ?o } }", {G}),
    (f"WITH <{G}> DELETE {{ ?s ?p ?o }} INSERT {{ ?s ?p 1 }} WHERE {{ ?s ?p ?o }}", {G}),
    (f"WITH <{G}> INSERT {{ GRAPH <{H}> {{ ?s ?p 1 }} }} WHERE {{ ?s ?p ?o }}", {H}),
    (f"INSERT {{ GRAPH <{H}> {{ ?s ?p 1 }} }} USING <{G}> WHERE {{ ?s ?p ?o }}", {H}),
    ("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }", None),
    (f"CLEAR GRAPH <{G}>", {G}),
    (f"DROP SILENT GRAPH <{G}>", {G}),
    (f"CREATE GRAPH <{G}>", {G}),
    ("CLEAR ALL", None),
    ("DROP NAMED", None),
    (f"ADD <{G}> TO <{H}>", {H}),
    (f"COPY DEFAULT TO <{H}>", {H}),
    (f"MOVE GRAPH <{G}> TO GRAPH <{H}>", {G, H}),
]


@pytest.mark.parametrize(("text", "graphs"), WRITTEN, ids=[one[0][:40] for one in WRITTEN])
def test_an_update_says_which_graphs_it_may_write(text: str, graphs: set[str] | None) -> None:
    """None where only a run can tell."""
    (part,) = plan_update(text, BASE).parts
    assert part.graphs == (None if graphs is None else frozenset(graphs))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("INSERT DATA { <a> <b> 1 }", 1, 15),
        (f"INSERT DATA {{ GRAPH <{G}> {{ <a> <b> 1 }}\n  <a> <b> 1 }}", 2, 3),
        ("DELETE WHERE { ?s ?p ?o }", 1, 16),
        (f"INSERT {{ ?s ?p 1 }} USING <{G}> WHERE {{ ?s ?p ?o }}", 1, 10),
        ("CLEAR DEFAULT", 1, 1),
        ("DROP SILENT DEFAULT", 1, 1),
        (f"MOVE DEFAULT TO <{G}>", 1, 1),
        (f"COPY <{G}> TO DEFAULT", 1, 1),
        (f"CLEAR GRAPH <{G}> ;\nADD <{G}> TO DEFAULT", 2, 1),
    ],
)
def test_the_default_graph_is_not_written(text: str, line: int, column: int) -> None:
    """It is the merge of the named ones; the place is told."""
    with pytest.raises(BadRequest, match="merge") as refused:
        plan_update(text, BASE)
    assert (refused.value.fields["line"], refused.value.fields["column"]) == (line, column)


REACHING = [
    "LOAD <https://x.example/>",
    "load silent <https://x.example/> INTO GRAPH <https://g.example/g>",
    "PREFIX x: <https://x.example/> LOAD x:a",
    "PREFIX x: <https://x.example/>LOAD x:a",
    f"CLEAR GRAPH <{G}>;LOAD<https://x.example/>",
    f"CLEAR GRAPH <{G}> # a\nLOAD <https://x.example/>",
    f"CLEAR GRAPH <{G}> ; L\\u004FAD <https://x.example/>",
    f"{INSERT} WHERE {{ SERVICE <https://x.example/> {{ ?s ?p ?o }} }}",
    f"{INSERT} WHERE {{ SERVICE SILENT ?x {{ ?s ?p ?o }} }}",
    f'INSERT DATA {{ GRAPH <{G}> {{ <a> <b> """ }} }} ; LOAD <https://x.example/> ; # """ }} }}',
]


@pytest.mark.parametrize("text", REACHING)
def test_an_update_that_reaches_outside_is_refused(text: str) -> None:
    """In any way to write it, and also where only another reading of the text does."""
    with pytest.raises(QueryForbidden):
        plan_update(text, BASE)


def test_words_in_texts_are_no_operations() -> None:
    """A review may speak of a caseload, a service, or loading."""
    text = f"INSERT DATA {{ GRAPH <{G}> {{ <a> <b> 'the load on the service; a caseload' }} }}"
    assert plan_update(text, BASE).parts[0].graphs == {G}


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o }", "PREFIX a: <b:> ASK {}"])
def test_a_query_is_no_update(text: str) -> None:
    """It says where to send it."""
    with pytest.raises(BadRequest, match="/sparql"):
        plan_update(text, BASE)


@pytest.mark.parametrize("text", ["", " # nothing", "PREFIX a: <b:>", ";"])
def test_an_update_without_an_operation_is_refused(text: str) -> None:
    """As the grammar does not, so that a slip is seen."""
    with pytest.raises(QuerySyntax):
        plan_update(text, BASE)


def test_what_reads_comes_after_what_was_written() -> None:
    """Each operation that reads begins a part, and keeps its prologue and its place."""
    writes = f"INSERT DATA {{ GRAPH <{G}> {{ a:a a:b 1 }} }}"
    reads = f"INSERT {{ GRAPH <{H}> {{ ?s a:p ?o }} }} WHERE {{ ?s a:b ?o }}"
    text = f"PREFIX a: <{BASE}> {writes} ;\n{writes} ; # ; one ; more\nPREFIX b: <b:> {reads} ;"
    first, second = plan_update(text, BASE).parts
    assert first.text.count("INSERT DATA") == 2
    assert "INSERT DATA" not in second.text
    assert second.text.startswith(f"PREFIX a: <{BASE}>")
    assert second.text.index(reads) == text.index(reads)


def test_prefixes_after_a_semicolon_are_taken() -> None:
    """As the grammar has it (rule 29 of SPARQL 1.1 Query, section 19.8), where the engine has not:
    the newest prefix and base count.
    """
    text = f"""PREFIX a: <https://one.example/> INSERT DATA {{ GRAPH <{G}> {{ a:s a:p <r> }} }} ;
        PREFIX a: <https://two.example/> INSERT DATA {{ GRAPH <{G}> {{ a:s a:p 1 }} }} ;
        BASE <https://three.example/> INSERT DATA {{ GRAPH <{G}> {{ a:s a:p <r> }} }} ;
        PREFIX b: <b:>"""
    store = ox.Store()
    for part in plan_update(text, BASE).parts:
        store.update(part.text, base_iri=BASE)
    assert {(quad.subject.value, quad.object.value) for quad in store} == {
        ("https://one.example/s", f"{BASE}r"),
        ("https://two.example/s", "1"),
        ("https://two.example/s", "https://three.example/r"),
    }


def test_graphs_to_read_from_become_clauses() -> None:
    """As USING and USING NAMED, also in the short form, which has no place for them."""
    using = Using((G,), (H,))
    clauses = f"USING <{G}> USING NAMED <{H}>"
    (part,) = plan_update(f"DELETE WHERE {{ GRAPH <{G}> {{ ?s ?p ?o }} }}", BASE, using).parts
    pattern = f"{{ GRAPH <{G}> {{ ?s ?p ?o }} }}"
    assert part.text.split() == f"DELETE {pattern} {clauses} WHERE {pattern}".split()
    with pytest.raises(BadRequest, match="USING and WITH"):
        plan_update(f"WITH <{G}> INSERT {{ ?s ?p 1 }} WHERE {{ ?s ?p ?o }}", BASE, using)
    evil = Using(("https://x.example/> WHERE {} ; CLEAR ALL #",))
    with pytest.raises(BadRequest, match="not an IRI"):
        plan_update(f"INSERT {{ GRAPH <{G}> {{ ?s ?p 1 }} }} WHERE {{ ?s ?p ?o }}", BASE, evil)


def test_too_many_parts_are_refused() -> None:
    """Each costs a look at what was written before it."""
    one = f"INSERT {{ GRAPH <{G}> {{ ?s ?p 1 }} }} WHERE {{ ?s ?p ?o }}"
    with pytest.raises(BadRequest, match="several"):
        plan_update(" ; ".join([one] * 201), BASE)
