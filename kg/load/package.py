"""What comes with the package, on whatever base a graph has: as files to load, and as the rules of
the gate. Reads files.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.content import data_files, ontology_files, rebased, shape_files
from kg.load.sources import Source, graphs_filled, read_source
from kg.rdf import Statements
from kg.validate import Validator, read_modules
from kg.vocab import Vocabulary


def own_terms(base: str) -> list[Source]:
    """The ontology, its concept schemes and the shapes."""
    return _sources((*ontology_files(), *shape_files()), base)


def own_statements(vocabulary: Vocabulary) -> Statements:
    """What the ontology, its concept schemes and the shapes say."""
    filled = graphs_filled(own_terms(vocabulary.base), vocabulary).values()
    return frozenset().union(*(one.statements for one in filled))


def own_data(base: str) -> list[Source]:
    """The datasets."""
    return _sources(data_files(), base)


def own_validator(base: str) -> Validator:
    """The gate by the shapes; reading them takes long."""
    modules = read_modules((path.name, rebased(path.read_bytes(), base)) for path in shape_files())
    return Validator(modules, vocabulary=f"{base}def/")


def _sources(paths: Iterable[Path], base: str) -> list[Source]:
    return [
        source._replace(name=path.name, body=rebased(source.body, base))
        for path in paths
        for source in [read_source(path)]
    ]
