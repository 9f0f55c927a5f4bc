"""Earlier states of resources over HTTP (RFC 7089): as-of, moments, TimeGates, TimeMaps."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kg.knowledge_graph import KnowledgeGraph
from kg.web.app import create_app
from tests.timeline.past import BASE, STEPS, with_a_past
from tests.web.names import BROWSER, asked

DOC = "/doc/review/toy"
TURTLE, ROWS = {"Accept": "text/turtle"}, {"Accept": "text/csv"}
MOMENTS = {
    number: f"{day}, 01 Jun {2019 + number} 12:00:00 GMT"
    for number, day in {1: "Mon", 2: "Tue", 3: "Wed", 4: "Thu", 5: "Sat"}.items()
}
_LINK = re.compile(r'<([^>]*)>((?:;\s*[\w-]+="[^"]*")*)')


@pytest.fixture(scope="module")
def past() -> Iterator[KnowledgeGraph]:
    with with_a_past() as graph:
        yield graph


@pytest.fixture(scope="module")
def client(past: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(past), follow_redirects=False) as opened:
        yield opened


def links(text: str) -> dict[str, tuple[str, str]]:
    """The links of a header or TimeMap: target and datetime by relation."""
    found = {}
    for target, rest in _LINK.findall(text):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', rest))
        for relation in said["rel"].split():
            found.setdefault(relation, (target, said.get("datetime", "")))
    return found


def at(moment: str) -> dict[str, str]:
    """The headers that ask for Turtle of a moment."""
    return {**TURTLE, "Accept-Datetime": moment}


@pytest.mark.parametrize(
    ("moment", "release"),
    [
        ("Tue, 01 Jun 2021 12:00:00 GMT", 2),
        ("Wed, 01 Jun 2022 11:59:59 GMT", 2),
        ("Wed, 01 Jun 2022 12:00:00 GMT", 3),
        ("Fri, 02 Jun 2023 00:00:00 GMT", 3),
        ("Sat, 01 Jan 2000 00:00:00 GMT", 2),  # before there was any, the first
    ],
)
def test_a_moment_brings_the_state_that_was_in_force(
    client: TestClient, moment: str, release: int
) -> None:
    """With its own time and address, and the body that its address has."""
    answer = client.get(DOC, headers=at(moment))
    assert answer.status_code == 200
    assert answer.headers["Memento-Datetime"] == MOMENTS[release]
    assert answer.headers["Content-Location"] == f"{DOC}.ttl?as-of={release}"
    assert answer.headers["KG-Release"] == str(release)
    assert {"Accept", "Accept-Datetime"} <= set(answer.headers["Vary"].split(", "))
    same = client.get(answer.headers["Content-Location"])
    assert same.text == answer.text
    assert same.headers["Memento-Datetime"] == MOMENTS[release]
    assert "Accept-Datetime" not in same.headers["Vary"]


def test_a_state_leads_to_the_states_around_it(client: TestClient) -> None:
    """First, previous, next, last, the resource itself, its TimeGate and its TimeMap."""
    found = links(client.get(DOC, headers=at(MOMENTS[3])).headers["Link"])
    assert found["first"] == (f"{DOC}?as-of=2", MOMENTS[2])
    assert found["prev"] == (f"{DOC}?as-of=2", MOMENTS[2])
    assert found["next"] == (f"{DOC}?as-of=5", MOMENTS[5])
    assert found["last"] == (f"{DOC}?as-of=5", MOMENTS[5])
    assert found["original"][0] == DOC
    assert found["timegate"][0] == f"/timegate{DOC}"
    assert found["timemap"][0] == f"/timemap{DOC}"
    assert all(one in found for one in ("memento", "alternate", "license"))


def test_a_release_in_which_nothing_changed_shows_the_state_that_stood(client: TestClient) -> None:
    """Release 4 says of the review what release 3 said, which has the time of release 3."""
    answer = client.get(f"{DOC}.nt?as-of=4")
    assert answer.headers["Memento-Datetime"] == MOMENTS[3]
    assert answer.headers["KG-Release"] == "4"
    assert answer.text == client.get(f"{DOC}.nt?as-of=3").text
    assert links(answer.headers["Link"])["memento"]


def test_a_resource_as_it_is_tells_where_its_past_is(client: TestClient) -> None:
    """It is no memento, but varies with the moment that is asked for."""
    answer = client.get("/doc/review/other", headers=TURTLE)
    assert "Memento-Datetime" not in answer.headers
    assert "Accept-Datetime" in answer.headers["Vary"]
    found = links(answer.headers["Link"])
    assert found["timegate"][0] == "/timegate/doc/review/other"
    assert found["original"][0] == "/doc/review/other"


def test_what_was_withdrawn_is_gone_and_its_past_can_be_read(client: TestClient) -> None:
    """410 with the tombstone says where its TimeMap is; a state of before answers 200."""
    gone = client.get(DOC, headers=TURTLE)
    assert gone.status_code == 410
    assert links(gone.headers["Link"])["timemap"][0] == f"/timemap{DOC}"
    assert client.get(DOC, headers=at(MOMENTS[4])).status_code == 200
    last = client.get(f"{DOC}?as-of=5", headers=TURTLE)
    assert (last.status_code, last.headers["Memento-Datetime"]) == (410, MOMENTS[5])
    page = client.get(DOC, headers=asked(BROWSER))
    assert page.status_code == 410
    assert "timemap" in links(page.headers["Link"])


def test_an_identifier_leads_to_the_document_of_the_same_moment(client: TestClient) -> None:
    """303 as at any time, where it was described then; the moment goes with the next request."""
    identifier = DOC.replace("/doc/", "/id/")
    assert client.get(identifier, headers=TURTLE).status_code == 410
    then = client.get(identifier, headers=at(MOMENTS[3]))
    assert (then.status_code, then.headers["Location"]) == (303, DOC)
    assert then.headers["Vary"] == "Accept-Datetime"
    fixed = client.get(f"{identifier}?as-of=3", headers=TURTLE)
    assert (fixed.status_code, fixed.headers["Location"]) == (303, f"{DOC}?as-of=3")


@pytest.mark.parametrize(
    "moment",
    [
        "yesterday",
        "2022-06-01",
        "Wed, 01 Jun 2022 12:00:00 BST",
        "Thu, 01 Jun 2022 12:00:00 GMT",
        "Wed, 1 Jun 2022 12:00:00 GMT",
        "Wed, 31 Jun 2022 12:00:00 GMT",
        "",
        "9" * 500,
    ],
)
@pytest.mark.parametrize("path", [DOC, "/id/review/toy", "/data/toys", f"/timegate{DOC}"])
def test_a_moment_that_is_none_is_refused_with_an_example(
    client: TestClient, path: str, moment: str
) -> None:
    """A slip must not silently mean now."""
    answer = client.get(path, headers=at(moment))
    assert answer.status_code == 400
    assert "Tue, 31 Mar 2026 12:00:00 GMT" in answer.json()["detail"]


def test_the_address_of_a_state_wins_over_a_moment(client: TestClient) -> None:
    """It is of one state, for whoever asks."""
    answer = client.get(f"{DOC}?as-of=2", headers=at(MOMENTS[3]))
    assert answer.headers["Memento-Datetime"] == MOMENTS[2]


def test_a_timegate_redirects_to_the_state_of_a_moment(client: TestClient) -> None:
    """302, and it says that it varies with the moment; without one, to the last state."""
    answer = client.get(f"/timegate{DOC}", headers=at(MOMENTS[4]))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{DOC}?as-of=3")
    assert answer.headers["Vary"] == "Accept-Datetime"
    assert "Memento-Datetime" not in answer.headers
    assert links(answer.headers["Link"])["original"][0] == DOC
    last = client.get("/timegate/doc/review/other", headers=TURTLE)
    assert last.headers["Location"] == "/doc/review/other?as-of=4"


@pytest.mark.parametrize("path", [f"{BASE}doc/review/toy", "id/review/toy", "doc/review/toy"])
def test_a_timegate_takes_the_identifier_as_it_is_written(client: TestClient, path: str) -> None:
    """As an IRI of the graph, as a thing, as a document."""
    answer = client.get(f"/timegate/{path}", headers=at(MOMENTS[2]))
    assert answer.headers["Location"] == f"{DOC}?as-of=2"


def test_a_timemap_lists_the_releases_in_which_the_resource_changed(client: TestClient) -> None:
    """In application/link-format, oldest first, with times that its addresses confirm."""
    answer = client.get(f"/timemap{DOC}")
    assert answer.headers["Content-Type"] == "application/link-format"
    elements = answer.text.strip().split(",\n")
    assert all(_LINK.fullmatch(one) for one in elements)
    mementos = [_LINK.fullmatch(one) for one in elements if "memento" in one.rpartition("rel=")[2]]
    addresses = [one[1] for one in mementos if one]
    assert addresses == [f"http://testserver{DOC}?as-of={number}" for number in (2, 3, 5)]
    found = links(answer.text)
    assert found["original"][0] == f"http://testserver{DOC}"
    assert (found["first"][1], found["last"][1]) == (MOMENTS[2], MOMENTS[5])
    own = next(one for one in elements if 'rel="self"' in one)
    assert f'from="{MOMENTS[2]}"; until="{MOMENTS[5]}"' in own
    for address in addresses:
        said = client.get(address, headers=TURTLE).headers["Memento-Datetime"]
        assert any(f"<{address}>" in one and said in one for one in elements)


def test_a_timemap_is_there_in_json(client: TestClient) -> None:
    """By Accept or by name; it says by which release a thing was withdrawn."""
    said = client.get(f"/timemap{DOC}", headers={"Accept": "application/json"}).json()
    assert said == client.get(f"/timemap{DOC}?format=json").json()
    listed = said["mementos"]["list"]
    assert [(one["release"], one["withdrawn"]) for one in listed] == [
        (2, False),
        (3, False),
        (5, True),
    ]
    assert said["timegate_uri"] == f"http://testserver/timegate{DOC}"
    assert said["earlier_uri"] is None


def test_a_long_timemap_comes_in_pages(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page names the one before it; together they are the whole, each state once."""
    monkeypatch.setattr("kg.web.timemaps.PAGE", 2)
    path: str | None = f"/timemap{DOC}?format=json"
    found = []
    while path:
        said = client.get(path).json()
        found = [one["release"] for one in said["mementos"]["list"]] + found
        path = said["earlier_uri"]
    assert found == [2, 3, 5]
    newest = client.get(f"/timemap{DOC}").text
    assert f'<http://testserver/timemap{DOC}?until=2>; rel="timemap"' in newest
    assert "first" not in links(newest)
    assert "last" not in links(client.get(f"/timemap{DOC}?until=2").text)


