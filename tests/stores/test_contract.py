"""What every store promises, run over every kind of store."""

from __future__ import annotations

import contextlib
import csv
import io
import threading
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rdflib import Dataset as RdfDataset
from rdflib import Graph, URIRef
from rdflib.query import Result

from kg.changes import Changeset, diff
from kg.errors import (
    AnswerTooLarge,
    BadRequest,
    KgError,
    Moved,
    NotAcceptable,
    NotFound,
    QueryForbidden,
    QueryMemory,
    QuerySyntax,
    QueryTimeout,
    Unavailable,
)
from kg.formats import (
    CSV,
    DATASETS,
    GRAPHS,
    HTML,
    JSON,
    NTRIPLES,
    RDFXML,
    ROWS,
    TSV,
    TURTLE,
    XML,
    Format,
)
from kg.query import plan
from kg.rdf import content_after
from kg.stores import Dataset, Limits, Store, open_store
from tests.parsers import RDFLIB
from tests.stores.conftest import AT, EMBEDDED, FIRST, LITERALS, NEW, OLD, SECOND, Opener
from tests.stores.racer import adding, commit_with_patience, race

# Only an embedded store keeps its older releases, and knows its own memory and functions.
embedded_only = pytest.mark.parametrize("opener", EMBEDDED, indirect=True)
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
VALUES = "SELECT ?s ?o { ?s <https://example.org/p> ?o } ORDER BY ?s"
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"


def count(store: Store, **asked: object) -> int:
    """How many statements a query sees."""
    return int(store.query(COUNT, CSV, **asked).split()[1])  # type: ignore[arg-type]


def test_an_empty_store_is_release_0_and_answers(fresh: Store) -> None:
    """Nothing was loaded, and that is no error."""
    assert fresh.current() == 0
    assert fresh.releases() == []
    assert fresh.dump() == frozenset()
    assert fresh.query("ASK { ?s ?p ?o }", JSON) == b'{"head":{},"boolean":false}'
    assert count(fresh) == 0


def test_a_commit_makes_the_next_release(fresh: Store) -> None:
    """Its record says who, what and how much."""
    note = {"agent": "A. Tester", "files": [{"name": "a.ttl"}]}
    release = fresh.commit(adding("a", "b"), parent=0, at=AT, note=note)
    assert (release.number, release.parent, release.at) == (1, 0, AT)
    assert (release.added, release.removed) == (2, 0)
    assert release.note == note
    assert fresh.current() == 1
    assert fresh.releases() == [release]
    assert fresh.dump() == adding("a", "b").added


def test_a_commit_removes_and_adds_in_one_step(fresh: Store) -> None:
    """And its content hash is that of what is there now."""
    fresh.commit(adding("a", "b"), parent=0, at=AT, note={})
    change = diff(adding("a", "b").added, adding("b", "c").added)
    release = fresh.commit(change, parent=1, at=AT, note={})
    assert fresh.dump() == adding("b", "c").added
    assert (release.added, release.removed) == (1, 1)
    assert release.content == content_after("", fresh.dump(), ())


def test_a_change_of_nothing_may_be_a_release(fresh: Store) -> None:
    """Whether it should be one is for the loader to say."""
    fresh.commit(adding("a"), parent=0, at=AT, note={})
    assert fresh.commit(Changeset(), parent=1, at=AT, note={}).number == 2
    assert fresh.dump() == adding("a").added


def test_a_large_commit_is_whole(opener: Opener, fresh: Store) -> None:
    """Past some size an engine may take another way in; what arrives is the same."""
    many = adding(*(str(n) for n in range(opener.large)))
    release = fresh.commit(many, parent=0, at=AT, note={})
    assert count(fresh) == opener.large
    assert release.content == content_after("", fresh.dump(), ())


def test_a_commit_on_a_stale_parent_is_refused_and_changes_nothing(fresh: Store) -> None:
    """The planner must look again, since its difference may be wrong by now."""
    fresh.commit(adding("a"), parent=0, at=AT, note={})
    for parent in (0, 2):
        with pytest.raises(Moved, match="release 1 has been published") as caught:
            fresh.commit(adding("b"), parent=parent, at=AT, note={})
        assert caught.value.fields == {"planned": parent, "current": 1}
    assert fresh.current() == 1
    assert fresh.dump() == adding("a").added


