"""The files of an embedded store: founding, publishing, sweeping, and folders that are no store."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.changes import Changeset
from kg.errors import Dropped, NotFound, StoreBusy, StoreTooNew, StoreUnreadable
from kg.formats import JSON
from kg.stores import Limits, Store, founding, locking, open_store
from kg.stores.disk import DiskStore
from kg.stores.folders import ReleaseFolders
from tests.stores.conftest import AT, NEW, OLD

NOBODY = 65534


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def disk(root: Path, limits: Limits) -> Iterator[Store]:
    """A store of one release in `root`."""
    with contextlib.closing(open_store(str(root), limits)) as store:
        store.commit(Changeset(OLD), parent=0, at=AT, note={})
        yield store


@contextlib.contextmanager
def without_privileges() -> Iterator[None]:
    """Root may write everywhere, so become someone who may not."""
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder that anyone may look into, and that nobody without privileges may write to."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def files_of(folder: Path) -> dict[str, str]:
    """Every file under a folder, and the hash of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_store_is_founded_where_there_is_nothing(root: Path) -> None:
    """With its parents, an empty release 0 and the version of its layout."""
    opened = ReleaseFolders.open(root / "deep" / "down")
    assert opened.current() == 0
    assert opened.releases() == []
    assert (opened.root / "STORE").read_text() == f"{founding.LAYOUT}\n"
    assert opened.database(0).is_dir()


def test_a_store_is_founded_in_an_empty_folder(root: Path) -> None:
    """Such as the mount point of a new disk."""
    (root / "lost+found").mkdir(parents=True)
    assert ReleaseFolders.open(root).current() == 0


def test_a_store_is_found_again_as_it_was(disk: Store, root: Path, limits: Limits) -> None:
    """By another process, or the same one later."""
    with contextlib.closing(open_store(f"file://{root}", limits)) as again:
        assert again.releases() == disk.releases()
        assert again.dump() == OLD


def test_a_store_of_a_newer_layout_is_left_alone(disk: Store, root: Path, limits: Limits) -> None:
    """The error says to upgrade, and nothing is touched."""
    (root / "STORE").write_text(f"{founding.LAYOUT + 1}\n")
    before = files_of(root)
    with pytest.raises(StoreTooNew, match="Upgrade"):
        open_store(str(root), limits)
    assert files_of(root) == before


@pytest.mark.parametrize("text", ["", "new", "1.5", "\0"])
def test_a_layout_that_is_no_number_is_told(disk: Store, root: Path, text: str) -> None:
    """The file may be damaged, so nothing is done to the rest."""
    (root / "STORE").write_text(text)
    with pytest.raises(StoreUnreadable, match="cannot be used as a store"):
        ReleaseFolders.open(root)


def test_a_folder_with_other_files_is_refused(root: Path) -> None:
    """A slip in KG_STORE must not fill someone's photographs with a database."""
    root.mkdir()
    (root / "holiday.jpg").write_bytes(b"\xff\xd8")
    with pytest.raises(StoreUnreadable, match=r"holds other files \(holiday\.jpg\)"):
        ReleaseFolders.open(root)
    assert [path.name for path in root.iterdir()] == ["holiday.jpg"]


def test_a_file_in_the_place_of_the_folder_is_refused(root: Path) -> None:
    """Or in the place of its parent."""
    root.write_text("a file")
    for place in (root, root / "below"):
        with pytest.raises(StoreUnreadable, match="Choose another folder"):
            ReleaseFolders.open(place)
    assert root.read_text() == "a file"


def test_a_folder_that_may_not_be_written_is_refused(read_only_folder: Path) -> None:
    """In one line that says so."""
    with without_privileges(), pytest.raises(StoreUnreadable, match="Permission denied"):
        ReleaseFolders.open(read_only_folder)
    with without_privileges(), pytest.raises(StoreUnreadable, match="Mend its permissions"):
        ReleaseFolders.open(read_only_folder / "store")


def test_a_store_that_may_not_be_written_can_be_read(read_only_folder: Path) -> None:
    """A replica on a read-only disk serves; only a commit is refused."""
    read_only_folder.chmod(0o755)
    ReleaseFolders.open(read_only_folder)
    (read_only_folder / "LOCK").chmod(0o444)
    read_only_folder.chmod(0o555)
    with without_privileges():
        opened = ReleaseFolders.open(read_only_folder)
        assert opened.current() == 0
        with pytest.raises(StoreUnreadable, match="cannot be written to"), opened.writing():
            pass


