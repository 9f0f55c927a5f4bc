"""Lists of a kind: narrowed, sorted, by page, drawn, and as data."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from starlette.testclient import TestClient

from kg.web.browsing.facets import WAYS
from kg.web.kinds import KINDS
from tests.web.names import BASE, BROWSER, asked


def _page(client: TestClient, target: str) -> str:
    answer = client.get(f"/browse/{target}", headers=asked(BROWSER))
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def _rows(client: TestClient, target: str) -> list[dict[str, str]]:
    answer = client.get(f"/browse/{target}", headers=asked("text/csv"))
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_has_all_its_things_as_data(own_client: TestClient, kind: str) -> None:
    """As many rows in CSV and in JSON as the page says that there are."""
    page = _page(own_client, kind)
    total = int(re.findall(r" of ([\d,]+), by name", page)[0].replace(",", ""))
    assert len(_rows(own_client, kind)) == total
    told = own_client.get(f"/browse/{kind}", headers=asked("application/json")).json()
    assert told["total"] == len(told["things"]) == total
    assert {one["thing"] for one in told["things"]} == {
        row["thing"] for row in _rows(own_client, f"{kind}?format=csv")
    }


FACETS = [(kind, facet.name) for kind, ways in WAYS.items() for facet in ways.facets]


@pytest.mark.parametrize(("kind", "facet"), FACETS)
def test_a_facet_narrows_to_as_many_as_it_says(
    own_client: TestClient, kind: str, facet: str
) -> None:
    """The number beside a value is the length of the list that it gives."""
    select = re.search(rf'name="{facet}">(.*?)</select>', _page(own_client, kind), re.DOTALL)
    assert select
    values = re.findall(r'<option value="([^"]+)">[^<]*\((\d+)\)</option>', select[1])
    assert values
    for key, number in {values[0], values[-1]}:
        assert len(_rows(own_client, f"{kind}?{facet}={key}")) == int(number)


def test_facets_add_up(own_client: TestClient) -> None:
    """Two of them give what is in both; each can be taken back."""
    both = _rows(own_client, "review?nation=scotland&type=significant-case-review")
    nation = {row["thing"] for row in _rows(own_client, "review?nation=scotland")}
    kind = {row["thing"] for row in _rows(own_client, "review?type=significant-case-review")}
    assert {row["thing"] for row in both} == nation & kind
    page = _page(own_client, "review?nation=scotland&type=significant-case-review&sort=newest")
    assert "Nation: Scotland" in page
    assert '"/browse/review?nation=scotland&sort=newest"' in page
    assert '"/browse/review?type=significant-case-review&sort=newest"' in page


def test_a_list_can_be_sorted_by_date(own_client: TestClient) -> None:
    """Newest first, or oldest first with those of no date at the end."""
    newest = [row["date"] for row in _rows(own_client, "review?sort=newest")]
    assert newest == sorted(newest, reverse=True)
    oldest = [row["date"] for row in _rows(own_client, "review?sort=oldest")]
    dated = [date for date in oldest if date]
    assert oldest[: len(dated)] == sorted(dated)


def test_pages_follow_each_other(own_client: TestClient) -> None:
    """With what was chosen kept; together they are the list."""
    first = _page(own_client, "review?nation=england&sort=newest")
    assert 'rel="next" href="/browse/review?nation=england&sort=newest&page=2"' in first
    found, page = [], 1
    while True:
        text = _page(own_client, f"review?nation=england&sort=newest&page={page}")
        listed = text.partition('<ul class="entries">')[2].partition("</ul>")[0]
        found += re.findall(r'href="/doc/(review/[^"]+)"', listed)
        page += 1
        if 'rel="next"' not in text:
            break
    rows = _rows(own_client, "review?nation=england&sort=newest")
    assert found == [row["thing"].removeprefix(f"{BASE}id/") for row in rows]


def test_each_chart_stands_beside_its_numbers_and_its_query(own_client: TestClient) -> None:
    """Timeline, bars and map; the query gives the numbers of the table."""
    page = _page(own_client, "review?nation=scotland")
    for title in ("By year of publication", "By type", "By council"):
        part = page.partition(f">{title}</h2>")[2].partition("</section>")[0]
        assert "<svg" in part
        table = re.findall(r'<td class="number">(\d+)</td>', part)
        way = re.search(r'href="([^"]+format=csv)"', part)
        assert way
        rows = list(csv.DictReader(io.StringIO(own_client.get(way[1]).text)))
        assert [row["case_reviews"] for row in rows] == table


def test_the_whole_list_can_be_had_as_a_query(own_client: TestClient) -> None:
    """The same things in the same order."""
    page = _page(own_client, "course?provider=withscotland")
    way = re.search(r'href="(/sparql[^"]+&format=csv)"', page)
    assert way
    rows = list(csv.DictReader(io.StringIO(own_client.get(way[1]).text)))
    assert [row["thing"] for row in rows] == [
        row["thing"] for row in _rows(own_client, "course?provider=withscotland")
    ]


@pytest.mark.parametrize(
    ("target", "status", "words"),
    [
        ("review?typ=x", 400, "nation, type, harm"),
        ("review?type=nonsense", 400, "There are for example"),
        ("review?type=a&type=b", 400, "type"),
        ("review?sort=size", 400, "name, newest, oldest"),
        ("person?sort=newest", 400, "name"),
        ("review?page=0", 400, "from 1"),
        ("review?page=x", 400, "from 1"),
        ("review?page=99", 404, "pages, not 99"),
        ("review?page=99999999999999999999", 400, "from 1"),
        ("review?format=xls", 400, "html, json and csv"),
        ("review?type='%3E%7D%20DROP", 400, "There are for example"),
        ("children", 404, "There are lists of"),
    ],
)
def test_what_a_list_cannot_do_is_told(
    own_client: TestClient, target: str, status: int, words: str
) -> None:
    """A misspelt name never gives the whole list as if it had been narrowed."""
    answer = own_client.get(f"/browse/{target}", headers=asked("application/json"))
    assert answer.status_code == status
    assert words in answer.json()["detail"]


def test_an_empty_choice_is_none(own_client: TestClient) -> None:
    """As a form without scripts sends it."""
    assert _rows(own_client, "course?provider=&teaches=&for=&sort=") == _rows(own_client, "course")


def test_an_older_release_can_be_browsed(client: TestClient) -> None:
    """By as-of; the first release of the fixture has no document."""
    assert _rows(client, "document?as-of=1") == []
    assert len(_rows(client, "document")) == 4