@embedded_only
def test_every_release_stays_as_it_was(filled: Store) -> None:
    """Queries and dumps of an older release see what it held."""
    assert filled.dump(release=1) == OLD
    assert filled.dump([SECOND], release=1) == frozenset()
    assert filled.dump(release=2) == filled.dump() == OLD | NEW
    assert count(filled, release=1) == len(OLD)
    assert count(filled, release=0) == 0
    assert count(filled) == len(OLD | NEW)


@pytest.mark.parametrize("number", [3, 99, -1, 10**30])
def test_a_release_that_is_not_there_is_not_found(filled: Store, number: int) -> None:
    """Neither queried nor dumped."""
    with pytest.raises(NotFound, match="no release"):
        filled.query(COUNT, CSV, release=number)
    with pytest.raises(NotFound, match="no release"):
        filled.dump(release=number)


def test_a_dump_can_be_of_some_graphs(filled: Store) -> None:
    """Named by IRI; a graph that is not there holds nothing."""
    assert filled.dump([FIRST]) == OLD
    assert filled.dump([FIRST, SECOND]) == OLD | NEW
    assert filled.dump(["https://example.org/nowhere"]) == filled.dump([]) == frozenset()


@pytest.mark.parametrize("form", [JSON, XML, TSV], ids=lambda form: form.name)
def test_rows_can_be_read_in_the_formats_that_keep_types(filled: Store, form: Format) -> None:
    """By rdflib's parsers, which share no code with the engine."""
    # Its TSV parser takes U+2028 for the end of a line.
    text = VALUES.replace("} ORDER", 'FILTER(!CONTAINS(STR(?o), "\\u2028")) } ORDER')
    read = Result.parse(io.BytesIO(filled.query(text, form)), format=form.name)
    lines = [statement.replace(f" <{FIRST}>", "") for statement in OLD if "\u2028" not in statement]
    expected = set(Graph().parse(data="\n".join(lines), format="nt").subject_objects())
    assert {(row["s"], row["o"]) for row in read} == expected


def test_csv_holds_the_bare_text_of_each_value(filled: Store) -> None:
    """SPARQL 1.1 CSV: no types, no tags, and CR LF at the end of a line."""
    rows = list(csv.reader(io.StringIO(filled.query(VALUES, CSV).decode(), newline="")))
    assert rows[0] == ["s", "o"]
    assert [value for _, value in rows[1:]] == [
        "plain",
        'quote " backslash \\ line\nend tab\tcomma, <b>&amp;</b>',
        "Gàidhlig \U0001d11e \u2028",
        "2026-03-31",
        "7",
        "",
    ]


def test_results_in_xml_have_the_namespace_of_the_standard(filled: Store) -> None:
    """SPARQL Query Results XML Format, section 2."""
    root = ET.fromstring(filled.query(VALUES, XML))
    names = {"r": "http://www.w3.org/2005/sparql-results#"}
    assert len(root.findall("r:results/r:result", names)) == len(LITERALS)


@pytest.mark.parametrize("form", [JSON, XML], ids=["json", "xml"])
def test_a_boolean_can_be_read_in_the_formats_that_have_one(filled: Store, form: Format) -> None:
    """ASK is answered by true or false."""
    for text, truth in (("ASK { ?s ?p ?o }", True), ("ASK { ?s ?s ?s }", False)):
        answer = Result.parse(io.BytesIO(filled.query(text, form)), format=form.name)
        assert answer.askAnswer is truth


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib's own parsers
@pytest.mark.parametrize("form", [*GRAPHS, *DATASETS], ids=lambda form: form.name)
def test_a_graph_can_be_read_in_every_format_of_rdf(filled: Store, form: Format) -> None:
    """By rdflib, which shares no code with the engine."""
    text = "CONSTRUCT WHERE { ?s <https://example.org/p> ?o }"
    read = RdfDataset(default_union=True)
    read.parse(data=filled.query(text, form), format=RDFLIB[form.name])
    lines = "\n".join(statement.replace(f" <{FIRST}>", "") for statement in OLD)
    assert set(read.triples((None, None, None))) == set(Graph().parse(data=lines, format="nt"))


