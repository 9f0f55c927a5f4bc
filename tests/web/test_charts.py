"""Charts of answers: what can be drawn, that the numbers are right, and that nothing leaks in."""

from __future__ import annotations

import csv
import re
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from kg.rdf import Term
from kg.web.charts import Chart, Drawing, charts_of, draw
from kg.web.charts.grid import PLACES, tile_lines
from kg.web.results import Table
from tests.web.names import BROWSER, asked

XSD = "http://www.w3.org/2001/XMLSchema#"
AREA = "http://statistics.gov.scot/id/statistical-geography/"
SVG = "{http://www.w3.org/2000/svg}"


def _said(text: str) -> Term:
    return Term("literal", text)


def _typed(text: str, datatype: str) -> Term:
    return Term("literal", text, datatype=f"{XSD}{datatype}")


def _table(columns: str, *rows: tuple[Term | None, ...]) -> Table:
    return Table(tuple(columns.split()), rows, len(rows))


THEMES = _table(
    "theme reviews share",
    (_said("neglect"), _typed("30", "integer"), _typed("1.5", "decimal")),
    (_said("<abuse> & more"), _typed("7", "integer"), _typed("2.5", "decimal")),
)
DATED = _table(
    "review published",
    (Term("iri", "urn:a"), _typed("2010-05", "gYearMonth")),
    (Term("iri", "urn:b"), _typed("2010", "gYear")),
    (Term("iri", "urn:c"), _typed("2013-01-02", "date")),
    (Term("iri", "urn:d"), None),
)
AREAS = _table(
    "area reviews",
    (Term("iri", f"{AREA}S12000049"), _typed("5", "integer")),
    (Term("iri", f"{AREA}S12000047"), _typed("2", "integer")),
    (Term("iri", f"{AREA}S92000003"), _typed("90", "integer")),
)


def _drawn(table: Table, chart: Chart, value: str | None = None) -> Drawing:
    drawing = draw(table, chart, value, {"S12000049": "Glasgow City"})
    assert drawing
    return drawing


def _titles(drawing: Drawing) -> list[str]:
    return [one.text or "" for one in ET.fromstring(drawing.svg).iter(f"{SVG}title")]


def _texts(drawing: Drawing) -> list[str]:
    return [one.text or "" for one in ET.fromstring(drawing.svg).iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("table", "charts"),
    [
        (THEMES, [Chart.BARS]),
        (DATED, [Chart.BARS, Chart.TIMELINE]),
        (AREAS, [Chart.MAP]),
        (_table("thing", (Term("iri", "urn:a"),)), []),
        (_table("thing"), []),
    ],
)
def test_the_rows_say_what_can_be_drawn(table: Table, charts: list[Chart]) -> None:
    """Numbers with names, years, councils."""
    assert charts_of(table) == charts


def test_bars_have_their_names_and_numbers(client: TestClient) -> None:
    """Every number stands beside its bar, in the order of the rows, escaped."""
    assert _texts(_drawn(THEMES, Chart.BARS)) == ["neglect", "30", "<abuse> & more", "7"]
    other = _drawn(THEMES, Chart.BARS, "share")
    assert _texts(other)[1::2] == ["1.5", "2.5"]
    assert other.caption == "share"


def test_bars_are_as_long_as_their_numbers() -> None:
    """Half the number is half the length."""
    table = _table("n v", *((_said(f"k{n}"), _typed(str(n * 10), "integer")) for n in (4, 2, 1)))
    drawn = ET.fromstring(_drawn(table, Chart.BARS).svg)
    widths = [float(one.get("width", "0")) for one in drawn.iter(f"{SVG}rect")]
    assert widths == [widths[0], widths[0] / 2, widths[0] / 4]


def test_many_rows_without_numbers_are_counted_by_kind() -> None:
    """By the column with the fewest values."""
    rows = [(_said(f"title {n}"), _said("death" if n % 3 else "harm")) for n in range(9)]
    drawing = _drawn(_table("title outcome", *rows), Chart.BARS)
    assert drawing.caption == "rows by outcome"
    assert _texts(drawing) == ["death", "6", "harm", "3"]


def test_a_timeline_shows_years_without_rows_too() -> None:
    """A gap is a gap; what has no date is left out."""
    drawing = _drawn(DATED, Chart.TIMELINE)
    assert _titles(drawing)[1:] == ["2010: 2", "2011: 0", "2012: 0", "2013: 1"]
    assert drawing.caption == "rows by year, 2010 to 2013"


def test_numbers_are_years_only_where_the_column_says_so() -> None:
    """A count of 1999 is no date."""
    counted = _table("n", (_typed("1999", "integer"),), (_typed("2001", "integer"),))
    assert Chart.TIMELINE not in charts_of(counted)
    assert Chart.TIMELINE in charts_of(counted._replace(columns=("lastYear",)))


