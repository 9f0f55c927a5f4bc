"""Graphs to try things on: the terms and shapes of the package, and as many invented reviews as a
test wants. The seed is made once, and copied by hard links.
"""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

from kg.changes import Changeset
from kg.content import CANONICAL_BASE as BASE
from kg.content import ontology_files, shape_files
from kg.knowledge_graph import KnowledgeGraph
from kg.load import Loader, Privacy, Source, graphs_filled, read_source
from kg.rdf import Syntax
from kg.settings import Settings
from kg.stores import Limits, open_store
from kg.validate import Validator, read_modules
from kg.vocab import EXTERNAL_PREFIXES as X
from tests.bench.generate import review

AT = "2026-01-01T00:00:00Z"
LIMITS = Limits(seconds=20, memory_mib=1024, answer_mib=16, workers=1)


@cache
def _validator(*modules: str) -> Validator:
    """The gate; what it works out of the shapes takes seconds, once."""
    paths = [path for path in shape_files() if not modules or path.stem in modules]
    read = read_modules((path.name, path.read_bytes()) for path in paths)
    return Validator(read, vocabulary=f"{BASE}def/")


def seeded(*modules: str) -> KnowledgeGraph:
    """A graph whose release 1 holds the terms and the boards that reviews mention.

    Where `modules` of shapes are named, its gate has no others, and it holds no terms but the
    reasons for removal, so that it is fast. It is gone when the process ends.
    """
    folder = Path(tempfile.mkdtemp(prefix="kg-seeded-")) / "store"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    shutil.copytree(_seed(*modules), folder, copy_function=_link)
    return _opened(folder, *modules)


class _Seeded(KnowledgeGraph):
    """A graph that shares its gate with others."""

    gate: Validator

    @cached_property
    def loader(self) -> Loader:
        return Loader(self.store, self.gate, self.vocabulary, Privacy.of(self.settings))


def _opened(folder: Path, *modules: str) -> KnowledgeGraph:
    settings = Settings(store=str(folder), agent="a test")
    graph = _Seeded(settings, open_store(str(folder), LIMITS))
    graph.gate = _validator(*modules)
    return graph


def dataset(name: str, *triples: str) -> Source:
    """A file that fills the dataset `name`, with its description and `triples`."""
    graph = f"{BASE}data/{name}"
    said = {
        f"{X['rdf']}type": f"<{X['dcat']}Dataset>",
        f"{X['dcterms']}title": f'"Invented: {name}"@en',
        f"{X['dcterms']}description": '"Invented."@en',
        f"{X['dcterms']}license": "<https://creativecommons.org/publicdomain/zero/1.0/>",
        f"{X['dcterms']}publisher": f"<{BASE}id/body/uk-case-reviews>",
        f"{X['dcterms']}conformsTo": f"<{BASE}def/shape/1.0.0>",
        f"{X['prov']}wasDerivedFrom": "<https://generated.example/>",
        f"{BASE}def/core/confidence": f"<{BASE}def/confidence/illustrative>",
    }
    described = (f"<{graph}> <{property_}> {value} ." for property_, value in said.items())
    return Source(f"{name}.nt", "\n".join([*described, *triples]).encode(), Syntax.NTRIPLES, graph)


def reviews(numbers: Iterable[int]) -> list[str]:
    """The triples of invented reviews with their parts; the same number, the same review."""
    return [line for number in sorted(numbers) for line in review(random.Random(number), number)]


def review_iri(number: int) -> str:
    """The IRI of an invented review."""
    return review(random.Random(number), number)[0].split(" ", 1)[0][1:-1]


@cache
def _seed(*modules: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="kg-seed-")) / "store"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    with _opened(folder, *modules) as graph:
        if modules:
            reasons = next(path for path in ontology_files() if path.stem == "removal-reason")
            statements = graphs_filled([read_source(reasons)], graph.vocabulary)
            (filled,) = statements.values()
            graph.store.commit(Changeset(filled.statements), parent=0, at=AT, note={})
        graph.load([dataset("boards", *_boards())])
    return folder


def _boards() -> list[str]:
    kind = f"<{BASE}def/body-type/local-safeguarding-children-board>"
    area = "<http://statistics.data.gov.uk/id/statistical-geography/E92000001>"
    names = [*(f"generated-{number}" for number in range(1, 151)), "uk-case-reviews"]
    return [
        f"<{BASE}id/body/{name}> {said} ."
        for name in names
        for said in (
            f"<{X['rdf']}type> <{X['org']}Organization>",
            f'<{X["skos"]}prefLabel> "Board {name}"@en',
            f"<{X['org']}classification> {kind}",
            f"<{X['dcterms']}spatial> {area}",
        )
    ]


def _link(source: str, target: str) -> None:
    """A release never changes, so a copy may share its files; the records are written anew."""
    if Path(source).parent.name.isdecimal():
        Path(target).hardlink_to(source)
    else:
        shutil.copy2(source, target)
