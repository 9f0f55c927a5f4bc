"""The provenance of each release, as PROV-O triples that travel in the release's own changeset;
pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kg.rdf import Statements, iri, literal
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

_PROV, _DCTERMS = EXTERNAL_PREFIXES["prov"], EXTERNAL_PREFIXES["dcterms"]
_FOAF, _SCHEMA, _XSD = (EXTERNAL_PREFIXES[name] for name in ("foaf", "schema", "xsd"))
_TYPE = f"{EXTERNAL_PREFIXES['rdf']}type"


class LoadedFile(NamedTuple):
    """A file that went into a release: its name, its SHA-256, the graph that it filled."""

    name: str
    sha256: str
    graph: str


class Note(NamedTuple):
    """What the writer says of a release; `shapes` and `ontology` are digests of what it was judged
    by.
    """

    agent: str
    message: str
    files: tuple[LoadedFile, ...] = ()
    shapes: str = ""

    def as_record(self) -> dict[str, object]:
        """The note as plain values, for the store's own record of the release."""
        files = [file._asdict() for file in self.files]
        return {**self._asdict(), "files": files}


def provenance(
    vocabulary: Vocabulary, number: int, at: str, note: Note, graphs: Iterable[str]
) -> Statements:
    """What the history graph says of release `number`, published `at` (xsd:dateTime), which changed
    `graphs`."""
    release = vocabulary.release(number)
    said = [
        (release, _TYPE, iri(f"{_PROV}Activity")),
        (release, f"{_DCTERMS}title", literal(f"Release {number}", language="en")),
        (release, f"{_PROV}endedAtTime", literal(at, datatype=f"{_XSD}dateTime")),
        (release, f"{_PROV}wasAssociatedWith", iri(f"{release}/agent")),
        (f"{release}/agent", _TYPE, iri(f"{_PROV}Agent")),
        (f"{release}/agent", f"{_FOAF}name", literal(note.agent)),
        *((release, f"{_PROV}generated", iri(graph)) for graph in graphs),
    ]
    if note.message:
        said.append((release, f"{_DCTERMS}description", literal(note.message, language="en")))
    if number > 1:
        said.append((release, f"{_PROV}wasInformedBy", iri(vocabulary.release(number - 1))))
    for place, file in enumerate(note.files, start=1):
        said += _used_file(release, f"{release}/file/{place}", file)
    graph = iri(vocabulary.history)
    return frozenset(f"{iri(s)} {iri(p)} {o} {graph} ." for s, p, o in said)


def _used_file(release: str, node: str, file: LoadedFile) -> list[tuple[str, str, str]]:
    return [
        (release, f"{_PROV}used", iri(node)),
        (node, _TYPE, iri(f"{_PROV}Entity")),
        (node, f"{_DCTERMS}title", literal(file.name)),
        (node, f"{_SCHEMA}sha256", literal(file.sha256)),
        (node, f"{_DCTERMS}isPartOf", iri(file.graph)),
    ]