@pytest.mark.parametrize(
    "left",
    [
        [],
        ["LOCK"],
        ["LOCK", "releases/"],
        ["LOCK", "releases/0/"],
        ["LOCK", "releases/0/CURRENT", "releases/0/half.sst"],
        ["LOCK", "releases/0/", ".CURRENT.new"],
        ["LOCK", "releases/0/", "CURRENT"],
        ["LOCK", "releases/0/", "CURRENT", ".STORE.new"],
    ],
    ids=lambda left: left[-1] if left else "nothing",
)
def test_a_founding_that_was_killed_is_begun_again(
    root: Path, limits: Limits, left: list[str]
) -> None:
    """Whatever it left, the next process founds a store that works."""
    for name in left:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(exist_ok=True) if name.endswith("/") else path.write_text("0\n")
    with contextlib.closing(open_store(str(root), limits)) as store:
        assert store.commit(Changeset(OLD), parent=0, at=AT, note={}).number == 1
        assert store.dump() == OLD


def test_a_store_that_lost_its_layout_file_keeps_its_releases(disk: Store, root: Path) -> None:
    """It is not a killed founding, and must not be founded again over its data."""
    (root / "STORE").unlink()
    before = files_of(root)
    with pytest.raises(StoreUnreadable, match="STORE is missing"):
        ReleaseFolders.open(root)
    assert files_of(root) == before


def test_what_a_killed_writer_left_is_swept_by_the_next(disk: Store, root: Path) -> None:
    """Half a database, a database that CURRENT never reached, records, and files aside."""
    releases = root / "releases"
    for folder in (".building-2", "2", "3"):
        shutil.copytree(releases / "1", releases / folder)
    for name in ("2.json", "3.json", ".2.json.new"):
        (releases / name).write_text("{}")
    assert disk.current() == 1
    assert [release.number for release in disk.releases()] == [1]
    with pytest.raises(NotFound):
        disk.query("ASK {}", JSON, release=2)
    disk.commit(Changeset(NEW), parent=1, at=AT, note={})
    assert disk.dump() == OLD | NEW
    assert {path.name for path in releases.iterdir()} == {"0", "1", "1.json", "2", "2.json"}


def test_files_of_others_among_the_releases_are_left_alone(disk: Store, root: Path) -> None:
    """They are not ours to remove, and no reason to fail."""
    for name in ("notes.txt", "notes.json"):
        (root / "releases" / name).write_text("{}")
    disk.commit(Changeset(NEW), parent=1, at=AT, note={})
    assert [release.number for release in disk.releases()] == [1, 2]
    assert (root / "releases" / "notes.txt").exists()


def test_a_release_is_never_written_again(disk: Store, root: Path) -> None:
    """Not by queries, nor by the commits that follow: its files stay byte for byte."""
    before = files_of(root / "releases" / "1")
    disk.query("SELECT * { ?s ?p ?o }", JSON)
    disk.commit(Changeset(NEW), parent=1, at=AT, note={})
    disk.commit(Changeset(removed=OLD), parent=2, at=AT, note={})
    after = files_of(root / "releases" / "1")
    assert {name: after[name] for name in before if "LOG" not in name} == {
        name: digest for name, digest in before.items() if "LOG" not in name
    }
    assert disk.dump(release=1) == OLD


def test_releases_share_the_files_that_they_have_in_common(disk: Store, root: Path) -> None:
    """A small commit to a large store costs little, in time and in space."""
    disk.commit(Changeset(NEW), parent=1, at=AT, note={})
    tables = list((root / "releases").glob("*/*.sst"))
    assert len({path.stat().st_ino for path in tables}) < len(tables)


@pytest.mark.parametrize("text", ["", "x", "1.5"])
def test_a_damaged_pointer_is_told(disk: Store, root: Path, text: str) -> None:
    """The error says which file and what to do."""
    (root / "CURRENT").write_text(text)
    with pytest.raises(StoreUnreadable, match=r"CURRENT cannot be read.*Restore"):
        disk.current()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"number": 1}', '{"unknown": 1}'])
def test_a_damaged_record_is_told(disk: Store, root: Path, text: str) -> None:
    """The error says which file and what to do."""
    (root / "releases" / "1.json").write_text(text)
    with pytest.raises(StoreUnreadable, match=r"1\.json cannot be read.*Restore"):
        disk.releases()


