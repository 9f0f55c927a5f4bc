"""The shapes, the terms they need, and the examples that break them, each read once. Reads files
only.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kg.content import CANONICAL_BASE, broken_files, content_folder, shape_files
from kg.rdf import Statements, Syntax, in_graph, parse, split
from kg.validate import Engine, Module, Result, Severity, Validator, read_modules
from kg.vocab import Vocabulary

HERE = Path(__file__).parent
VOCABULARY = Vocabulary(CANONICAL_BASE)
TERMS = f"{CANONICAL_BASE}def/"
GRAPH = VOCABULARY.dataset("example")
MEMBERSHIP = ("#inScheme>", "core#Concept>")


class Example(NamedTuple):
    """A file that breaks rules on purpose: its code, the codes that it must give, what it says."""

    code: str
    expected: frozenset[str]
    statements: Statements


def read(path: Path, graph: str = GRAPH) -> Statements:
    """The statements of a Turtle file, in `graph`."""
    triples = parse(path.read_bytes(), Syntax.TURTLE, source=path.name).triples
    return frozenset(in_graph(triple, graph) for triple in triples)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of shapes, in the order of its files."""
    return read_modules((path.name, path.read_bytes()) for path in shape_files())


@cache
def terms(need: str) -> Statements:
    """The terms that a module names in crvsh:needs; the store is in every example already."""
    folder = content_folder("ontology")
    files = {
        "ontology": [folder / "core.ttl", HERE / "old-terms.ttl"],
        "background": [folder / "background.ttl"],
        "schemes": sorted(folder.glob("schemes/*.ttl")),
        "store": [],
    }[need]
    return frozenset().union(*(read(path, f"{TERMS}{path.stem}") for path in files))


@cache
def few_terms() -> Statements:
    """The terms without what is said of concepts beyond their schemes: pySHACL is slow."""
    concepts = frozenset(
        one
        for one in terms("schemes")
        if any(end in one.split(" ")[1] + one.split(" ")[2] for end in MEMBERSHIP)
    )
    return concepts | terms("ontology") | terms("background")


@cache
def examples() -> dict[str, Example]:
    """The broken examples by the code that each is named after."""
    found = {}
    for path in broken_files():
        said = path.read_text(encoding="utf-8").partition("\n")[0]
        expected = frozenset(said.removeprefix("# expects: ").split())
        found[path.stem] = Example(path.stem, expected, read(path))
    return found


def owners() -> dict[str, set[str]]:
    """The examples that mention each node."""
    found: dict[str, set[str]] = {}
    for example in examples().values():
        for statement in example.statements:
            subject, _, value, _ = split(statement)
            for node in (subject, value):
                found.setdefault(node, set()).add(example.code)
    return found


@cache
def results(engine: Engine) -> tuple[Result, ...]:
    """What one engine says of all examples together."""
    everything = frozenset().union(*(one.statements for one in examples().values()))
    validator = Validator(modules(), vocabulary=TERMS)
    return validator.judge({GRAPH: everything}, few_terms(), engine).results


def codes(found: Iterable[Result], example: Example) -> set[str]:
    """The codes of `found`, without notes other than those that the example is about."""
    return {
        one.code for one in found if one.severity != Severity.INFO or one.code in example.expected
    }
