"""The parts of a page that come from a query each: there where facts are, and nowhere else."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg.web import sections
from kg.web.charts.lineage import Step, lineage
from kg.web.sections.reading import Form, wanted
from tests.web.names import BROWSER, asked
from tests.web.outline import Outline

FILES = sorted(Path(sections.__file__).parent.glob("*/*.rq"))
PAGES = {
    "/doc/review/sct-q6y5f6": (
        "At a glance",
        "Documents, and where they can be read",
        "Timeline",
        "What was learned, and what became of it",
    ),
    "/doc/body/csap-pan-lancashire": (
        "What it grew out of, and what it became",
        "Reviews commissioned by the bodies before it",
    ),
    "/doc/body/la-glasgow-city": ("Recommendations addressed to it, and what became of them",),
    "/doc/document/working-together-2023": (
        "Where it can be read",
        "What it replaced, and what replaced it",
        "Reviews that it is about",
    ),
    "/doc/course/withscotland-foundation-course-2015-05": (
        "When it was held, and who taught it",
        "What is said of it",
    ),
    "/doc/service/withscotland-review-support": ("At a glance",),
    "/doc/catalogue/withscotland-helpful-resources": ("What it holds",),
    "/data/bodies": ("What is in it",),
    "/data/reviews-scotland": ("What is in it", "Its reviews"),
    "/doc/learning-point/lp-sct-q6y5f6-05": ("Answers and progress",),
    "/doc/person/fiona-johnston": ("Reviews and documents",),
}


def _page(client: TestClient, path: str) -> str:
    answer = client.get(path, headers=asked(BROWSER))
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("path", PAGES)
def test_a_kind_of_thing_has_its_own_sections(own_client: TestClient, path: str) -> None:
    """By their headings; the page around them is well made."""
    page = _page(own_client, path)
    found = {html.unescape(one) for one in re.findall(r'<h2 id="[^"]*">([^<]*)</h2>', page)}
    assert set(PAGES[path]) <= found
    outline = Outline(page)
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert all(b - a <= 1 for a, b in zip(outline.headings, outline.headings[1:], strict=False))


@pytest.mark.parametrize("path", PAGES)
def test_each_section_gives_its_query_and_its_rows(own_client: TestClient, path: str) -> None:
    """As SPARQL in the query page, as CSV and as JSON, and they are the same rows."""
    page = _page(own_client, path)
    ways = re.findall(r'<a href="([^"]*)" rel="nofollow">as (CSV|JSON)</a>', page)
    assert len(ways) >= 2
    for way, name in ways:
        answer = own_client.get(html.unescape(way))
        assert answer.status_code == 200
        assert name.lower() in answer.headers["Content-Type"]
        rows = answer.json()["results"]["bindings"] if name == "JSON" else answer.text.split("\n")
        assert len(rows) > (name == "CSV")


def test_without_facts_there_is_no_section(own_client: TestClient) -> None:
    """A body that nobody merged has no drawing, one that was told nothing no table of that."""
    page = _page(own_client, "/doc/body/hm-government")
    assert "grew out of" not in page
    assert "Recommendations addressed" not in page


def test_names_stand_for_identifiers(own_client: TestClient) -> None:
    """No raw IRI where there is a label: only the identifier itself and addresses on the web."""
    page = _page(own_client, "/doc/review/sct-q6y5f6").partition("Everything that is recorded")[0]
    page = page.partition("<body")[2]
    shown = re.sub(r"<[^>]*>", " ", page)
    assert shown.count("https://") == 1


def test_a_class_of_other_people_has_a_name_of_ours(own_client: TestClient) -> None:
    """What is in a dataset is told in words."""
    page = _page(own_client, "/data/bodies")
    assert "<bdi>Body</bdi>" in page
    assert "<bdi>org:Organization</bdi>" not in page


def test_english_names_a_thing_that_has_two_names(client: TestClient) -> None:
    """One row, where the graph holds a Welsh name too."""
    page = _page(client, "/doc/review/abc-12345").partition("Everything that is recorded")[0]
    assert "Invented Committee" in page
    assert "Pwyllgor" not in page


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_section_says_what_it_is(path: Path, own_client: TestClient) -> None:
    """Title and form; and the columns that its form needs."""
    (want,) = [one for one in wanted(path.parent.name) if one.name == path.stem.partition("-")[2]]
    assert want.title[0].isupper()
    head = want.text.partition("{")[0]
    needed = {
        Form.FACTS: ("?label", "?value"),
        Form.TIMELINE: ("?date", "?what"),
        Form.LINEAGE: ("?from", "?fromName", "?to", "?toName"),
    }
    assert all(one in head for one in needed.get(want.form, ()))


def test_a_line_of_descent_is_drawn_from_the_oldest_down() -> None:
    """Each box below what it came from; the one that the page is about stands out; names are
    text.
    """
    first, middle, last = ("urn:a", "A"), ("urn:b", "<b> & co"), ("urn:c", "C")
    drawn = lineage([Step(middle, last, "Merger, 2019"), Step(first, middle)], "urn:b", str)
    heights = {name: int(y) for y, name in re.findall(r'y="(\d+)"[^>]*>([^<]*)</text>', drawn.svg)}
    assert heights["A"] < heights["&lt;b&gt; &amp; co"] < heights["C"] < heights["Merger, 2019"]
    assert [step.new for step in drawn.steps] == [middle, last]
    assert '<a href="urn:a">' in drawn.svg
    assert '<a href="urn:b">' not in drawn.svg


def test_a_circle_and_a_crowd_are_not_drawn_for_ever() -> None:
    """Data may say that two things came from each other, or join hundreds."""
    one, two = ("urn:a", "A"), ("urn:b", "B")
    assert "<svg" in lineage([Step(one, two), Step(two, one)], "urn:a").svg
    crowd = [Step((f"urn:{n}", str(n)), one) for n in range(300)]
    assert lineage(crowd, "urn:a").svg == ""
    assert len(lineage(crowd, "urn:a").steps) == 300