@pytest.mark.parametrize("prefix", ["/timemap", "/timegate"])
@pytest.mark.parametrize(
    "path", ["/doc/review/unknown", "/data/none", "/sparql", "/", "/doc/x", "/releases/1", "/%3Ex"]
)
def test_what_has_no_past_has_no_timemap(client: TestClient, prefix: str, path: str) -> None:
    """404, with what looks like it."""
    assert client.get(f"{prefix}{path}").status_code == 404


def test_datasets_and_their_formats_have_a_past_too(client: TestClient) -> None:
    """Each step changed the dataset; the file of a format has its own addresses."""
    said = client.get("/timemap/data/toys?format=json").json()
    assert [one["release"] for one in said["mementos"]["list"]] == [1, 2, 3, 4, 5]
    assert client.get("/timegate/data/toys.nt", headers=at(MOMENTS[2])).headers["Location"] == (
        "/data/toys.nt?as-of=2"
    )
    body = client.get("/data/toys.nt", headers={"Accept-Datetime": MOMENTS[2]}).text
    for statement in STEPS[1].added:
        assert f"{statement.rsplit(' ', 2)[0]} ." in body


@pytest.mark.parametrize(
    "path",
    [
        DOC,
        "/id/review/toy",
        "/data/toys",
        "/def/",
        "/browse/review",
        "/sparql?query=ASK{}",
        f"/timegate{DOC}",
    ],
)
@pytest.mark.parametrize(
    ("as_of", "status", "said"),
    [
        ("99", 404, "There are releases 1, of 2020-06-01T12:00:00Z, to 5, of"),
        ("2019", 404, "There was no release yet at 2019"),
        ("2020-13", 400, "neither a release nor a date"),
        ("yesterday", 400, "such as 2026-03-31"),
        ("", 400, "neither a release nor a date"),
        ("3&as-of=3", 400, "one as-of=… at most"),
    ],
)
def test_as_of_is_read_alike_everywhere(
    client: TestClient, path: str, as_of: str, status: int, said: str
) -> None:
    """What is wrong with it, and what there is."""
    answer = client.get(f"{path}{'&' if '?' in path else '?'}as-of={as_of}")
    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_what_a_release_says_nothing_of_yet_names_the_first_that_does(client: TestClient) -> None:
    """The review came with release 2."""
    answer = client.get(f"{DOC}?as-of=1")
    assert answer.status_code == 404
    assert "The first that does is release 2, of 2021-06-01" in answer.json()["detail"]


