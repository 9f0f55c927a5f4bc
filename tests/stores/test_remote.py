"""What a store behind a service promises beyond the contract, on each real service."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes import Changeset, diff
from kg.errors import Moved, NotFound, StoreBusy, StoreUnreadable, Unsupported
from kg.formats import CSV, JSON, TURTLE
from kg.rdf import Syntax, content_after, parse
from kg.stores import Limits, Store, open_store
from kg.stores.books import ADDS, Books, staged
from kg.stores.quirks import QUIRKS, STORE
from kg.takedown import of_text
from tests.conftest import Running
from tests.stores.conftest import AT, FIRST, NEW, OLD, SECOND, XSD
from tests.stores.racer import adding, race
from tests.stores.servers import SERVERS, Server

pytestmark = pytest.mark.server
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
# Values that a product may take for others: large and exact numbers, spaces, what is no number.
ODD_LITERALS = (
    *(f'"{text}"^^<{XSD}integer>' for text in ("007", "-0", "+1", "12345678901234567890", "x")),
    *(f'"{text}"^^<{XSD}decimal>' for text in ("1.10", "0.5", ".5", "3.000000000000000001")),
    *(f'"{text}"^^<{XSD}double>' for text in ("1e0", "51.507351", "INF", "-0.0", "0.25")),
    *(f'"{text}"^^<{XSD}boolean>' for text in ("true", "1", "yes")),
    *(f'"{text}"^^<{XSD}duration>' for text in ("P5Y", "PT0S", "P1Y2M")),
    *(f'"{text}"^^<{XSD}dateTime>' for text in ("2026-01-01T24:00:00", "2026-01-01T00:00:00.10Z")),
    *(f'"{text}"^^<{XSD}gYear>' for text in ("2026", "-0044", "2026Z")),
    f'"2026-02-30"^^<{XSD}date>',
    f'"2026-03"^^<{XSD}gYearMonth>',
    '"text"^^<urn:type>',
    '" spaced "',
    "\"$x ?y {} 'it' ^^<urn:a> @en\"",
    '"x"@en-gb',
)
ODD = parse(
    "\n".join(
        f"<urn:s{place}> <urn:p> {value} <{FIRST}> ." for place, value in enumerate(ODD_LITERALS)
    ).encode(),
    Syntax.NQUADS,
    source="this test",
).statements


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, running: Running) -> Server:
    """A running service of each product."""
    return running(request.param)


@pytest.fixture
def store(server: Server, limits: Limits) -> Iterator[Store]:
    """An empty store in it."""
    with contextlib.closing(open_store(server.empty(), limits, server.access)) as opened:
        yield opened


def opened_beside(server: Server, limits: Limits) -> contextlib.closing[Store]:
    """Another store object over the same service, as another process has it."""
    return contextlib.closing(open_store(server.url, limits, server.access))


def publish(store: Store, change: Changeset) -> None:
    """Commit a change on the newest release."""
    store.commit(change, parent=store.current(), at=AT, note={})


def one(name: str, graph: str = FIRST) -> str:
    """A statement."""
    return f"<urn:s:{name}> <urn:p> <urn:o> <{graph}> ."


def count(store: Store, text: str = COUNT) -> int:
    """The number that a query finds."""
    return int(store.query(text, CSV).split()[1])


def test_an_older_release_cannot_be_asked_and_the_answer_says_what_to_do(store: Store) -> None:
    """A service keeps one state; it is better to say so than to answer from another one."""
    publish(store, Changeset(OLD))
    publish(store, Changeset(NEW))
    assert store.current() == 2
    for ask in (
        lambda: store.query("ASK {}", JSON, release=1),
        lambda: store.dump(release=1),
        lambda: store.identity(1),
        lambda: store.graphs(release=0),
    ):
        with pytest.raises(Unsupported, match="only keeps its newest release, 2") as caught:
            ask()
        assert (caught.value.status, caught.value.exit_code) == (501, 2)
    with pytest.raises(NotFound):
        store.identity(3)
    assert [release.number for release in store.releases()] == [1, 2]
    assert store.query("ASK {}", JSON, release=2)


SECRET = "Invented Secret-Name"
SPOKEN = frozenset({f'<urn:s:secret> <urn:p> "of {SECRET}" <{FIRST}> .'})


def said_in(server: Server) -> list[str]:
    """The subjects of all statements in the service with the secret in them."""
    said = f"?s ?p ?o FILTER(CONTAINS(STR(?o), '{SECRET}'))"
    books = QUIRKS[server.product].books
    return server.column(
        f"SELECT ?s {{ {{ GRAPH ?g {{ {said} }} }} UNION {{ GRAPH <{books}> {{ {said} }} }} }}"
    )


def test_a_takedown_leaves_nothing_in_the_service_and_a_signed_line(
    server: Server, store: Store, limits: Limits
) -> None:
    """Neither in the graphs, their merge, the records of older releases, nor in what a killed
    writer had staged.
    """
    takedown = of_text(SECRET)
    store.commit(Changeset(OLD | SPOKEN), parent=0, at=AT, note={"message": f"loaded {SECRET}"})
    books = QUIRKS[server.product].books
    place = f"{STORE}staged/killed/0"
    server.update(
        Books(QUIRKS[server.product]).stage(staged("killed"), 2e9, [(ADDS, place, FIRST)])
    )
    server.update(f'INSERT DATA {{ GRAPH <{place}> {{ <urn:s> <urn:p> "{SECRET}" }} }}')
    assert {"urn:s", "urn:s:secret", f"{STORE}release/1"} <= set(said_in(server))
    with pytest.raises(StoreBusy, match="Take it down again"):
        store.erase(takedown.holds, takedown.scrub, {"authority": "an invented order"})
    publish(store, Changeset(removed=SPOKEN))
    erased = store.erase(takedown.holds, takedown.scrub, {"authority": "an invented order"})
    assert "out of reach" in erased.beyond
    assert said_in(server) == []
    assert place not in server.graphs()
    with opened_beside(server, limits) as beside:
        assert [one.note for one in beside.releases()] == [{"message": "loaded [removed]"}, {}]
        assert beside.dump() == OLD
        beside.verify()
        beside.erase(takedown.holds, takedown.scrub, {"authority": "another invented order"})
        beside.verify()
    line = f"GRAPH <{books}> {{ <{STORE}takedown/1> ?line ?text }}"
    forged = line.replace("?line ?text", f"<{STORE}line> '{{}}'")
    server.update(f"DELETE {{ {line} }} INSERT {{ {forged} }} WHERE {{ {line} }}")
    with pytest.raises(StoreUnreadable, match="Line 1"):
        store.verify()


def test_a_backup_is_left_to_the_service(store: Store, tmp_path: Path) -> None:
    """It has its own tools for that."""
    with pytest.raises(Unsupported, match="its own backups"):
        store.back_up(tmp_path / "backup")


def test_what_the_store_writes_about_itself_is_not_seen(store: Store) -> None:
    """Neither in the union, nor as a named graph, nor by an update past the store's own graphs."""
    publish(store, Changeset(OLD))
    assert count(store) == len(OLD)
    assert count(store, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == len(OLD)
    assert store.graphs() == {FIRST}
    assert store.query("ASK { ?s ?p ?o FILTER(CONTAINS(STR(?p), '/store/')) }", JSON).endswith(
        b'"boolean":false}'
    )


def test_other_data_in_the_service_are_not_seen(server: Server, store: Store) -> None:
    """Where the books do not list a graph, it is not ours. A product's own union may have it."""
    server.update(f"INSERT DATA {{ GRAPH <urn:foreign> {{ {one('a').rsplit(' ', 2)[0]} }} }}")
    publish(store, Changeset(OLD))
    assert count(store, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == len(OLD)
    assert store.graphs() == {FIRST}
    assert store.dump() == OLD


def test_every_literal_comes_back_as_it_was_loaded(store: Store) -> None:
    """Also where the product would store another form, or none; and it can be taken out again."""
    publish(store, Changeset(ODD))
    assert store.dump() == ODD
    body = store.query("CONSTRUCT WHERE { ?s <urn:p> ?o }", TURTLE)
    assert b"x-as-written" not in body
    found = store.query("SELECT ?o { ?s <urn:p> ?o }", JSON).decode()
    assert "x-as-written" not in found
    assert f'"value":"P5Y","datatype":"{XSD}duration"' in found
    publish(store, Changeset(removed=ODD))
    assert store.dump() == frozenset()
    assert count(store) == 0


def test_a_graph_is_gone_with_its_last_statement(store: Store) -> None:
    """An empty graph is no graph."""
    publish(store, Changeset(OLD | NEW))
    publish(store, Changeset(removed=NEW))
    assert store.graphs() == {FIRST}
    publish(store, Changeset(removed=OLD))
    assert store.graphs() == frozenset()


contents = st.frozensets(
    st.sampled_from([one(name, graph) for name in "abc" for graph in (FIRST, SECOND, "urn:g3")])
)


@settings(max_examples=4)
@given(states=st.lists(contents, min_size=2, max_size=4))
def test_the_union_is_a_merge_and_follows_every_change(
    server: Server, limits: Limits, states: list[frozenset[str]]
) -> None:
    """A triple counts once, and leaves with the last graph that states it."""
    with contextlib.closing(open_store(server.empty(), limits, server.access)) as store:
        before: frozenset[str] = frozenset()
        for after in states:
            publish(store, diff(before, after))
            assert store.dump() == after
            assert count(store) == len({statement.rsplit(" ", 2)[0] for statement in after})
            before = after


def test_a_large_change_is_whole_or_not_there(server: Server, store: Store, limits: Limits) -> None:
    """Readers count all of it or nothing, in both graphs, while it is written and removed."""
    many = frozenset(one(str(n), graph) for n in range(3000) for graph in (FIRST, SECOND))
    text = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    seen: set[int] = set()
    done = threading.Event()

    def read() -> None:
        with opened_beside(server, limits) as beside:
            while not done.is_set():
                seen.add(count(beside, text))

    reader = threading.Thread(target=read)
    reader.start()
    publish(store, Changeset(many))
    publish(store, Changeset(removed=many))
    publish(store, Changeset(many))
    done.set()
    reader.join()
    assert seen <= {0, len(many)}
    assert store.dump() == many
    (*_, release) = store.releases()
    assert release.content == content_after("", many, ())


def test_a_large_change_on_a_stale_parent_leaves_nothing_behind(
    server: Server, store: Store, limits: Limits
) -> None:
    """What was staged goes away again."""
    many = Changeset(frozenset(one(str(n)) for n in range(3000)))
    publish(store, Changeset(OLD))
    with opened_beside(server, limits) as beside:
        publish(beside, Changeset(NEW))
    with pytest.raises(Moved):
        store.commit(many, parent=1, at=AT, note={})
    assert store.dump() == OLD | NEW
    assert not [graph for graph in server.graphs() if "/staged/" in graph]


def test_a_change_may_be_published_whose_message_holds_anything(store: Store) -> None:
    """The record travels as a literal."""
    note = {
        "message": 'it\'s "quoted" \\ } ?x $y <urn:a> \n\t é 😀',
        "files": [{"name": "a'b.ttl"}],
    }
    release = store.commit(Changeset(OLD), parent=0, at=AT, note=note)
    assert store.releases() == [release]
    assert release.note == note


def test_eight_racing_processes_lose_nothing(server: Server, store: Store) -> None:
    """Each of their eighty changes ends in a release of its own, the first one too."""
    names = [f"w{number}" for number in range(8)]
    race(names, 10, server.url, server.access)
    assert store.dump() == adding(*(f"{name}-{turn}" for name in names for turn in range(10))).added
    assert store.current() == 80
    assert [(one.number, one.added) for one in store.releases()] == [
        (number, 1) for number in range(1, 81)
    ]


def test_a_filled_store_is_found_again(server: Server, store: Store, limits: Limits) -> None:
    """By another process, which learns all it needs from the service; the product too."""
    publish(store, Changeset(OLD))
    publish(store, Changeset(NEW))
    access = server.access._replace(product=None)
    with contextlib.closing(open_store(server.url, limits, access)) as beside:
        assert beside.current() == 2
        assert beside.dump() == OLD | NEW
        assert beside.identity(2) == store.identity(2)
        publish(beside, Changeset(removed=NEW))
    assert store.current() == 3
