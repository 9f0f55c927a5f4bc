"""The ontology, the shapes and the data as they are loaded from their files. Reads files only."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from kg.content import CANONICAL_BASE, data_files, ontology_files, shape_files
from kg.load import graphs_filled, read_source
from kg.rdf import Statements
from kg.reference import Handbook
from kg.vocab import Vocabulary

VOCABULARY = Vocabulary(CANONICAL_BASE)
DEF = f"{CANONICAL_BASE}def/"


@cache
def terms() -> Statements:
    """What an empty store is given first: the ontology, the lists and the shapes."""
    return _read([*ontology_files(), *shape_files()])


@cache
def data() -> Statements:
    """Every dataset."""
    return _read(data_files())


@cache
def handbook() -> Handbook:
    """The terms and rules for readers."""
    return Handbook(terms(), VOCABULARY)


def _read(paths: Iterable[Path]) -> Statements:
    filled = graphs_filled([read_source(path) for path in paths], VOCABULARY)
    return frozenset().union(*(one.statements for one in filled.values()))
