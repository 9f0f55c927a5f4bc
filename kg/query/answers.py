"""Runs planned queries on the store and keeps their answers: a release never changes, nor do
they.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from typing import NamedTuple

from kg.errors import BadRequest, QuerySyntax
from kg.formats import Format
from kg.kept import Kept
from kg.query.matching import with_matches
from kg.query.plan import QueryPlan
from kg.query.slots import Slots
from kg.stores import Store
from kg.stores.steady import steady

KEPT_BYTES = 64 * 2**20


class Answer(NamedTuple):
    """The bytes of an answer, the release that it speaks of, and a validator for it (RFC 9110,
    8.8.3).
    """

    body: bytes
    release: int
    etag: str


# What holds some words: the words, a limit, the release; see kg.query.matching.
FindIn = Callable[[str, int, int], Sequence[tuple[str, float]]]


class Answers:
    """The answers of one store; `find` answers searches by words, where it is given. May be called
    from any thread.
    """

    def __init__(
        self, store: Store, slots: Slots, base: str = "", find: FindIn | None = None
    ) -> None:
        self._store, self._slots = store, slots
        self._base, self._find = base, find
        self._kept: Kept[bytes] = Kept(KEPT_BYTES)

    def answer(
        self,
        plan: QueryPlan,
        form: Format,
        *,
        release: int | None = None,
        seconds: float | None = None,
        client: str | None = None,
    ) -> Answer:
        """The answer to a planned query, in a format of `plan.formats`; see Store.query.

        `client` names who asks, where that is limited. Raises BadRequest where the query names a
        graph that the release does not have, and TooManyQueries.
        """
        if release is not None:
            return self._answer(plan, form, release, seconds, client)
        return steady(lambda: self._answer(plan, form, self._store.current(), seconds, client))

    def _answer(
        self,
        plan: QueryPlan,
        form: Format,
        number: int,
        seconds: float | None,
        client: str | None,
    ) -> Answer:
        self._refuse_unknown_graphs(plan, number)
        key = (self._store.identity(number), plan, form.name)
        body = None if plan.volatile else self._kept.get(key)
        if body is None:
            with self._slots.taken_by(client) if client else nullcontext():
                body = self._asked(plan, form, number, seconds)
            if not plan.volatile:
                self._kept.put(key, body, len(body) + sys.getsizeof(plan.text))
        return Answer(body, number, hashlib.sha256(body).hexdigest()[:32])

    def _asked(self, plan: QueryPlan, form: Format, number: int, seconds: float | None) -> bytes:
        text, find = plan.text, self._find
        if find:
            text = with_matches(text, self._base, lambda words, limit: find(words, limit, number))
        ask = partial(self._store.query, dataset=plan.dataset, release=number, seconds=seconds)
        try:
            return ask(text, form)
        except QuerySyntax:
            if text != plan.text:
                ask(plan.text, form)  # has the same fault, in its own place
            raise

    def counted(self) -> tuple[int, int]:
        """How many answers were looked for among the kept ones, and how many were there."""
        return self._kept.sought, self._kept.found

    def graphs(self, release: int) -> frozenset[str]:
        """The IRIs of the named graphs of a release."""
        key = (self._store.identity(release), "graphs")
        body = self._kept.get(key)
        if body is None:
            body = "\n".join(self._store.graphs(release=release)).encode()
            self._kept.put(key, body, len(body))
        return frozenset(body.decode().split("\n")) - {""}

    def _refuse_unknown_graphs(self, plan: QueryPlan, release: int) -> None:
        strangers = plan.graphs - self.graphs(release) if plan.graphs else frozenset()
        if strangers:
            raise BadRequest(
                f"There is no graph <{min(strangers)[:200]}> in release {release}, and this server "
                "fetches none. Leave FROM out to ask all graphs, or list them with "
                "SELECT ?g { GRAPH ?g {} }."
            )
