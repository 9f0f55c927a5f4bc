"""Commits at a remote service: one update that does all or nothing, and a question who won.

The update checks that its parent is the newest release still. Where a service does not keep updates
apart, so that the check proves nothing, writers take turns.

A commit too large for one update goes to graphs aside first, which no reader sees; one small update
then moves it.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.changes import Changeset
from kg.errors import StoreUnreadable
from kg.stores.books import Books, Entry, commit
from kg.stores.claims import Claims
from kg.stores.quirks import Quirks
from kg.stores.refusals import OutcomeUnknown
from kg.stores.service import Service
from kg.stores.staging import Staging


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
        self._claims = Claims(service, books, ask)

    def publish(self, entry: Entry, changeset: Changeset) -> bool:
        """Whether `changeset` was published as `entry`; where not, nothing was changed.

        Raises StoreBusy, StoreUnreadable, Unsupported, and OutcomeUnknown where the service cannot
        be asked.
        """
        if entry.number == 1:
            self._service.update(self._books.found())
        if self._fits(changeset):
            return self._carry_out(self._books.publish(entry, changeset), entry)
        with self._staging.staged(entry.token, changeset):
            return self._carry_out(self._books.publish_staged(entry), entry)

    def _fits(self, changeset: Changeset) -> bool:
        """Whether the service takes the change in one update."""
        if self._quirks.stages:
            return not changeset
        statements = (*changeset.added, *changeset.removed)
        most, longest = self._quirks.statements, self._quirks.characters
        return (most is None or len(statements) <= most) and (
            longest is None or sum(map(len, statements)) <= longest
        )

    def _carry_out(self, update: str, entry: Entry) -> bool:
        if self._quirks.isolates:
            return self._carried_out(update, entry)
        with self._claims.alone(commit(entry.token), entry.number - 1) as in_time:
            return in_time and self._carried_out(update, entry)

    def _carried_out(self, update: str, entry: Entry) -> bool:
        try:
            self._service.update(update)
        except OutcomeUnknown:
            self._service.update(self._books.void(entry.token))
        rows = self._ask(self._books.ask_commits(entry.number))
        winners = {f"<{row['commit']}>" for row in rows}
        if len(winners) > 1:
            raise two_writers(entry.number)
        return winners == {commit(entry.token)}


def two_writers(number: int) -> StoreUnreadable:
    """The error for a release that is not once in the books."""
    return StoreUnreadable(
        f"Release {number} is not there once in the books of this store: two writers published it "
        "together, because the service does not keep updates apart, or it was changed by other "
        "means. Compare it with `kg check`, and see the README on how the service must be set up."
    )