def test_a_resource_can_be_described(filled: Store) -> None:
    """DESCRIBE gives at least what is said of it."""
    body = filled.query("DESCRIBE <https://example.org/s1>", TURTLE)
    described = Graph().parse(data=body, format="turtle")
    assert set(described.subjects()) == {URIRef("https://example.org/s1")}
    assert len(described) == 2


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ASK {}", TURTLE),
        ("SELECT * {}", HTML),
        ("DESCRIBE <urn:a>", CSV),
        ("DESCRIBE <urn:a>", HTML),
    ],
)
def test_a_format_that_cannot_hold_the_answer_is_refused(
    filled: Store, text: str, form: Format
) -> None:
    """Rows are no graph, and the other way round."""
    with pytest.raises(NotAcceptable):
        filled.query(text, form)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ('SELECT ("\\u0001" AS ?x) {}', XML),
        ("CONSTRUCT { <urn:s> <http://x/1> 1 } WHERE {}", RDFXML),
        ("PREFIX xml: <http://x/> CONSTRUCT { <urn:s> xml:1 1 } WHERE {}", RDFXML),
    ],
)
def test_an_answer_that_xml_cannot_carry_is_refused(filled: Store, text: str, form: Format) -> None:
    """No file that a reader's parser would reject is ever sent."""
    with pytest.raises(NotAcceptable, match="XML cannot carry"):
        filled.query(text, form)
    assert filled.query(text, JSON if form is XML else TURTLE)


@pytest.mark.parametrize(
    "prologue",
    [
        "# PREFIX x: <no-iri>\n",
        "BASE <http://b.example/> PREFIX x: <relative/>",
        "# PREFIX 1a.: <http://b.example/>\n",
        "PREFIX é: <https://example.org/>",
    ],
)
def test_prefixes_that_the_answer_cannot_use_do_not_break_it(filled: Store, prologue: str) -> None:
    """The answer is written with IRIs in full where a prefix will not do."""
    body = filled.query(f"{prologue} CONSTRUCT WHERE {{ ?s ?p ?o }}", TURTLE)
    assert len(Graph().parse(data=body, format="turtle")) == len(OLD | NEW)


def test_the_default_graph_is_the_union_of_all(filled: Store) -> None:
    """And each graph can be named in the same query."""
    text = "SELECT DISTINCT ?g { ?s ?p ?o . GRAPH ?g { ?s ?p ?o } }"
    assert set(filled.query(text, CSV).decode().split()) == {"g", FIRST, SECOND}


@pytest.mark.parametrize(
    ("dataset", "seen", "named"),
    [
        (Dataset((FIRST,)), len(OLD), 0),
        (Dataset((FIRST, SECOND)), len(OLD | NEW), 0),
        (Dataset((), (SECOND,)), 0, len(NEW)),
        (Dataset((FIRST,), (SECOND,)), len(OLD), len(NEW)),
        (Dataset(("https://example.org/nowhere",)), 0, 0),
    ],
)
def test_the_protocol_says_which_graphs_are_seen(
    filled: Store, dataset: Dataset, seen: int, named: int
) -> None:
    """SPARQL 1.1 Protocol, 2.1.4: default and named graphs, and no others."""
    assert count(filled, dataset=dataset) == seen
    text = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert int(filled.query(text, CSV, dataset=dataset).split()[1]) == named


