"""The outcomes as EARL 1.0 (https://www.w3.org/TR/EARL10-Schema/, section 2); pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg import __version__
from kg.rdf import iri, literal
from kg.web.conformance.outcomes import Check, Suite

PREFIXES = {"earl": "http://www.w3.org/ns/earl#", "doap": "http://usefulinc.com/ns/doap#"}
_EARL, _DOAP = PREFIXES["earl"], PREFIXES["doap"]
_DCTERMS = "http://purl.org/dc/terms/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def assertions(outcomes: Iterable[Suite], page: str) -> set[str]:
    """N-Triples lines: an assertion for each test. What they are about is named below the address
    `page`: the software, and for each suite the part of it that is tested.
    """
    software, checker = f"{page}#software", f"{page}#checks"
    said = {
        _line(software, _TYPE, iri(f"{_DOAP}Project")),
        _line(software, _TYPE, iri(f"{_EARL}Software")),
        _line(software, f"{_DOAP}name", literal("uk-case-reviews")),
        _line(software, f"{_DCTERMS}hasVersion", literal(__version__)),
        _line(checker, _TYPE, iri(f"{_EARL}Software")),
        _line(checker, f"{_DCTERMS}title", literal("Its own tests", language="en")),
    }
    for suite in outcomes:
        part = f"{page}#{suite.key}"
        said |= {
            _line(part, _TYPE, iri(f"{_EARL}TestSubject")),
            _line(part, f"{_DCTERMS}title", literal(suite.title, language="en")),
            _line(part, f"{_DCTERMS}isPartOf", iri(software)),
            _line(part, f"{_DCTERMS}conformsTo", iri(suite.specification)),
        }
        for check in suite.checks:
            said |= set(_assertion(check, part, checker))
    return said


def _assertion(check: Check, part: str, checker: str) -> Iterator[str]:
    here = f"{part}.{check.slug}"
    test, result = check.test or f"{here}.test", f"{here}.result"
    yield _line(here, _TYPE, iri(f"{_EARL}Assertion"))
    yield _line(here, f"{_EARL}assertedBy", iri(checker))
    yield _line(here, f"{_EARL}subject", iri(part))
    yield _line(here, f"{_EARL}test", iri(test))
    yield _line(here, f"{_EARL}mode", iri(f"{_EARL}automatic"))
    yield _line(here, f"{_EARL}result", iri(result))
    yield _line(test, _TYPE, iri(f"{_EARL}TestCase"))
    yield _line(test, f"{_DCTERMS}title", literal(check.name, language="en"))
    yield _line(result, _TYPE, iri(f"{_EARL}TestResult"))
    outcome = "passed" if check.passed else "failed"
    yield _line(result, f"{_EARL}outcome", iri(f"{_EARL}{outcome}"))
    if check.reason:
        yield _line(result, f"{_EARL}info", literal(check.reason, language="en"))


def _line(subject: str, predicate: str, value: str) -> str:
    return f"{iri(subject)} {iri(predicate)} {value} ."
