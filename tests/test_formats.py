"""The table of formats, and negotiation against an independent reading of RFC 9110, 12.5.1."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.errors import NotAcceptable
from kg.formats import (
    CSV,
    DATASETS,
    FORMATS,
    GRAPHS,
    HTML,
    JSON,
    JSONLD,
    NTRIPLES,
    RDFXML,
    ROWS,
    TSV,
    TURTLE,
    XML,
    Format,
    Kind,
    by_name,
    by_suffix,
    negotiate,
)
from kg.rdf import Syntax

PAGE = (HTML, *GRAPHS)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"

TYPES = st.sampled_from(
    ["*/*", "text/*", "application/*", "image/png", "TEXT/Turtle"]
    + [name for one in FORMATS for name in (one.media_type, *one.aliases) if "/" in name]
)
QUALITIES = st.sampled_from(["", ";q=0", ";q=0.0", "; q=0.3", ";Q=0.5", ";q=0.999", ";q=1"])
PROFILES = st.sampled_from(
    ["", ";profile=http://x/y", ';profile="http://x/,text/html;q=0"', ";charset=utf-8", ";v=b3"]
)
ELEMENTS = st.builds(lambda name, *rest: name + "".join(rest), TYPES, PROFILES, QUALITIES)
HEADERS = st.lists(ELEMENTS, min_size=1, max_size=6).map(", ".join)
OFFERS = st.sampled_from([ROWS, GRAPHS, (*GRAPHS, *DATASETS), PAGE])


def quality_of(media_type: str, header: str) -> float | None:
    """What a header gives a media type, by the most exact range; None where no range matches. Read
    from the text of RFC 9110, without the code under test.
    """
    best: dict[int, float] = {}
    for element in re.sub(r'"[^"]*"', "", header).split(","):
        name, *parameters = [part.strip().lower() for part in element.split(";")]
        pattern = re.escape(name).replace(r"\*", "[^/]+")
        if not re.fullmatch(pattern, media_type):
            continue
        found = [part[2:] for part in parameters if part.startswith("q=")]
        exactness = -name.count("*")
        quality = float(found[0]) if found else 1.0
        best[exactness] = max(quality, best.get(exactness, 0.0))
    return best[max(best)] if best else None


def named(one: Format, header: str) -> bool:
    """Whether the header names the format in full, by its media type or another name."""
    said = {element.partition(";")[0].strip().lower() for element in header.split(",")}
    return bool(said & {one.media_type, *one.aliases})


@given(HEADERS, OFFERS)
def test_what_is_chosen_is_acceptable(header: str, offer: tuple[Format, ...]) -> None:
    """A range with quality above 0 matches its media type, or one names it in full."""
    try:
        chosen = negotiate(header, offer)
    except NotAcceptable:
        return
    assert chosen in offer
    assert quality_of(chosen.media_type, header) or named(chosen, header)


@given(HEADERS, OFFERS)
def test_what_is_refused_by_its_own_name_is_never_chosen(
    header: str, offer: tuple[Format, ...]
) -> None:
    """`text/turtle;q=0, */*` means anything but Turtle."""
    try:
        chosen = negotiate(header, offer)
    except NotAcceptable:
        return
    said = [element for element in header.split(",") if chosen.media_type in element.lower()]
    assert not said or quality_of(chosen.media_type, header) != 0


@given(HEADERS, OFFERS)
def test_nothing_better_is_passed_over(header: str, offer: tuple[Format, ...]) -> None:
    """No format that is known by one name only, and that the header likes better, is left out."""
    plain = [quality_of(one.media_type, header) or 0 for one in offer if not named(one, header)]
    try:
        chosen = negotiate(header, offer)
    except NotAcceptable:
        assert not any(plain)
        return
    names = (chosen.media_type, *chosen.aliases)
    assert max(quality_of(name, header) or 0 for name in names) >= max(plain, default=0)


@given(st.lists(ELEMENTS, min_size=1, max_size=5), OFFERS, st.data())
def test_the_order_of_elements_does_not_matter(
    elements: list[str], offer: tuple[Format, ...], data: st.DataObject
) -> None:
    """Only qualities say what is preferred; between equals our own order decides."""

    def chosen(header: str) -> Format | None:
        try:
            return negotiate(header, offer)
        except NotAcceptable:
            return None

    shuffled = data.draw(st.permutations(elements))
    assert chosen(", ".join(elements)) == chosen(",".join(shuffled))


@given(TYPES, st.permutations(["q=0.5", "profile=x", "charset=utf-8"]))
def test_the_order_of_parameters_does_not_matter(name: str, parameters: list[str]) -> None:
    """`q` is found wherever it stands, and other parameters narrow nothing."""
    header = f"{name}; {'; '.join(parameters)}, text/csv;q=0.4"
    offer = tuple(one for one in FORMATS if one is not CSV)
    try:
        expected = negotiate(f"{name};q=0.5", (*offer, CSV))
    except NotAcceptable:
        expected = CSV
    assert negotiate(header, (*offer, CSV)) == expected


@example(";", (CSV,))
@given(st.text() | st.text(alphabet='texturl/*;q=,. "01nai-'), OFFERS)
def test_any_header_gives_a_format_or_not_acceptable(
    header: str, offer: tuple[Format, ...]
) -> None:
    """No header of a client may raise anything else."""
    try:
        assert negotiate(header, offer) in offer
    except NotAcceptable as error:
        available = error.fields["available"]
    else:
        available = [one.media_type for one in offer]
    assert available == [one.media_type for one in offer]


@pytest.mark.parametrize(
    ("header", "offer", "chosen"),
    [
        (None, PAGE, HTML),
        ("", PAGE, HTML),
        ("*/*", ROWS, JSON),
        (BROWSER, PAGE, HTML),
        (BROWSER, ROWS, XML),
        ("text/turtle", PAGE, TURTLE),
        ("application/rdf+xml;q=0.8, text/turtle;q=0.9", PAGE, TURTLE),
        ("application/ld+json", PAGE, JSONLD),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', PAGE, JSONLD),
        ("application/json", ROWS, JSON),
        ("application/json", GRAPHS, JSONLD),
        ("text/csv, */*;q=0.1", ROWS, CSV),
        ("text/tab-separated-values", ROWS, TSV),
        ("text/plain", GRAPHS, NTRIPLES),
        ("text/*", GRAPHS, TURTLE),
        ("application/*", PAGE, NTRIPLES),
        ("application/xml", GRAPHS, RDFXML),
        ("text/turtle;q=0, */*", GRAPHS, NTRIPLES),
        ("text/turtle;q=0.000, text/*;q=0.1, */*;q=0.2", GRAPHS, NTRIPLES),
        ("text/turtle;q=nan", PAGE, TURTLE),
        ("text/turtle;q=nan, text/html;q=0.9", PAGE, TURTLE),
        ("no media range at all", PAGE, HTML),
    ],
)
def test_real_headers_get_what_their_senders_expect(
    header: str | None, offer: tuple[Format, ...], chosen: Format
) -> None:
    """Browsers, curl, rdflib, Jena, pandas and spreadsheets."""
    assert negotiate(header, offer) is chosen


@pytest.mark.parametrize("header", ["image/png", "*/*;q=0", "text/turtle;q=0", "application/pdf"])
def test_what_cannot_be_made_is_refused_with_a_list_of_what_can(header: str) -> None:
    """The sender sees what to ask for instead."""
    with pytest.raises(NotAcceptable, match="text/csv") as caught:
        negotiate(header, ROWS)
    assert caught.value.fields["available"] == [one.media_type for one in ROWS]


@pytest.mark.parametrize("one", FORMATS, ids=[one.name for one in FORMATS])
def test_every_name_of_a_format_finds_it(one: Format) -> None:
    """`format=` takes the name, the suffix, the media type and the aliases."""
    family = [other for other in FORMATS if other.kind == one.kind]
    for name in (one.name, one.suffix, one.media_type, *one.aliases):
        assert by_name(name, family) is one
        assert by_name(f" {name.upper()} ; charset=utf-8", family) is one


def test_an_unknown_name_is_refused_with_a_list_of_names() -> None:
    """Long nonsense is not sent back whole."""
    with pytest.raises(NotAcceptable, match="json, xml, csv, tsv") as caught:
        by_name("excel" * 100, ROWS)
    assert len(caught.value.detail) < 200


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("reviews.ttl", TURTLE),
        ("a.b.TTL", TURTLE),
        ("x.jsonld", JSONLD),
        ("x.rdf", RDFXML),
        ("x.xml", RDFXML),
        ("x.nt", NTRIPLES),
        ("x.csv", CSV),
        ("x.docx", None),
        ("x.json", None),
        ("x", None),
        ("", None),
    ],
)
def test_the_suffix_of_a_file_tells_its_format(name: str, found: Format | None) -> None:
    """In any case, after the last dot."""
    assert by_suffix(name) is found


def test_no_two_formats_of_a_kind_share_a_name() -> None:
    """One name, one format, or the answer would depend on the order of the table."""
    for kind in Kind:
        names = [
            name
            for one in FORMATS
            if one.kind == kind
            for name in {one.name, one.suffix, one.media_type, *one.aliases}
        ]
        assert len(names) == len(set(names))


def test_text_formats_say_their_character_set() -> None:
    """RFC 2046: text without one would be read as ASCII."""
    for one in FORMATS:
        said = one.content_type.endswith("; charset=utf-8")
        assert said == one.media_type.startswith("text/")


@pytest.mark.parametrize("one", [*GRAPHS, *DATASETS])
def test_every_graph_format_has_a_syntax(one: Format) -> None:
    """So that the same table serves reading and writing."""
    assert one.syntax in Syntax
