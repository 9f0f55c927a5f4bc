"""The Turtle writer of the converters: same triples, same bytes; terms typed as the model asks."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest
from rdflib import XSD, Graph, Literal, URIRef

ROOT = Path(__file__).parents[2]


@pytest.fixture
def turtle(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("data.convert.turtle")


def test_the_order_of_triples_does_not_change_the_bytes(turtle: ModuleType) -> None:
    """Subjects, predicates and objects are sorted, so a diff shows only what changed."""
    triples = [
        (turtle.thing("body", "b"), "skos:prefLabel", turtle.text("B")),
        (turtle.thing("body", "a"), "skos:prefLabel", turtle.text("A")),
        (turtle.thing("body", "a"), "a", "org:Organization"),
    ]
    assert turtle.write(triples, "x") == turtle.write(reversed(triples), "x")


def test_only_prefixes_in_use_are_declared(turtle: ModuleType) -> None:
    """A reader sees no prefix that the file does not need, and every one that it does."""
    content = turtle.write(
        [(turtle.thing("body", "a"), "schema:foundingDate", turtle.date("2011"))], "x"
    )
    declared = [line.split()[1] for line in content.splitlines() if line.startswith("@prefix")]
    assert declared == ["body:", "schema:", "xsd:"]


@pytest.mark.parametrize(
    ("value", "datatype"),
    [("2015-03-31", XSD.date), ("2015-03", XSD.gYearMonth), ("2015", XSD.gYear)],
)
def test_a_date_is_as_precise_as_its_text(turtle: ModuleType, value: str, datatype: URIRef) -> None:
    """Day, month and year each have their own datatype."""
    content = turtle.write([(turtle.thing("body", "a"), "dcterms:date", turtle.date(value))], "x")
    [found] = Graph().parse(data=content).objects()
    assert isinstance(found, Literal)
    assert found.datatype == datatype


def test_a_text_that_is_no_date_is_refused(turtle: ModuleType) -> None:
    """A date in words never becomes a typed literal."""
    with pytest.raises(ValueError, match="not a date"):
        turtle.date("spring 2015")


def test_any_text_and_any_address_come_back_as_written(turtle: ModuleType) -> None:
    """Quotes, lines and odd characters survive; spaces in an address are escaped."""
    words = 'say "no"\nand \\ more'
    triples = [
        (turtle.thing("body", "a"), "skos:note", turtle.text(words)),
        (turtle.thing("body", "a"), "foaf:homepage", turtle.iri("http://x.example/a b?c=d#e")),
    ]
    objects = set(Graph().parse(data=turtle.write(triples, "x")).objects())
    assert objects == {Literal(words, lang="en"), URIRef("http://x.example/a%20b?c=d#e")}


def test_a_kind_outside_the_model_is_refused(turtle: ModuleType) -> None:
    """Nobody mints an identifier of a kind that the model does not have."""
    with pytest.raises(KeyError):
        turtle.thing("widget", "a")
