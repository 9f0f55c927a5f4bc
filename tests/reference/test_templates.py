"""Templates: what the rules ask for is left blank, and what they allow is shown, rightly."""

from __future__ import annotations

import re

import pytest

from kg.content import CANONICAL_BASE
from kg.errors import BadRequest
from kg.load import Source, graphs_filled
from kg.load.locating import locate
from kg.rdf import Statements, Syntax
from kg.reference import Handbook, template
from kg.reference.templates import REVIEW, kinds
from kg.validate import Report, Validator
from kg.validate import validator as validator_module
from kg.vocab import Vocabulary
from tests.ontology.files import handbook

VOCABULARY = Vocabulary(CANONICAL_BASE)
KEY = "sct-q7m2qz"


@pytest.fixture(scope="module")
def book() -> Handbook:
    return handbook()


@pytest.fixture(autouse=True)
def _one_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its second opinion would take most of the time."""
    monkeypatch.setattr(validator_module, "SECOND_OPINION_STATEMENTS", 0)


def judged(validator: Validator, terms: Statements, text: str) -> Report:
    """The report on a file, placed in it."""
    graph = VOCABULARY.dataset("our-reviews")
    filled = graphs_filled([Source("new.ttl", text.encode(), Syntax.TURTLE, graph)], VOCABULARY)
    report = validator.judge({name: one.statements for name, one in filled.items()}, terms)
    return locate(report, filled, CANONICAL_BASE)


def test_every_blank_of_the_template_of_a_review_is_asked_for(
    book: Handbook, validator: Validator, terms: Statements
) -> None:
    """At its line, and nothing else is wrong with it."""
    text = template(book, REVIEW, KEY, "our-reviews")
    report = judged(validator, terms, text)
    blank = {number for number, line in enumerate(text.split("\n"), 1) if line.endswith(' "" ;')}
    assert len(blank) == 10
    assert {one.spot.line for one in report.violations if one.spot} == blank
    assert [one for one in report.violations if one.spot is None] == []


def test_a_filled_template_keeps_every_rule(
    book: Handbook, validator: Validator, terms: Statements
) -> None:
    """With what the messages of the rules give as examples."""
    text = template(book, REVIEW, KEY, "our-reviews")
    for name, value in (
        ("title", '"Child C"@en'),
        ("description", '"Reviews of ours."@en'),
        ("publisher", "body:uk-case-reviews"),
        ("wasDerivedFrom", "<https://www.example.org/>"),
        ("confidence", "conf:illustrative"),
        ("titleStatus", "tstatus:descriptive"),
        ("reviewType", "rtype:learning-review"),
        ("type", "dtype:overview-report"),
    ):
        text = text.replace(f':{name} "" ;', f":{name} {value} ;")
    assert judged(validator, terms, text).violations == ()


def test_what_a_template_shows_as_optional_may_be_written_so(
    book: Handbook, validator: Validator, terms: Statements
) -> None:
    """For every kind of thing: with every # taken away, only the blanks are wrong, and the names
    that are to be chosen; some links wait for what they lead to, and one line denies another.
    """
    beside = ("must be described in the same file", "cannot both name its commissioner")
    for kind in (REVIEW, *kinds(book)):
        whole = re.sub(r"^    #(?! )", "    ", template(book, kind, KEY, None), flags=re.MULTILINE)
        lines = whole.split("\n")
        for one in judged(validator, terms, whole).violations:
            assert one.spot
            assert one.spot.line
            line = lines[one.spot.line - 1]
            asked = '""' in line or line.partition(" ")[0].endswith(":")
            assert asked or any(said in one.message for said in beside), (kind, line, one)


def test_a_list_is_given_where_it_is_short_and_its_page_where_it_is_long(book: Handbook) -> None:
    """Nobody picks from seventy in a comment."""
    text = " ".join(template(book, REVIEW, KEY, None).replace("\n    #", "").split())
    assert "One of tstatus:as-published, tstatus:descriptive, tstatus:withheld." in text
    assert f"of rtype: at {CANONICAL_BASE}def/review-type/ ." in text


def test_a_review_of_a_nation_has_its_area_and_its_key(book: Handbook) -> None:
    """So that there is less to look up; of the whole kingdom no area is known here."""
    text = template(book, REVIEW, KEY, None)
    assert (
        "    dcterms:spatial <http://statistics.gov.scot/id/statistical-geography/S92000003> ;"
        in text
    )
    assert f"incident:{KEY} a crv:Incident ;" in text
    assert "eng-a1b2c3" not in text
    assert "    #dcterms:spatial <" in template(book, REVIEW, "uk-q7m2qz", None)


def test_what_has_no_template_is_told_with_what_has_one(book: Handbook) -> None:
    """Names of classes, in any case; a tombstone is written by the store alone."""
    assert template(book, "guidance", None, None) == template(book, "Guidance", None, None)
    for kind in ("fish", "tombstone", ""):
        with pytest.raises(BadRequest, match=r"There is one for: review, .*Guidance"):
            template(book, kind, None, None)
    with pytest.raises(BadRequest, match="Say in which nation"):
        template(book, REVIEW, None, None)
    with pytest.raises(BadRequest, match="cannot name a dataset"):
        template(book, REVIEW, KEY, "Our reviews")


def test_a_blank_has_an_example_beside_it(book: Handbook) -> None:
    """So that a title is not refused a second time, for want of a language tag."""
    lines = template(book, REVIEW, KEY, "our-reviews").splitlines()
    titles = [place for place, line in enumerate(lines) if line == '    dcterms:title "" ;']
    assert len(titles) == 3
    assert all(re.search(r'For example: "[^"]+"@en \.$', lines[place - 1]) for place in titles)


def test_a_review_says_where_its_date_belongs(book: Handbook) -> None:
    """It is not among its own properties, as the report may have several editions."""
    assert "kg template Edition" in template(book, REVIEW, KEY, None)
    assert "kg template Edition" not in template(book, "Guidance", None, None)


def test_a_slip_in_the_name_of_a_kind_is_guessed(book: Handbook) -> None:
    """In whatever case it is written."""
    for written, meant in (("reveiw", "review"), ("editoin", "Edition")):
        with pytest.raises(BadRequest, match=f"Did you mean {meant}"):
            template(book, written, KEY, None)
