"""Old releases: dropped as the settings say, and known to have been."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg.errors import Dropped, StoreBusy
from kg.formats import CSV
from kg.history import outdated, release_as_of
from kg.stores import Release
from kg.takedown import of_text
from kg.timeline import prune_after_publishing
from tests.timeline.past import at, with_a_past

DAILY = [Release(day, day - 1, f"2026-01-{day:02}T00:00:00Z") for day in range(1, 11)]
NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("keep", "days", "dropped"),
    [
        (None, None, []),
        (3, None, [1, 2, 3, 4, 5, 6, 7]),
        (99, None, []),
        (None, 2, [1, 2, 3, 4, 5, 6, 7]),  # the eighth was the newest until the ninth of January
        (None, 0.1, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (8, 2, [1, 2]),
        (1, 4, [1, 2, 3, 4, 5]),
    ],
)
def test_what_either_setting_wants_stays(
    keep: int | None, days: float | None, dropped: list[int]
) -> None:
    """A number of releases, or the days on which a release was the newest; the newest always."""
    assert outdated(DAILY, keep, days, NOON) == dropped


def test_a_release_that_was_the_newest_a_moment_ago_stays() -> None:
    """Readers may be under way on it."""
    just_after = datetime(2026, 1, 10, 0, 0, 30, tzinfo=UTC)
    assert outdated(DAILY, 1, None, just_after) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_dropped_release_is_known_to_have_been() -> None:
    """By its number and by its date; what there is, is said."""
    with with_a_past(keep_releases=2) as graph:
        assert graph.prune() == [1, 2, 3]
        assert graph.prune() == []
        assert [one.number for one in graph.releases()] == [4, 5]
        for when, meant in (("2", 2), ("2022", 3), (at(3), 3)):
            with pytest.raises(Dropped, match=rf"Release {meant}.* no longer kept.*releases 4, of"):
                graph.as_of(when)
        assert graph.as_of("2023") == 4
        assert [one for one in graph.check() if one.fault] == []


def test_dates_mean_what_they_meant_when_every_release_was_kept() -> None:
    """A date of a dropped release is not the date of one that stays."""
    for day in range(1, 32):
        when = f"2026-01-{day:02}"
        meant = release_as_of(DAILY, when)
        if meant > 6:
            assert release_as_of(DAILY[6:], when, DAILY[:6]) == meant
        else:
            with pytest.raises(Dropped):
                release_as_of(DAILY[6:], when, DAILY[:6])


def test_publishing_drops_what_is_not_wanted_any_more() -> None:
    """Whatever publishes, and after the release is out."""
    with with_a_past(keep_releases=2) as graph:
        outcome = graph.roll_back(4)
        assert outcome.release
        assert [one.number for one in graph.releases()] == [5, 6]
        assert [one.number for one in graph.store.dropped()] == [1, 2, 3, 4]


def test_what_goes_wrong_in_dropping_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The next release tries again."""

    def busy(_numbers: object) -> None:
        raise StoreBusy("Another writer.")

    with with_a_past(keep_releases=2) as graph:
        monkeypatch.setattr(graph.store, "drop", busy)
        prune_after_publishing(graph.store, graph.settings)
        assert "Another writer" in caplog.text
        assert len(graph.releases()) == 5


def test_a_takedown_reaches_what_dropped_releases_left_in_shared_files(tmp_path: Path) -> None:
    """A release shares files with those before it, so that one which was dropped is still there in
    part.
    """
    folder = tmp_path / "store"
    with with_a_past(str(folder), keep_releases=2) as graph:
        graph.prune()
        # Release 4 has the title; in release 5 it was removed, but the files are shared.
        erased = graph.store.erase(*of_text("A toy, renamed")[:2], {"at": at(5), "authority": "-"})
        assert erased.releases == (4, 5)
        body = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())
        assert b"A toy" not in body
        assert [one for one in graph.check() if one.fault] == []
        rows = graph.store.query("SELECT ?t { ?s ?p ?t FILTER(ISLITERAL(?t)) }", CSV, release=4)
        assert b"Another, renamed" in rows
