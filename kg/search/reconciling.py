"""Names that people wrote, and the things that they may mean; reads an index.

The words of a name, and words spelt or begun like them, find candidates; each is then compared
with every name that it has (kg.search.likeness).
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Collection, Sequence
from typing import NamedTuple

from kg.search.finding import Index, near_words
from kg.search.likeness import likeness, name_words
from kg.search.words import folded

_COMPARED = 80  # candidates that are looked at
_LIKE = 3  # words taken for one that no name has
_LEAST = 0.2
SURE = 0.97  # a likeness that stands for the same name
_APART = 0.02  # what must lie between a sure match and the next
_LONGEST = 300
_CANDIDATES = """
    SELECT entity.id, entity.iri, entity.kind, entity.label, entity.types
    FROM text JOIN entity ON entity.id = text.rowid
    WHERE text MATCH ? AND entity.kind IN (SELECT value FROM json_each(?))
    ORDER BY text.rank LIMIT ?"""


class Candidate(NamedTuple):
    """A thing that may be meant: how like its likest name is (0 to 1), and that name; `match`
    where it and no other is meant.
    """

    iri: str
    kind: str
    label: str
    types: tuple[str, ...]
    likeness: float
    called: str
    match: bool = False


def candidates(index: Index, text: str, kinds: Collection[str], limit: int) -> list[Candidate]:
    """What `text` may name among the things of some kinds, the likest first. Raises
    QueryTimeout.
    """
    asked = name_words(text[:_LONGEST])
    if not asked:
        return []
    with index.asked() as database:
        found = _compared(database, text, asked, kinds)
    found.sort(key=lambda one: (-one.likeness, one.called != one.label, one.label, one.iri))
    return _judged(found)[:limit]


def _judged(found: list[Candidate]) -> list[Candidate]:
    """The candidates, the first a match where it is sure and well before the next."""
    if not found or found[0].likeness < SURE:
        return found
    second = found[1].likeness if len(found) > 1 else 0.0
    return [found[0]._replace(match=found[0].likeness - second >= _APART), *found[1:]]


def _compared(
    database: sqlite3.Connection, text: str, asked: Sequence[str], kinds: Collection[str]
) -> list[Candidate]:
    weights = _Weights(database)
    whole = folded(text)
    found = []
    for number, iri, kind, label, types in _likely(database, whole, asked, kinds):
        names = database.execute("SELECT text, folded FROM name WHERE entity = ?", (number,))
        rated = [
            (1.0 if bare == whole else likeness(asked, name_words(name), weights), name)
            for name, bare in names
        ]
        best, called = max(rated, key=lambda one: one[0])
        if best >= _LEAST:
            found.append(Candidate(iri, kind, label, tuple(types.split()), round(best, 4), called))
    return found


def _likely(
    database: sqlite3.Connection, whole: str, asked: Sequence[str], kinds: Collection[str]
) -> list[tuple[int, str, str, str, str]]:
    """What has any of the words in its names, or words like them, most of them first."""
    meant = [one for word in asked for one in _like(database, word)]
    match = " OR ".join(f'"{one}"' for one in dict.fromkeys(meant))
    listed = "[" + ",".join(f'"{kind}"' for kind in sorted(kinds)) + "]"
    rows = database.execute(
        _CANDIDATES, (f"{{name other}} : ({match})", listed, _COMPARED)
    ).fetchall()
    same = database.execute(
        "SELECT DISTINCT entity.id, iri, kind, label, types FROM name "
        "JOIN entity ON entity.id = name.entity "
        "WHERE folded = ? AND kind IN (SELECT value FROM json_each(?)) LIMIT ?",
        (whole, listed, _COMPARED),
    ).fetchall()
    return list({row[0]: row for row in [*same, *rows]}.values())


def _like(database: sqlite3.Connection, word: str) -> list[str]:
    """A word; where few names have it, also words that are spelt or begin like it."""
    found = [word]
    rows = database.execute(
        "SELECT term FROM word WHERE term >= ? AND term < ? ORDER BY doc DESC LIMIT ?",
        (word, f"{word}\U0010ffff", _LIKE),
    )
    begun = [term for (term,) in rows] if len(word) > 2 else []
    if word not in begun:
        found += [*begun, *near_words(database, word, _LIKE)]
        stem = word.removesuffix("s")
        if not begun and stem != word and len(stem) > 3:
            found += _like(database, stem)[1:]
    return found


class _Weights:
    """How much a word tells: the rarer, the more."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._known: dict[str, float] = {}
        self._total = database.execute("SELECT COUNT(*) FROM entity").fetchone()[0] + 1

    def __call__(self, word: str) -> float:
        if word not in self._known:
            row = self._database.execute("SELECT doc FROM word WHERE term = ?", (word,)).fetchone()
            self._known[word] = 1 + math.log(self._total / (1 + (row[0] if row else 0)))
        return self._known[word]
