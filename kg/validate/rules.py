"""The rules that shapes state, for those who broke one: name, reason, example; pure.

A property shape says them with sh:name and sh:description, which are for property shapes alone
(SHACL, section 2.3.2); a node shape with rdfs:label and rdfs:comment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kg.rdf import term_value

_SH = "http://www.w3.org/ns/shacl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_DCTERMS = "http://purl.org/dc/terms/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_CODE = f"<{_DCTERMS}identifier>"
_SAID = {
    f"<{_SH}name>": "name",
    f"<{_RDFS}label>": "name",
    f"<{_SH}description>": "description",
    f"<{_RDFS}comment>": "description",
    f"<{_SKOS}scopeNote>": "why",
    f"<{_SKOS}example>": "example",
}


class Rule(NamedTuple):
    """A rule: its code, the IRI of its shape, what it is called, what it asks for and why."""

    code: str
    iri: str
    name: str = ""
    description: str = ""
    why: str = ""
    example: str = ""


def read_rules(triples: Iterable[str]) -> dict[str, Rule]:
    """The rules among the N-Triples lines of shapes, by code. Shapes without an IRI have none."""
    about: dict[str, dict[str, str]] = defaultdict(dict)
    codes: dict[str, str] = {}
    for line in triples:
        subject, predicate, rest = line.split(" ", 2)
        if predicate == _CODE and subject.startswith("<"):
            codes[subject] = term_value(rest[:-2]).value
        elif predicate in _SAID:
            about[subject][_SAID[predicate]] = term_value(rest[:-2]).value
    return {
        code: Rule(code, subject[1:-1], **about[subject]) for subject, code in sorted(codes.items())
    }
