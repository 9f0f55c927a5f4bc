"""A full disk and a read-only one, for real: the store stays as it was, and the error says what to
do.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import StoreUnreadable
from tests.stores.editions import GRAPH, edition, opened, publish, rubbish, seen
from tests.stores.test_folders import files_of

pytestmark = pytest.mark.slow

_MIB = 2**20
_SIZE_MIB = 48


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE_MIB}m", "kg-test", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can only be mounted by root, with the right to mount")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def root(disk: Path) -> Path:
    """A store of one release on the small disk."""
    with opened(disk / "store") as store:
        publish(store, 0)
    return disk / "store"


@contextlib.contextmanager
def filled(disk: Path, free_kib: int) -> Iterator[None]:
    """The disk with no more than this much room, for the time of the block."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        left = shutil.disk_usage(disk).free - free_kib * 1024
        while left > 0:
            left -= file.write(bytes(min(left, _MIB)))
    try:
        yield
    finally:
        ballast.unlink()


@contextlib.contextmanager
def read_only(disk: Path) -> Iterator[None]:
    """The disk mounted so that nobody, root neither, can write to it."""
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


def kg(store: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """`kg` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        env=os.environ | {"KG_STORE": str(store)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_disk_that_fills_up_at_any_moment_leaves_the_store_as_it_was(
    disk: Path, root: Path
) -> None:
    """From no room at all to room enough: each commit is whole, or refused with all it began swept
    away; readers are answered; and once there is room, the same commit works.
    """
    refusals: list[str] = []
    with opened(root) as store:
        for free_kib in (0, 4, 16, 32, 64, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 4096):
            before, number = files_of(root), store.current()
            with filled(disk, free_kib):
                try:
                    publish(store, number)
                except StoreUnreadable as error:
                    refusals.append(str(error))
                published = store.current() - number
                assert published == 1 or files_of(root) == before
                assert seen(store) == [(store.current(), len(edition(1)))]
                assert rubbish(root) == set()
        assert len(refusals) >= 5
        for told in refusals:
            assert "No space left on device. Free some space" in told
            assert str(root) in told
        publish(store, store.current())
        for release in store.releases():
            assert store.dump(release=release.number) == edition(release.number)


def test_a_store_is_founded_once_there_is_room(disk: Path) -> None:
    """What a founding on a full disk left is no obstacle to the next."""
    for free_kib in (0, 16, 64, 128):
        with (
            filled(disk, free_kib),
            pytest.raises(StoreUnreadable, match="Free some space") as refused,
            opened(disk / "store") as store,
        ):
            publish(store, 0)
        assert str(disk / "store") in str(refused.value)
    with opened(disk / "store") as store:
        assert publish(store, 0) == 1
    assert rubbish(disk / "store") == set()


def test_a_load_onto_a_full_disk_says_what_to_do(disk: Path, root: Path, tmp_path: Path) -> None:
    """One sentence, exit code 2, no traceback; and the same load works once there is room."""
    file = tmp_path / "one.nt"
    file.write_text("<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n")
    before = files_of(root)
    with filled(disk, 64):
        ran = kg(root, "load", file, "--graph", GRAPH)
        assert ran.returncode == 2
        assert "Free some space" in ran.stderr
        assert "Traceback" not in ran.stderr
        assert files_of(root) == before
        assert kg(root, "query", "ASK {}", "-f", "csv").stdout.strip() == "true"
    assert kg(root, "load", file, "--graph", GRAPH).returncode == 0


def test_a_read_only_store_is_read_and_refuses_writers(
    disk: Path, root: Path, tmp_path: Path
) -> None:
    """Queries are answered; whoever would write is told why not, in one sentence."""
    file = tmp_path / "one.nt"
    file.write_text("<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n")
    before = files_of(root)
    with read_only(disk):
        assert kg(root, "query", "ASK {}", "-f", "csv").stdout.strip() == "true"
        assert kg(root, "check").returncode == 0
        for command in (
            ["load", file, "--graph", GRAPH],
            ["backup", tmp_path / "copy"],
            ["erase", "https://example.org/s1", "--authority", "a test", "--yes"],
        ):
            ran = kg(root, *command)
            assert (command[0], ran.returncode) == (command[0], 2)
            assert "Read-only file system. Mount it writable" in ran.stderr, command
            assert "Traceback" not in ran.stderr, command
    assert files_of(root) == before
    with opened(root) as store:
        assert publish(store, 1) == 2