def test_the_map_has_a_tile_for_each_council_of_the_nations_that_occur() -> None:
    """With its number; a nation is no council, and is said to be missing."""
    drawing = _drawn(AREAS, Chart.MAP)
    titles = _titles(drawing)
    assert len(titles) - 1 == sum(code.startswith("S") for code in PLACES) == 32
    assert "Glasgow City: 5" in titles
    assert "1 larger or other areas are not on the map" in drawing.caption


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Aberdeen City", ["Aberdeen"]),
        ("Aberdeenshire", ["Aberdeen-", "shire"]),
        ("The Scottish Borders", ["Scottish", "Borders"]),
        ("East Dunbartonshire", ["E Dunbarton-", "shire"]),
        ("Central Bedfordshire", ["Central", "Bedfordshire"]),
        ("Bath and North East Somerset", ["Bath & N E", "Somerset"]),
        ("Herefordshire, County of", ["Hereford-", "shire"]),
        ("Stoke-on-Trent", ["Stoke-on-", "Trent"]),
        ("Bournemouth, Christchurch and Poole", ["Bournemouth", "Christchurch…"]),
        ("x" * 500, ["x" * 13 + "…"]),
        ("", []),
    ],
)
def test_the_name_of_a_council_fits_its_tile(name: str, lines: list[str]) -> None:
    """In two lines at most, so that one is told from another."""
    assert tile_lines(name) == lines


def test_no_two_councils_of_a_map_look_alike(own_client: TestClient) -> None:
    """As they are named in the data."""
    query = (
        "SELECT ?a ?name { ?a a <http://purl.org/dc/terms/Location> ; "
        "<http://www.w3.org/2004/02/skos/core#prefLabel> ?name FILTER(LANG(?name) = 'en') }"
    )
    table = own_client.get("/sparql", params={"query": query, "format": "csv"}).text
    areas = {iri.rpartition("/")[2]: name for iri, name in csv.reader(table.splitlines()[1:])}
    written = [tuple(tile_lines(areas[code])) for code in PLACES]
    assert len(set(written)) == len(PLACES)


def test_no_two_councils_share_a_place() -> None:
    """32 in Scotland, 22 in Wales, and those of England that the data know."""
    assert len(set(PLACES.values())) == len(PLACES)
    assert sum(code.startswith("W") for code in PLACES) == 22
    assert all(re.fullmatch(r"(S12|W06|E06|E08|E09|E10)\d{6}", code) for code in PLACES)


def test_every_council_of_the_data_is_on_the_map(own_client: TestClient) -> None:
    """A new one in the data needs a tile."""
    query = "SELECT ?a { ?a a <http://purl.org/dc/terms/Location> }"
    areas = own_client.get("/sparql", params={"query": query, "format": "csv"}).text.split()[1:]
    codes = {one.rpartition("/")[2] for one in areas}
    councils = {one for one in codes if re.match("S12|W06|E06|E08|E09|E10", one)}
    assert councils == set(PLACES)


TYPES = "SELECT ?type (COUNT(?s) AS ?n) { ?s a ?t BIND(STR(?t) AS ?type) } GROUP BY ?type"


def test_a_chart_is_a_file_of_its_own(client: TestClient) -> None:
    """format=svg, from a query and from a named one."""
    answer = client.get("/sparql", params={"query": TYPES, "format": "svg", "chart": "bars"})
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert ET.fromstring(answer.text).tag == f"{SVG}svg"
    assert "style=" not in answer.text


@pytest.mark.parametrize(
    ("parameters", "status", "said"),
    [
        ({"query": TYPES, "chart": "pie", "format": "svg"}, 400, "no chart 'pie'"),
        ({"query": TYPES, "chart": "map", "format": "svg"}, 406, "What they have: bars"),
        ({"query": "ASK {}", "format": "svg"}, 406, "nothing to draw"),
        ({"query": "DESCRIBE <urn:a>", "format": "svg"}, 406, "no format 'svg'"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    client: TestClient, parameters: dict[str, str], status: int, said: str
) -> None:
    """With what the rows do have."""
    answer = client.get("/sparql", params=parameters)
    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_a_page_offers_the_charts_that_the_rows_have(own_client: TestClient) -> None:
    """Links, no script: the table, bars, a timeline; the one that is shown is no link."""
    target = "/queries/reviews-by-year-and-nation?chart=timeline"
    page = own_client.get(target, headers=asked(BROWSER)).text
    assert '<b aria-current="true">Timeline</b>' in page
    assert 'href="/queries/reviews-by-year-and-nation#answer"' in page.replace("?#", "#")
    assert "<figcaption>Reviews by year, 2003 to 2025" in page
    assert page.count("<svg ") == 1
