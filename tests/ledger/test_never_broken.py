"""Whatever is done to a graph, every identifier that was ever published is live, moved or gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kg.derive import is_derived
from kg.errors import Gone, Refused
from kg.ledger import Ledger, State
from kg.rdf import split
from kg.takedown import of_record, of_text
from tests.seeded import BASE, dataset, review_iri, reviews, seeded

DATASETS = st.sampled_from(["one", "two"])
NUMBERS = st.sets(st.integers(0, 5), max_size=4)
REASONS = st.sampled_from(["created-in-error", "privacy", "legal-ruling"])
FIRST = 2  # the release that holds no reviews yet; rolling back past it would take the boards


class Publishing(RuleBasedStateMachine):
    """Loads, withdrawals, moves, takedowns and rollbacks, in any order."""

    @initialize()
    def opened(self) -> None:
        """A graph with terms and boards, and a check of every rule about tombstones."""
        self.graph = seeded("consistency", "privacy")
        self.ledger = Ledger(self.graph.store, self.graph.vocabulary)
        self.minted: set[str] = set()
        self.fresh = 0

    def teardown(self) -> None:
        """Let go of the store."""
        if hasattr(self, "graph"):
            self.graph.close()

    @rule(name=DATASETS, numbers=NUMBERS)
    def load(self, name: str, numbers: set[int]) -> None:
        """A file with any of the reviews, so that some come, some go and some come again."""
        self.attempt(lambda: self.graph.load([dataset(name, *reviews(numbers))]))

    @rule(data=st.data(), why=REASONS, replaced=st.booleans())
    def withdraw(self, data: st.DataObject, why: str, replaced: bool) -> None:
        """Anything, with or without something else to use."""
        name, other = self.any_two(data)
        self.attempt(lambda: self.graph.withdraw(name, why, other if replaced else None))

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        """Any two, also of different kinds, also retired ones."""
        old, new = self.any_two(data)
        self.attempt(lambda: self.graph.move(old, new))

    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        """Anything, to an identifier that is new."""
        self.fresh += 1
        old, _ = self.any_two(data)
        self.attempt(lambda: self.graph.move(old, f"{BASE}id/review/eng-new{self.fresh:03}"))

    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        """A record, out of every release."""
        name, _ = self.any_two(data)
        self.attempt(
            lambda: self.graph.erase(
                of_record(self.graph.store, self.graph.vocabulary, name), authority="a test"
            )
        )

    @rule(number=st.integers(0, 5))
    def erase_text(self, number: int) -> None:
        """The titles of a review and of its report, which leaves them with little else."""
        self.attempt(lambda: self.graph.erase(of_text(f"(generated {number})"), authority="a test"))

    @rule(data=st.data())
    def roll_back(self, data: st.DataObject) -> None:
        """To any release."""
        release = data.draw(st.integers(FIRST, self.graph.current()))
        self.attempt(lambda: self.graph.roll_back(release))

    @invariant()
    def every_identifier_answers(self) -> None:
        """Live, or moved in one hop to one that is live, or gone; the pages say the same."""
        if not hasattr(self, "graph"):
            return
        self.minted |= self.ledger.described(self.written())
        for entry in self.graph.resolve(sorted(self.minted), changes=False):
            assert entry.state in {State.LIVE, State.MOVED, State.GONE}, entry
            assert entry.iri is not None
            if entry.state == State.LIVE:
                assert self.graph.describe(entry.iri).iri == entry.iri
                continue
            with pytest.raises(Gone) as caught:
                self.graph.describe(entry.iri)
            assert caught.value.fields.get("replaced_by") == entry.target
            if entry.target:
                assert self.ledger.live({entry.target}) == {entry.target}
                assert not self.ledger.tombstones({entry.target})

    @invariant()
    def tombstones_stand_alone(self) -> None:
        """Nothing else is said of a retired identifier."""
        if hasattr(self, "graph"):
            retired = self.ledger.tombstones().keys()
            described = self.ledger.described(
                one for one in self.written() if split(one)[3] != self.tombstones
            )
            assert not retired & described

    def attempt(self, change: Callable[[], object]) -> None:
        """Make a change. Where it is refused, nothing is different."""
        before, release = self.written(), self.graph.current()
        try:
            change()
        except Refused:
            assert (self.written(), self.graph.current()) == (before, release)

    def any_two(self, data: st.DataObject) -> tuple[str, str]:
        """Two identifiers: minted ones, or one that never was."""
        reviews_first = [review_iri(number) for number in range(6)]
        names = st.sampled_from([*reviews_first, *sorted(self.minted - BOARDS)])
        return data.draw(names), data.draw(names)

    def written(self) -> frozenset[str]:
        """What the newest release holds besides terms and what is derived."""
        graphs = self.graph.store.graphs()
        data = [one for one in graphs if one.startswith(f"{BASE}data/") and not is_derived(one)]
        history = self.graph.vocabulary.history
        return self.graph.store.dump([one for one in data if one != history])

    @property
    def tombstones(self) -> str:
        return f"<{self.graph.vocabulary.tombstones}>"


BOARDS = {f"{BASE}id/body/generated-{number}" for number in range(1, 151)}
QUICK = settings(
    max_examples=6,
    stateful_step_count=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take minutes
)


def test_no_identifier_is_ever_lost() -> None:
    """A few sequences of changes, of every kind."""
    run_state_machine_as_test(Publishing, settings=QUICK)


@pytest.mark.slow
def test_no_identifier_is_ever_lost_in_long_sequences() -> None:
    """Many more."""
    run_state_machine_as_test(
        Publishing, settings=settings(QUICK, max_examples=10, stateful_step_count=20)
    )
