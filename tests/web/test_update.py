"""Updates over HTTP: through the same gate as files, by those who may write the graphs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.content import CANONICAL_BASE as BASE
from kg.writers import Scope
from tests.web.publishing import BODY, OURS, Service, board, service, turtle

pytestmark = pytest.mark.slow
UPDATE = "application/sparql-update"
LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
RENAME = (
    f"WITH <{OURS}> DELETE {{ ?s {LABEL} ?o }} INSERT {{ ?s {LABEL} '{{}}'@en }} "
    f"WHERE {{ ?s {LABEL} ?o }}"
)


def rename(name: str) -> bytes:
    """An update that gives the board another name."""
    return RENAME.replace("{}", name).replace("{{", "{").replace("}}", "}").encode()


@pytest.fixture(scope="module")
def shared() -> Iterator[Service]:
    with service(write_seconds=20) as opened:
        path = f"/graph-store?graph={OURS}"
        opened.client.put(path, content=turtle(*board()), headers=opened.sends())
        yield opened


def labels(service: Service) -> str:
    query = f"SELECT ?o {{ {BODY} {LABEL} ?o }}"
    return service.client.get("/sparql", params={"query": query, "format": "csv"}).text


def test_an_update_is_one_release_by_the_token(shared: Service) -> None:
    """Whole, judged, and in the history."""
    answer = shared.client.post(
        "/update?message=A+new+name", content=rename("Renamed"), headers=shared.sends(UPDATE)
    )
    assert (answer.status_code, answer.headers["KG-Release"]) == (204, str(shared.kg.current()))
    assert "Renamed" in labels(shared)
    note = shared.kg.releases()[-1].note
    assert (note["agent"], note["message"]) == ("anyone", "A new name")


def test_each_operation_may_have_prefixes_of_its_own(shared: Service) -> None:
    """After a semicolon, too; and all of them are one release."""
    before = shared.kg.current()
    text = " ; ".join(
        f"PREFIX {name}: <http://purl.org/dc/terms/> INSERT DATA "
        f"{{ GRAPH <{OURS}> {{ {BODY} {name}:description 'About {name}'@en }} }}"
        for name in ("a", "b")
    )
    answer = shared.client.post("/update", content=text.encode(), headers=shared.sends(UPDATE))
    assert (answer.status_code, shared.kg.current()) == (204, before + 1), answer.text
    shared.client.post(
        "/update",
        content=f"DELETE WHERE {{ GRAPH <{OURS}> {{ {BODY} <http://purl.org/dc/terms/description> "
        "?o } }".encode(),
        headers=shared.sends(UPDATE),
    )


def test_an_update_that_changes_nothing_makes_no_release(shared: Service) -> None:
    """The same again."""
    shared.client.post("/update", content=rename("Same"), headers=shared.sends(UPDATE))
    before = shared.kg.current()
    again = shared.client.post("/update", content=rename("Same"), headers=shared.sends(UPDATE))
    assert (again.status_code, shared.kg.current()) == (204, before)


def test_an_update_that_breaks_a_rule_changes_nothing(shared: Service) -> None:
    """422 with the report, though other operations of it were fine."""
    before, was = shared.kg.current(), labels(shared)
    wrong = (
        rename("Half done")
        + f"; DELETE WHERE {{ GRAPH <{OURS}> {{ {BODY} {LABEL} ?o }} }}".encode()
    )
    headers = shared.sends(UPDATE, Accept="application/json")
    refused = shared.client.post("/update", content=wrong, headers=headers)
    assert refused.status_code == 422
    assert not refused.json()["conforms"]
    assert (shared.kg.current(), labels(shared)) == (before, was)


def test_what_is_wrong_is_shown_in_the_line_of_the_update(shared: Service) -> None:
    """By its number and column, with the term; and the history names no file."""
    lines = [
        "PREFIX crv: <https://w3id.org/uk-case-reviews/def/core/>",
        "DELETE WHERE { GRAPH <urn:none> { ?s ?p ?o } } ;",
        f"INSERT DATA {{ GRAPH <{OURS}> {{",
        f'  {BODY} crv:comissionedBy "x"',
        "} }",
    ]
    headers = shared.sends(UPDATE, Accept="application/json")
    sent = "\n".join(lines).encode()
    for path in ("/update", "/update?dry-run=true"):
        said = shared.client.post(path, content=sent, headers=headers).json()
        (found,) = said.get("report", said)["results"]
        assert found["code"] == "TERM-01"
        assert (found["source"], found["line"]) == ("update", 4)
        assert lines[3][found["column"] - 1 :].startswith("crv:comissionedBy")
    shared.client.post("/update?message=by+update", content=rename("Once"), headers=headers)
    note = shared.kg.releases()[-1].note
    assert (note["message"], note["files"]) == ("by update", [])


@pytest.mark.parametrize(
    "text",
    [
        f"CLEAR GRAPH <{OURS}>",
        f"DELETE WHERE {{ GRAPH <{OURS}> {{ {BODY} ?p ?o }} }}",
        f"MOVE <{OURS}> TO <https://e.example/g> ; DROP GRAPH <https://e.example/g>",
    ],
)
def test_identifiers_do_not_vanish_by_updates(shared: Service, text: str) -> None:
    """409 names them, and how they are retired."""
    refused = shared.client.post("/update", content=text.encode(), headers=shared.sends(UPDATE))
    assert refused.status_code == 409
    assert BODY.strip("<>") in refused.json()["identifiers"]
    assert "kg withdraw" in refused.json()["detail"]


def test_clearing_everything_never_clears_the_history(shared: Service) -> None:
    """For an admin it is refused for the identifiers; for others, for the terms."""
    admin = {
        "Authorization": f"Bearer {shared.token('admin', Scope.ADMIN)}",
        "Content-Type": UPDATE,
    }
    for headers, status in ((admin, 409), (shared.sends(UPDATE), 403)):
        assert (
            shared.client.post("/update", content=b"CLEAR ALL", headers=headers).status_code
            == status
        )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (f"INSERT DATA {{ GRAPH <{BASE}data/history> {{ <a> <b> 1 }} }}", 403),
        (f"INSERT DATA {{ GRAPH <{OURS}/derived> {{ <a> <b> 1 }} }}", 403),
        (f"CLEAR GRAPH <{BASE}def/core/>", 403),
        ("INSERT { GRAPH ?g { ?g <b:b> 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }", 403),
        (f"CLEAR GRAPH <{BASE}data/history>", 403),
        ("INSERT DATA { <a> <b> 1 }", 400),
        ("LOAD <https://x.example/>", 403),
        ("ASK {}", 400),
        ("CLEAR XYZ", 400),
        ("", 400),
        (f"INSERT DATA {{ GRAPH <{OURS}> {{ <a:a> <a:b> 'x\\u0007' }} }}", 422),
        (f"INSERT DATA {{ GRAPH <{OURS}> {{ <a:a> <a:b> <<( <a:a> <a:b> 1 )>> }} }}", 422),
    ],
)
def test_what_must_not_be_written_is_refused(shared: Service, text: str, status: int) -> None:
    """By a sentence that says why; the store stays as it was."""
    before = shared.kg.current()
    refused = shared.client.post("/update", content=text.encode(), headers=shared.sends(UPDATE))
    assert refused.status_code == status
    assert shared.kg.current() == before


def test_a_token_updates_its_graphs_only(shared: Service) -> None:
    """Also where only the run tells which graphs those are."""
    token = shared.token("narrow", graphs=[OURS])
    headers = {"Authorization": f"Bearer {token}", "Content-Type": UPDATE}
    assert shared.client.post("/update", content=rename("Ours"), headers=headers).status_code == 204
    everywhere = (
        f"DELETE {{ GRAPH ?g {{ ?s {LABEL} ?o }} }} WHERE {{ GRAPH ?g {{ ?s {LABEL} ?o }} }}"
    )
    refused = shared.client.post("/update", content=everywhere.encode(), headers=headers)
    assert refused.status_code == 403


def test_what_has_no_name_gets_one(shared: Service) -> None:
    """As in files: blank nodes of an update become IRIs of ours."""
    graph = "https://elsewhere.example/blank"
    said = "<https://e.example/a> <https://e.example/p> [ <https://e.example/q> 1 ]"
    text = f"INSERT DATA {{ GRAPH <{graph}> {{ {said} }} }}"
    done = shared.client.post("/update", content=text.encode(), headers=shared.sends(UPDATE))
    assert done.status_code == 204
    read = shared.client.get("/graph-store", params={"graph": graph, "format": "ntriples"})
    assert f"<{BASE}.well-known/genid/" in read.text
    assert "_:" not in read.text


def test_a_dry_run_of_an_update_shows_the_plan(shared: Service) -> None:
    """And writes nothing."""
    before = shared.kg.current()
    planned = shared.client.post(
        "/update?dry-run=true", content=rename("Planned"), headers=shared.sends(UPDATE)
    )
    assert planned.json()["statements"] == {"added": 1, "removed": 1}
    assert shared.kg.current() == before


def test_nobody_updates_without_a_token(shared: Service) -> None:
    """401, before anything is read."""
    refused = shared.client.post("/update", content=b"CLEAR ALL", headers={"Content-Type": UPDATE})
    assert refused.status_code == 401
    get = shared.client.get("/update?update=CLEAR%20ALL", headers=shared.sends(UPDATE))
    assert get.status_code == 405


def test_an_update_without_end_is_ended_and_the_next_is_done() -> None:
    """503 at the limit; a killed process holds nothing up."""
    with service(write_seconds=4.0) as opened:
        product = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(6))
        counted = f"WHERE {{ SELECT (COUNT(*) AS ?n) {{ {product} }} }}"
        text = f"INSERT {{ GRAPH <{OURS}> {{ <a:a> <a:b> ?n }} }} {counted}"
        ended = opened.client.post("/update", content=text.encode(), headers=opened.sends(UPDATE))
        assert ended.status_code == 503
        assert ended.json()["type"].endswith("/too-much-work")
        assert ended.json()["detail"].endswith("Nothing was written.")
        assert opened.kg.current() == 1


def test_an_update_that_fills_the_memory_is_ended() -> None:
    """503, and the service goes on."""
    with service(write_mib=700, write_seconds=100.0) as opened:
        headers = opened.sends(UPDATE)
        fine = f"INSERT DATA {{ GRAPH <{OURS}x> {{ <a:a> <a:b> 1 }} }}".encode()
        assert opened.client.post("/update", content=fine, headers=headers).status_code == 204
        rows = "SELECT ?s ?o { ?s ?p ?q . ?r ?t ?o } ORDER BY ?o ?s"
        text = f"INSERT {{ GRAPH <{OURS}x> {{ ?s <a:b> ?o }} }} WHERE {{ {{ {rows} }} }}"
        ended = opened.client.post("/update", content=text.encode(), headers=headers)
        assert ended.status_code == 503
        assert "memory" in ended.json()["detail"]
        assert opened.client.post("/update", content=fine, headers=headers).status_code == 204
