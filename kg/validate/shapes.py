"""The modules of shapes, and what each judges; reads bytes that it is given.

A module says in its own header, with `crvsh:judges`, whether it judges each graph alone ("graph"),
all graphs together ("union"), or both. Counts are judged graph by graph, since two sources may
honestly disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from kg.errors import Usage
from kg.rdf import Syntax, digest, parse, skolemise

_SELECT = " <http://www.w3.org/ns/shacl#select> "
_JUDGES = re.compile(r'<([^>]+)> <[^>]+/def/shape/judges> "(graph|union|use)"')


class Scope(StrEnum):
    """What a module is run on."""

    GRAPH = "graph"
    UNION = "union"
    # Rules about the property, or for rdf:type the class, of one statement, whatever else is said.
    USE = "use"


class Header(NamedTuple):
    """What a module says of itself: its IRI, and its scopes."""

    iri: str
    scopes: frozenset[Scope]


class Module:
    """One file of shapes, by its name and its bytes. Where its header is known, it is not parsed
    before its triples are asked for. Raises as parsed_modules does.
    """

    def __init__(self, file: str, body: bytes, header: Header | None = None) -> None:
        self.file, self.body = file, body
        self.iri, self.scopes = header or self._header()

    @cached_property
    def triples(self) -> frozenset[str]:
        """What it says, as N-Triples lines."""
        return parse(self.body, Syntax.TURTLE, source=self.file).triples

    @property
    def name(self) -> str:
        """The last part of its IRI, such as `privacy`."""
        return self.iri.rstrip("/").rpartition("/")[2]

    def queries(self, scope: Scope) -> int:
        """How many SPARQL queries it asks when it judges `scope`."""
        return sum(_SELECT in triple for triple in self.triples) if scope in self.scopes else 0

    def _header(self) -> Header:
        said = sorted(found.groups() for found in map(_JUDGES.match, self.triples) if found)
        if not said:
            raise Usage(
                f"{self.file} does not say what it judges. Add crvsh:judges "
                '"graph", "union" or "use".'
            )
        return Header(said[0][0], frozenset(Scope(scope) for _, scope in said))


def parsed_modules(files: Iterable[tuple[str, bytes]]) -> tuple[Module, ...]:
    """The modules in Turtle `files`, each a name and its bytes.

    Raises RdfSyntax, and Usage for a file that does not say what it judges.
    """
    return tuple(Module(name, body) for name, body in files)


def text_for(modules: Iterable[Module], scope: Scope) -> str:
    """The shapes that judge `scope`, as one text in Turtle: the files as they are, where no blank
    node has a label that another file might use too.
    """
    chosen = [one for one in modules if scope in one.scopes]
    if any(b"_:" in one.body for one in chosen):
        return shapes_for(chosen, scope)
    return "\n".join(one.body.decode() for one in chosen)


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
    if "_:" not in triple:
        return f"{triple}\n"
    terms = (
        f"_:{module}-{term[2:]}" if term.startswith("_:") else term
        for term in triple[:-2].split(" ", 2)
    )
    return f"{' '.join(terms)} .\n"


def files_digest(modules: Iterable[Module]) -> str:
    """The fingerprint of the bytes of the shapes: quicker than that of what they say, and another
    one after any change.
    """
    said = (f"{one.iri} {sha256(one.body).hexdigest()}\n" for one in modules)
    return sha256("".join(said).encode()).hexdigest()


def shapes_digest(modules: Iterable[Module]) -> str:
    """The fingerprint of the shapes, for the record of a release; the same for the same files."""
    named = {one.name: skolemise(one.triples, base="urn:", scope=one.name) for one in modules}
    return digest(f"{name} {triple}" for name, triples in named.items() for triple in triples)
