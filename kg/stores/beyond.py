"""What a store behind a URL cannot do, each with what to do instead; touches nothing."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from kg.changes import Changeset
from kg.errors import Unsupported
from kg.stores.base import Release, Trial, Update


class BeyondAService:
    """The methods of a store that need its files, or its older releases."""

    def dropped(self) -> list[Release]:
        """None: the records of all releases stay."""
        return []

    def drop(self, numbers: Collection[int]) -> None:
        """Nothing is left to drop: the newest release alone is kept."""

    def touched(self, names: Collection[str], *, release: int) -> bool:
        """True, since it is not recorded; see Store.touched."""
        return True

    def ahead(self, changeset: Changeset, *, parent: int) -> AbstractContextManager[None]:
        """Prepares nothing: a service has no place aside."""
        return nullcontext()

    def beside(self) -> None:
        """A service has no place for files; see Store.beside."""

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

    def back_up(self, target: Path) -> None:
        """Raises Unsupported."""
        raise Unsupported(
            "A service makes its own backups. Use its tools, or `kg export` for the newest release."
        )
