"""The rules as readers know them: code, reason, remedy, example; read from the shapes; pure."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from kg.reference import words
from kg.reference.index import Index


@dataclass(frozen=True)
class Module:
    """A file of shapes: what it is about, on what it is judged, what must be loaded beside it."""

    iri: str
    title: str
    description: str
    version: str
    judges: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Shape:
    """A shape and, where it has a code, the rule that it is.

    `properties` are those in its path, `wants` what it wants of each value or node, `parts` the
    IRIs of the property shapes inside it, `schemes` the lists that its values come from.
    """

    iri: str
    code: str
    name: str
    description: str
    message: str
    why: str
    example: str
    severity: str
    module: str
    group: str
    place: tuple[int, int]
    path: str
    properties: tuple[str, ...]
    least: int | None
    most: int | None
    wants: tuple[str, ...]
    patterns: tuple[str, ...]
    schemes: tuple[str, ...]
    targets: tuple[str, ...]
    target_classes: tuple[str, ...]
    target_subjects_of: tuple[str, ...]
    parts: tuple[str, ...]
    query: str

    @property
    def count(self) -> str:
        """How often the property may be given, in words."""
        if self.least and not self.is_strict:
            return "recommended" if self.severity == "sh:Warning" else "suggested"
        return words.count(self.least, self.most)

    @property
    def is_strict(self) -> bool:
        """Whether a load that breaks the rule is refused."""
        return self.severity == "sh:Violation"

    @property
    def asks(self) -> bool:
        """Whether a load is refused for want of something: a property, or one of several."""
        some = any(one.startswith(_SOME) and "without" not in one for one in self.wants)
        return self.is_strict and bool(self.least or (some and not self.path))

    @property
    def remedy(self) -> str:
        """The message without its code; what a fault would fill in is left open."""
        return _FILLED_IN.sub("…", self.message.removeprefix(self.code).strip())


_FILLED_IN = re.compile(r"\{[?$]\w+\}")
_SOME = ("with ", "just one of these: with ")
JUDGES = {
    "graph": "each dataset by itself",
    "union": "all datasets together",
    "use": "each use of a term by itself",
}


def _evenly(text: str) -> str:
    """Lines without the blanks that all begin with in the file of the shapes."""
    return textwrap.dedent(text).strip()


def read_modules(index: Index) -> dict[str, Module]:
    """The modules of shapes, by IRI."""
    start = f"{index.vocabulary.base}def/shape/"
    found = (one for one in index.of_type("owl:Ontology") if index.values(one, "crvsh:judges"))
    return {one: _module(index, one) for one in found if one.startswith(start)}


def _module(index: Index, iri: str) -> Module:
    return Module(
        iri,
        index.text(iri, "dcterms:title"),
        index.text(iri, "dcterms:description"),
        index.text(iri, "owl:versionInfo"),
        tuple(JUDGES[one] for one in index.texts(iri, "crvsh:judges")),
        index.texts(iri, "crvsh:needs"),
    )


def read_shapes(index: Index) -> dict[str, Shape]:
    """The shapes that have an IRI of their own, by IRI."""
    found = index.of_type("sh:NodeShape", "sh:PropertyShape")
    genid = f"{index.vocabulary.base}.well-known/"
    return {one: _shape(index, one) for one in found if not one.startswith(genid)}


def _shape(index: Index, iri: str) -> Shape:
    group = next(iter(index.links(iri, "sh:group")), "")
    path = next(iter(index.links(iri, "sh:path")), "")
    severity = next(iter(index.links(iri, "sh:severity")), index.full("sh:Violation"))
    constraints = index.links(iri, "sh:sparql")
    return Shape(
        iri=iri,
        code=index.text(iri, "dcterms:identifier"),
        name=index.text(iri, *words.NAME),
        description=index.text(iri, "sh:description", "rdfs:comment"),
        message=index.text(iri, "sh:message"),
        why=index.text(iri, "skos:scopeNote"),
        example=index.text(iri, "skos:example"),
        severity=index.vocabulary.shorten(severity),
        module=index.graph_of(iri),
        group=index.text(group, "rdfs:label") if group else "",
        place=(
            (index.number(group, "sh:order") if group else None) or 0,
            index.number(iri, "sh:order") or 0,
        ),
        path=words.path(index, path) if path else "",
        properties=words.path_properties(index, path) if path else (),
        least=index.number(iri, "sh:minCount"),
        most=index.number(iri, "sh:maxCount"),
        wants=words.wants(index, iri),
        patterns=words.patterns(index, iri),
        schemes=words.schemes(index, iri),
        targets=tuple(words.targets(index, iri)),
        target_classes=index.links(iri, "sh:targetClass"),
        target_subjects_of=index.links(iri, "sh:targetSubjectsOf"),
        parts=index.links(iri, "sh:property"),
        query="\n\n".join(_evenly(index.text(one, "sh:select")) for one in constraints),
    )
