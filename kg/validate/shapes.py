"""The modules of shapes, and what each judges; reads bytes that it is given.

A module says in its own header, with `crvsh:judges`, whether it judges each graph alone ("graph"),
all graphs together ("union"), or both. Counts are judged graph by graph, since two sources may
honestly disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from kg.errors import Usage
from kg.rdf import Syntax, digest, parse, skolemise

_SELECT = " <http://www.w3.org/ns/shacl#select> "
_JUDGES = re.compile(r'^<([^>]+)> <[^>]+/def/shape/judges> "(graph|union|use)"', re.MULTILINE)


class Scope(StrEnum):
    """What a module is run on."""

    GRAPH = "graph"
    UNION = "union"
    # Rules about the property, or for rdf:type the class, of one statement, whatever else is said.
    USE = "use"


class Module(NamedTuple):
    """One file of shapes: its IRI, its scopes, its triples."""

    iri: str
    scopes: frozenset[Scope]
    triples: frozenset[str]
    sha256: str = ""  # of its bytes

    @property
    def name(self) -> str:
        """The last part of its IRI, such as `privacy`."""
        return self.iri.rstrip("/").rpartition("/")[2]

    def queries(self, scope: Scope) -> int:
        """How many SPARQL queries it asks when it judges `scope`."""
        return sum(_SELECT in triple for triple in self.triples) if scope in self.scopes else 0


def read_modules(files: Iterable[tuple[str, bytes]]) -> tuple[Module, ...]:
    """The modules in Turtle `files`, each a name and its bytes.

    Raises RdfSyntax, and Usage for a file that does not say what it judges.
    """
    return tuple(_module(name, body) for name, body in files)


def _module(name: str, body: bytes) -> Module:
    triples = parse(body, Syntax.TURTLE, source=name).triples
    said = _JUDGES.findall("\n".join(sorted(triples)))
    if not said:
        raise Usage(
            f'{name} does not say what it judges. Add crvsh:judges "graph", "union" or "use".'
        )
    scopes = frozenset(Scope(scope) for _, scope in said)
    return Module(said[0][0], scopes, triples, sha256(body).hexdigest())


def shapes_for(modules: Iterable[Module], scope: Scope) -> str:
    """The shapes that judge `scope`, as one N-Triples text, which is Turtle too.

    Blank nodes are kept apart by the name of their module.
    """
    return "".join(
        _kept_apart(triple, module.name)
        for module in modules
        if scope in module.scopes
        for triple in sorted(module.triples)
    )


def _kept_apart(triple: str, module: str) -> str:
    terms = (
        f"_:{module}-{term[2:]}" if term.startswith("_:") else term
        for term in triple[:-2].split(" ", 2)
    )
    return f"{' '.join(terms)} .\n"


def files_digest(modules: Iterable[Module]) -> str:
    """The fingerprint of the bytes of the shapes: quicker than that of what they say, and another
    one after any change.
    """
    return sha256("".join(f"{one.iri} {one.sha256}\n" for one in modules).encode()).hexdigest()


def shapes_digest(modules: Iterable[Module]) -> str:
    """The fingerprint of the shapes, for the record of a release; the same for the same files."""
    named = {one.name: skolemise(one.triples, base="urn:", scope=one.name) for one in modules}
    return digest(f"{name} {triple}" for name, triples in named.items() for triple in triples)
