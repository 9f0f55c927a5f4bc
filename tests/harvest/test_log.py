"""The law of the change log: who takes in every change ends with the newest release."""

from __future__ import annotations

import copy
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kg.errors import Refused
from kg.harvest import ChangeLog, kind_of, record_of
from kg.ledger import Ledger
from kg.takedown import of_record, of_text
from tests.harvest.mirror import Mirror, standing
from tests.seeded import BASE, dataset, review_iri, reviews, seeded

NUMBERS = st.sets(st.integers(0, 4), max_size=3)
NUMBER = st.integers(0, 4)


class Harvested(RuleBasedStateMachine):
    """Any changes, a harvester that follows each, and one that began at each release."""

    @initialize()
    def opened(self) -> None:
        """A graph, and a harvester that has heard nothing."""
        self.graph = seeded("consistency", "privacy")
        self.log = ChangeLog(self.graph.store, self.graph.vocabulary)
        self.mirror, self.asleep = Mirror(), [Mirror()]

    def teardown(self) -> None:
        """Let those who slept catch up, and let go of the store."""
        if hasattr(self, "graph"):
            for mirror in self.asleep:
                self.follow(mirror)
            self.graph.close()

    @rule()
    def fall_asleep(self) -> None:
        """A harvester that will hear nothing for a while."""
        self.asleep.append(copy.deepcopy(self.mirror))

    def follow(self, mirror: Mirror) -> None:
        """Whatever it heard before, a harvester now says what the newest release says."""
        mirror.sync(self.graph, self.log)
        assert mirror.statements == standing(self.graph)
        ledger = Ledger(self.graph.store, self.graph.vocabulary)
        assert ledger.tombstones().keys() <= mirror.deleted

    @rule(name=st.sampled_from(["one", "two"]), numbers=NUMBERS)
    def load(self, name: str, numbers: set[int]) -> None:
        """A dataset with any of the reviews."""
        self.attempt(lambda: self.graph.load([dataset(name, *reviews(numbers))]))

    @rule(number=NUMBER)
    def withdraw(self, number: int) -> None:
        """A review."""
        self.attempt(lambda: self.graph.withdraw(review_iri(number), "created-in-error"))

    @rule(number=NUMBER, other=NUMBER)
    def merge(self, number: int, other: int) -> None:
        """Two reviews."""
        self.attempt(lambda: self.graph.move(review_iri(number), review_iri(other)))

    @rule(number=NUMBER)
    def erase(self, number: int) -> None:
        """A record, out of every release."""
        store, vocabulary = self.graph.store, self.graph.vocabulary
        name = review_iri(number)
        self.attempt(
            lambda: self.graph.erase(of_record(store, vocabulary, name), authority="a test")
        )

    @rule(number=NUMBER)
    def erase_text(self, number: int) -> None:
        """Titles, which leaves the records that had them."""
        self.attempt(lambda: self.graph.erase(of_text(f"(generated {number})"), authority="a test"))

    @rule(data=st.data())
    def roll_back(self, data: st.DataObject) -> None:
        """To any release that had the boards."""
        release = data.draw(st.integers(2, self.graph.current()))
        self.attempt(lambda: self.graph.roll_back(release))

    @invariant()
    def a_harvester_knows_the_newest_release(self) -> None:
        """Each time, from what changed since the last."""
        if hasattr(self, "graph"):
            self.follow(self.mirror)

    @invariant()
    def what_is_remembered_is_what_would_be_read(self) -> None:
        """A log that is made anew says the same."""
        if hasattr(self, "graph"):
            anew = ChangeLog(self.graph.store, self.graph.vocabulary)
            assert anew.changes() == self.log.changes()

    def attempt(self, change: Callable[[], object]) -> None:
        """Make a change, unless it is refused."""
        try:
            change()
        except Refused:
            return


def test_a_harvester_ends_equal_to_the_release() -> None:
    """After loads, withdrawals, merges, takedowns and rollbacks in any order."""
    run_state_machine_as_test(
        Harvested,
        settings=settings(
            max_examples=5,
            stateful_step_count=8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )


def test_one_that_was_late_ends_the_same() -> None:
    """A harvester that missed releases and takedowns in between, and holds what was erased."""
    with seeded("privacy") as graph:
        log = ChangeLog(graph.store, graph.vocabulary)
        graph.load([dataset("one", *reviews([1, 2, 3]))])
        late = Mirror()
        late.sync(graph, log)
        graph.erase(of_text("(generated 1)"), authority="a test")
        graph.erase(of_record(graph.store, graph.vocabulary, review_iri(2)), authority="a test")
        graph.load([dataset("two", *reviews([4]))])
        assert any("(generated 1)" in one for one in late.statements)
        late.sync(graph, log)
        assert late.statements == standing(graph)
        assert review_iri(2) in late.deleted


def test_a_release_changes_only_what_it_changes() -> None:
    """The log is no list of everything: a further dataset leaves other records as they were."""
    with seeded("privacy") as graph:
        log = ChangeLog(graph.store, graph.vocabulary)
        graph.load([dataset("one", *reviews([1]))])
        before = {one.record: one for one in log.changes()}
        graph.load([dataset("two", *reviews([2]))])
        after = {one.record: one for one in log.changes()}
        assert after[review_iri(1)] == before[review_iri(1)]
        assert after[review_iri(2)].release == graph.current()
        assert review_iri(2) not in before


def test_every_statement_has_a_record_with_a_kind() -> None:
    """Things, terms and datasets are records; anything else belongs to the dataset it is in."""
    graph = f"<{BASE}data/one>"
    for subject, record, kind in (
        (f"{BASE}id/review/x", f"{BASE}id/review/x", "review"),
        (f"{BASE}def/core/theme", f"{BASE}def/core/theme", "term"),
        (f"{BASE}data/two", f"{BASE}data/two", "dataset"),
        (f"{BASE}releases/1", f"{BASE}data/one", "dataset"),
        ("https://other.example/place", f"{BASE}data/one", "dataset"),
    ):
        found = record_of(f'<{subject}> <urn:p> "x" {graph} .', BASE)
        assert (found, kind_of(found, BASE)) == (record, kind)
    derived = f'<https://other.example/x> <urn:p> "x" <{BASE}data/one/derived> .'
    assert record_of(derived, BASE) == f"{BASE}data/one"
