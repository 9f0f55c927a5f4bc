"""Writing graphs: every syntax says what went in, the same bytes each time, with used prefixes."""

from __future__ import annotations

import json

import pytest

from kg.content import ontology_files
from kg.rdf import Syntax, parse
from kg.rdf.write import write_rdf
from kg.vocab import Vocabulary

ODD = b"""
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:odd:s> <urn:odd:p> 1 , 01 , -0 , 12345678901234567890 , 1.50 , 1e3 , true , "1"^^xsd:boolean ,
  "2015"^^xsd:gYear , "line\\nbreak \\"quoted\\" \\\\ \\u00e9" , "Cymraeg"@cy ,
  <https://x.example/a?b=c#d> , "" .
"""


@pytest.fixture(scope="module")
def triples() -> frozenset[str]:
    core = parse(ontology_files()[0].read_bytes(), Syntax.TURTLE, source="core.ttl").triples
    return core | parse(ODD, Syntax.TURTLE, source="odd.ttl").triples


@pytest.mark.parametrize("syntax", list(Syntax))
def test_what_is_written_reads_back(
    triples: frozenset[str], syntax: Syntax, vocabulary: Vocabulary
) -> None:
    """Round trip of real terms and of odd literals, whose lexical forms survive."""
    body = write_rdf(triples, syntax, vocabulary.prefixes)
    assert parse(body, syntax, source="back").triples == triples
    assert write_rdf(triples, syntax, vocabulary.prefixes) == body


def test_json_ld_is_compact_and_carries_its_context(vocabulary: Vocabulary) -> None:
    """Prefixed names and plain JSON values, and only the prefixes that are used."""
    body = b"""@prefix crv: <https://w3id.org/uk-case-reviews/def/core/> .
    @prefix review: <https://w3id.org/uk-case-reviews/id/review/> .
    review:x a crv:CaseReview ; crv:recommendationCount 3 ; crv:commissionerWithheld true ."""
    written = parse(body, Syntax.TURTLE, source="x").triples
    document = json.loads(write_rdf(written, Syntax.JSONLD, vocabulary.prefixes))
    assert sorted(document["@context"]) == ["crv", "review"]
    assert document["@graph"] == [
        {
            "@id": "review:x",
            "@type": ["crv:CaseReview"],
            "crv:commissionerWithheld": True,
            "crv:recommendationCount": 3,
        }
    ]


@pytest.mark.parametrize("syntax", list(Syntax))
def test_an_empty_graph_can_be_written(syntax: Syntax, vocabulary: Vocabulary) -> None:
    """Nothing to say is still well-formed."""
    body = write_rdf((), syntax, vocabulary.prefixes)
    assert parse(body, syntax, source="empty").triples == frozenset()