@pytest.mark.parametrize(
    ("clauses", "seen"),
    [
        (f"FROM <{FIRST}>", len(OLD)),
        (f"FROM <{FIRST}> FROM <{SECOND}>", len(OLD | NEW)),
        (f"FROM NAMED <{FIRST}>", 0),
        (f"FROM <{SECOND}> FROM NAMED <{FIRST}>", len(NEW)),
    ],
)
def test_the_query_says_which_graphs_are_seen(filled: Store, clauses: str, seen: int) -> None:
    """SPARQL 1.1, 13.2: FROM and FROM NAMED."""
    text = f"SELECT (COUNT(*) AS ?n) {clauses} {{ ?s ?p ?o }}"
    body = filled.query(text, CSV, dataset=plan(text).dataset)
    assert int(body.split()[1]) == seen


def test_a_graph_name_that_is_no_iri_is_refused(filled: Store) -> None:
    """By the protocol's parameters anything may come."""
    with pytest.raises(BadRequest, match="not an IRI"):
        filled.query(COUNT, CSV, dataset=Dataset(("no iri",)))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT * WHERE { ?s ?p }", 1, 25),
        ("SELECT *\nWHERE {\n  ?s ?p ?o .\n", 4, 1),
        ("SELECT *\n{ ?s ?p ?o }\r\nLIMIT x", 3, 7),
    ],
)
def test_a_syntax_error_has_a_place(filled: Store, text: str, line: int, column: int) -> None:
    """Line and column, from 1, and the line itself for a caret to point into."""
    with pytest.raises(QuerySyntax) as caught:
        filled.query(text, JSON)
    assert (caught.value.fields["line"], caught.value.fields["column"]) == (line, column)
    assert caught.value.fields["excerpt"] == text.split("\n")[line - 1]


@embedded_only
def test_a_function_that_is_not_known_is_refused(filled: Store) -> None:
    """Extension functions of other stores are named, not crashed on."""
    with pytest.raises(BadRequest, match="http://x/f"):
        filled.query("SELECT (<http://x/f>(1) AS ?y) {}", CSV)


def test_a_query_past_its_time_is_ended_and_the_next_is_answered(filled: Store) -> None:
    """The caller may lower the limit."""
    with pytest.raises(QueryTimeout, match=r"0\.5 s") as caught:
        filled.query(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", CSV, seconds=0.5)
    assert caught.value.fields == {"limit": 0.5}
    assert count(filled) == len(OLD | NEW)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 10**9])
