"""What an update inserts, told as TriG in its old places."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query.inserted import inserted
from kg.query.update import plan_update

UPDATE = """PREFIX a: <urn:a#> # a comment {
INSERT DATA { # another }
  GRAPH a:g { a:s a:p "}" ; a:q [ a:r 1 ] }
  GRAPH <urn:h> { a:s a:p 1 . } } ;
BASE <http://x.example/>
WITH <urn:no> DELETE { ?s ?p ?o } INSERT { GRAPH a:no { ?s ?p 1 } } WHERE { ?s ?p ?o } ;
DELETE DATA { GRAPH <urn:no> { a:s a:p 3 } } ;
PREFIX a: <urn:b#>
INSERT DATA { GRAPH <urn:h> { a:s a:p '''
  GRAPH { } INSERT DATA''' } }"""


def test_it_says_what_a_store_would_hold_of_the_data() -> None:
    """Prefixes and bases in their order; no template, no WHERE, no DELETE DATA."""
    store = ox.Store()
    for part in plan_update(UPDATE, "http://x.example/").parts:
        store.update(part.text)
    said = {*ox.parse(inserted(UPDATE).encode(), format=ox.RdfFormat.TRIG)}
    held = ox.Dataset(store)
    held.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    told = ox.Dataset(said)
    told.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert told == held
    assert len(told) == 5


def test_each_letter_stays_in_its_place() -> None:
    """So that lines and columns are those of the update."""
    text = inserted(UPDATE)
    assert len(text) == len(UPDATE)
    for before, after in zip(UPDATE.split("\n"), text.split("\n"), strict=True):
        assert all(one in {" ", was} for was, one in zip(before, after, strict=True))


@pytest.mark.parametrize(
    "text",
    ["", "CLEAR ALL", "INSERT { GRAPH <urn:g> { ?s ?p 1 } } WHERE { ?s ?p 2 }", "INSERT DATA"],
)
def test_where_nothing_is_inserted_there_is_nothing(text: str) -> None:
    """Templates are no data."""
    assert inserted(text).strip() == ""


@given(st.text(alphabet="INSERTDATGPHBX {}<>:a.\"'\n;#", max_size=80))
def test_any_text_is_read(text: str) -> None:
    """What the engine will refuse does no harm before."""
    assert len(inserted(text)) == len(text)
