"""The README is the manual: its examples run and give what it shows, and its tables are true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
_BLOCK = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w+)\n(?P<body>.*?)```", re.DOTALL
)


class Example(NamedTuple):
    """A command as a reader types it, and what the README says it prints."""

    command: str
    shown: str


def files() -> dict[str, str]:
    """The files that the README shows, by name."""
    return {match["file"]: match["body"] for match in _BLOCK.finditer(README) if match["file"]}


def examples() -> list[Example]:
    """The commands of the `console` blocks, in order."""
    found = []
    for match in _BLOCK.finditer(README):
        if match["kind"] == "console":
            for part in re.split(r"^\$ ", match["body"], flags=re.MULTILINE)[1:]:
                typed, *lines = part.split("\n")
                while lines and lines[0].startswith("> "):
                    typed += "\n" + lines.pop(0)[2:]
                found.append(Example(typed, "\n".join(lines).strip()))
    return found


def matches(shown: str, printed: str) -> bool:
    """Whether what was printed is what is shown, where a line of `…` stands for any lines."""
    wanted = ".*?".join(re.escape(part.strip("\n")) for part in re.split(r"^…$", shown, flags=re.M))
    return re.fullmatch(wanted, printed, re.DOTALL) is not None


def plain(text: str) -> str:
    """Lines without the spaces at their ends."""
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


@pytest.mark.slow
def test_every_example_prints_what_the_readme_shows(tmp_path: Path) -> None:
    """The examples run one after the other, as a newcomer would, in a folder of their own."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "KG_STORE": str(tmp_path / "store"),
        "COLUMNS": "200",
    }
    subprocess.run(["kg", "load", str(ROOT / "data")], env=environment, check=True)
    for name, body in files().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(body)
    for example in examples():
        ran = subprocess.run(
            example.command, shell=True, env=environment, cwd=tmp_path, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        assert matches(example.shown, plain(ran.stdout)), (
            f"$ {example.command}\nprinted:\n{ran.stdout}\nthe README shows:\n{example.shown}"
        )


def test_the_table_of_settings_is_the_settings() -> None:
    """Name, default and meaning of every setting, in the order of the code."""
    rows = [
        f"| `KG_{name.upper()}` | `{field.default}` | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    assert "\n".join(rows) in README


def test_the_table_of_the_house_is_the_contract_of_layers() -> None:
    """Every layer of the import-linter contract has its row, in its order."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = [part for layer in contracts["contracts"][0]["layers"] for part in layer.split(" | ")]
    table = README[README.index("| folder of `kg/` |") :].partition("\n\n")[0]
    named = [
        name.removesuffix("/").removesuffix(".py")
        for name in re.findall(r"`(\w+(?:/|\.py))`", table)
    ]
    assert named[1:] == layers


def test_the_changelog_knows_this_version() -> None:
    """The version in the package has its section."""
    import kg

    changelog = (ROOT / "CHANGELOG.md").read_text()
    assert f"## {kg.__version__}" in changelog or "## Unreleased" in changelog
