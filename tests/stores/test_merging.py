"""The tables of changes are merged before a database is closed."""

from __future__ import annotations

from pathlib import Path

from kg.changes import Changeset
from kg.stores import engine


def _statement(number: int) -> str:
    return (
        f'<https://e.org/s{number}> <https://e.org/p> "text {number}" <https://e.org/g{number}> .'
    )


def _spread(number: int) -> range:
    """Numbers far apart, so that the tables of all changes overlap."""
    return range(100_000 + number, 200_000 + number, 2_000)


def test_small_changes_do_not_pile_up_tables(tmp_path: Path) -> None:
    """A query reads all of them; without a merge there are eleven more after each change."""
    many = frozenset(map(_statement, range(20_000)))
    engine.create(tmp_path / "0")
    engine.build(tmp_path / "0", tmp_path / "1", Changeset(many))
    for number in range(2, 16):
        change = Changeset(frozenset(_statement(at) for at in _spread(number)))
        engine.build(tmp_path / str(number - 1), tmp_path / str(number), change)
    assert len(list((tmp_path / "15").glob("*.sst"))) < 60
    found = engine.dump(str(tmp_path / "15"), "15", None).decode().splitlines()
    assert set(found) == many | {_statement(at) for n in range(2, 16) for at in _spread(n)}