def test_a_release_that_cannot_be_published_changes_nothing(disk: Store, root: Path) -> None:
    """As with a full disk; and once the obstacle is gone, the same commit works."""
    (root / ".CURRENT.new").mkdir()
    for _ in range(2):
        with pytest.raises(StoreUnreadable, match="cannot be published"):
            disk.commit(Changeset(NEW), parent=1, at=AT, note={})
        assert disk.current() == 1
        assert disk.dump() == OLD
    (root / ".CURRENT.new").rmdir()
    assert disk.commit(Changeset(NEW), parent=1, at=AT, note={}).number == 2


def test_a_writer_waits_for_another_and_then_gives_up(
    disk: Store, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One writer at a time, whichever process it is."""
    monkeypatch.setattr(locking, "LOCK_SECONDS", 0.1)
    with (root / "LOCK").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreBusy, match="Another process"):
            disk.commit(Changeset(NEW), parent=1, at=AT, note={})
        assert disk.dump() == OLD  # readers need no lock
    assert disk.commit(Changeset(NEW), parent=1, at=AT, note={}).number == 2


def four_releases(store: Store) -> None:
    """Each says one thing more."""
    for number in range(4):
        change = Changeset(frozenset({f"<urn:s> <urn:p> <urn:o{number}> <urn:g> ."}))
        store.commit(change, parent=number, at=AT, note={"message": f"number {number + 1}"})


def test_old_releases_can_be_dropped(root: Path, limits: Limits) -> None:
    """The others stay, whole; those that went are known to have been, which a release that never
    was is not.
    """
    with contextlib.closing(DiskStore.at(str(root), limits)) as store:
        four_releases(store)
        store.drop({1, 2, 4, 9})
        assert [release.number for release in store.releases()] == [3, 4]
        assert [one.note["message"] for one in store.dropped()] == ["number 1", "number 2"]
        assert len(store.dump()) == 4
        assert len(store.dump(release=3)) == 3
        assert not (root / "releases" / "1").exists()
        with pytest.raises(Dropped, match="no longer kept"):
            store.dump(release=1)
        with pytest.raises(NotFound, match="There is no release 9") as unknown:
            store.dump(release=9)
        assert not isinstance(unknown.value, Dropped)
        store.verify()


def test_dropping_that_was_killed_is_finished_by_the_next_writer(
    root: Path, limits: Limits
) -> None:
    """The record is renamed first, and a database whose record says dropped is rubbish."""
    with contextlib.closing(DiskStore.at(str(root), limits)) as store:
        four_releases(store)
        (root / "releases" / "1.json").rename(root / "releases" / "1.dropped")
        assert (root / "releases" / "1").exists()
        store.drop(())
        assert not (root / "releases" / "1").exists()
        assert [one.number for one in store.dropped()] == [1]


def test_a_release_knows_what_it_touched(root: Path, limits: Limits) -> None:
    """Subjects, objects and graphs; of the first release everything is new."""
    with contextlib.closing(DiskStore.at(str(root), limits)) as store:
        four_releases(store)
        for known in ("urn:s", "urn:o1", "urn:g"):
            assert store.touched([known], release=2)
        assert not store.touched(["urn:o0", "urn:p", "urn:other"], release=2)
        assert store.touched(["urn:other", "urn:o1"], release=2)
        assert store.touched(["urn:other"], release=1)


def test_a_byte_that_changed_is_found_wherever_it_is(root: Path, limits: Limits) -> None:
    """Every file of every release, and every record, whether or not a query would read it."""
    with contextlib.closing(DiskStore.at(str(root), limits)) as store:
        four_releases(store)
        store.drop({1})
        files = [path for path in (root / "releases").rglob("*") if path.stat().st_size]
        files = [path for path in files if path.is_file() and path.parent.name != "0"]
        assert {path.suffix for path in files} >= {".sst", ".json", ".dropped"}
        for path in files:
            body = path.read_bytes()
            place = len(body) // 2
            path.write_bytes(body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :])
            with pytest.raises(StoreUnreadable, match=re.escape(str(root))):
                store.verify()
            path.write_bytes(body)
            store.verify()


def test_a_passing_store_leaves_nothing_behind(limits: Limits) -> None:
    """`memory:` is a folder that is gone when the store is closed."""
    store = DiskStore.passing(limits)
    store.commit(Changeset(OLD), parent=0, at=AT, note={})
    root = store._folders.root
    assert root.is_dir()
    store.close()
    assert not root.exists()
