"""What the ontology and the shapes say of each term and rule, read for people; knows no HTTP."""

from kg.reference.examples import (
    class_query,
    concept_query,
    derivations,
    mentions,
    property_query,
    scheme_query,
)
from kg.reference.handbook import Group, Handbook, Row
from kg.reference.shapes import Module, Shape
from kg.reference.shelf import Shelf
from kg.reference.templates import template
from kg.reference.terms import Concept, Scheme, Term

__all__ = [
    "Concept",
    "Group",
    "Handbook",
    "Module",
    "Row",
    "Scheme",
    "Shape",
    "Shelf",
    "Term",
    "class_query",
    "concept_query",
    "derivations",
    "mentions",
    "property_query",
    "scheme_query",
    "template",
]
