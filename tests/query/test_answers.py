"""Planned queries on a real store: kept answers, known graphs, and nothing ever dialled."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

import pytest

from kg.changes import Changeset
from kg.errors import BadRequest, KgError, NotFound, QueryForbidden, TooBusy, TooManyQueries
from kg.formats import CSV, JSON, TURTLE, Format
from kg.query import Answers, plan
from kg.query import answers as answers_module
from kg.query.slots import Slots
from kg.stores import UNION, Dataset, Limits, Store, open_store
from tests.conftest import Canary
from tests.query.disguises import DISGUISES, INNOCENT

GRAPH = "https://example.org/graph"
# Enough for every disguise to reach its SERVICE clause, which an empty join would spare it.
STATEMENTS = frozenset(
    f"<http://x/s> <http://x/p> {value} <{GRAPH}> ."
    for value in ('"1"^^<http://www.w3.org/2001/XMLSchema#integer>', '"x"', "<http://x/>")
)


class Counted:
    """A store that counts the queries that reach it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.queries = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def query(
        self,
        text: str,
        answer: Format,
        *,
        dataset: Dataset = UNION,
        release: int | None = None,
        seconds: float | None = None,
    ) -> bytes:
        self.queries += 1
        return self._store.query(text, answer, dataset=dataset, release=release, seconds=seconds)


@pytest.fixture(scope="module")
def filled(limits: Limits) -> Iterator[Store]:
    """A store whose release 1 holds a little, and release 2 a little more."""
    with contextlib.closing(open_store("memory:", limits)) as store:
        store.commit(Changeset(STATEMENTS), parent=0, at="2026-01-01T00:00:00Z", note={})
        more = frozenset({"<http://x/s> <http://x/p> <http://x/late> <https://example.org/late> ."})
        store.commit(Changeset(more), parent=1, at="2026-01-02T00:00:00Z", note={})
        yield store


@pytest.fixture
def counted(filled: Store) -> Counted:
    return Counted(filled)


@pytest.fixture
def answers(counted: Counted) -> Answers:
    return Answers(counted, Slots(2, patience=0))  # type: ignore[arg-type]


