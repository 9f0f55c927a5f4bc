"""Examples of terms and rules: good Turtle, broken Turtle, queries to begin with.

May read the broken examples and the derivations that come with the package, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from kg.content import broken_files, derivation_files, rebased
from kg.rdf import Syntax, parse, write_turtle
from kg.reference.shapes import Shape
from kg.vocab import NAMING, Vocabulary


def tidy(examples: Iterable[str], vocabulary: Vocabulary) -> str:
    """Turtle examples, written with our prefixes, as one file."""
    prefixes = vocabulary.prefixes
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())
    bodies = (f"{head}{example}".encode() for example in examples)
    triples = (parse(body, Syntax.TURTLE, source="an example").triples for body in bodies)
    return write_turtle(frozenset().union(*triples), prefixes)


@cache
def broken_examples(base: str) -> Mapping[str, str]:
    """The broken examples by the code of their rule, about things under `base`."""
    return {path.stem: rebased(path.read_bytes(), base).decode() for path in broken_files()}


@cache
def derivations(base: str) -> Mapping[str, str]:
    """How each derived term is worked out, by its local name."""
    return {path.stem: rebased(path.read_bytes(), base).decode() for path in derivation_files()}


def class_query(iri: str, parts: Iterable[Shape], narrower: bool, vocabulary: Vocabulary) -> str:
    """A query for the things of a class, with the first property that names them; with those of its
    `narrower` classes if it has any.
    """
    short = vocabulary.shorten(iri)
    typed = "a/rdfs:subClassOf*" if narrower else "a"
    known = {one for part in parts for one in part.properties}
    naming = next((vocabulary.shorten(one) for one in NAMING if one in known), None)
    more = f" ; {naming} ?name" if naming else ""
    return _query(f"SELECT * {{\n  ?thing {typed} {short}{more}\n}}\nLIMIT 50", vocabulary)


def property_query(iri: str, links: bool, vocabulary: Vocabulary) -> str:
    """A query for the values of a property, those used most first."""
    short = vocabulary.shorten(iri)
    name = "\n  OPTIONAL { ?value skos:prefLabel ?name }" if links else ""
    columns = "?value ?name" if links else "?value"
    return _query(
        f"SELECT {columns} (COUNT(?thing) AS ?uses) {{\n  ?thing {short} ?value{name}\n}}\n"
        f"GROUP BY {columns}\nORDER BY DESC(?uses)\nLIMIT 50",
        vocabulary,
    )


def scheme_query(iri: str, properties: Iterable[str], vocabulary: Vocabulary) -> str:
    """A query for the concepts of a list, and how often each is used."""
    path = "|".join(map(vocabulary.shorten, properties))
    used = f"\n  OPTIONAL {{ ?thing {path} ?concept }}" if path else ""
    return _query(
        "SELECT ?concept ?name (COUNT(?thing) AS ?uses) {\n"
        f"  ?concept skos:inScheme <{iri}> ; skos:prefLabel ?name{used}\n}}\n"
        "GROUP BY ?concept ?name\nORDER BY DESC(?uses) ?name",
        vocabulary,
    )


def concept_query(iri: str, property_iri: str, vocabulary: Vocabulary) -> str:
    """A query for what has a concept, or one narrower, as a value of a property."""
    short = vocabulary.shorten(property_iri)
    return _query(
        f"SELECT DISTINCT ?thing {{\n  ?thing {short}/skos:broader* {vocabulary.shorten(iri)}\n}}\n"
        "LIMIT 50",
        vocabulary,
    )


def _query(text: str, vocabulary: Vocabulary) -> str:
    return f"{vocabulary.prologue(text)}\n{text}\n"


def mentions(text: str, short: str) -> bool:
    """Whether a query or a file uses a prefixed name."""
    return re.search(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text) is not None
