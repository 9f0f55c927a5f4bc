"""Ontology, shapes and data say the same of each term. Reads files only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from kg.rdf import split, term_value
from kg.reference import Handbook, Shape
from tests.ontology.files import data, handbook

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
# What anything may have: where it was read, and a remark on that.
ANYWHERE = {"dcterms:source", "skos:editorialNote"}
# Said of a review type, which is a concept too.
BROADER = {"skos:Concept"}
# Datasets are known to their rule by what they say, since any file may describe a dcat:Dataset.
BY_WHAT_THEY_SAY = {"dcat:Dataset"}


@pytest.fixture(scope="module")
def book() -> Handbook:
    return handbook()


@pytest.fixture(scope="module")
def kinds(book: Handbook) -> dict[str, set[str]]:
    """The classes of each thing, as IRIs."""
    found: dict[str, set[str]] = defaultdict(set)
    for statement in data():
        subject, predicate, value, _ = split(statement)
        if predicate == TYPE:
            found[subject].add(value[1:-1])
    for name in ("skos:Concept", "crv:ReviewType"):
        for concept in book.index.of_type(name):
            found[f"<{concept}>"].add(book.index.full(name))
    return found


def facts() -> Iterator[tuple[str, str, str]]:
    """Subject, property and value of each statement in the data but for those of classes."""
    for statement in data():
        subject, predicate, value, _ = split(statement)
        if predicate != TYPE:
            yield subject, predicate[1:-1], value


def with_wider(book: Handbook, classes: set[str]) -> set[str]:
    """Classes with all those that they are subclasses of."""
    found, waiting = set(classes), list(classes)
    while waiting:
        new = set(book.index.links(waiting.pop(), "rdfs:subClassOf")) - found
        found |= new
        waiting += new
    return found


def test_the_data_use_a_term_where_the_ontology_says(
    book: Handbook, kinds: dict[str, set[str]]
) -> None:
    """schema:domainIncludes covers every use, so that a term page tells where a term is used."""
    strays = {
        (book.terms[name].short, *sorted(map(book.vocabulary.shorten, kinds[subject])))
        for subject, name, _ in facts()
        if name in book.terms and book.terms[name].used_on
        if not with_wider(book, kinds[subject]) & set(book.terms[name].used_on)
    }
    assert strays == set()


def test_the_data_give_a_term_what_the_ontology_says(
    book: Handbook, kinds: dict[str, set[str]]
) -> None:
    """schema:rangeIncludes covers every value: the class of a thing, the datatype of a literal."""
    strays = set()
    for _, name, value in facts():
        takes = set(book.terms[name].takes) if name in book.terms else set()
        said = term_value(value)
        datatype = book.index.full("rdf:langString") if said.language else said.datatype
        given = with_wider(book, kinds[value]) if said.kind == "iri" else {datatype}
        if takes and not given & takes:
            strays.add((book.terms[name].short, value))
    assert strays == set()


def test_every_property_in_the_data_has_a_rule_for_the_class(
    book: Handbook, kinds: dict[str, set[str]]
) -> None:
    """Nothing in the data goes unjudged but where it was read, and remarks."""
    short = book.vocabulary.shorten
    unjudged = {
        (short(kind), short(name))
        for subject, name, _ in facts()
        for kind in kinds[subject]
        if short(name) not in ANYWHERE and short(kind) not in BROADER | BY_WHAT_THEY_SAY
        if book.row(name, kind) is None
    }
    assert unjudged == set()


def test_every_use_that_the_ontology_names_has_a_rule(book: Handbook) -> None:
    """The shapes judge each property on each class that it is meant for."""
    unjudged = [
        (term.short, kind)
        for term in book.terms.values()
        for kind in term.used_on
        if book.row(term.iri, kind) is None
    ]
    assert unjudged == []


def described(book: Handbook) -> Iterator[tuple[Shape, str]]:
    """The rules that are parts of a shape for a class, with that class."""
    for shape in book.shapes.values():
        for kind in shape.target_classes:
            yield from ((part, kind) for part in book.parts(shape))


def test_every_rule_for_a_class_is_about_terms_made_for_it(book: Handbook) -> None:
    """No shape offers a property of ours on a class that the ontology does not name."""
    strays = [
        (part.code, kind)
        for part, kind in described(book)
        for name in part.properties
        if part.path == book.vocabulary.shorten(name) and name in book.terms
        if not with_wider(book, {kind}) & set(book.terms[name].used_on)
    ]
    assert strays == []


def test_every_list_has_a_property_that_takes_its_concepts(book: Handbook) -> None:
    """A list that no rule names would never be checked."""
    assert [iri for iri in book.schemes if not book.takers(iri)] == []


def test_the_profile_names_every_module_of_rules(book: Handbook) -> None:
    """What datasets conform to is all the rules, and nothing else."""
    whole = f"{book.vocabulary.base}def/shape/"
    assert set(book.index.links(whole, "dcterms:hasPart")) == set(book.modules)


def test_every_dataset_conforms_to_the_profile_as_it_is_now(book: Handbook) -> None:
    """The version that datasets name is described."""
    version = book.index.links(f"{book.vocabulary.base}def/shape/", "owl:versionIRI")
    follows = f"{book.vocabulary.prefixes['dcterms']}conformsTo"
    assert {value[1:-1] for _, name, value in facts() if name == follows} == set(version)


def test_no_concept_is_both_broader_and_related(book: Handbook) -> None:
    """SKOS, section 8.4 (S27): a hierarchy and an association exclude each other."""
    for concept in book.index.of_type("skos:Concept"):
        wider, waiting = set(), [concept]
        while waiting:
            new = set(book.index.links(waiting.pop(), "skos:broader")) - wider
            wider |= new
            waiting += new
        assert not wider & set(book.index.links(concept, "skos:related")), concept
