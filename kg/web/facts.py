"""What a description says of one thing and its parts, asked by property; pure."""

from __future__ import annotations

from collections import defaultdict

from kg.describe import Description
from kg.rdf import Term, split, term_value
from kg.vocab import Vocabulary


class Facts:
    """The statements of a description by subject and property, without their graphs."""

    def __init__(self, description: Description, vocabulary: Vocabulary) -> None:
        self.iri, self.names = description.iri, description.names
        self._prefixes = vocabulary.prefixes
        self._values: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._subjects: dict[tuple[str, str], set[str]] = defaultdict(set)
        for one in description.statements:
            subject, predicate, value, _ = split(one)
            self._values[subject, predicate].add(value)
            self._subjects[predicate, value].add(subject)

    def values(self, *properties: str, of: str | None = None) -> list[Term]:
        """The values of properties, by prefixed names, of the thing itself or `of` another."""
        subject = f"<{of or self.iri}>"
        found = (self._values.get((subject, self._whole(one)), set()) for one in properties)
        return [term_value(value) for some in found for value in sorted(some)]

    def pointing(self, property_: str, to: str | None = None) -> list[str]:
        """The IRIs of what points here, or `to` another, by a property."""
        found = self._subjects.get((self._whole(property_), f"<{to or self.iri}>"), set())
        return sorted(one[1:-1] for one in found if one.startswith("<"))

    def editions(self) -> list[str]:
        """The editions of a document."""
        return self.pointing("openwemi:expresses")

    def copies(self) -> list[str]:
        """Where the text of a document can be had: web addresses."""
        found: list[str] = []
        for edition in self.editions():
            for copy in self.pointing("openwemi:instantiates", to=edition):
                found += web_addresses(self.values("schema:contentUrl", of=copy))
        return list(dict.fromkeys(found))

    def name(self, iri: str) -> str:
        """What a thing is called, or else its IRI."""
        named = self.names.get(iri)
        return named.text if named and named.text else iri

    def _whole(self, short: str) -> str:
        prefix, _, local = short.partition(":")
        return f"<{self._prefixes[prefix]}{local}>"


def web_addresses(terms: list[Term]) -> list[str]:
    """The values that lead to the web, and nowhere else (`javascript:`, `file:`)."""
    return [one.value for one in terms if one.value.startswith(("http://", "https://"))]
