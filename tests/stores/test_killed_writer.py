"""`kg load`, killed at any moment: the store holds the old release or the new one, whole."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.rdf import content_after
from tests.stores.editions import opened

GRAPH = "https://example.org/data/killed"
SIZE = 1000


def write_file(path: Path, edition: int) -> frozenset[str]:
    """A file of invented triples, and the statements that it puts into GRAPH."""
    subjects = [f"<https://example.org/s{number}>" for number in range(SIZE)]
    lines = [f'{subject} <https://example.org/edition> "{edition}" .' for subject in subjects]
    path.write_text("\n".join(lines))
    return frozenset(f"{line[:-1]}<{GRAPH}> ." for line in lines)


def started_load(store: Path, file: Path) -> subprocess.Popen[bytes]:
    """`kg load` of the file, in a process and a group of its own."""
    command = [sys.executable, "-m", "kg", "load", str(file), "--graph", GRAPH]
    environment = os.environ | {"KG_STORE": str(store)}
    return subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def assert_whole(store: Path, editions: list[frozenset[str]]) -> None:
    """The newest releases hold one edition each, and exactly what their records say."""
    with opened(store) as found:
        releases = found.releases()
        assert found.current() == len(releases)
        for release in releases[-2:]:
            held = found.dump(release=release.number)
            assert content_after("", held, ()) == release.content
            assert frozenset(one for one in held if one.endswith(f" <{GRAPH}> .")) in editions


@pytest.mark.slow
def test_a_load_killed_at_a_random_moment_leaves_a_whole_release(tmp_path: Path) -> None:
    """Sixteen times SIGKILL, from the first moment to past the last; and the next load works."""
    store, file = tmp_path / "store", tmp_path / "killed.nt"
    editions = [write_file(file, 0)]
    began = time.monotonic()
    assert started_load(store, file).wait(timeout=60) == 0
    whole = time.monotonic() - began
    for edition in range(1, 17):
        editions.append(write_file(file, edition))
        process = started_load(store, file)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=random.uniform(0, whole * 1.1))
        process.kill()
        process.wait()
        assert_whole(store, editions)
    editions.append(write_file(file, 17))
    assert started_load(store, file).wait(timeout=60) == 0
    assert_whole(store, editions)
    with opened(store) as found:
        assert found.dump([GRAPH]) == editions[-1]


@pytest.mark.slow
@pytest.mark.parametrize(
    "sign", ["LOCK", "releases/2", "releases/.building-2", "releases/2.json", ".CURRENT.new"]
)
def test_a_load_killed_at_a_telling_moment_leaves_a_whole_release(
    tmp_path: Path, sign: str
) -> None:
    """As soon as a file appears that says how far the writer has come."""
    store, file = tmp_path / "store", tmp_path / "killed.nt"
    editions = [write_file(file, 0)]
    assert started_load(store, file).wait(timeout=60) == 0
    (store / "LOCK").unlink()
    editions.append(write_file(file, 1))
    process = started_load(store, file)
    while process.poll() is None and not (store / sign).exists():
        pass
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert_whole(store, editions)
    assert started_load(store, file).wait(timeout=60) == 0
    with opened(store) as found:
        assert found.dump([GRAPH]) == editions[-1]
