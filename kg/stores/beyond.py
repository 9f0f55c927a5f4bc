"""What a store behind a URL cannot do, each with what to do instead; touches nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from kg.changes import Changeset
from kg.errors import Unsupported
from kg.stores.base import Erased, Holds, Trial, Update


class BeyondAService:
    """The methods of a store that need its files."""

    def trial(self, changeset: Changeset, *, parent: int) -> AbstractContextManager[Trial]:
        """Raises Unsupported: a service has no place aside."""
        raise Unsupported(
            "Trying queries on what is not yet published needs an embedded store. Plan without "
            "--queries, or on a copy of the store."
        )

    def changed_by(self, update: Update, *, parent: int) -> Changeset:
        """Raises Unsupported: a service has no place aside."""
        raise Unsupported(
            "An update is tried aside before it is judged, which needs an embedded store. Send "
            "whole graphs to /graph-store, or load files."
        )

    def erase(
        self, holds: Holds, scrub: Callable[[str], str], entry: Mapping[str, object]
    ) -> Erased:
        """Raises Unsupported: files, journals and backups of a service are beyond our reach."""
        raise Unsupported(
            "A takedown with proof needs an embedded store: the files, journals and backups of a "
            "service are beyond our reach. Readers only see the newest release, so publish one "
            "without the record, then purge the service as its manual says."
        )

    def back_up(self, target: Path) -> None:
        """Raises Unsupported."""
        raise Unsupported(
            "A service makes its own backups. Use its tools, or `kg export` for the newest release."
        )

    def verify(self) -> None:
        """Nothing in a service is signed by us, so there is nothing to check."""
