"""Which of given questions a change would answer differently; tries it aside in the store."""

from __future__ import annotations

import csv
import io
import math
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import NamedTuple

from kg.changes import Changeset
from kg.errors import AnswerTooLarge, QueryMemory, QueryTimeout, Unsupported
from kg.formats import CSV
from kg.stores import Store

_AT_ONCE = 4


class Question(NamedTuple):
    """A SELECT with the name and the title that its readers know it by."""

    name: str
    title: str
    text: str


class Answered(NamedTuple):
    """A question whose rows change: how many there are before and after, come and go. Where it
    could not be asked, `why` says so.
    """

    name: str
    title: str
    before: int = 0
    after: int = 0
    added: int = 0
    removed: int = 0
    why: str = ""


def compare(
    store: Store,
    change: Changeset,
    parent: int,
    questions: Iterable[Question],
    patience: float | None = None,
) -> list[Answered]:
    """The questions that `change` to release `parent` answers differently, and those that could
    not be asked: too much for the limits of the store, or not begun before `patience` seconds
    were over.

    Raises Unsupported where the store cannot try a change, StoreBusy where it is written to
    meanwhile.
    """
    end = math.inf if patience is None else time.monotonic() + patience
    with store.trial(change, parent=parent) as ask, ThreadPoolExecutor(_AT_ONCE) as threads:

        def asked(question: Question) -> Iterator[Answered]:
            name, title, text = question
            try:
                before = _rows(store.query(text, CSV, release=parent, seconds=_left(end)))
                after = _rows(ask(text, CSV, seconds=_left(end)))
            except (QueryTimeout, QueryMemory, AnswerTooLarge) as error:
                yield Answered(name, title, why=error.title)
                return
            come, go = (after - before).total(), (before - after).total()
            if come or go:
                yield Answered(name, title, before.total(), after.total(), come, go)

        return [one for found in threads.map(asked, questions) for one in found]


def tried(
    store: Store,
    change: Changeset,
    parent: int,
    questions: Iterable[Question],
    patience: float | None,
) -> tuple[Answered, ...] | None:
    """What `compare` finds; with a limit to the patience, None where the store cannot try it."""
    try:
        return tuple(compare(store, change, parent, questions, patience))
    except Unsupported:
        if patience is None:
            raise
        return None


def _left(end: float) -> float | None:
    """The seconds that are left. Raises QueryTimeout where none are."""
    if end == math.inf:
        return None
    left = end - time.monotonic()
    if left <= 0:
        raise QueryTimeout("There was no time left to ask it.")
    return left


def _rows(body: bytes) -> Counter[tuple[str, ...]]:
    """The rows of an answer, whatever their order; a row that is there twice counts twice."""
    return Counter(map(tuple, islice(csv.reader(io.StringIO(body.decode(), newline="")), 1, None)))
