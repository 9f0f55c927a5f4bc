"""A description as a page shows it: headings, rows, values, parts inside their owners; pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.derive import is_derived
from kg.describe import MOST_LINKS, PARTS, Description, Name, derived_from
from kg.rdf import split, term_value
from kg.vocab import NAMING, Vocabulary
from kg.web.class_names import CLASSES
from kg.web.kinds import KINDS, called
from kg.web.links import Links
from kg.web.literals import is_date, readable
from kg.web.wording import GROUPS, INVERSE, LANGUAGES, MORE, NAMES, POINTING_HERE

_PARTS = frozenset(PARTS.split("|"))
# What a part is best called by, where it has no name: who took part, where a person had a role.
_HEADS = ("prov:agent", "org:member", "org:organization")
_TRAILS = {
    "data": ("/browse/dataset", KINDS["dataset"].many),
    "def": ("/def/", "Terms and rules"),
    "releases": ("/releases", "Releases"),
}
_LANGUAGE = "https://schema.org/inLanguage"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class Value(NamedTuple):
    """One value of a row: its text and language, where it leads, the numbers of the datasets that
    say it, and what belongs inside it.
    """

    text: str
    language: str | None = None
    href: str | None = None
    local: bool = True
    tag: str = ""
    date: str | None = None
    sources: tuple[int, ...] = ()
    rows: tuple[Row, ...] = ()


class Row(NamedTuple):
    """A property with its values. `total` is greater than their number where some are left out, and
    `all` then asks for all of them.
    """

    label: str
    iri: str
    values: tuple[Value, ...]
    total: int
    all: str = ""


class Group(NamedTuple):
    """Rows under one heading."""

    title: str
    rows: tuple[Row, ...]


class Fact(NamedTuple):
    """A statement read from one end: `predicate` of a thing, outwards or (`inverse`) towards it."""

    predicate: str
    inverse: bool
    other: str  # an N-Triples term
    graph: str


class View:
    """The page about one thing."""

    def __init__(self, description: Description, vocabulary: Vocabulary, links: Links) -> None:
        self._description, self._vocabulary, self._links = description, vocabulary, links
        self._graphs = description.graphs
        self._facts = _by_thing(description.statements)
        self._parts = {
            thing
            for thing, facts in self._facts.items()
            if any(fact.predicate == _TYPE and not fact.inverse for fact in facts)
        } - {description.iri}
        self._opened_parts: dict[str, Value] = {}
        self._heads: set[str] = set()
        self.iri = description.iri
        self.title = self._name(description.iri)
        self.kind = self._kind()
        self.groups = self._grouped()

    @property
    def sources(self) -> list[tuple[str, str]]:
        """The IRI and name of each dataset that the page draws on; a value gives its place here."""
        return [(graph, self._called_graph(graph)) for graph in self._graphs]

    def _called_graph(self, graph: str) -> str:
        if is_derived(graph):
            return f"{self._name(derived_from(graph)).text} (worked out from it)"
        return self._name(graph).text

    @property
    def usual(self) -> tuple[int, ...]:
        """The places of the datasets that most facts are in, so that these need no mark."""
        by_triple: dict[str, set[int]] = defaultdict(set)
        for statement in self._description.statements:
            triple, graph, _ = statement.rsplit(" ", 2)
            by_triple[triple].add(self._graphs.index(graph[1:-1]) + 1)
        counted = Counter(tuple(sorted(places)) for places in by_triple.values())
        return max(counted, key=lambda places: (counted[places], places), default=())

    @property
    def trail(self) -> list[tuple[str, str]]:
        """The steps from the home page to here, each a path and its name."""
        below = self.iri.removeprefix(self._vocabulary.base)
        kind, scheme = self._links.kind(self.iri), re.match("(def/[^/]+/).", below)
        if kind in KINDS:
            return [(f"/browse/{kind}", KINDS[kind].many)]
        if scheme:
            whole = self._vocabulary.base + scheme[1]
            named = whole in self._description.names
            here = [(f"/{scheme[1]}", self._name(whole).text)] if named else []
            return [_TRAILS["def"], *here]
        return [_TRAILS[one] for one in _TRAILS if below.startswith(one)]

    def _kind(self) -> str:
        """What kind of thing this is, most exactly."""
        own = self._description.names.get(self.iri, Name("")).kind
        kind = self._links.kind(self.iri)
        if kind and not own:
            return called(kind)
        if self.iri.startswith(f"{self._vocabulary.base}releases/"):
            return "Release"
        facts = self._facts[self.iri]
        types = [one.other[1:-1] for one in facts if one.predicate == _TYPE and not one.inverse]
        return (own or ", ".join(sorted(self._label(one) for one in types))).capitalize()

    def _grouped(self) -> list[Group]:
        rows = self._rows(self.iri, frozenset())
        found = []
        for title, order in GROUPS:
            listed = [rows.pop(key) for key in order.split() if key in rows]
            if listed:
                found.append(Group(title, tuple(listed)))
        outward = tuple(row for key, row in sorted(rows.items()) if not key.startswith("^"))
        inward = tuple(row for key, row in sorted(rows.items()) if key.startswith("^"))
        rest = [Group(MORE, outward), Group(POINTING_HERE, inward)]
        return found + [group for group in rest if group.rows]

    def _rows(self, thing: str, owners: frozenset[str]) -> dict[str, Row]:
        """The rows of a thing inside `owners`, by prefixed name; `^` before links to it."""
        by_key: dict[str, list[Fact]] = defaultdict(list)
        for fact in self._facts[thing]:
            key = f"{'^' if fact.inverse else ''}{self._vocabulary.shorten(fact.predicate)}"
            inside_out = thing != self.iri and fact.inverse and key not in _PARTS
            if not inside_out and not self._said_already(thing, fact, owners):
                by_key[key].append(fact)
        inside = owners | {thing}
        ordered = sorted(by_key.items(), key=lambda item: _in_order(item[0]))
        return {key: self._row(thing, facts, inside) for key, facts in ordered}

    def _said_already(self, thing: str, fact: Fact, owners: frozenset[str]) -> bool:
        """Whether the heading says it: the name, the class, the way back to an owner."""
        if fact.other[1:-1] in owners:
            return True
        if fact.inverse or fact.predicate not in NAMING:
            return fact.predicate == _TYPE and not fact.inverse
        said, name = term_value(fact.other), self._description.names.get(thing, Name(""))
        return (said.value, said.language) == (name.text, name.language)

    def _row(self, thing: str, facts: list[Fact], owners: frozenset[str]) -> Row:
        first = facts[0]
        by_value: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_value[fact.other].append(fact)
        values = [self._value(other, same, owners) for other, same in by_value.items()]
        values.sort(key=lambda one: (one.tag, _natural(one.date or one.text), one.href or ""))
        row = Row(self._property(first), first.predicate, tuple(values), len(values))
        count = self._description.incoming.get(first.predicate, 0)
        if not first.inverse or thing != self.iri or count <= MOST_LINKS:
            return row
        query = f"SELECT ?thing {{ ?thing <{first.predicate}> <{thing}> }}"
        return row._replace(total=count, all=self._links.query(query))

    def _property(self, fact: Fact) -> str:
        short = self._vocabulary.shorten(fact.predicate)
        if not fact.inverse:
            return self._label(fact.predicate)
        return INVERSE.get(short) or f"Has this as “{self._label(fact.predicate).lower()}”"

    def _value(self, other: str, facts: list[Fact], owners: frozenset[str]) -> Value:
        sources = tuple(sorted({self._graphs.index(fact.graph) + 1 for fact in facts}))
        term = term_value(other)
        if term.kind == "literal":
            date = term.value if is_date(term) else None
            text = LANGUAGES.get(term.value) if facts[0].predicate == _LANGUAGE else None
            return Value(text or readable(term), term.language, date=date, sources=sources)
        name = self._name(term.value)
        value = Value(
            name.text,
            name.language,
            self._links.href(term.value),
            self._links.local(term.value) is not None,
            name.kind,
            sources=sources,
        )
        return self._opened(value, term.value, owners)

    def _opened(self, value: Value, thing: str, owners: frozenset[str]) -> Value:
        """The value with the rows of a part inside it, once on a page."""
        if thing in self._opened_parts or thing not in self._parts:
            return self._opened_parts.get(thing, value)
        self._opened_parts[thing] = value
        head = self._head(thing, owners)
        rows = self._rows(thing, owners)
        if head:
            value = self._opened_parts[thing] = rows.pop(head).values[0]
        return value._replace(rows=tuple(rows.values()))

    def _head(self, thing: str, owners: frozenset[str]) -> str | None:
        """The property of a part without a name whose value is the best heading for it."""
        if self._description.names.get(thing, Name("")).own:
            return None
        for key in _HEADS:
            for fact in self._facts[thing]:
                other = fact.other[1:-1]
                fits = not fact.inverse and self._vocabulary.shorten(fact.predicate) == key
                if fits and other not in owners | self._heads:
                    self._heads.add(other)
                    return key
        return None

    def _version(self, iri: str) -> str:
        """What to call a version of the terms or the rules, which has an address and no label."""
        start = re.escape(self._vocabulary.base)
        found = re.fullmatch(rf"{start}def/([a-z/-]+)/(\d+\.\d+\.\d+)", iri)
        return f"{found[1]} {found[2]}" if found else ""

    def _name(self, iri: str) -> Name:
        """What to call `iri`; `kind` is set only where it is worth a tag."""
        name = self._description.names.get(iri, Name(""))
        kind = self._links.kind(iri)
        if not name.text:
            key = iri.rpartition("/")[2]
            graph = iri.startswith(self._vocabulary.dataset(""))
            short = self._vocabulary.shorten(_bare(iri) if self._links.local(iri) is None else iri)
            if kind or graph:
                return Name(f"{called(kind or 'graph')} {key}")
            return Name(self._version(iri) or CLASSES.get(short, short))
        if not name.own and kind:
            whole = self._description.names.get(self.iri, Name("")).text
            bare = iri != self.iri and name.text == whole
            return Name(called(kind) if bare else f"{called(kind)}: {name.text}")
        tag = name.kind.capitalize() if kind == "learning-point" else ""
        return name._replace(kind=tag)

    def _label(self, iri: str) -> str:
        """The name of a property or class, in plain English."""
        short = self._vocabulary.shorten(iri)
        named = NAMES.get(short) or self._description.names.get(iri, Name("")).text
        words = named or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", short.rpartition(":")[2] or short)
        return words[:1].upper() + words[1:]


def _bare(iri: str) -> str:
    """A web address without its scheme; any other IRI as it is."""
    return re.sub(r"^https?://(.*?)/?$", r"\1", iri)


def _by_thing(statements: Iterable[str]) -> Mapping[str, list[Fact]]:
    """The statements of each thing, and those that point to it."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for statement in sorted(statements):
        subject, predicate, value, graph = split(statement)
        about = predicate[1:-1], graph[1:-1]
        facts[subject[1:-1]].append(Fact(about[0], False, value, about[1]))
        if value.startswith("<"):
            facts[value[1:-1]].append(Fact(about[0], True, subject, about[1]))
    return facts


_ORDER = {key: place for place, key in enumerate(" ".join(keys for _, keys in GROUPS).split())}


def _in_order(key: str) -> tuple[int, str]:
    return _ORDER.get(key, len(_ORDER)), key


def _natural(text: str) -> list[tuple[int, int, str]]:
    """A sort key that puts 2 before 10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text.casefold())
    return [(0, int(one), "") if one.isdigit() else (1, 0, one) for one in parts]
