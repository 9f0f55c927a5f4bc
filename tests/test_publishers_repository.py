"""What publishers keep beside their files: the hooks of pre-commit, and the recipe for CI that the
README shows, run as they stand there.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.test_readme import ROOT, files

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
BASE = "https://w3id.org/uk-case-reviews/"
TIDY = f"@prefix body: <{BASE}id/body/> .\n@prefix crv: <{BASE}def/core/> .\n"
REVIEW = f"@prefix review: <{BASE}id/review/> .\n\nreview:eng-a1b2c3 crv:commissionedBy "
UNKNOWN = f"{TIDY}{REVIEW}body:exampleshire-lscb ;\n    crv:nonsense 1 .\n"
SHAPELESS = f"@prefix body: <{BASE}id/body/> .\n\nbody:a body:b body:c.\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of a publisher, with the README's two files in it."""
    for name in [one for one in os.environ if one.startswith(("KG_", "GIT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    monkeypatch.setenv("PATH", path)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "cache"))
    (tmp_path / "reviews").mkdir()
    (tmp_path / "reviews" / "ours.ttl").write_text(mended())
    run("git", "init", "-q")
    return tmp_path


def run(*command: str, shell: bool = False) -> subprocess.CompletedProcess[str]:
    """A command, with what it wrote."""
    typed: Any = command[0] if shell else command
    return subprocess.run(typed, shell=shell, capture_output=True, text=True, check=False)


def mended() -> str:
    """The review of the README, as its readers leave it."""
    slips = {
        "tstatus:descriptive\n": "tstatus:descriptive ;\n",
        "learning-reviw": "learning-review",
        "comissionedBy": "commissionedBy",
    }
    text = files()["review.ttl"]
    for slip, meant in slips.items():
        text = text.replace(slip, meant)
    return text


def hooks() -> list[dict[str, Any]]:
    """The hooks that the manifest offers."""
    found: list[dict[str, Any]] = yaml.safe_load(MANIFEST.read_text())
    return found


def steps() -> list[str]:
    """The commands of the recipe for CI that are ours."""
    recipe = yaml.safe_load(files()[".github/workflows/reviews.yml"])
    commands = (step.get("run", "") for step in recipe["jobs"]["reviews"]["steps"])
    return [one for one in commands if one.startswith("kg ")]


def committed(folder: Path, name: str, text: str) -> subprocess.CompletedProcess[str]:
    """What pre-commit says of a file that is about to be committed, with our hooks; they are run by
    this Python, not by one that is installed for them.
    """
    ours = [{**hook, "language": "system"} for hook in hooks()]
    config = {"repos": [{"repo": "local", "hooks": ours}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (folder / name).write_text(text)
    run("git", "add", ".")
    return run("pre-commit", "run")


def test_the_manifest_is_one_and_offers_what_the_readme_asks_for(here: Path) -> None:
    """As pre-commit itself reads both."""
    assert run("pre-commit", "validate-manifest", str(MANIFEST)).returncode == 0
    (here / "config.yaml").write_text(files()[".pre-commit-config.yaml"])
    assert run("pre-commit", "validate-config", "config.yaml").returncode == 0
    (repo,) = yaml.safe_load((here / "config.yaml").read_text())["repos"]
    assert {one["id"] for one in repo["hooks"]} == {one["id"] for one in hooks()}


@pytest.mark.slow
def test_a_commit_of_a_broken_file_is_stopped_with_its_line(here: Path) -> None:
    """And one of a file that keeps the rules goes through; other files are nobody's business."""
    ran = committed(here, "new.ttl", UNKNOWN)
    assert ran.returncode == 1
    assert "new.ttl:6:5: Violation TERM-01" in ran.stdout
    assert run("kg", "format", "reviews").returncode == 0
    fine = committed(here, "new.ttl", (here / "reviews" / "ours.ttl").read_text())
    assert fine.returncode == 0, fine.stdout
    assert "Failed" not in committed(here, "notes.md", "crv:nonsense").stdout


@pytest.mark.slow
def test_a_commit_lays_out_turtle(here: Path) -> None:
    """As formatters do: the file is changed, and the commit is for its author to repeat."""
    ran = committed(here, "new.ttl", SHAPELESS)
    assert ran.returncode == 1
    assert "new.ttl is laid out anew" in ran.stdout
    assert "body:b body:c ." in (here / "new.ttl").read_text()


@pytest.mark.slow
def test_the_recipe_for_ci_runs_as_it_stands(here: Path) -> None:
    """It passes a folder that is in order, and annotates the lines of one that is not."""
    run("kg", "format", "reviews")
    layout, annotate, sarif = steps()
    assert [run(one, shell=True).returncode for one in (layout, annotate, sarif)] == [0, 0, 0]
    assert json.loads((here / "kg.sarif").read_text())["runs"][0]["results"] == []
    (here / "reviews" / "new.ttl").write_text(UNKNOWN)
    ran = run(annotate, shell=True)
    assert ran.returncode == 1
    assert re.search(
        r"^::error file=reviews/new.ttl,line=6,col=5,.*title=TERM-01", ran.stdout, re.M
    )
    assert run(sarif, shell=True).returncode == 0
    (log,) = json.loads((here / "kg.sarif").read_text())["runs"]
    assert "TERM-01" in {one["ruleId"] for one in log["results"]}
    (here / "reviews" / "odd.ttl").write_text(SHAPELESS)
    assert run(layout, shell=True).returncode == 1


def test_every_hook_runs_a_command_that_there_is(here: Path) -> None:
    """With its options."""
    for hook in hooks():
        command = shlex.split(hook["entry"])
        assert run(*command, "reviews").returncode == 0, hook["entry"]
