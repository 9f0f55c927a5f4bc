"""Everything that is said about terms and rules, put together for readers; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from kg.rdf import Statements
from kg.reference import words
from kg.reference.examples import broken_examples, mentions, tidy
from kg.reference.index import Index
from kg.reference.shapes import Module, Shape, read_modules, read_shapes
from kg.reference.terms import Scheme, Term, read_schemes, read_terms
from kg.vocab import Vocabulary

# A node and its class, as an example writes them.
_TYPED = re.compile(r"(\S+) a ([a-z]+:[A-Z]\w+)")


class Row(NamedTuple):
    """What holds for one property of the things of a class: the first rule about it, how often it
    may be given and what its values must be by all rules together, and the other rules.
    """

    rule: Shape
    often: str
    wants: tuple[str, ...]
    others: tuple[Shape, ...]

    @property
    def is_required(self) -> bool:
        """Whether a thing without it is refused."""
        return any(one.least and one.is_strict for one in _all(self))


class Group(NamedTuple):
    """Rows under one heading."""

    title: str
    rows: tuple[Row, ...]


class Handbook:
    """The terms, schemes and rules of one release, linked with each other."""

    def __init__(self, statements: Statements, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.index = Index(statements, vocabulary)
        self.modules: dict[str, Module] = read_modules(self.index)
        self.shapes: dict[str, Shape] = read_shapes(self.index)
        self.terms: dict[str, Term] = read_terms(self.index)
        self.schemes: dict[str, Scheme] = read_schemes(self.index)

    @cached_property
    def rules(self) -> dict[str, Shape]:
        """The shapes that have a code, by it."""
        return {one.code: one for one in self.shapes.values() if one.code}

    @cached_property
    def _by_property(self) -> dict[str, list[Shape]]:
        found: dict[str, list[Shape]] = {}
        for shape in sorted(self.shapes.values(), key=lambda one: (one.code, one.iri)):
            for name in {*shape.properties, *shape.target_subjects_of}:
                found.setdefault(name, []).append(shape)
        return found

    @cached_property
    def _owners(self) -> dict[str, list[Shape]]:
        found: dict[str, list[Shape]] = {}
        for shape in self.shapes.values():
            for part in shape.parts:
                found.setdefault(part, []).append(shape)
        return found

    def owners(self, shape: Shape) -> list[Shape]:
        """The shapes that a shape is part of."""
        return self._owners.get(shape.iri, [])

    def targets(self, shape: Shape) -> list[str]:
        """What a rule looks at, by itself or as part of other shapes."""
        looking = [shape, *self.owners(shape)]
        return list(dict.fromkeys(said for one in looking for said in one.targets))

    def parts(self, shape: Shape) -> list[Shape]:
        """The rules that are parts of a shape, in the order of pages and forms."""
        found = [self.shapes[one] for one in shape.parts if one in self.shapes]
        return sorted(found, key=lambda one: (*one.place, one.iri))

    def of_class(self, iri: str) -> list[Shape]:
        """The shapes that look at every thing of a class: first the one that describes it."""
        found = [one for one in self.shapes.values() if iri in one.target_classes]
        return sorted(found, key=lambda one: (-len(one.parts), one.iri))

    def about_property(self, iri: str) -> list[Shape]:
        """The rules that name a property, by code."""
        return [one for one in self._by_property.get(iri, []) if one.code]

    def of_module(self, module: str) -> list[Shape]:
        """The rules of a module, by code."""
        found = [one for one in self.rules.values() if one.module == module]
        return sorted(found, key=lambda one: _natural(one.code))

    def groups(self, iri: str) -> list[Group]:
        """What holds for each property of the things of a class, under the shapes' headings."""
        found: dict[tuple[int, str], list[Row]] = {}
        rows = [self._row(name, iri) for name in self._properties_of(iri)]
        for row in sorted(rows, key=lambda one: (*one.rule.place, one.rule.iri)):
            found.setdefault((row.rule.place[0], row.rule.group), []).append(row)
        return [Group(title, tuple(rows)) for (_, title), rows in sorted(found.items())]

    def further(self, iri: str) -> list[Shape]:
        """The rules about the things of a class that are not about one property of theirs."""
        shown = {rule.iri for group in self.groups(iri) for row in group.rows for rule in _all(row)}
        looking = self.of_class(iri)
        found = [*looking, *(part for shape in looking for part in self.parts(shape))]
        return sorted(
            (one for one in found if one.code and one.iri not in shown),
            key=lambda one: _natural(one.code),
        )

    def _properties_of(self, iri: str) -> list[str]:
        """The properties that things of a class have a rule for."""
        term = self.terms.get(iri)
        named = [one for one in term.properties if self._applying(one, iri)] if term else []
        parts = (part for shape in self.of_class(iri) for part in self.parts(shape))
        own = (part.properties[0] for part in parts if len(part.properties) == 1)
        return list(dict.fromkeys([*own, *named]))

    def row(self, name: str, iri: str) -> Row | None:
        """What holds for the property `name` on the things of the class `iri`, if anything does."""
        return self._row(name, iri) if self._applying(name, iri) else None

    def _row(self, name: str, iri: str) -> Row:
        first, *others = self._applying(name, iri)
        wants = words.exact(phrase for one in [first, *others] for phrase in one.wants)
        asking = (one.count for one in [first, *others] if one.least)
        return Row(first, next(asking, first.count), wants, tuple(others))

    def _applying(self, name: str, iri: str) -> list[Shape]:
        """The rules about a property that hold on a class, those made for the class first."""
        found = [
            (_distance(rule, owner, iri), rule)
            for rule in self.about_property(name)
            for owner in self.owners(rule)
            if iri in owner.target_classes or name in owner.target_subjects_of
        ]
        return list(dict.fromkeys(rule for _, rule in sorted(found, key=lambda one: one[0])))

    def takers(self, scheme: str) -> list[str]:
        """The properties whose values come from a scheme."""
        found = (one for one in self.shapes.values() if scheme in one.schemes)
        return sorted({name for one in found for name in one.properties})

    def example(self, iri: str) -> str:
        """The least that a thing of a class needs, in Turtle: what the rules that ask for something
        show as good, of the thing and of what must stand beside it. Empty where no rule does.
        """
        texts: list[str] = []
        waiting, done = [iri], set[str]()
        while waiting:
            kind = waiting.pop(0)
            if kind not in done:
                done.add(kind)
                for rule, text in self._least(kind):
                    texts.append(text)
                    waiting += self._beside(rule)
        return tidy(texts, self.vocabulary) if texts else ""

    def _least(self, iri: str) -> Iterator[tuple[Shape, str]]:
        """The rules that ask for something of the things of a class, and their examples, made to be
        about one thing of that class.
        """
        shapes = self.of_class(iri)
        main = next((one for one in shapes if one.parts and one.example), None)
        if main is None:
            return
        subject = main.example.split()[0]
        yield main, _TYPED.sub(rf"\1 a {self._short(iri)}", main.example)
        parts = (part for one in shapes for part in self.parts(one))
        for rule in (one for one in [*shapes, *parts] if one.asks and one.example):
            own = rule.example.split()[0]
            same = rule.path.startswith("^")
            yield rule, rule.example if same else rule.example.replace(f"{own} ", f"{subject} ")

    def _beside(self, rule: Shape) -> list[str]:
        """The classes of what an example must not mention without describing it."""
        named = [one for one in rule.properties if mentions(rule.example, self._short(one))]
        typing = (one for name in named for one in self.about_property(name) if one.is_strict)
        found = filter(None, (_TYPED.search(one.example) for one in typing))
        itself = "" if rule.path.startswith("^") else rule.example.split()[0]
        return [
            self.index.full(kind)
            for node, kind in (one.groups() for one in found)
            if node != itself and mentions(rule.example, node)
        ]

    def _short(self, iri: str) -> str:
        return self.vocabulary.shorten(iri)

    def broken(self, rule: Shape) -> str:
        """Turtle that breaks a rule; empty where there is none."""
        return broken_examples(self.vocabulary.base).get(rule.code, "")

    def called(self, iri: str) -> str:
        """What a term is called."""
        return self.index.called(iri)

    def page_of(self, iri: str) -> str:
        """The IRI whose page says most about a term: of a class of others, our shape for it."""
        if iri.startswith(self.vocabulary.base):
            return iri
        return next((one.iri for one in self.of_class(iri) if one.parts), iri)

    @cached_property
    def borrowed_classes(self) -> list[str]:
        """The classes of others that rules describe, by IRI."""
        found = {iri for one in self.shapes.values() if one.parts for iri in one.target_classes}
        return sorted(one for one in found if not one.startswith(self.vocabulary.base))

    @cached_property
    def borrowed_properties(self) -> list[str]:
        """The properties of others that rules describe on the things of a class, by IRI."""
        shapes = [one for one in self.shapes.values() if one.target_classes]
        found = {iri for one in shapes for part in self.parts(one) for iri in part.properties}
        return sorted(one for one in found if not one.startswith(self.vocabulary.base))


def _distance(rule: Shape, owner: Shape, iri: str) -> tuple[bool, int, int, tuple[str, int]]:
    """How far a rule is from describing the things of a class."""
    everywhere = iri not in owner.target_classes
    return everywhere, len(rule.properties), -len(owner.parts), _natural(rule.code)


def _all(row: Row) -> tuple[Shape, ...]:
    return row.rule, *row.others


def _natural(code: str) -> tuple[str, int]:
    letters, _, number = code.partition("-")
    return letters, int(number or 0)
