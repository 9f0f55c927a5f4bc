"""Asking an index: what holds some words, best first; what a misspelt word may mean; reads it."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kg.errors import QueryTimeout
from kg.search.index import CLOSING, OPENING, WHOLE, opened
from kg.search.words import Question, folded, read_question, words

_SECONDS = 2.0
_STEPS = 10_000  # of SQLite's machine, between two looks at the clock
_SNIPPET = 24  # words
_NEAR = 40
_HIT = f"""
    SELECT entity.iri, entity.kind, entity.label, entity.language, entity.types,
        -text.rank * entity.weight
            + CASE WHEN entity.id IN (SELECT entity FROM name WHERE folded = :whole)
              THEN {WHOLE} ELSE 0 END AS score,
        snippet(text, -1, '{OPENING}', '{CLOSING}', '…', {_SNIPPET})
    FROM text JOIN entity ON entity.id = text.rowid
    WHERE text MATCH :match AND (:kind IS NULL OR entity.kind = :kind)
    ORDER BY score DESC, entity.iri LIMIT :limit OFFSET :offset"""  # noqa: S608 (constants)


_ABOUT = """
    SELECT entity.iri, entity.kind, entity.label, entity.language, entity.types, other, about
    FROM entity JOIN text ON entity.id = text.rowid WHERE entity.iri = ?"""
_SHOWN = 300


class Hit(NamedTuple):
    """Something that was found; `snippet` is text in parts, each with whether it matched."""

    iri: str
    kind: str
    label: str
    language: str | None
    types: tuple[str, ...]
    score: float
    snippet: tuple[tuple[str, bool], ...] = ()


class Found(NamedTuple):
    """A page of hits, how many there are by kind, whether they hold only some of the words, and
    what may have been meant.
    """

    hits: tuple[Hit, ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    total: int = 0
    partial: bool = False
    suggestion: str | None = None


class Index:
    """The index of one release. May be asked from any thread."""

    def __init__(self, path: Path, release: int) -> None:
        self.path, self.release = path, release

    def find(self, text: str, *, kind: str | None = None, limit: int, offset: int = 0) -> Found:
        """What holds the words of `text`, or else some of them. Raises QueryTimeout."""
        question = read_question(text)
        with self.asked() as database:
            match, partial = question.every(), False
            kinds = _kinds(database, match)
            if not kinds and len(question.words) + len(question.phrases) > 1:
                match, partial = question.some(), True
                kinds = _kinds(database, match)
            total = dict(kinds).get(kind, 0) if kind else sum(count for _, count in kinds)
            hits = (
                _hits(database, _Wanted(match, folded(text), kind, limit, offset)) if kinds else ()
            )
            meant = _suggestion(database, text, question) if partial or not kinds else None
            return Found(tuple(hits), tuple(kinds), total, partial and bool(kinds), meant)

    def matches(self, text: str, limit: int) -> list[tuple[str, float]]:
        """The IRIs of what holds every word of `text`, at most `limit`, best first, with scores."""
        with self.asked() as database:
            match = read_question(text)._replace(begun=False).every()
            if not match:
                return []
            query = re.sub(r"snippet\([^)]*\)", "NULL", _HIT)
            found = database.execute(query, _Wanted(match, folded(text), None, limit)._asdict())
            return [(row[0], row[5]) for row in found]

    def begun(self, text: str, limit: int) -> list[Hit]:
        """Things whose names hold the words of `text`, the last of them begun. Raises
        QueryTimeout.
        """
        question = read_question(text)._replace(begun=True)
        match = question.every()
        if not match:
            return []
        with self.asked() as database:
            return _hits(
                database, _Wanted(f"{{name other}} : ({match})", folded(text), None, limit)
            )

    def about(self, iri: str) -> Hit | None:
        """The thing with this IRI, with the beginning of what is said of it; None where there is
        none. Raises QueryTimeout.
        """
        with self.asked() as database:
            row = database.execute(_ABOUT, (iri,)).fetchone()
        if row is None:
            return None
        name, kind, label, language, types, other, about = row
        text = about[:_SHOWN] or " · ".join(other.split("\n")[:-1])[:_SHOWN]
        return Hit(name, kind, label, language, tuple(types.split()), 0.0, ((text, False),))

    @contextmanager
    def asked(self) -> Iterator[sqlite3.Connection]:
        """The database, for a limited time. Raises QueryTimeout."""
        deadline = time.monotonic() + _SECONDS
        with opened(self.path) as database:
            database.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
            try:
                yield database
            except sqlite3.OperationalError as error:
                if "interrupted" not in str(error):
                    raise
                raise QueryTimeout(
                    f"The search ran for {_SECONDS:g} s, which is the limit. Give rarer words.",
                    limit=_SECONDS,
                ) from error


class _Wanted(NamedTuple):
    """The parameters of _HIT."""

    match: str
    whole: str
    kind: str | None
    limit: int
    offset: int = 0


def _hits(database: sqlite3.Connection, wanted: _Wanted) -> list[Hit]:
    rows = database.execute(_HIT, wanted._asdict())
    return [
        Hit(iri, kind, label, language, tuple(types.split()), round(score, 3), _parts(snippet))
        for iri, kind, label, language, types, score, snippet in rows
    ]


def _kinds(database: sqlite3.Connection, match: str) -> list[tuple[str, int]]:
    """How many things of each kind match, the most first."""
    if not match:
        return []
    rows = database.execute(
        "SELECT kind, COUNT(*) AS n FROM text JOIN entity ON entity.id = text.rowid "
        "WHERE text MATCH ? GROUP BY kind ORDER BY n DESC, kind",
        (match,),
    )
    return [(kind, count) for kind, count in rows]


def _parts(snippet: str) -> tuple[tuple[str, bool], ...]:
    """A snippet cut at its marks, with whether each part is a match."""
    found = []
    for piece in snippet.strip("\n").replace("\n", " · ").split(OPENING):
        before, mark, after = piece.partition(CLOSING)
        found += [(before, bool(mark)), (after, False)]
    return tuple((text, hit) for text, hit in found if text)


def _suggestion(database: sqlite3.Connection, text: str, question: Question) -> str | None:
    """The text with each unknown word replaced by the nearest known one, if any was."""
    instead: dict[str, str] = {}
    for word in question.words:
        if len(word) > 3 and not word.isdigit() and not _known(database, word):
            (near, *_) = (*near_words(database, word, 1), None)
            if near:
                instead[word] = near
    if not instead:
        return None
    return " ".join(instead.get(word, word) for word in words(text))


def _known(database: sqlite3.Connection, word: str) -> bool:
    row = database.execute(
        "SELECT 1 FROM word WHERE term >= ? AND term < ? LIMIT 1", (word, f"{word}\U0010ffff")
    ).fetchone()
    return row is not None


def near_words(database: sqlite3.Connection, word: str, most: int) -> Sequence[str]:
    """The words of the index that are spelt most like `word`, the nearest and commonest first."""
    trigrams = {word[place : place + 3] for place in range(len(word) - 2)}
    match = " OR ".join(f'"{one}"' for one in sorted(trigrams))
    if not match:
        return []
    rows = database.execute(
        "SELECT term FROM spelling WHERE spelling MATCH ? AND length(term) BETWEEN ? AND ? "
        "ORDER BY rank LIMIT ?",
        (match, len(word) - 2, len(word) + 2, _NEAR),
    )
    allowed = 1 if len(word) < 6 else 2
    rated = []
    for (term,) in rows.fetchall():
        steps = distance(word, term)
        if steps <= allowed:
            rated.append((steps, -_uses(database, term), term))
    return [term for _, _, term in sorted(rated)[:most]]


def _uses(database: sqlite3.Connection, term: str) -> int:
    row = database.execute("SELECT doc FROM word WHERE term = ?", (term,)).fetchone()
    return int(row[0]) if row else 0


def distance(one: str, other: str) -> int:
    """How many letters must be put in, taken out, changed or swapped with the next to make one word
    of the other (optimal string alignment).
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, start=1):
            steps = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                steps = min(steps, older[j - 2] + 1)
            row.append(steps)
    return row[-1]
