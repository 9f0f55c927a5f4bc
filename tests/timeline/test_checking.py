"""Whether a store is whole: every kind of damage is found, and what is whole is said to be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli.app import app
from kg.knowledge_graph import open_graph
from kg.settings import Settings
from tests.timeline.past import with_a_past


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of five releases, the first of them dropped."""
    folder = tmp_path_factory.mktemp("sound") / "store"
    with with_a_past(str(folder)) as graph:
        graph.store.drop([1])
    return folder


@pytest.fixture
def copied(sound: Path, tmp_path: Path) -> Path:
    """A copy of it that shares nothing."""
    return Path(shutil.copytree(sound, tmp_path / "copy"))


def faults(folder: Path) -> dict[int | None, str]:
    """What is wrong, by release."""
    with open_graph(Settings(store=str(folder), workers=1)) as graph:
        return {one.release: one.fault for one in graph.check() if one.fault}


def test_a_sound_store_has_no_faults(copied: Path) -> None:
    """With releases that were dropped, too."""
    assert faults(copied) == {}


@pytest.mark.slow
@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
def test_bytes_that_changed_in_a_database_are_found(copied: Path, where: float) -> None:
    """In each file of a release, wherever they are; the other releases are opened all the same."""
    for path in sorted((copied / "releases" / "3").glob("*.sst")):
        body = bytearray(path.read_bytes())
        kept = bytes(body)
        body[int(where * len(body))] ^= 0xFF
        path.write_bytes(body)
        found = faults(copied)
        # Releases share files, so that the damage may be in several; the first of them is named.
        assert f"{path.name} is not as it was written" in found[None]
        path.write_bytes(kept)
    assert faults(copied) == {}


def test_what_was_written_before_there_were_seals_and_hashes_has_no_faults(copied: Path) -> None:
    """An upgrade must not tell people to restore a backup."""
    for record in (copied / "releases").glob("*.json"):
        said = json.loads(record.read_text())
        del said["seal"], said["rebuilt"]
        record.write_text(json.dumps(said))
    for hashes in (copied / "releases").glob("*/FILES"):
        hashes.unlink()
    assert faults(copied) == {}


def test_a_file_that_is_missing_is_found(copied: Path) -> None:
    """The release cannot be opened, and the file is named."""
    gone = next((copied / "releases" / "4").glob("*.sst"))
    gone.unlink()
    found = faults(copied)
    assert f"{gone} cannot be read" in found[None]
    assert "damaged or missing" in found[4]


@pytest.mark.parametrize(
    ("member", "value", "where"),
    [
        ("content", "0" * 64, 3),
        ("added", 99, 3),
        ("at", "2001-01-01T00:00:00Z", None),
        ("note", {}, None),
    ],
)
def test_a_record_that_was_changed_is_found(
    copied: Path, member: str, value: object, where: int | None
) -> None:
    """Its seal no longer fits; where it says something of the statements, they do not either."""
    path = copied / "releases" / "3.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps({**said, member: value}))
    found = faults(copied)
    assert where in found
    assert f"{path} is not as it was written" in found[None]


def test_the_command_says_what_is_wrong_and_fails(copied: Path) -> None:
    """One line for each release, and exit code 2."""
    path = copied / "releases" / "3.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps({**said, "content": "0" * 64}))
    ran = CliRunner().invoke(app, ["check", "--store", str(copied)])
    assert ran.output.splitlines()[:3] == [
        "release 2: whole, as recorded",
        "release 3: does not hold what its record says",
        "release 4: whole, as recorded",
    ]
    assert ran.exception
