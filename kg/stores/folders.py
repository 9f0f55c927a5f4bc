"""The files of an embedded store: which release is current, who may write, what a killed writer
left.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from kg.errors import KgError, NotFound, StoreBusy, StoreTooNew, StoreUnreadable
from kg.stores import engine
from kg.stores.base import Release
from kg.stores.faults import reason, with_remedy

LAYOUT = 1
LOCK_SECONDS = 60
# What a folder may hold and still become a store, also after its founding was killed.
_OWN = {
    "releases",
    "CURRENT",
    "LOCK",
    "STORE",
    "BACKUPS",
    "writers",
    ".CURRENT.new",
    ".STORE.new",
    "lost+found",
}


class ReleaseFolders:
    """Release folders under `root`. What lies under releases/ past CURRENT is rubbish."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def open(cls, root: Path) -> ReleaseFolders:
        """The folders under `root`, made if they are not there.

        Raises StoreUnreadable, and StoreTooNew where a newer version wrote them.
        """
        try:
            if not (root / "STORE").exists():
                _found_new(root)
            layout = int((root / "STORE").read_text())
        except (OSError, ValueError) as error:
            otherwise = "Choose another folder with KG_STORE or --store."
            raise StoreUnreadable(
                f"{root} cannot be used as a store: {with_remedy(error, otherwise)}"
            ) from error
        if layout > LAYOUT:
            raise StoreTooNew(
                f"{root} was written by a newer version (layout {layout}; this one reads "
                f"{LAYOUT}). Upgrade uk-case-reviews, or choose another store."
            )
        return cls(root)

    def current(self) -> int:
        """The number of the newest release. Raises StoreUnreadable."""
        try:
            return int((self.root / "CURRENT").read_text())
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

        Raises NotFound.
        """
        try:
            status = self.database(number).stat()
        except FileNotFoundError as error:
            raise NotFound(
                f"There is no release {number}. `kg log` and /releases list what there is."
            ) from error
        return f"{number}-{status.st_ino}-{status.st_ctime_ns}"

    def releases(self) -> list[Release]:
        """The records of every published release, oldest first."""
        newest = self.current()
        stems = (path.stem for path in (self.root / "releases").glob("*.json"))
        numbers = sorted(int(stem) for stem in stems if stem.isdecimal())
        return [self.record(number) for number in numbers if number <= newest]

    def record(self, number: int) -> Release:
        """The record of a release. Raises StoreUnreadable."""
        path = self.root / "releases" / f"{number}.json"
        try:
            return Release(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError) as error:
            raise StoreUnreadable(
                f"{path} cannot be read: {reason(error)}. Restore the store from a backup."
            ) from error

    @contextmanager
    def writing(self, sparing: Path | None = None) -> Iterator[None]:
        """Hold the store for writing, swept of what others left, but for the place `sparing`; what
        a writer that fails has begun is swept at once, since a full disk needs the room. Raises
        StoreBusy, StoreUnreadable.
        """
        try:
            with _locked((self.root / "LOCK").open("w"), self.root):
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
            sync_built(self.building(release.number))
            self.write_record(release)
            self.building(release.number).rename(database)
            _sync(database.parent)
            _write(self.root / "CURRENT", f"{release.number}\n")
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
            sync_built(self.building(release.number))
            shutil.rmtree(aside, ignore_errors=True)
            database.rename(aside)
            self.building(release.number).rename(database)
            self.write_record(release)
            shutil.rmtree(aside)
            _sync(database.parent)
        except OSError as error:
            raise StoreUnreadable(f"A release cannot be rebuilt: {with_remedy(error)}") from error

    def write_record(self, release: Release) -> None:
        """Write the record of a release, in one step."""
        path = self.root / "releases" / f"{release.number}.json"
        _write(path, json.dumps(asdict(release), indent=1, ensure_ascii=False))

    def drop_all_but(self, keep: int) -> None:
        """Remove all releases but the newest `keep`; their readers keep what they have open."""
        for release in self.releases()[:-keep]:
            shutil.rmtree(self.database(release.number), ignore_errors=True)
            (self.root / "releases" / f"{release.number}.json").unlink(missing_ok=True)
            for index in self.indexes.glob(f"{release.number}-*"):
                index.unlink(missing_ok=True)

    def backups(self) -> list[Path]:
        """The backups that were made of this store, and still exist."""
        path = self.root / "BACKUPS"
        names = path.read_text().splitlines() if path.exists() else []
        return [Path(name) for name in names if Path(name).is_dir()]

    def remember_backup(self, target: Path) -> None:
        """Note a backup, so that a takedown reaches it."""
        names = {str(one) for one in self.backups()} | {str(target.resolve())}
        _write(self.root / "BACKUPS", "".join(f"{name}\n" for name in sorted(names)))

    def _sweep(self, sparing: Path | None = None) -> None:
        """Remove what a killed writer left, which is everything past CURRENT, and every trial."""
        newest = self.current()
        self._put_back()
        for trial in (self.root / "trials").glob("*"):
            if trial != sparing:  # first out of the reach of whoever is still building it
                swept = self.root / "releases" / f".swept-{trial.name}"
                with suppress(FileNotFoundError):  # its owner has just removed it
                    trial.rename(swept)
        for path in (self.root / "releases").iterdir():
            number = path.name.partition(".")[0]
            if not number or (number.isdecimal() and int(number) > newest):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _put_back(self) -> None:
        """Finish what a takedown that was killed between two renames had begun."""
        for aside in (self.root / "releases").glob(".replaced-*"):
            database = self.database(int(aside.name.removeprefix(".replaced-")))
            if not database.exists():
                aside.rename(database)


def sync_built(database: Path) -> None:
    """Make a new database durable. Raises OSError."""
    # Files with more links belong to older releases too. Together they are done in a third of the
    # time that one after the other takes.
    new = [path for path in database.iterdir() if path.stat().st_nlink == 1]
    with ThreadPoolExecutor() as threads:
        list(threads.map(_sync, new))
    _sync(database)


def _found_new(root: Path) -> None:
    """An empty store, with an empty release 0; STORE comes last, so a killed founding is begun
    again.
    """
    root.mkdir(parents=True, exist_ok=True)
    strangers = {path.name for path in root.iterdir()} - _OWN
    if strangers:
        raise ValueError(f"it holds other files ({min(strangers)}) and is no store")
    with _locked((root / "LOCK").open("w"), root):
        if (root / "STORE").exists():  # another process was faster
            return
        if (root / "CURRENT").exists() and (root / "CURRENT").read_text().strip() != "0":
            raise ValueError("it holds releases, but the file STORE is missing")
        shutil.rmtree(root / "releases", ignore_errors=True)
        (root / "releases").mkdir()
        engine.create(root / "releases" / "0")
        _write(root / "CURRENT", "0\n")
        _write(root / "STORE", f"{LAYOUT}\n")


@contextmanager
def _locked(lock: TextIO, root: Path) -> Iterator[None]:
    with lock:
        _wait_for(lock.fileno(), root)
        yield


def _wait_for(lock: int, root: Path) -> None:
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise StoreBusy(
                    f"Another process has been writing to {root} for {LOCK_SECONDS} s. "
                    "Try again later."
                ) from error
            time.sleep(0.02)
        else:
            return


def _write(path: Path, text: str) -> None:
    """Replace `path` by a rename, so that a reader sees the old text or the new."""
    aside = path.with_name(f".{path.name}.new")
    try:
        with aside.open("w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
    except OSError:
        with suppress(OSError):
            aside.unlink()
        raise
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
