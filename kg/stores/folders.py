"""The files of an embedded store: which release is current, who may write, what a killed writer
left.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import Dropped, KgError, NotFound, StoreUnreadable
from kg.stores import manifest
from kg.stores.base import Release
from kg.stores.durable import replace_text, sync, sync_files
from kg.stores.faults import reason, with_remedy
from kg.stores.founding import found
from kg.stores.locking import locked
from kg.stores.records import read_record, record_text


class ReleaseFolders:
    """Release folders under `root`. What lies under releases/ past CURRENT is rubbish."""

    def __init__(self, root: Path) -> None:
        self.root = root
        # Every request looks at both, and to put paths together takes longer than the look.
        self._pointer, self._releases = str(root / "CURRENT"), str(root / "releases")

    @classmethod
    def open(cls, root: Path) -> ReleaseFolders:
        """The folders under `root`, made if they are not there. Raises StoreUnreadable, and
        StoreTooNew where a newer version wrote them.
        """
        found(root)
        return cls(root)

    def current(self) -> int:
        """The number of the newest release. Raises StoreUnreadable."""
        try:
            with open(self._pointer, "rb", buffering=0) as pointer:
                return int(pointer.read())
        except (OSError, ValueError) as error:
            raise StoreUnreadable(
                f"{self.root / 'CURRENT'} cannot be read: {reason(error)}. "
                "Restore the store from a backup."
            ) from error

    def database(self, number: int) -> Path:
        """Where the database of a release is."""
        return self.root / "releases" / str(number)

    def building(self, number: int) -> Path:
        """Where the database of a release is built before it is published."""
        return self.root / "releases" / f".building-{number}"

    def aside(self) -> Path:
        """A new place for a database that is never published. The next writer sweeps it away.

        Raises StoreUnreadable.
        """
        place = self.root / "trials" / secrets.token_hex(8)
        try:
            place.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error
        return place

    @property
    def indexes(self) -> Path:
        """Where that is which is made of releases; whoever makes any holds LOCK in it."""
        return self.root / "indexes"

    def empty_indexes(self) -> None:
        """Remove what was made of releases, once nobody makes any. Raises OSError."""
        if self.indexes.is_dir():
            with (self.indexes / "LOCK").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                for path in self.indexes.iterdir():
                    if path.name != "LOCK":
                        path.unlink()

    def identity(self, number: int) -> str:
        """What tells this database from one that was built anew in its place by a takedown.

        Raises NotFound, Dropped.
        """
        try:
            status = os.stat(f"{self._releases}/{number}")
        except FileNotFoundError as error:
            raise self._missing(number) from error
        return f"{number}-{status.st_ino}-{status.st_ctime_ns}"

    def kept(self) -> list[int]:
        """The numbers of the releases that are kept, oldest first; no record is read."""
        return [number for number, _ in self._published()]

    def releases(self) -> list[Release]:
        """The records of every release that is kept, oldest first."""
        return [read_record(path) for _, path in self._published()]

    def dropped(self) -> list[Release]:
        """The records of the releases that were dropped, oldest first."""
        return [read_record(path) for _, path in self._records("dropped")]

    def _published(self) -> list[tuple[int, Path]]:
        newest = self.current()
        return [(number, path) for number, path in self._records("json") if number <= newest]

    def _records(self, suffix: str) -> list[tuple[int, Path]]:
        paths = (self.root / "releases").glob(f"*.{suffix}")
        return sorted((int(path.stem), path) for path in paths if path.stem.isdecimal())

    def record(self, number: int) -> Release:
        """The record of a release, kept or dropped. Raises StoreUnreadable."""
        return read_record(self._record_path(number))

    def _record_path(self, number: int) -> Path:
        dropped = self.root / "releases" / f"{number}.dropped"
        return dropped if dropped.exists() else dropped.with_suffix(".json")

    def _missing(self, number: int) -> NotFound:
        if (self.root / "releases" / f"{number}.dropped").exists():
            return Dropped(
                f"Release {number} is no longer kept. `kg log` and /releases say which are."
            )
        return NotFound(f"There is no release {number}. `kg log` and /releases list what there is.")

    def verify(self) -> None:
        """Compare every record and every file of every release with their hashes.

        Raises StoreUnreadable, naming the first that differs.
        """
        seen: dict[int, str] = {}
        for _, path in [*self._records("json"), *self._records("dropped")]:
            read_record(path, sealed=True)
        for number in self.kept():
            manifest.verify(self.database(number), seen)

    @contextmanager
    def writing(self, sparing: Path | None = None) -> Iterator[None]:
        """Hold the store for writing, swept of what others left, but for the place `sparing`; what
        a writer that fails has begun is swept at once, since a full disk needs the room. Raises
        StoreBusy, StoreUnreadable.
        """
        try:
            with locked(self.root):
                self._sweep(sparing)
                try:
                    yield
                except (KgError, OSError):
                    with suppress(KgError, OSError):
                        self._sweep()
                    raise
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> StoreUnreadable:
        return StoreUnreadable(f"{self.root} cannot be written to: {with_remedy(error)}")

    def publish(self, release: Release) -> None:
        """Make the database that was built the newest release; durable when this returns.

        Raises StoreUnreadable; the store is then as it was.
        """
        database = self.database(release.number)
        try:
            self._finish(release.number)
            self.write_record(release)
            self.building(release.number).rename(database)
            sync(database.parent)
            replace_text(self.root / "CURRENT", f"{release.number}\n")
        except OSError as error:
            raise StoreUnreadable(
                f"The release cannot be published in {self.root}, and the store is as it was: "
                f"{with_remedy(error)}"
            ) from error

    def replace(self, release: Release) -> None:
        """Put the database that was built in the place of a published release's. Raises
        StoreUnreadable.
        """
        database = self.database(release.number)
        aside = database.with_name(f".replaced-{release.number}")
        try:
            self._finish(release.number)
            shutil.rmtree(aside, ignore_errors=True)
            database.rename(aside)
            self.building(release.number).rename(database)
            self.write_record(release)
            shutil.rmtree(aside)
            sync(database.parent)
        except OSError as error:
            raise StoreUnreadable(f"A release cannot be rebuilt: {with_remedy(error)}") from error

    def write_record(self, release: Release) -> None:
        """Write the record of a release, in one step."""
        replace_text(self._record_path(release.number), record_text(release))

    def drop(self, numbers: Collection[int]) -> None:
        """Remove the databases of these releases and what was made of them, and keep their records
        as those of dropped ones; never the newest. Readers keep what they have open. Raises
        StoreUnreadable.
        """
        newest = self.current()
        for number, path in self._records("json"):
            if number in numbers and number < newest:
                try:
                    path.rename(path.with_suffix(".dropped"))  # from here on it is swept, if killed
                    sync(path.parent)
                    shutil.rmtree(self.database(number))
                    for index in self.indexes.glob(f"{number}-*"):
                        index.unlink(missing_ok=True)
                except OSError as error:
                    raise StoreUnreadable(
                        f"Release {number} cannot be removed: {with_remedy(error)}"
                    ) from error

    def backups(self) -> list[Path]:
        """The backups that were made of this store, and still exist."""
        path = self.root / "BACKUPS"
        names = path.read_text().splitlines() if path.exists() else []
        return [Path(name) for name in names if Path(name).is_dir()]

    def remember_backup(self, target: Path) -> None:
        """Note a backup, so that a takedown reaches it."""
        names = {str(one) for one in self.backups()} | {str(target.resolve())}
        replace_text(self.root / "BACKUPS", "".join(f"{name}\n" for name in sorted(names)))

    def _finish(self, number: int) -> None:
        """Write the hashes of a database that was built, and have all of it on the disk."""
        building = self.building(number)
        manifest.write(building, self.database(number - 1))
        sync_files(building)

    def _sweep(self, sparing: Path | None = None) -> None:
        """Remove what a killed writer left: everything past CURRENT, every trial, and the databases
        of dropped releases.
        """
        newest = self.current()
        self._put_back()
        for trial in (self.root / "trials").glob("*"):
            if trial != sparing:  # first out of the reach of whoever is still building it
                swept = self.root / "releases" / f".swept-{trial.name}"
                with suppress(FileNotFoundError):  # its owner has just removed it
                    trial.rename(swept)
        for path in (self.root / "releases").iterdir():
            number = path.name.partition(".")[0]
            rubbish = not number or (number.isdecimal() and int(number) > newest)
            if rubbish or (path.is_dir() and path.with_suffix(".dropped").exists()):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _put_back(self) -> None:
        """Finish what a takedown that was killed between two renames had begun."""
        for aside in (self.root / "releases").glob(".replaced-*"):
            database = self.database(int(aside.name.removeprefix(".replaced-")))
            if not database.exists():
                aside.rename(database)
