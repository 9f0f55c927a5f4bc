"""The statements about terms, to be looked up by node and property; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.rdf import split, term_value
from kg.vocab import Vocabulary

_GENID = ".well-known/genid/"


class Index:
    """Statements by subject and by value. A property is given by its prefixed name."""

    def __init__(self, statements: Iterable[str], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._prefixes = vocabulary.prefixes
        self._genid = f"<{vocabulary.base}{_GENID}"
        self._about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._users: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._graphs: dict[str, str] = {}
        for statement in sorted(statements):
            subject, predicate, value, graph = split(statement)
            self._about[subject][predicate].append(value)
            self._graphs.setdefault(subject, graph[1:-1])
            if value.startswith("<"):
                self._users[value][predicate].append(subject)

    def full(self, name: str) -> str:
        """The IRI that a prefixed name stands for. Raises KeyError for an unknown prefix."""
        prefix, _, local = name.partition(":")
        return self._prefixes[prefix] + local

    def graph_of(self, node: str) -> str:
        """The graph that describes `node`; empty where none does."""
        return self._graphs.get(f"<{node}>", "")

    def values(self, node: str, name: str) -> list[str]:
        """The values of a property of `node`, as N-Triples terms."""
        return self._read(self._about, node, name)

    def links(self, node: str, name: str) -> tuple[str, ...]:
        """The IRIs among the values of a property."""
        return tuple(one[1:-1] for one in self.values(node, name) if one.startswith("<"))

    def texts(self, node: str, name: str) -> tuple[str, ...]:
        """The literals among the values: those in English or in no language, else any."""
        found = [term_value(one) for one in self.values(node, name) if one.startswith('"')]
        english = [one for one in found if (one.language or "en").startswith("en")]
        return tuple(one.value for one in english or found)

    def text(self, node: str, *names: str) -> str:
        """The first text of the first of these properties that has any; empty where none has."""
        return next((one for name in names for one in self.texts(node, name)), "")

    def number(self, node: str, name: str) -> int | None:
        """A whole number."""
        found = self.text(node, name)
        return int(found) if found else None

    def is_true(self, node: str, name: str) -> bool:
        """Whether the property is true."""
        return self.text(node, name) in {"true", "1"}

    def items(self, node: str, name: str) -> list[str]:
        """The members of the lists that are values of a property, as N-Triples terms."""
        return [item for head in self.links(node, name) for item in self._list(head)]

    def users(self, node: str, name: str) -> tuple[str, ...]:
        """The IRIs of what has `node` as a value of the property."""
        return tuple(one[1:-1] for one in self._read(self._users, node, name))

    def of_type(self, *names: str) -> list[str]:
        """The IRIs of everything of one of these classes."""
        found = {one for name in names for one in self.users(self.full(name), "rdf:type")}
        return sorted(found)

    def called(self, node: str) -> str:
        """What `node` is called, else its short name."""
        found = self.text(node, "skos:prefLabel", "rdfs:label", "dcterms:title", "sh:name")
        return found or self.vocabulary.shorten(node)

    def whole(self, node: str) -> Iterator[str]:
        """The N-Triples lines about `node`, and about the nodes without a name inside it."""
        waiting = [f"<{node}>"]
        while waiting:
            subject = waiting.pop()
            for predicate, values in self._about.get(subject, {}).items():
                yield from (f"{subject} {predicate} {value} ." for value in values)
                waiting += [one for one in values if one.startswith(self._genid)]

    def _read(self, side: Mapping[str, Mapping[str, list[str]]], node: str, name: str) -> list[str]:
        return list(side.get(f"<{node}>", {}).get(f"<{self.full(name)}>", ()))

    def _list(self, head: str) -> Iterator[str]:
        while head != self.full("rdf:nil"):
            yield self.values(head, "rdf:first")[0]
            head = self.links(head, "rdf:rest")[0]