def test_an_answer_says_which_release_it_speaks_of(answers: Answers) -> None:
    """The newest by default, or the one that was asked for."""
    count = plan("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert answers.answer(count, CSV) == answers.answer(count, CSV, release=2)
    assert answers.answer(count, CSV).body == b"n\r\n4\r\n"
    assert answers.answer(count, CSV, release=1).body == b"n\r\n3\r\n"
    assert answers.answer(count, CSV, release=1).release == 1


def test_an_answer_is_made_once_and_then_kept(answers: Answers, counted: Counted) -> None:
    """A release never changes, so its answers never go stale."""
    ask = plan("ASK { ?s ?p ?o }")
    first = answers.answer(ask, JSON)
    assert answers.answer(ask, JSON) == first
    assert counted.queries == 1


@pytest.mark.parametrize("call", ["RAND()", "UUID()", "BNODE()"])
def test_a_volatile_answer_is_made_each_time(answers: Answers, counted: Counted, call: str) -> None:
    """Two runs of such a query give two answers."""
    asked = plan(f"SELECT ({call} AS ?x) {{}}")
    answers.answer(asked, JSON)
    answers.answer(asked, JSON)
    assert counted.queries == 2


def test_answers_in_other_formats_graphs_or_releases_are_kept_apart(answers: Answers) -> None:
    """Everything that an answer depends on is part of what it is kept under."""
    text = "SELECT * { ?s ?p ?o }"
    bodies = {
        answers.answer(plan(text), CSV).body,
        answers.answer(plan(text), JSON).body,
        answers.answer(plan(text), CSV, release=1).body,
        answers.answer(plan(text, default_graphs=["https://example.org/late"]), CSV).body,
    }
    assert len(bodies) == 4


def test_the_answers_used_last_are_kept_up_to_a_size(
    answers: Answers, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache never holds more than its limit, and drops what was used longest ago."""
    monkeypatch.setattr(answers_module, "KEPT_BYTES", 3_000)
    small = Answers(counted, Slots(2, patience=0))  # type: ignore[arg-type]
    asked = [plan(f"SELECT ('{n}{'x' * 35}' AS ?x) {{}}") for n in range(5)]
    for one in (*asked[:4], asked[0], asked[4]):
        small.answer(one, CSV)
    assert counted.queries == 5
    small.answer(asked[0], CSV)  # used lately, so still there
    assert counted.queries == 5
    small.answer(asked[1], CSV)  # used longest ago, so made again
    assert counted.queries == 6


def test_the_text_of_a_query_counts_as_much_as_its_answer(
    answers: Answers, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many long questions with short answers do not fill the memory either."""
    monkeypatch.setattr(answers_module, "KEPT_BYTES", 50_000)
    small = Answers(counted, Slots(2, patience=0))  # type: ignore[arg-type]
    asked = [plan(f"ASK {{}} # {n}{'x' * 9_000}") for n in range(6)]
    for one in (*asked, asked[0]):
        small.answer(one, CSV)
    assert counted.queries == 7


def test_an_answer_that_is_too_large_to_keep_is_still_given(
    counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One large answer must not push out all the others."""
    monkeypatch.setattr(answers_module, "KEPT_BYTES", 3_000)
    small = Answers(counted, Slots(2, patience=0))  # type: ignore[arg-type]
    large = plan(f"SELECT ('{'x' * 600}' AS ?x) {{}}")
    assert small.answer(large, CSV).body == small.answer(large, CSV).body
    assert counted.queries == 2


def test_equal_answers_have_equal_validators_and_others_do_not(answers: Answers) -> None:
    """RFC 9110, 8.8.3: a validator changes when the representation does, and only then."""
    text = "SELECT * { ?s ?p ?o } ORDER BY ?o"
    one, same = answers.answer(plan(text), CSV), answers.answer(plan(f"{text} # again"), CSV)
    assert one.etag == same.etag
    assert one.etag != answers.answer(plan(text), JSON).etag


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <https://example.org/nowhere> { ?s ?p ?o }",
        f"SELECT * FROM <{GRAPH}> FROM NAMED <https://example.org/nowhere> {{ ?s ?p ?o }}",
    ],
)
def test_a_graph_that_is_not_there_is_refused_by_name(answers: Answers, text: str) -> None:
    """An empty answer would look like an answer, and fetching is not done here."""
    with pytest.raises(BadRequest, match=r"no graph <https://example\.org/nowhere> in release 2"):
        answers.answer(plan(text), CSV)


def test_a_graph_is_known_from_the_release_that_brought_it(answers: Answers) -> None:
    """What a query may name is what its release holds."""
    late = plan("SELECT * FROM <https://example.org/late> { ?s ?p ?o }")
    assert b"http://x/late" in answers.answer(late, CSV).body
    with pytest.raises(BadRequest, match="in release 1"):
        answers.answer(late, CSV, release=1)


def test_a_release_that_is_not_there_is_not_found(answers: Answers) -> None:
    """Neither a future release nor a negative one."""
    for number in (3, 99, -1):
        with pytest.raises(NotFound, match=f"no release {number}"):
            answers.answer(plan("ASK {}"), JSON, release=number)


def test_from_and_the_protocol_see_the_same_graph_alike(answers: Answers) -> None:
    """SPARQL 1.1 Protocol, 2.1.4: default-graph-uri is a FROM from outside."""
    inside = plan(f"SELECT ?o FROM <{GRAPH}> {{ ?s ?p ?o }} ORDER BY ?o")
    outside = plan("SELECT ?o { ?s ?p ?o } ORDER BY ?o", default_graphs=[GRAPH])
    assert answers.answer(inside, CSV).body == answers.answer(outside, CSV).body
    named = plan("SELECT ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o", named_graphs=[GRAPH])
    assert answers.answer(named, CSV).body == answers.answer(inside, CSV).body


def test_a_client_may_not_take_all_the_workers(counted: Counted) -> None:
    """Past its slots a client is told to wait, while others are answered."""
    slots = Slots(1, patience=0)
    answers = Answers(counted, slots)  # type: ignore[arg-type]
    with slots.taken_by("one"):
        with pytest.raises(TooManyQueries):
            answers.answer(plan("ASK { ?a ?b ?c }"), JSON, client="one")
        assert answers.answer(plan("ASK { ?a ?b ?c }"), JSON, client="two").body
    assert answers.answer(plan("ASK { ?a ?b 1 }"), JSON, client="one").body


def test_many_threads_get_the_same_answers(answers: Answers) -> None:
    """The web asks from many threads at once."""
    asked = [plan(f"SELECT ({n % 3} AS ?n) {{}}") for n in range(24)]
    bodies: list[bytes] = [b""] * len(asked)

    def ask(place: int) -> None:
        bodies[place] = answers.answer(asked[place], CSV).body

    threads = [threading.Thread(target=ask, args=[place]) for place in range(len(asked))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bodies == [f"n\r\n{n % 3}\r\n".encode() for n in range(24)]


@pytest.mark.parametrize("text", DISGUISES.values(), ids=DISGUISES)
def test_no_disguise_of_service_dials_out(answers: Answers, canary: Canary, text: str) -> None:
    """Each of these was seen to dial when the engine ran it: here none reaches the engine."""
    with pytest.raises(QueryForbidden):
        answers.answer(plan(text % canary.url), JSON)
    assert not canary.was_dialled()


@pytest.mark.parametrize("text", INNOCENT.values(), ids=INNOCENT)
def test_a_query_that_only_looks_like_service_is_answered(
    answers: Answers, canary: Canary, text: str
) -> None:
    """No false alarm, and no dialling either."""
    assert answers.answer(plan(text.replace("http://x/", canary.url)), CSV).body
    assert not canary.was_dialled()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <%s> { ?s ?p ?o }",
        "SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <%s>",
        "LOAD SILENT <%s> INTO GRAPH <http://x/g>",
        "INSERT DATA { <%s> <http://x/p> 1 } ; LOAD <%s>",
    ],
)
def test_no_clause_that_names_a_source_dials_out(
    answers: Answers, canary: Canary, text: str
) -> None:
    """FROM names graphs of the store only, and updates are not run."""
    with pytest.raises(KgError):
        answers.answer(plan(text.replace("%s", canary.url)), JSON)
    assert not canary.was_dialled()


def test_a_graph_of_the_query_is_written_in_the_prefixes_that_it_declared(
    answers: Answers,
) -> None:
    """Someone who writes CONSTRUCT reads the answer in their own names."""
    text = "PREFIX ex: <http://x/> CONSTRUCT { ?s ex:p ?o } WHERE { ?s ex:p ?o }"
    body = answers.answer(plan(text), TURTLE, release=1).body.decode()
    assert "@prefix ex: <http://x/>" in body
    assert "ex:s ex:p" in body


def test_all_clients_together_leave_a_worker_to_pages(counted: Counted) -> None:
    """Past the total, another client is told that the service is busy; pages are answered."""
    slots = Slots(2, patience=0, total=1)
    answers = Answers(counted, slots)  # type: ignore[arg-type]
    with slots.taken_by("one"):
        with pytest.raises(TooBusy) as refused:
            answers.answer(plan("ASK { ?a ?b ?c }"), JSON, client="two")
        assert refused.value.fields["retry_after"]
        assert answers.answer(plan("ASK { ?a ?b ?c }"), JSON).body


def test_a_client_that_waits_too_often_is_refused_at_once() -> None:
    """Each that waits holds a thread, so that few of them may."""
    slots = Slots(1, patience=5)
    refused: list[TooManyQueries] = []

    def wait() -> None:
        try:
            with slots.taken_by("one"):
                pass
        except TooManyQueries as error:
            refused.append(error)

    with slots.taken_by("one"):
        threads = [threading.Thread(target=wait) for _ in range(12)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 3
        while len(refused) < 4 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(refused) == 4
    for thread in threads:
        thread.join()
    assert len(refused) == 4
