"""Classes, properties and concept schemes as readers know them; read from the ontology; pure."""

from __future__ import annotations

from dataclasses import dataclass

from kg.reference.index import Index

_KINDS = {
    "owl:Class": "class",
    "owl:ObjectProperty": "property that links",
    "owl:DatatypeProperty": "property that holds a value",
    "owl:AnnotationProperty": "property of terms",
}


@dataclass(frozen=True)
class Term:
    """A class or property of our own. `status` and `changes` are its history as the file tells it;
    `instead` is what replaces it once it is deprecated; `near` are terms elsewhere of like meaning.
    """

    iri: str
    short: str
    kind: str
    label: str
    definition: str
    note: str
    wider: tuple[str, ...]
    narrower: tuple[str, ...]
    used_on: tuple[str, ...]
    takes: tuple[str, ...]
    properties: tuple[str, ...]
    leading_here: tuple[str, ...]
    apart_from: tuple[str, ...]
    derived: bool
    deprecated: bool
    instead: tuple[str, ...]
    status: str
    changes: tuple[str, ...]
    near: tuple[str, ...]

    @property
    def is_class(self) -> bool:
        """Whether it is a class and not a property."""
        return self.kind == "class"


@dataclass(frozen=True)
class Concept:
    """A concept with those narrower than it."""

    iri: str
    label: str
    definition: str
    narrower: tuple[Concept, ...]
    deprecated: bool
    instead: tuple[str, ...]


@dataclass(frozen=True)
class Scheme:
    """A list of concepts: `top` as trees, and the deprecated ones apart."""

    iri: str
    title: str
    description: str
    top: tuple[Concept, ...]
    old: tuple[Concept, ...]
    size: int


def read_terms(index: Index) -> dict[str, Term]:
    """Our own classes and properties, by IRI."""
    core = f"{index.vocabulary.base}def/core/"
    return {
        iri: _term(index, iri, kind)
        for name, kind in _KINDS.items()
        for iri in index.of_type(name)
        if iri.startswith(core)
    }


def _term(index: Index, iri: str, kind: str) -> Term:
    whole = next(iter(index.links(iri, "rdfs:isDefinedBy")), "")
    part_of = "rdfs:subClassOf" if kind == "class" else "rdfs:subPropertyOf"
    return Term(
        iri=iri,
        short=index.vocabulary.shorten(iri),
        kind=kind,
        label=index.text(iri, "rdfs:label"),
        definition=index.text(iri, "skos:definition"),
        note=index.text(iri, "skos:scopeNote"),
        wider=index.links(iri, part_of),
        narrower=index.users(iri, part_of),
        used_on=index.links(iri, "schema:domainIncludes"),
        takes=index.links(iri, "schema:rangeIncludes"),
        properties=index.users(iri, "schema:domainIncludes"),
        leading_here=index.users(iri, "schema:rangeIncludes"),
        apart_from=index.links(iri, "owl:disjointWith"),
        derived=index.is_true(iri, "crv:derived"),
        deprecated=index.is_true(iri, "owl:deprecated"),
        instead=index.links(iri, "dcterms:isReplacedBy"),
        status=index.text(iri, "vs:term_status") or index.text(whole, "vs:term_status"),
        changes=index.texts(iri, "skos:changeNote"),
        near=index.links(iri, "skos:closeMatch"),
    )


def read_schemes(index: Index) -> dict[str, Scheme]:
    """The concept schemes, by IRI."""
    return {iri: _scheme(index, iri) for iri in index.of_type("skos:ConceptScheme")}


def _scheme(index: Index, iri: str) -> Scheme:
    concepts = index.users(iri, "skos:inScheme")
    current = [one for one in concepts if not index.is_true(one, "owl:deprecated")]
    top = [one for one in current if not set(index.links(one, "skos:broader")) & set(current)]
    old = set(concepts) - set(current)
    return Scheme(
        iri,
        index.called(iri),
        index.text(iri, "dcterms:description"),
        _trees(index, top, current),
        _trees(index, old, ()),
        len(concepts),
    )


def _trees(
    index: Index, concepts: list[str] | set[str], current: list[str] | tuple[()]
) -> tuple[Concept, ...]:
    """The concepts by name, each with those of `current` that are narrower."""
    found = [
        Concept(
            one,
            index.called(one),
            index.text(one, "skos:definition"),
            _trees(index, set(index.users(one, "skos:broader")) & set(current), current),
            index.is_true(one, "owl:deprecated"),
            index.links(one, "dcterms:isReplacedBy"),
        )
        for one in concepts
    ]
    return tuple(sorted(found, key=lambda one: (one.label.casefold(), one.iri)))
