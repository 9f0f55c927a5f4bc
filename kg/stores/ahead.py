"""A release that is built while it is judged; writes under the store's folder for trials."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.changes import Changeset
from kg.errors import StoreUnreadable
from kg.stores import engine, manifest
from kg.stores.durable import sync_files
from kg.stores.faults import with_remedy
from kg.stores.folders import ReleaseFolders
from kg.stores.unswept import Swept


@dataclass(frozen=True)
class BuiltAhead:
    """A database at `place` with `changeset` on top of the release that has the identity `on`."""

    folders: ReleaseFolders
    changeset: Changeset
    parent: int
    on: str
    place: Path
    building: Future[None]

    @classmethod
    @contextmanager
    def of(cls, folders: ReleaseFolders, changeset: Changeset, parent: int) -> Iterator[BuiltAhead]:
        """The build, which goes on in a thread and is gone at the end. Raises NotFound."""
        on, place = folders.identity(parent), folders.aside()
        with ThreadPoolExecutor(max_workers=1) as thread:
            database = folders.database(parent)
            future = thread.submit(_build, database, place, changeset)
            try:
                yield cls(folders, changeset, parent, on, place, future)
            finally:
                future.exception()
                shutil.rmtree(place, ignore_errors=True)

    def became(self, folder: Path, changeset: Changeset) -> bool:
        """Whether the build was moved to `folder`, with what else `changeset` holds. Not where it
        was swept away meanwhile, or a takedown built its parent anew.

        Call it with the store held for writing. Raises StoreUnreadable.
        """
        mine = self.changeset
        rest = Changeset(changeset.added - mine.added, changeset.removed - mine.removed)
        if not (mine.added <= changeset.added and mine.removed == changeset.removed):
            return False
        failed = self.building.exception()
        gone = isinstance(failed, Swept) or not self.place.exists()
        if gone or self.folders.identity(self.parent) != self.on:
            return False
        if failed:
            raise failed
        self.place.rename(folder)
        if rest:
            engine.apply(folder, rest)
        return True


def _build(database: Path, place: Path, changeset: Changeset) -> None:
    engine.build(database, place, changeset)
    try:
        manifest.write(place, database)
        sync_files(place)
    except OSError as error:
        raise StoreUnreadable(f"The release cannot be written: {with_remedy(error)}") from error
