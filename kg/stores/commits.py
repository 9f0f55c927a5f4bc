"""Commits at a remote service: one update that does all or nothing, and a question who won.

A commit too large for one update goes to graphs aside first, which no reader sees; one small update
then moves it.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.changes import Changeset
from kg.errors import StoreBusy, StoreUnreadable
from kg.stores.books import Books, Entry, staged
from kg.stores.quirks import Quirks
from kg.stores.refusals import OutcomeUnknown
from kg.stores.service import Service
from kg.stores.staging import Staging

_TRIES = 5


class Commits:
    """Commits at one service; `ask` gives the rows of a query on the books."""

    def __init__(
        self,
        service: Service,
        books: Books,
        quirks: Quirks,
        ask: Callable[[str], list[dict[str, str]]],
    ) -> None:
        self._service, self._books, self._quirks, self._ask = service, books, quirks, ask
        self._staging = Staging(service, books, quirks, ask)

    def publish(self, entry: Entry, changeset: Changeset) -> bool:
        """Whether `changeset` was published as `entry`; where not, nothing was changed.

        Raises StoreUnreadable, Unsupported, and OutcomeUnknown where the service cannot be asked.
        """
        if entry.number == 1:
            self._service.update(self._books.found())
        if self._fits(changeset):
            return self._carry_out(self._books.publish(entry, changeset), entry)
        try:
            self._staging.stage(entry.token, entry.number - 1, changeset)
            return self._carry_out(self._books.publish_staged(entry), entry)
        finally:
            self._staging.drop(staged(entry.token))

    def _fits(self, changeset: Changeset) -> bool:
        """Whether the service takes the change in one update."""
        statements = (*changeset.added, *changeset.removed)
        most, longest = self._quirks.statements, self._quirks.characters
        return (most is None or len(statements) <= most) and (
            longest is None or sum(map(len, statements)) <= longest
        )

    def _carry_out(self, update: str, entry: Entry) -> bool:
        for _ in range(_TRIES):
            try:
                self._service.update(update)
                break
            except StoreBusy:
                continue  # nothing was done, and the next try does nothing if another commit won
            except OutcomeUnknown:
                self._service.update(self._books.void(entry.token))
                break
        tokens = {row["token"] for row in self._ask(self._books.ask_entry(entry.number))}
        if tokens > {entry.token}:
            raise two_writers(entry.number)
        return tokens == {entry.token}


def two_writers(number: int) -> StoreUnreadable:
    """The error for a release that is not once in the books."""
    return StoreUnreadable(
        f"Release {number} is not there once in the books of this store: two writers published it "
        "together, because the service does not keep updates apart, or it was changed by other "
        "means. Compare it with `kg check`, and see the README on how the service must be set up."
    )
