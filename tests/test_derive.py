"""What the loader works out: kg/derive.py with the queries of ontology/derived."""

from __future__ import annotations

import re

import pytest

from kg.content import CANONICAL_BASE, content_folder, derivation_files
from kg.derive import derivations, derive
from kg.rdf import Syntax, construct, in_graph, parse
from kg.vocab import Vocabulary

ELSEWHERE = "https://example.org/graph/"
PREFIXES = """
PREFIX avail: <{base}def/availability/>
PREFIX crv: <{base}def/core/>
PREFIX progress: <{base}def/progress-status/>
PREFIX role: <{base}def/role/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX openwemi: <https://ns.dublincore.org/openwemi/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX : <urn:x:>
"""
YEAR = 'crv:asAt "2015"^^xsd:gYear'
MONTH = 'crv:asAt "2015-07"^^xsd:gYearMonth'
NEXT_YEAR = 'crv:asAt "2016"^^xsd:gYear'


def derived(turtle: str, base: str = CANONICAL_BASE) -> set[str]:
    """What follows from `turtle`, as words: subject, local name of the predicate, value."""
    body = (PREFIXES.replace("{base}", base) + turtle).encode()
    triples = parse(body, Syntax.TURTLE, source="test").triples
    lines = derive(frozenset(in_graph(one, "urn:g") for one in triples), derivations(base))
    return {_words(line, base) for line in lines}


def _words(line: str, base: str) -> str:
    short = line.replace(Vocabulary(base).term(""), "").replace(f"{base}def/", "")
    return " ".join(re.sub(r'[<>"]|\^\^<[^>]*>|urn:x:', "", short).split()[:3])


def updates(*dated: tuple[str, str]) -> str:
    """Status updates of one learning point: a status, and its date as Turtle, or nothing."""
    return "".join(
        f":update{place} crv:statusOf :lp ; crv:status progress:{status} ; {at} ."
        for place, (status, at) in enumerate(dated)
    )


def test_what_follows_hangs_on_the_named_properties_alone() -> None:
    """Statements that no derivation can look at are left out first, and nothing is lost by it."""
    triples = frozenset[str]().union(
        *(
            parse(path.read_bytes(), Syntax.TURTLE, source=path.name).triples
            for path in content_folder("data").glob("*.ttl")
        )
    )
    queries = derivations(CANONICAL_BASE)
    derived = derive(frozenset(in_graph(one, "urn:g") for one in triples), queries)
    assert derived == construct("\n".join(triples).encode(), queries)
    assert len(derived) > 100


def test_every_derived_term_has_its_derivation_and_no_other() -> None:
    """The marks in the ontology and the files beside it name the same terms."""
    core = content_folder("ontology") / "core.ttl"
    marked = re.findall(r"^crv:(\w+) a .*crv:derived true", core.read_text(), re.MULTILINE)
    assert sorted(marked) == sorted(path.stem for path in derivation_files())
    for path in derivation_files():
        head = path.read_text().split("WHERE")[0]
        assert re.findall(r"crv:(\w+)", head)[-1] == path.stem


def test_a_review_is_published_when_its_first_report_is() -> None:
    """Of several editions and reports the earliest date counts, as precise as it was given."""
    assert derived(
        """:r1 a crv:CaseReview . :d1 crv:reportOf :r1 . :d2 crv:reportOf :r1 .
        :e1 openwemi:expresses :d1 ; dcterms:issued "2015-07-06"^^xsd:date .
        :e2 openwemi:expresses :d2 ; dcterms:issued "2015-07"^^xsd:gYearMonth .
        :e3 openwemi:expresses :d2 ; dcterms:issued "2016"^^xsd:gYear ."""
    ) == {"r1 published 2015-07"}


def test_an_edition_of_another_document_publishes_no_review() -> None:
    """Only reports of a review have a part in its date."""
    assert not derived(':e1 openwemi:expresses :d1 ; dcterms:issued "2015"^^xsd:gYear .')


@pytest.mark.parametrize(
    ("dated", "current"),
    [
        ([("in-progress", YEAR), ("completed", NEXT_YEAR)], ["completed"]),
        ([("in-progress", YEAR), ("completed", MONTH)], ["completed", "in-progress"]),
        ([("in-progress", YEAR), ("completed", YEAR)], ["completed", "in-progress"]),
        ([("in-progress", ""), ("completed", YEAR)], ["completed"]),
        ([("in-progress", "")], ["in-progress"]),
    ],
    ids=["later", "year-or-month", "speakers-differ", "undated-beside-dated", "undated-alone"],
)
def test_the_current_status_is_that_of_no_surely_earlier_update(
    dated: list[tuple[str, str]], current: list[str]
) -> None:
    """Where dates cannot be told apart, each status stays."""
    assert derived(updates(*dated)) == {
        f"lp currentStatus progress-status/{one}" for one in current
    }


def test_a_document_is_readable_where_no_copy_or_edition_is_known_to_be_gone() -> None:
    """Removed copies, withdrawn copies and copies of withdrawn editions are left out."""
    assert derived(
        """:e1 openwemi:expresses :d .
        :e2 openwemi:expresses :d ; crv:withdrawnOn "2019"^^xsd:gYear
        . :c1 openwemi:instantiates :e1 ; schema:contentUrl :one ; crv:availability avail:not-tested
        . :c2 openwemi:instantiates :e1 ; schema:contentUrl :two ; crv:availability avail:removed .
        :c3 openwemi:instantiates :e1 ; schema:contentUrl :three ; crv:withdrawnOn "2020"^^xsd:gYear
        . :c4 openwemi:instantiates :e2 ; schema:contentUrl :four ; crv:availability avail:available
        .
        """
    ) == {"d readableAt one"}


def test_the_lead_reviewer_of_a_review_is_not_that_of_a_step_or_a_panel() -> None:
    """Only participation in the review itself, in the role of lead reviewer, counts."""
    assert derived(
        """:r a crv:CaseReview ; crv:participation :p1 , :p2 , :p3 ; crv:step :s .
        :s a crv:ReviewStep ; crv:participation :p4 .
        :p1 prov:agent :ann ; prov:hadRole role:lead-reviewer .
        :p2 prov:agent :bea ; prov:hadRole role:accredited-lead-reviewer .
        :p3 prov:agent :cat ; prov:hadRole role:review-panel-member .
        :p4 prov:agent :dot ; prov:hadRole role:lead-reviewer ."""
    ) == {"r leadReviewer ann", "r leadReviewer bea"}


def test_derivations_speak_of_things_under_another_base() -> None:
    """The base of the setting takes the place of the canonical one in terms and concepts."""
    assert derived(updates(("completed", "")), base=ELSEWHERE) == {
        "lp currentStatus progress-status/completed"
    }


def test_a_derivation_that_is_no_construct_is_refused() -> None:
    """A SELECT gives rows, which are no statements."""
    with pytest.raises(ValueError, match="CONSTRUCT"):
        derive(frozenset(), ["SELECT * {}"])
