"""RDF as bytes and as canonical statements; touches no file, no network, no store.

A *statement* is one line of canonical N-Quads (RDF 1.1 N-Quads, section 4) without its line feed.
Statements are what the whole house passes around: they hash, sort, pickle and compare as text, and
a graph is a `frozenset` of them, so that a difference of graphs is a difference of sets.
"""

from kg.rdf.canonical import content_after, digest
from kg.rdf.construct import construct
from kg.rdf.parse import Syntax, parse, strip_graph
from kg.rdf.skolem import skolemise
from kg.rdf.statement import Term, date_time, in_graph, iri, literal, split, term_value
from kg.rdf.turtle import write_turtle

Statements = frozenset[str]

__all__ = [
    "Statements",
    "Syntax",
    "Term",
    "construct",
    "content_after",
    "date_time",
    "digest",
    "in_graph",
    "iri",
    "literal",
    "parse",
    "skolemise",
    "split",
    "strip_graph",
    "term_value",
    "write_turtle",
]
