"""Terms and files of the converters: same triples, same bytes; terms typed as the model asks."""

import pytest
from rdflib import XSD, Graph, Literal, URIRef

from data.convert import rdf


def test_the_order_of_triples_does_not_change_the_bytes() -> None:
    """Subjects, predicates and objects are sorted, so a diff shows only what changed."""
    triples = [
        (rdf.thing("body", "b"), "skos:prefLabel", rdf.text("B")),
        (rdf.thing("body", "a"), "skos:prefLabel", rdf.text("A")),
        (rdf.thing("body", "a"), "a", "org:Organization"),
    ]
    assert rdf.write(triples, "x") == rdf.write(reversed(triples), "x")


def test_only_prefixes_in_use_are_declared() -> None:
    """A reader sees no prefix that the file does not need, and every one that it does."""
    content = rdf.write([(rdf.thing("body", "a"), "schema:foundingDate", rdf.date("2011"))], "x")
    declared = [line.split()[1] for line in content.splitlines() if line.startswith("@prefix")]
    assert declared == ["body:", "schema:", "xsd:"]


@pytest.mark.parametrize(
    ("value", "datatype"),
    [("2015-03-31", XSD.date), ("2015-03", XSD.gYearMonth), ("2015", XSD.gYear)],
)
def test_a_date_is_as_precise_as_its_text(value: str, datatype: URIRef) -> None:
    """Day, month and year each have their own datatype."""
    content = rdf.write([(rdf.thing("body", "a"), "dcterms:date", rdf.date(value))], "x")
    [found] = Graph().parse(data=content).objects()
    assert isinstance(found, Literal)
    assert found.datatype == datatype


def test_a_text_that_is_no_date_is_refused() -> None:
    """A date in words never becomes a typed literal."""
    with pytest.raises(ValueError, match="not a date"):
        rdf.date("spring 2015")


def test_any_text_and_any_address_come_back_as_written() -> None:
    """Quotes, lines and odd characters survive; spaces in an address are escaped."""
    words = 'say "no"\nand \\ more'
    triples = [
        (rdf.thing("body", "a"), "skos:note", rdf.text(words)),
        (rdf.thing("body", "a"), "foaf:homepage", rdf.iri("http://x.example/a b?c=d#e")),
    ]
    objects = set(Graph().parse(data=rdf.write(triples, "x")).objects())
    assert objects == {Literal(words, lang="en"), URIRef("http://x.example/a%20b?c=d#e")}


def test_a_kind_outside_the_model_is_refused() -> None:
    """Nobody mints an identifier of a kind that the model does not have."""
    with pytest.raises(KeyError):
        rdf.thing("widget", "a")
