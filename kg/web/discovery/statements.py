"""A few triples about a subject, written short; pure."""

from __future__ import annotations

from kg.rdf import iri, literal
from kg.vocab import Vocabulary

_WHOLE = ("https://", "http://", "mailto:")


class Said:
    """Triples as they come, properties by their prefixed names; literals are N-Triples terms."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._prefixes = vocabulary.prefixes
        self.triples: set[str] = set()

    def of(self, subject: str, **values: str | list[str]) -> None:
        """Say something of the thing with this IRI: `dcterms_title='"A"@en'`, `a="dcat:Dataset"`;
        an IRI, a prefixed name, or a literal, or a list of them.
        """
        for name, value in values.items():
            predicate = self._whole("rdf:type" if name == "a" else name.replace("_", ":", 1))
            for one in value if isinstance(value, list) else [value]:
                term = one if one.startswith('"') else iri(self._whole(one))
                self.triples.add(f"{iri(subject)} {iri(predicate)} {term} .")

    def _whole(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        if name.startswith(_WHOLE) or prefix not in self._prefixes:
            return name
        return f"{self._prefixes[prefix]}{local}"


def english(text: str) -> str:
    """A text in English."""
    return literal(text, language="en")


def plain(text: str) -> str:
    """A text in no language."""
    return literal(text)


def number(value: int) -> str:
    """A whole number."""
    return literal(str(value), datatype="http://www.w3.org/2001/XMLSchema#integer")


def moment(at: str) -> str:
    """A moment (xsd:dateTime)."""
    return literal(at, datatype="http://www.w3.org/2001/XMLSchema#dateTime")
