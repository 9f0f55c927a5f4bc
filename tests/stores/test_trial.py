"""Trials: what a change would make of a release, asked without publishing it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.changes import Changeset
from kg.errors import NotFound, QuerySyntax, StoreBusy
from kg.formats import CSV
from kg.stores import Store
from tests.stores.conftest import AT, NEW, OLD

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def count(body: bytes) -> int:
    """The number in the one row of an answer."""
    return int(body.split()[1])


def test_a_trial_answers_as_the_next_release_would(kept: Store) -> None:
    """Added statements are seen, removed ones are not."""
    some = frozenset(sorted(OLD)[:2])
    change = Changeset(NEW, some)
    with kept.trial(change, parent=1) as ask:
        tried = ask(COUNT, CSV)
    kept.commit(change, parent=1, at=AT, note={})
    assert tried == kept.query(COUNT, CSV)
    assert count(tried) == len(OLD) - 2 + len(NEW)


def test_a_trial_publishes_nothing_and_leaves_nothing(kept: Store, tmp_path: Path) -> None:
    """The store is as it was, in its files too."""
    before = sorted(path for path in tmp_path.rglob("*") if path.name != "trials")
    with kept.trial(Changeset(NEW), parent=1) as ask:
        ask(COUNT, CSV)
    assert kept.current() == 1
    assert count(kept.query(COUNT, CSV)) == len(OLD)
    assert sorted(path for path in tmp_path.rglob("*") if path.name != "trials") == before


def test_a_trial_raises_what_a_query_raises(kept: Store) -> None:
    """And goes on afterwards."""
    with kept.trial(Changeset(NEW), parent=1) as ask:
        with pytest.raises(QuerySyntax):
            ask("SELECT", CSV)
        assert count(ask(COUNT, CSV)) == len(OLD) + len(NEW)


def test_a_trial_of_an_unknown_release_is_refused(kept: Store) -> None:
    """As every question to it is."""
    with pytest.raises(NotFound), kept.trial(Changeset(NEW), parent=7):
        pass


def test_a_writer_sweeps_what_a_killed_trial_left(kept: Store, tmp_path: Path) -> None:
    """So that a takedown leaves no copy behind."""
    left = tmp_path / "store" / "trials" / "killed"
    shutil.copytree(tmp_path / "store" / "releases" / "1", left)
    kept.commit(Changeset(NEW), parent=1, at=AT, note={})
    assert not left.exists()


def test_a_trial_that_was_swept_says_that_the_store_was_written_to(kept: Store) -> None:
    """It does not answer from half of its files."""
    with kept.trial(Changeset(NEW), parent=1) as ask:
        kept.commit(Changeset(NEW), parent=1, at=AT, note={})
        with pytest.raises(StoreBusy, match="Plan again"):
            ask(COUNT, CSV)
