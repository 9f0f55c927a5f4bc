"""The files in .deploy: sound to those who know such files, and true to the program."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.knowledge_graph import KnowledgeGraph
from kg.settings import Settings
from tests.web.conftest import kg
from tests.web.serving import served

__all__ = ["kg"]

DEPLOY = Path(__file__).parent.parent / ".deploy"
UNIT, DOCKERFILE = DEPLOY / "uk-case-reviews.service", DEPLOY / "Dockerfile"


def test_the_dockerfile_is_sound() -> None:
    """As hadolint sees it, with ShellCheck in it."""
    hadolint = Path(sys.executable).with_name("hadolint")
    ran = subprocess.run([hadolint, DOCKERFILE], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_the_unit_is_sound(tmp_path: Path) -> None:
    """As systemd itself reads it; the program is put where a machine has one."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not installed; .ci/run installs it")
    text = UNIT.read_text()
    command = re.search(r"^ExecStart=(\S+)", text, re.MULTILINE)
    assert command
    here = tmp_path / UNIT.name
    here.write_text(text.replace(command[1], shutil.which("true") or ""))
    ran = subprocess.run([analyze, "verify", here], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("file", [UNIT, DOCKERFILE], ids=lambda file: file.name)
def test_the_settings_are_settings(file: Path) -> None:
    """A name that is misspelt would be passed over in silence."""
    names = set(re.findall(r"\bKG_([A-Z_]+)", file.read_text()))
    assert names
    assert {name.lower() for name in names} <= set(Settings.model_fields)


def test_the_service_is_nobody_in_particular_and_is_stopped_with_grace() -> None:
    """Not root; the first process alone is told to stop, and has longer than the longest query."""
    unit, dockerfile = UNIT.read_text(), DOCKERFILE.read_text()
    assert "DynamicUser=yes" in unit
    assert "ProtectSystem=strict" in unit
    assert "KillMode=mixed" in unit
    stop = re.search(r"^TimeoutStopSec=(\d+)", unit, re.MULTILINE)
    assert stop
    assert int(stop[1]) > Settings().query_seconds + Settings().client_patience + 1
    assert re.search(r"^USER [1-9]\d*$", dockerfile, re.MULTILINE)
    assert re.search(r"^STOPSIGNAL SIGTERM$", dockerfile, re.MULTILINE)


@pytest.mark.server
def test_the_health_check_tells_a_ready_service_from_none(kg: KnowledgeGraph) -> None:
    """It is run here as the container would run it, at another port."""
    found = re.search(r"^HEALTHCHECK .*\n\s+CMD (\[.*\])$", DOCKERFILE.read_text(), re.MULTILINE)
    assert found
    _, flag, code = json.loads(found[1])

    def checked(address: str) -> int:
        command = [sys.executable, flag, code.replace("http://127.0.0.1:8000", address)]
        return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode

    with served(kg) as address:
        assert checked(address) == 0
    assert checked(address) != 0
