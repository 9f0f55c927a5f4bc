"""The footprints and headers of the shapes that come with the package, worked out beforehand:
rdflib takes 1 s, and parsing them 40 ms, which every short command would wait for. Reads
`kg/validate/footprints.json`, and nothing else.

`python -m tests.validate.test_kept` writes that file anew after a change to the shapes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kg.validate.shapes import Header, Module, Scope, files_digest, parsed_modules, shapes_for
from kg.validate.steps import Edge, Footprint, Step, Targets
from kg.validate.steps import Path as Steps

FILE = Path(__file__).with_name("footprints.json")


def read_modules(files: Iterable[tuple[str, bytes]]) -> tuple[Module, ...]:
    """The modules in Turtle `files`, each a name and its bytes.

    Raises RdfSyntax, and Usage for a file that does not say what it judges.
    """
    given = list(files)
    headers = (Header(iri, frozenset(map(Scope, scopes))) for iri, scopes in _kept()["modules"])
    known = tuple(Module(*one, header) for one, header in zip(given, headers, strict=False))
    if len(known) == len(given) and files_digest(known) == _kept()["files"]:
        return known
    return parsed_modules(given)


def kept_footprints(modules: Iterable[Module], scope: Scope) -> tuple[Footprint, ...] | None:
    """The footprints for these shapes; None where they are others than those of the package, or
    under another base.
    """
    kept = _kept()
    if kept["files"] != files_digest(modules):
        return None
    paths = [_read_path(path) for path in kept["paths"]]
    return tuple(
        Footprint(shape, Targets(*map(frozenset, targets)), frozenset(paths[at] for at in places))
        for shape, targets, places in kept[scope.value]
    )


def text_of(modules: Sequence[Module]) -> str:
    """The text of the file for `modules`; the same for the same shapes."""
    from kg.validate.footprint import footprints  # noqa: PLC0415  what this module is to spare

    found = {scope: footprints(shapes_for(modules, scope)) for scope in Scope}
    paths = {path for prints in found.values() for one in prints for path in one.paths}
    ordered = sorted(map(_written_path, paths), key=json.dumps)
    place = {json.dumps(path): at for at, path in enumerate(ordered)}
    kept: dict[str, Any] = {"files": files_digest(modules), "paths": ordered}
    for scope, prints in found.items():
        kept[scope.value] = [
            [
                one.shape,
                [sorted(part) for part in one.targets],
                sorted(place[json.dumps(_written_path(path))] for path in one.paths),
            ]
            for one in prints
        ]
    kept["modules"] = [[one.iri, sorted(one.scopes)] for one in modules]
    rows = (f"{json.dumps(name)}: {_lines(value)}" for name, value in kept.items())
    return "{\n" + ",\n".join(rows) + "\n}\n"


@cache
def _kept() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return kept


def _lines(value: Any) -> str:
    """JSON with a line for each member of a list, so that a change of a rule is a small diff."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(json.dumps(one) for one in value) + "\n]"
    return json.dumps(value)


def _written_path(path: Steps) -> list[Any]:
    return [[sorted(map(list, step.edges), key=json.dumps), step.repeat] for step in path]


def _read_path(path: list[Any]) -> Steps:
    return tuple(Step(frozenset(Edge(*edge) for edge in edges), repeat) for edges, repeat in path)
