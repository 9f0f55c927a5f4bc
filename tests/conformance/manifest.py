"""The suites of the W3C as manifests beside these tests; reads those files, and judges."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from string import Template
from typing import Any, NamedTuple
from urllib.parse import urlencode

Told = dict[str, Any]
Note = Callable[[str, object], None]  # pytest's record_property


class Case(NamedTuple):
    """A test of a suite: its IRI there, and what the manifest tells of it."""

    iri: str
    told: Told

    @property
    def name(self) -> str:
        """Its name in the suite."""
        return str(self.told["name"])

    @property
    def target(self) -> str:
        """The path with the parameters."""
        parameters = urlencode(self.told.get("parameters", {}), doseq=True)
        return f"{self.told['path']}?{parameters}" if parameters else str(self.told["path"])

    @property
    def body(self) -> bytes:
        """What is sent."""
        if form := self.told.get("form"):
            return urlencode(form, doseq=True).encode()
        return str(self.told.get("body", "")).encode(self.told.get("encoding", "utf-8"))


def manifest(name: str) -> Told:
    """A manifest, its names put in wherever they are used."""
    told = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text())
    names = told.get("names", {})
    return {key: _filled(value, names) for key, value in told.items()}


def cases(name: str) -> list[Case]:
    """The tests of a manifest, in its order."""
    told = manifest(name)
    return [Case(f"{told['iri']}{one['name']}", one) for one in told["test"]]


def judge(note: Note, iri: str, fault: str | None, reason: str | None) -> None:
    """Note what came of a test of a suite: there is a fault only where a reason is written for it,
    and a reason only where there is a fault.
    """
    note("iri", iri)
    if reason:
        note("reason", reason)
        assert fault, "This passes now: take the reason out of the manifest."
    else:
        assert fault is None, fault


def _filled(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str):
        return Template(value).substitute(names)
    if isinstance(value, list):
        return [_filled(one, names) for one in value]
    if isinstance(value, dict):
        return {key: _filled(one, names) for key, one in value.items()}
    return value