def test_the_page_of_a_state_says_that_it_is_one(client: TestClient) -> None:
    """With the way to what it was before, what it was next, and what it is now."""
    page = client.get(f"{DOC}?as-of=3", headers=asked(BROWSER)).text
    assert "This is how it was from" in page
    for target in (f"{DOC}?as-of=2", f"{DOC}?as-of=5", DOC):
        assert f'href="{target}"' in page
    assert f'href="{DOC}.ttl?as-of=3"' in page
    now = client.get("/doc/review/other", headers=asked(BROWSER)).text
    assert "This is how it was" not in now


def test_dropped_releases_answer_410_everywhere_and_have_no_states() -> None:
    """They stay in the list of releases; what is kept has its past from there on."""
    with with_a_past(keep_releases=2) as graph, TestClient(create_app(graph)) as client:
        cited = client.get("/sparql?query=SELECT+*+{+?s+?p+?o+}&as-of=3", headers=ROWS)
        address = links(cited.headers["Link"])["cite-as"][0]
        assert graph.prune() == [1, 2, 3]
        for path in (DOC, "/data/toys", "/sparql?query=ASK{}", "/def/"):
            answer = client.get(f"{path}{'&' if '?' in path else '?'}as-of=2")
            assert answer.status_code == 410
            assert answer.json()["type"].endswith("problems/release-dropped")
            assert "There are releases 4, of 2023-06-01T12:00:00Z, to 5" in answer.json()["detail"]
        assert client.get(f"{DOC}?as-of=2021").status_code == 410
        assert client.get(address, headers=ROWS).status_code == 410
        listed = client.get("/releases", headers={"Accept": "application/json"}).json()
        assert [(one["number"], one["kept"]) for one in listed] == [
            (5, True),
            (4, True),
            (3, False),
            (2, False),
            (1, False),
        ]
        assert "no longer kept" in client.get("/releases", headers=asked(BROWSER)).text
        said = client.get(f"/timemap{DOC}?format=json").json()["mementos"]["list"]
        assert [one["release"] for one in said] == [4, 5]
        first = client.get(DOC, headers=at(MOMENTS[2]))
        assert first.headers["Memento-Datetime"] == MOMENTS[4]
