"""The embedded store: immutable release folders, a pointer swapped atomically, one writer by file
lock.

CURRENT              the number of the newest release, replaced by a rename
STORE                the version of this layout
LOCK                 flock: one writer, whichever process it is
releases/42/         an Oxigraph database, from now on only opened read-only
releases/42.json     its record; 42.dropped, once its database is no longer kept
indexes/             what was made of releases, and can be made again
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from kg.changes import Changeset
from kg.errors import Moved, NotFound, StoreBusy, StoreUnreadable
from kg.formats import Format
from kg.rdf import content_after
from kg.stores import engine, log, touched, updates
from kg.stores.ahead import BuiltAhead
from kg.stores.backup import back_up
from kg.stores.base import UNION, Dataset, Erased, Holds, Limits, Release, Trial, Update
from kg.stores.erasure import erase
from kg.stores.folders import ReleaseFolders
from kg.stores.workers import workers

_REOPENINGS = 3


class DiskStore:
    """A store in a folder, or, as `passing`, in one that is removed on close."""

    def __init__(self, folders: ReleaseFolders, limits: Limits, *, keep: bool = True) -> None:
        self._folders, self._limits, self._keep = folders, limits, keep
        self._workers = workers(limits.workers, limits.memory_mib)
        self._ahead = threading.local()  # a build belongs to the thread that will commit it

    @classmethod
    def at(cls, folder: str, limits: Limits) -> DiskStore:
        """The store in `folder`. Raises StoreUnreadable, StoreTooNew."""
        return cls(ReleaseFolders.open(Path(folder)), limits)

    @classmethod
    def passing(cls, limits: Limits) -> DiskStore:
        """A store that is gone when it is closed."""
        folder = Path(tempfile.mkdtemp(prefix="kg-"))
        return cls(ReleaseFolders.open(folder), limits, keep=False)

    @property
    def address(self) -> str:
        """The folder, also of a passing store."""
        return str(self._folders.root)

    def current(self) -> int:
        """The number of the newest release."""
        return self._folders.current()

    def releases(self) -> list[Release]:
        """Every release that is kept, oldest first."""
        return self._folders.releases()

    def kept(self) -> list[int]:
        """The numbers of the releases that can be asked, oldest first."""
        return self._folders.kept()

    def dropped(self) -> list[Release]:
        """The records of releases that are no longer kept; see Store.dropped."""
        return self._folders.dropped()

    def touched(self, names: Collection[str], *, release: int) -> bool:
        """Whether a release may have touched one of these IRIs; see Store.touched."""
        self._folders.identity(release)
        return touched.touches(self._folders.database(release), names)

    def graphs(self, *, release: int | None = None) -> frozenset[str]:
        """The IRIs of the named graphs; see Store.graphs."""
        body = self._in_worker(None, engine.graphs, release, None)
        return frozenset(body.decode().split("\n")) - {""}

    def query(
        self,
        text: str,
        answer: Format,
        *,
        dataset: Dataset = UNION,
        release: int | None = None,
        seconds: float | None = None,
    ) -> bytes:
        """The answer to a SPARQL 1.1 query, whole; see Store.query."""
        question = self._question(text, answer, dataset)
        return self._in_worker(self._limit(seconds), engine.answer, release, question)

    def dump(
        self, graphs: Collection[str] | None = None, *, release: int | None = None
    ) -> frozenset[str]:
        """The statements of the graphs, or of all graphs; see Store.dump."""
        body = self._in_worker(None, engine.dump, release, graphs)
        return frozenset(body.decode().split("\n")) - {""}

    @contextlib.contextmanager
    def trial(self, changeset: Changeset, *, parent: int) -> Iterator[Trial]:
        """What `changeset` would make of release `parent`; see Store.trial."""
        self._folders.identity(parent)
        place = self._folders.aside()

        def ask(text: str, answer: Format, *, seconds: float | None = None) -> bytes:
            question = self._question(text, answer, UNION)
            try:
                limit = self._limit(seconds)
                return self._workers.run(limit, engine.answer, str(place), "trial", question)
            except StoreUnreadable as error:
                raise StoreBusy("The store was written to meanwhile. Plan again.") from error

        try:
            engine.build(self._folders.database(parent), place, changeset)
            yield ask
        finally:
            shutil.rmtree(place, ignore_errors=True)

    @contextlib.contextmanager
    def ahead(self, changeset: Changeset, *, parent: int) -> Iterator[None]:
        """Build the next release while the caller judges it; see Store.ahead."""
        if not changeset:
            yield
            return
        with BuiltAhead.of(self._folders, changeset, parent) as built:
            self._ahead.built = built
            try:
                yield
            finally:
                del self._ahead.built

    def changed_by(self, update: Update, *, parent: int) -> Changeset:
        """What `update` would change of release `parent`; see Store.changed_by."""
        self._folders.identity(parent)
        place = self._folders.aside()
        try:
            database = str(self._folders.database(parent))
            bodies = self._workers.run(
                self._limits.seconds, updates.run, database, str(place), update
            )
        finally:
            shutil.rmtree(place, ignore_errors=True)
        return Changeset(*(frozenset(body.decode().split("\n")) - {""} for body in bodies))

    def commit(
        self, changeset: Changeset, *, parent: int, at: str, note: Mapping[str, object]
    ) -> Release:
        """Build the next release aside, then swap the pointer; see Store.commit."""
        ahead: BuiltAhead | None = getattr(self._ahead, "built", None)
        with self._folders.writing(sparing=ahead.place if ahead else None):
            current = self._folders.current()
            if current != parent:
                raise Moved(
                    f"This change was planned on release {parent}, but release {current} has been "
                    "published since. Plan it again.",
                    planned=parent,
                    current=current,
                )
            release = self._next(parent, at, changeset, note)
            building = self._folders.building(release.number)
            if not (ahead and ahead.became(building, changeset)):
                engine.build(self._folders.database(parent), building, changeset)
            if parent:  # all that the first release holds is new
                touched.write(building, changeset)
            self._folders.publish(release)
            return release

    def _next(
        self, parent: int, at: str, changeset: Changeset, note: Mapping[str, object]
    ) -> Release:
        before = self._folders.record(parent).content if parent else ""
        content = content_after(before, changeset.added, changeset.removed)
        added, removed = len(changeset.added), len(changeset.removed)
        return Release(parent + 1, parent, at, added, removed, content, note)

    def close(self) -> None:
        """End the worker processes; remove a passing store."""
        self._workers.close()
        if not self._keep:
            with contextlib.suppress(FileNotFoundError):
                shutil.rmtree(self._folders.root)

    def identity(self, release: int) -> str:
        """What changes when a takedown builds a release anew; see Store.identity."""
        return self._folders.identity(release)

    def reopened(self) -> Callable[[], DiskStore]:
        """What opens the folder in another process; see Store.reopened."""
        return partial(DiskStore.at, self.address, self._limits._replace(workers=0))

    def beside(self) -> Path:
        """The folder of indexes; see Store.beside."""
        return self._folders.indexes

    def erase(
        self, holds: Holds, scrub: Callable[[str], str], entry: Mapping[str, object]
    ) -> Erased:
        """Take statements out of every release and every known backup; see Store.erase."""
        erased = erase(self._folders, holds, scrub)
        for backup in self._folders.backups():
            erase(ReleaseFolders.open(backup), holds, scrub)
        counts = {"releases": erased.releases, "statements": erased.statements}
        log.append(self._folders.root, {**entry, **counts})
        return erased

    def back_up(self, target: Path) -> None:
        """Copy the store into a new folder; see kg.stores.backup."""
        back_up(self._folders, target)

    def verify(self) -> None:
        """Check the signed log of takedowns, and every file against its hash; see kg.stores.log and
        kg.stores.manifest.
        """
        log.verify(self._folders.root)
        self._folders.verify()

    def drop(self, numbers: Collection[int]) -> None:
        """Remove these releases; see Store.drop."""
        with self._folders.writing():
            self._folders.drop(numbers)

    def _question(self, text: str, answer: Format, dataset: Dataset) -> engine.Question:
        return engine.Question(text, answer, dataset, self._limits.answer_mib * 2**20)

    def _limit(self, seconds: float | None) -> float:
        most = self._limits.seconds
        return seconds if seconds is not None and 0 < seconds < most else most

    def _in_worker(
        self,
        seconds: float | None,
        job: Callable[[str, str, Any], bytes],
        release: int | None,
        what: object,
    ) -> bytes:
        """Run a job on a release's database, again where a takedown replaced it meanwhile."""
        for _ in range(_REOPENINGS):
            number = self._folders.current() if release is None else release
            if number > self._folders.current():
                raise NotFound(
                    f"There is no release {number}. `kg log` and /releases list what there is."
                )
            identity = self._folders.identity(number)
            try:
                database = str(self._folders.database(number))
                return self._workers.run(seconds, job, database, identity, what)
            except StoreUnreadable:
                if self._folders.identity(number) == identity:
                    raise
        raise StoreBusy("Releases are being rebuilt. Try again in a few seconds.")
