"""The datasets that come with the package keep every rule."""

from __future__ import annotations

from kg.content import data_files
from kg.validate import Severity, Validator
from tests.shapes.examples import TERMS, VOCABULARY, modules, read, terms


def test_the_data_keep_every_rule() -> None:
    """Each dataset alone, and all of them together, give no violation."""
    needs = ("ontology", "background", "schemes")
    graphs = {VOCABULARY.dataset(path.stem): path for path in data_files()}
    report = Validator(modules(), vocabulary=TERMS).judge(
        {name: read(path, name) for name, path in graphs.items()},
        frozenset().union(*(terms(need) for need in needs)),
    )
    assert [one for one in report.results if one.severity == Severity.VIOLATION] == []
