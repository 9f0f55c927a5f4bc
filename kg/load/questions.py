"""Which of given questions a change would answer differently; tries it aside in the store."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import NamedTuple

from kg.changes import Changeset
from kg.errors import AnswerTooLarge, QueryMemory, QueryTimeout
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
    seconds: float | None = None,
) -> list[Answered]:
    """The questions that `change` to release `parent` answers differently, or that are too much to
    ask; each answer takes `seconds` at most.

    Raises Unsupported where the store cannot try a change, StoreBusy where it is written to
    meanwhile.
    """
    with store.trial(change, parent=parent) as ask, ThreadPoolExecutor(_AT_ONCE) as threads:

        def asked(question: Question) -> Iterator[Answered]:
            try:
                before = _rows(store.query(question.text, CSV, release=parent, seconds=seconds))
                after = _rows(ask(question.text, CSV, seconds=seconds))
            except (QueryTimeout, QueryMemory, AnswerTooLarge) as error:
                yield Answered(question.name, question.title, why=error.title)
                return
            come, go = (after - before).total(), (before - after).total()
            if come or go:
                sizes = before.total(), after.total()
                yield Answered(question.name, question.title, *sizes, come, go)

        return [one for found in threads.map(asked, questions) for one in found]


def _rows(body: bytes) -> Counter[tuple[str, ...]]:
    """The rows of an answer, whatever their order; a row that is there twice counts twice."""
    return Counter(map(tuple, islice(csv.reader(io.StringIO(body.decode(), newline="")), 1, None)))