def test_a_caller_cannot_raise_the_limit(opener: Opener, seconds: float) -> None:
    """A limit that is none, or a larger one, leaves the store's own in force."""
    with contextlib.closing(opener(Limits(0.5, 1024, 4, 1))) as store:
        store.commit(Changeset(NEW), parent=0, at=AT, note={})
        with pytest.raises(QueryTimeout):
            store.query(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", CSV, seconds=seconds)


@embedded_only
def test_a_query_past_its_memory_is_ended_and_the_next_is_answered(opener: Opener) -> None:
    """Whatever it does to its process, the caller's goes on."""
    with contextlib.closing(opener(Limits(20, 256, 4, 1))) as store:
        store.commit(Changeset(OLD | NEW), parent=0, at=AT, note={})
        with pytest.raises(QueryMemory, match="256 MiB"):
            store.query(f"SELECT * {{ {CROSS} }} ORDER BY ?a ?l", CSV)
        assert count(store) == len(OLD | NEW)


def test_a_query_that_nests_too_deep_harms_no_other(filled: Store) -> None:
    """A parser that recurses may take its process with it."""
    with contextlib.suppress(QuerySyntax, QueryMemory, QueryTimeout):
        filled.query(f"ASK {{ FILTER({'(' * 50_000}1{')' * 50_000}) }}", JSON, seconds=2)
    assert count(filled) == len(OLD | NEW)


def test_an_answer_past_the_size_limit_is_refused_whole(opener: Opener) -> None:
    """Never a shortened answer that looks like one."""
    with contextlib.closing(opener(Limits(60, 1024, 1, 1))) as store:
        store.commit(Changeset(NEW), parent=0, at=AT, note={})
        for text, form in (
            ("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 5000", JSON),
            ("CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f } LIMIT 20000", NTRIPLES),
        ):
            with pytest.raises(AnswerTooLarge, match="1 MiB") as caught:
                store.query(text, form)
            assert caught.value.fields == {"limit": 2**20}


def test_an_update_is_never_run(filled: Store) -> None:
    """Even where it comes past the planner."""
    with pytest.raises((QuerySyntax, QueryForbidden)):
        filled.query("DELETE WHERE { ?s ?p ?o }", JSON)
    assert filled.dump() == OLD | NEW


@pytest.mark.parametrize("form", ROWS, ids=lambda form: form.name)
def test_many_threads_are_answered_at_once(filled: Store, form: Format) -> None:
    """Each gets the answer to its own question."""
    bodies: dict[int, bytes] = {}

    def ask(number: int) -> None:
        bodies[number] = filled.query(f'SELECT ("n{number}n" AS ?x) {{}}', form)

    threads = [threading.Thread(target=ask, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"n{number}n".encode() in bodies[number] for number in range(20))


def test_readers_are_answered_while_others_write(fresh: Store) -> None:
    """Every answer is of one whole release: the count of a release is its number."""
    seen: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(count(fresh))

    reader = threading.Thread(target=read)
    reader.start()
    for parent in range(8):
        fresh.commit(adding(str(parent)), parent=parent, at=AT, note={})
    done.set()
    reader.join()
    assert seen == sorted(seen)
    assert set(seen) <= set(range(9))
    assert count(fresh) == 8


def test_racing_threads_lose_nothing(fresh: Store) -> None:
    """Every change ends in a release of its own."""
    names = [f"{thread}-{turn}" for thread in range(4) for turn in range(3)]

    def write(thread: int) -> None:
        for name in names[thread * 3 : thread * 3 + 3]:
            commit_with_patience(fresh, name)

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fresh.dump() == adding(*names).added
    assert [release.added for release in fresh.releases()] == [1] * 12


def test_racing_processes_lose_nothing(tmp_path: Path, limits: Limits) -> None:
    """The server and the command line may write at once."""
    url = str(tmp_path / "store")
    race(("one", "two"), 8, url)
    with contextlib.closing(open_store(url, limits)) as store:
        names = [f"{name}-{turn}" for name in ("one", "two") for turn in range(8)]
        assert store.dump() == adding(*names).added
        assert store.current() == 16


def test_a_closed_store_says_that_it_is_closed(opener: Opener, limits: Limits) -> None:
    """And closing twice does no harm."""
    store = opener(limits)
    store.query("ASK {}", JSON)
    store.close()
    store.close()
    with pytest.raises(KgError) as caught:
        store.query("ASK {}", JSON)
    assert isinstance(caught.value, Unavailable | NotFound)


def test_a_literal_survives_the_way_in_and_out(fresh: Store) -> None:
    """Statement for statement, byte for byte."""
    fresh.commit(Changeset(OLD), parent=0, at=AT, note={})
    assert fresh.dump() == OLD
    fresh.commit(Changeset(removed=OLD), parent=1, at=AT, note={})
    assert fresh.dump() == frozenset()


def test_a_graph_that_lost_its_last_statement_is_none_any_more(fresh: Store) -> None:
    """Its name would say that there was something."""
    fresh.commit(Changeset(OLD | NEW), parent=0, at=AT, note={})
    assert fresh.graphs() == {FIRST, SECOND}
    fresh.commit(Changeset(removed=OLD), parent=1, at=AT, note={})
    assert fresh.graphs() == {SECOND}
    rows = fresh.query("SELECT ?g { GRAPH ?g { ?s ?p ?o } }", CSV).decode().split()
    assert set(rows) == {"g", SECOND}


@embedded_only
def test_nor_is_it_one_in_an_empty_pattern(fresh: Store) -> None:
    """As SPARQL has it; Virtuoso gives no rows for GRAPH ?g {}, whatever graphs there are."""
    fresh.commit(Changeset(OLD | NEW), parent=0, at=AT, note={})
    fresh.commit(Changeset(removed=OLD), parent=1, at=AT, note={})
    rows = fresh.query("SELECT ?g { GRAPH ?g {} }", CSV).decode().split()
    assert set(rows) == {"g", SECOND}
