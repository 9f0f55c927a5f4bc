"""Which page explains a term, a list or a rule, and what is on it; no HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kg.describe import Description
from kg.knowledge_graph import KnowledgeGraph
from kg.query import NamedQuery, named_queries
from kg.reference import (
    Handbook,
    Shape,
    class_query,
    concept_query,
    derivations,
    mentions,
    property_query,
    scheme_query,
)
from kg.web.links import Links
from kg.web.reference import uses
from kg.web.reference.wording import Linker

Values = dict[str, object]

_ALL = ("/def/", "Terms and rules")
_TERMS = [_ALL, ("/def/core/", "Classes and properties")]
_RULES = [_ALL, ("/def/shape/", "Rules")]
_MOST_QUESTIONS = 6  # named queries shown beside a term


class Topic(NamedTuple):
    """What a page is about: an IRI below def/ in one release."""

    kg: KnowledgeGraph
    book: Handbook
    description: Description

    @property
    def iri(self) -> str:
        """The IRI of the term, list or rule."""
        return self.description.iri

    @property
    def release(self) -> int:
        """The release that is looked at."""
        return self.description.release

    @property
    def below(self) -> str:
        """The IRI without the base and `def/`."""
        return self.iri.removeprefix(f"{self.book.vocabulary.base}def/")


def chosen(kg: KnowledgeGraph, description: Description, links: Links) -> tuple[str, Values]:
    """The template for the thing described, and what it needs besides what any page needs."""
    if description.iri.startswith(f"{kg.vocabulary.base}def/"):
        book = kg.handbook(description.release)
        topic = Topic(kg, book, description)
        for template, fits, values in _PAGES:
            if fits(topic):
                usual = {"book": book, "linked": Linker(book, links)}
                return f"reference/{template}", usual | values(topic)
    return "resource.html", {}


def _class(topic: Topic) -> Values:
    term = topic.book.terms[topic.iri]
    return {
        "term": term,
        "trail": _TERMS,
        **_kind_of_thing(topic, topic.iri),
        **_history(topic),
        "questions": _questions(topic, term.short),
    }


def _kind_of_thing(topic: Topic, iri: str) -> Values:
    """What holds for the things of a class, of ours or of others."""
    shapes = topic.book.of_class(iri)
    main = next((one for one in shapes if one.parts), None)
    parts = topic.book.parts(main) if main else []
    narrower = bool(topic.book.index.users(iri, "rdfs:subClassOf"))
    return {
        "groups": topic.book.groups(iri),
        "further": topic.book.further(iri),
        "example": topic.book.example(iri),
        "instances": uses.instances(topic.kg, topic.release, iri),
        "query": class_query(iri, parts, narrower, topic.book.vocabulary),
    }


def _property(topic: Topic) -> Values:
    term, book = topic.book.terms[topic.iri], topic.book
    rules = book.about_property(topic.iri)
    local = topic.iri.rpartition("/")[2]
    return {
        "term": term,
        "trail": _TERMS,
        "rows": [(one, book.row(topic.iri, one)) for one in term.used_on],
        "rules": rules,
        "examples": list(dict.fromkeys(one.example for one in rules if one.example))[:3],
        "derivation": derivations(book.vocabulary.base).get(local, ""),
        "subjects": uses.subjects(topic.kg, topic.release, topic.iri),
        "query": property_query(topic.iri, term.kind.endswith("links"), book.vocabulary),
        "questions": _questions(topic, term.short),
        **_history(topic),
    }


def _rule(topic: Topic) -> Values:
    rule = topic.book.shapes[topic.iri]
    module = topic.book.modules.get(rule.module)
    steps = [(f"/def/shape/{module.iri.rpartition('/')[2]}", module.title)] if module else []
    kind = rule.target_classes[0] if rule.parts and rule.target_classes else ""
    return {
        "rule": rule,
        "module": module,
        "trail": [*_RULES, *steps],
        "parts": topic.book.parts(rule),
        "kind": kind,
        "alternatives": _siblings(topic, rule),
        **(_kind_of_thing(topic, kind) if kind and _describes(topic, rule, kind) else {}),
    }


def _describes(topic: Topic, rule: Shape, kind: str) -> bool:
    """Whether a shape is the one that describes the things of a class of others."""
    return topic.book.page_of(kind) == rule.iri


def _siblings(topic: Topic, rule: Shape) -> list[Shape]:
    """The other rules about the same property."""
    if len(rule.properties) != 1:
        return []
    return [one for one in topic.book.about_property(rule.properties[0]) if one != rule]


def _scheme(topic: Topic) -> Values:
    takers = topic.book.takers(topic.iri)
    return {
        "scheme": topic.book.schemes[topic.iri],
        "takers": takers,
        "counts": uses.concepts(topic.kg, topic.release, topic.iri, takers),
        "query": scheme_query(topic.iri, takers, topic.book.vocabulary),
        "trail": [_ALL],
        **_history(topic),
    }


def _concept(topic: Topic) -> Values:
    """How often each property has the concept as its value, the most used first."""
    (scheme,) = topic.book.index.links(topic.iri, "skos:inScheme")[:1]
    takers = set(topic.book.takers(scheme))
    counted = {name: n for name, n in topic.description.incoming.items() if name in takers}
    ordered = dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
    asked = next(iter(ordered), next(iter(sorted(takers)), ""))
    return {
        "takers": ordered,
        "query": concept_query(topic.iri, asked, topic.book.vocabulary) if asked else "",
        "deprecated": topic.book.index.is_true(topic.iri, "owl:deprecated"),
        "instead": topic.book.index.links(topic.iri, "dcterms:isReplacedBy"),
    }


def _module(topic: Topic) -> Values:
    return {
        "module": topic.book.modules[topic.iri],
        "rules": topic.book.of_module(topic.iri),
        "trail": _RULES,
        **_history(topic),
    }


def _core(topic: Topic) -> Values:
    terms = sorted(topic.book.terms.values(), key=lambda one: one.short.casefold())
    return {
        "trail": [_ALL],
        "terms": terms,
        "title": topic.book.called(topic.iri),
        "text": topic.book.index.text,
        **_history(topic),
    }


def _shapes(topic: Topic) -> Values:
    return {
        "trail": [_ALL],
        "title": topic.book.called(topic.iri),
        "text": topic.book.index.text,
        **_history(topic),
    }


def _history(topic: Topic) -> Values:
    graph = topic.book.index.graph_of(topic.iri)
    return {
        "graph": graph,
        "edition": topic.book.index.text(graph, "owl:versionInfo"),
        "changed": uses.changes(topic.kg, topic.release, graph),
    }


def _questions(topic: Topic, short: str) -> list[NamedQuery]:
    """The named queries that use a term."""
    known = named_queries(topic.book.vocabulary.base).values()
    found = [one for one in known if mentions(one.text, short)]
    return sorted(found, key=lambda one: one.title)[:_MOST_QUESTIONS]


def _is_class(topic: Topic) -> bool:
    term = topic.book.terms.get(topic.iri)
    return term is not None and term.is_class


def _is_concept(topic: Topic) -> bool:
    return bool(topic.book.index.links(topic.iri, "skos:inScheme"))


_PAGES: tuple[tuple[str, Callable[[Topic], bool], Callable[[Topic], Values]], ...] = (
    ("class.html", _is_class, _class),
    ("property.html", lambda topic: topic.iri in topic.book.terms, _property),
    ("rule.html", lambda topic: topic.iri in topic.book.shapes, _rule),
    ("scheme.html", lambda topic: topic.iri in topic.book.schemes, _scheme),
    ("module.html", lambda topic: topic.iri in topic.book.modules, _module),
    ("core.html", lambda topic: topic.below == "core/", _core),
    ("shapes.html", lambda topic: topic.below == "shape/", _shapes),
    ("concept.html", _is_concept, _concept),
)
