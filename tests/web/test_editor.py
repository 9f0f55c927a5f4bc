"""The query page as the server writes it: with the editor, and without it where npm was missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg.web import sparql
from tests.web.names import BASE, BROWSER, asked


@pytest.fixture
def with_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the editor had been fetched."""
    monkeypatch.setattr(sparql, "_EDITOR", Path(__file__))


@pytest.fixture
def without_editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As if it had not."""
    monkeypatch.setattr(sparql, "_EDITOR", tmp_path / "none.js")


def _page(client: TestClient, target: str = "/sparql") -> tuple[str, str]:
    answer = client.get(target, headers=asked(BROWSER))
    return answer.text, answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("with_editor")
def test_only_our_scripts_may_run_and_only_the_query_page_may_ask(client: TestClient) -> None:
    """No other host, nothing inline; the one script of other pages is the way out of them."""
    page, policy = _page(client)
    assert 'src="/static/vendor/yasgui.min.js"' in page
    assert "script-src 'self'; " in policy
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy
    for target in ("/", "/queries", "/queries/where-to-read-reports", "/doc/review/abc-12345"):
        page, policy = _page(client, target)
        ours = page.count('<script src="/static/exit.js" defer>')
        assert page.count("<script") == ours + page.count('<script type="application/ld+json">')
        assert "script-src 'self';" in policy
        assert "connect-src" not in policy


@pytest.mark.usefixtures("with_editor")
def test_a_fault_keeps_the_policy_of_the_page(client: TestClient) -> None:
    """The editor is there to mend it with."""
    assert "connect-src" in _page(client, "/sparql?query=SELECT")[1]


@pytest.mark.usefixtures("without_editor")
def test_without_the_editor_the_form_says_so(client: TestClient) -> None:
    """And nothing is asked for that is not there."""
    page, policy = _page(client)
    assert "<script" not in page
    assert "yasgui" not in page
    assert "is not installed" in page
    assert "connect-src" not in policy


@pytest.mark.usefixtures("without_editor")
def test_the_page_lists_the_terms_that_the_data_use(own_client: TestClient) -> None:
    """Classes and properties with their names and counts, each leading to its page."""
    page, _ = _page(own_client)
    assert 'data-term="crv:CaseReview" href="/def/core/CaseReview"' in page
    assert "crv:reviewType" in page
    assert 'data-term="owl:Class"' not in page


def test_the_terms_are_there_for_programs(own_client: TestClient) -> None:
    """With the prefixes, so that an editor can complete them."""
    said = own_client.get("/sparql/terms").json()
    assert said["prefixes"]["crv"] == f"{BASE}def/core/"
    kinds = {one["short"]: one["kind"] for one in said["terms"]}
    assert kinds["crv:CaseReview"] == "class"
    assert kinds["crv:reviewType"] == "property"
    counts = [one["count"] for one in said["terms"]]
    assert counts == sorted(counts, reverse=True)


def test_every_class_of_the_data_is_called_something(own_client: TestClient) -> None:
    """Those of other people too, which have no label in the graph."""
    terms = own_client.get("/sparql/terms").json()["terms"]
    kinds = [one for one in terms if one["kind"] == "class"]
    unnamed = [one["short"] for one in kinds if not one["name"]]
    assert [one for one in unnamed if one.split(":")[0] not in {"owl", "sh"}] == []
    assert {"org:Organization": "Body"}.items() <= {
        one["short"]: one["name"] for one in kinds
    }.items()


def test_a_named_query_gives_its_text_filled_in(client: TestClient) -> None:
    """For the editor, and for whoever wants to go on from there."""
    answer = client.get(
        "/queries/exploitation-since-a-year?from=2015",
        headers=asked("application/sparql-query"),
    )
    assert answer.headers["Content-Type"] == "application/sparql-query; charset=utf-8"
    assert '"2015"^^<http://www.w3.org/2001/XMLSchema#gYear>' in answer.text
    assert "$from" not in answer.text
