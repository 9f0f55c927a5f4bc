"""Writes by the Graph Store Protocol: tokens, conditions, limits, the gate and its report, the
log.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from kg.content import CANONICAL_BASE as BASE
from kg.errors import StoreBusy, TooBusy
from kg.stores.folders import ReleaseFolders
from kg.web.measured import Measured
from kg.web.publishing.desk import Door
from kg.writers import Scope
from tests.web.publishing import OURS, Service, board, service, turtle

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shared() -> Iterator[Service]:
    with service(body_mib=1, write_patience=0.2) as opened:
        yield opened


@pytest.fixture
def place(shared: Service) -> str:
    """The path of a graph that holds a board."""
    path = f"/graph-store?graph={OURS}"
    shared.client.put(path, content=turtle(*board()), headers=shared.sends())
    return path


def test_a_graph_is_made_replaced_and_read(shared: Service) -> None:
    """201 and its place at first, 204 then, and each is a release by the name of the token."""
    path = f"/graph-store?graph={BASE}data/fresh&message=The+first"
    body = turtle(*board("fresh-1"), name="fresh")
    made = shared.client.put(path, content=body, headers=shared.sends())
    assert (made.status_code, made.headers["Location"]) == (201, "/data/fresh")
    again = shared.client.put(
        path,
        content=turtle(*board("fresh-1", "Another name"), name="fresh"),
        headers=shared.sends(),
    )
    assert again.status_code == 204
    assert int(again.headers["KG-Release"]) == int(made.headers["KG-Release"]) + 1
    (first,) = [
        one for one in shared.kg.releases() if str(one.number) == made.headers["KG-Release"]
    ]
    assert (first.note["agent"], first.note["message"]) == ("anyone", "The first")
    read = shared.client.get(path, headers={"Accept": "application/n-triples"})
    assert "Another name" in read.text
    assert "Board One" not in read.text
    assert again.headers["ETag"].strip(chr(34)) in read.headers["ETag"]


def test_the_same_again_makes_no_release(shared: Service, place: str) -> None:
    """204, and the release that holds it already."""
    before = shared.kg.current()
    again = shared.client.put(place, content=turtle(*board()), headers=shared.sends())
    assert (again.status_code, again.headers["KG-Release"]) == (204, str(before))
    assert shared.kg.current() == before


def test_a_post_adds_and_keeps(shared: Service) -> None:
    """What was there stays; what would take it away again is refused."""
    place = f"/graph-store?graph={BASE}data/kept"
    body = turtle(*board("kept-1"), name="kept")
    shared.client.put(place, content=body, headers=shared.sends())
    more = "\n".join(board("kept-2", "Board Two")).encode()
    assert shared.client.post(place, content=more, headers=shared.sends()).status_code == 204
    read = shared.client.get(place, headers={"Accept": "text/turtle"}).text
    assert "Board One" in read
    assert "Board Two" in read
    refused = shared.client.put(place, content=body, headers=shared.sends())
    assert refused.status_code == 409
    assert "kg withdraw" in refused.json()["detail"]


def test_a_post_without_a_graph_makes_one(shared: Service) -> None:
    """Called like the dataset that it describes; and never one that is there."""
    body = turtle(*board("posted-1"), name="posted")
    made = shared.client.post("/graph-store", content=body, headers=shared.sends())
    assert (made.status_code, made.headers["Location"]) == (201, "/data/posted")
    again = shared.client.post("/graph-store", content=body, headers=shared.sends())
    assert again.status_code == 412


def test_a_dataset_is_written_at_its_own_address(shared: Service) -> None:
    """Direct graph identification; a suffix is no part of the name."""
    body = turtle(*board("direct-1"), name="direct")
    made = shared.client.put("/data/direct.ttl", content=body, headers=shared.sends())
    assert made.status_code == 201
    read = shared.client.get("/data/direct", headers={"Accept": "text/turtle"})
    assert "direct-1" in read.text


def test_a_deletion_that_would_lose_identifiers_is_refused(shared: Service, place: str) -> None:
    """What was published never vanishes without a word; what nobody named may go."""
    refused = shared.client.delete(place, headers=shared.sends())
    assert refused.status_code == 409
    assert f"{BASE}id/body/ours-1" in refused.json()["identifiers"]
    other = "/graph-store?graph=https://elsewhere.example/g"
    triple = b"<https://elsewhere.example/s> <http://purl.org/dc/terms/title> 'A'@en ."
    assert shared.client.put(other, content=triple, headers=shared.sends()).status_code == 201
    assert shared.client.delete(other, headers=shared.sends()).status_code == 204
    assert shared.client.get(other).status_code == 404
    assert shared.client.delete(other, headers=shared.sends()).status_code == 404


def test_a_dataset_is_withdrawn_with_a_reason(shared: Service) -> None:
    """Its tombstones stay (410); tokens of single graphs may not, and no reason is made up."""
    path = "/data/leaving"
    body = turtle(*board("leaving-1"), name="leaving")
    shared.client.put(path, content=body, headers=shared.sends())
    narrow = shared.token("narrow", graphs=[f"{BASE}data/leaving"])
    refused = shared.client.delete(
        f"{path}?withdraw=created-in-error", headers={"Authorization": f"Bearer {narrow}"}
    )
    assert refused.status_code == 403
    wrong = shared.client.delete(f"{path}?withdraw=boredom", headers=shared.sends())
    assert wrong.status_code == 400
    gone = shared.client.delete(f"{path}?withdraw=created-in-error", headers=shared.sends())
    assert gone.status_code == 204
    assert shared.client.get("/id/body/leaving-1").status_code == 410
    assert shared.client.get(path, headers={"Accept": "text/turtle"}).status_code == 410


REPORTS = {
    "*/*": "text/turtle; charset=utf-8",
    "text/turtle": "text/turtle; charset=utf-8",
    "application/ld+json": "application/ld+json",
    "application/n-triples": "application/n-triples",
    "application/json": "application/json",
    "application/problem+json": "application/problem+json",
    "application/sarif+json": "application/sarif+json",
    "text/plain": "text/plain; charset=utf-8",
    "text/html": "text/html; charset=utf-8",
    "image/png": "text/turtle; charset=utf-8",
}


@pytest.mark.parametrize("accept", REPORTS)
def test_what_breaks_a_rule_is_refused_with_a_report(
    shared: Service, place: str, accept: str
) -> None:
    """422 in the format asked for, with the line of the body; the store stays as it was."""
    before = shared.kg.current()
    wrong = turtle(*board(), f'<{BASE}id/body/ours-1> <{BASE}def/core/comissionedBy> "x" .')
    line = len(wrong.splitlines())
    headers = shared.sends(Accept=accept)
    refused = shared.client.put(place, content=wrong, headers=headers)
    assert (refused.status_code, refused.headers["Content-Type"]) == (422, REPORTS[accept])
    assert refused.headers["KG-Conforms"] == "false"
    assert "TERM-01" in refused.text
    if accept in {"text/plain", "text/html"}:
        assert f":{line}:" in refused.text or f"line {line}," in refused.text
    else:
        assert str(line) in refused.text
    assert shared.kg.current() == before


def test_the_report_is_one_of_shacl(shared: Service, place: str) -> None:
    """Read by another parser: it does not conform, and points at the line."""
    wrong = turtle(*board(), f'<{BASE}id/body/ours-1> <{BASE}def/core/comissionedBy> "x" .')
    refused = shared.client.put(place, content=wrong, headers=shared.sends())
    said = {
        (quad.predicate.value, quad.object.value)
        for quad in ox.parse(refused.content, ox.RdfFormat.TURTLE)
    }
    assert ("http://www.w3.org/ns/shacl#conforms", "false") in said
    line = str(len(wrong.splitlines()))
    assert ("http://www.w3.org/2009/pointers#lineNumber", line) in said


def test_a_body_that_is_not_well_formed_is_refused_with_its_place(
    shared: Service, place: str
) -> None:
    """400, with every fault in the report."""
    wrong = b"@prefix a: <http://a.example/> .\na:s a:p a:o\na:t a:p ."
    headers = shared.sends(Accept="application/json")
    refused = shared.client.put(place, content=wrong, headers=headers)
    assert refused.status_code == 400
    assert refused.json()["results"][0]["line"] in {2, 3}


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer kg_x", "Basic YTpi", "kg_x", "Bearer é"],
)
def test_nobody_writes_without_a_valid_token(
    shared: Service, place: str, authorization: str | None
) -> None:
    """401 with the scheme, and the same for a token in the address or in a cookie."""
    headers = {"Content-Type": b"text/turtle"}
    if authorization is not None:
        headers["Authorization"] = authorization.encode()
    token = shared.token("anyone")
    path = f"{place}&access_token={token}"
    shared.client.cookies.set("token", token)
    for method in ("PUT", "POST", "DELETE"):
        refused = shared.client.request(method, path, content=b"", headers=headers)
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    shared.client.cookies.clear()


def test_a_token_that_was_revoked_writes_no_more(shared: Service, place: str) -> None:
    """At once, though the server runs."""
    headers = shared.sends()
    shared.register.revoke("anyone")
    assert shared.client.put(place, content=b"", headers=headers).status_code == 401


def test_a_token_writes_its_graphs_only(shared: Service, place: str) -> None:
    """403 for others, and for terms where its scope is not admin; nothing is read before."""
    narrow = {"Authorization": f"Bearer {shared.token('narrow', graphs=[OURS])}"}
    headers = {**narrow, "Content-Type": "text/turtle"}
    other = f"/graph-store?graph={BASE}data/boards"
    assert shared.client.put(other, content=turtle(), headers=headers).status_code == 403
    assert shared.client.put(place, content=turtle(*board()), headers=headers).status_code == 204
    terms = f"/graph-store?graph={BASE}def/core/"
    refused = shared.client.put(terms, content=b"", headers=shared.sends())
    assert refused.status_code == 403
    assert "admin" in refused.json()["detail"]


@pytest.mark.parametrize("own", ["data/history", "data/tombstones", "data/boards/derived"])
def test_what_the_store_writes_itself_is_not_written(shared: Service, own: str) -> None:
    """Also by those who may write everything else."""
    admin = shared.token("admin", Scope.ADMIN)
    headers = {"Authorization": f"Bearer {admin}", "Content-Type": "text/turtle"}
    for method in ("PUT", "POST", "DELETE"):
        path = f"/graph-store?graph={BASE}{own}"
        refused = shared.client.request(method, path, content=b"", headers=headers)
        assert refused.status_code == 403


def test_the_default_graph_is_read_and_not_written(shared: Service, place: str) -> None:
    """It is the merge of all; 405 says so, and which methods there are."""
    read = shared.client.get("/graph-store?default", headers={"Accept": "application/n-triples"})
    assert f"<{BASE}id/body/ours-1>" in read.text
    assert f"<{BASE}id/body/generated-1>" in read.text
    refused = shared.client.put("/graph-store?default", content=b"", headers=shared.sends())
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "merge" in refused.json()["detail"]


@pytest.mark.parametrize(
    "query", ["", "?graph=", "?graph=ours", "?graph=a:b&graph=c:d", "?default&graph=a:b"]
)
def test_a_graph_is_named_once_and_by_an_iri(shared: Service, query: str) -> None:
    """400 for reading and for writing."""
    path = f"/graph-store{query}"
    assert shared.client.get(path).status_code == 400
    assert shared.client.put(path, content=b"", headers=shared.sends()).status_code in {400, 405}


def test_if_match_keeps_what_another_wrote(shared: Service, place: str) -> None:
    """412 with a validator that is old, whatever the format it was read in."""
    read = shared.client.get(place, headers={"Accept": "application/ld+json"})
    old = read.headers["ETag"]
    renamed = turtle(*board(label="Renamed"))
    fits = shared.client.put(place, content=renamed, headers=shared.sends(If_Match=old))
    assert fits.status_code == 204
    stale = shared.client.put(place, content=turtle(*board()), headers=shared.sends(If_Match=old))
    assert stale.status_code == 412
    assert fits.headers["ETag"].strip('"') == stale.json()["etag"]
    assert "Renamed" in shared.client.get(place).text


def test_conditions_can_ask_for_a_graph_that_is_there_or_is_not(
    shared: Service, place: str
) -> None:
    """If-Match: * and If-None-Match: *."""
    missing = f"/graph-store?graph={BASE}data/missing"
    body = turtle(name="missing")
    refused = shared.client.put(missing, content=body, headers=shared.sends(If_Match="*"))
    assert refused.status_code == 412
    there = shared.sends(If_None_Match="*")
    assert shared.client.put(place, content=turtle(*board()), headers=there).status_code == 412


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "text/csv", "application/trig", "text/turtle; charset=latin-1"]
)
def test_a_body_that_is_no_graph_is_415(shared: Service, place: str, kind: str) -> None:
    """It lists what is read."""
    headers = shared.sends()
    headers.pop("Content-Type")
    if kind:
        headers["Content-Type"] = kind
    refused = shared.client.put(place, content=b"a", headers=headers)
    assert refused.status_code == 415


def test_a_large_body_is_refused_before_it_is_read(shared: Service, place: str) -> None:
    """413, declared or not."""
    refused = shared.client.put(place, content=b"#" * (2**20 + 1), headers=shared.sends())
    assert refused.status_code == 413

    def parts() -> Iterator[bytes]:
        for _ in range(3):
            yield b"#" * 2**19

    refused = shared.client.put(place, content=parts(), headers=shared.sends())
    assert refused.status_code == 413


def test_a_packed_body_is_read_within_the_same_limit(shared: Service, place: str) -> None:
    """A bomb of gzip ends at the limit; what is no gzip, or another coding, is said to be so."""
    packed = shared.sends(Content_Encoding="gzip")
    fine = shared.client.put(place, content=gzip.compress(turtle(*board())), headers=packed)
    assert fine.status_code == 204
    bomb = gzip.compress(b"#" * 2**27)
    assert len(bomb) < 2**18
    for body, status in ((bomb, 413), (b"no gzip", 400), (gzip.compress(b"# a")[:-4], 400)):
        packed = shared.sends(Content_Encoding="gzip")
        assert shared.client.put(place, content=body, headers=packed).status_code == status
    other = shared.sends(Content_Encoding="zstd")
    assert shared.client.put(place, content=b"", headers=other).status_code == 415


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_dry_run_shows_the_plan_and_writes_nothing(
    shared: Service, place: str, method: str
) -> None:
    """As JSON or as a page."""
    before = shared.kg.current()
    body = turtle(*board(), *board("ours-3", "Board Three"))
    planned = shared.client.request(
        method, f"{place}&dry-run=true", content=body, headers=shared.sends()
    )
    assert planned.status_code == 200
    plan = planned.json()
    assert plan["applicable"] == (method != "DELETE")
    listed = plan["vanishing" if method == "DELETE" else "added"]
    assert any(one["label"] in {"Board One", "Board Three"} for one in listed)
    headers = shared.sends(Accept="text/html")
    page = shared.client.request(method, f"{place}&dry-run=true", content=body, headers=headers)
    assert "nothing was written" in page.text
    assert shared.kg.current() == before


def test_a_write_that_finds_others_at_it_is_told_when_to_come_again(
    shared: Service, place: str
) -> None:
    """503 with Retry-After, when it has waited; and nothing is written."""
    with shared.client.app.state.desk._turn:
        refused = shared.client.put(place, content=turtle(*board()), headers=shared.sends())
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert refused.json()["type"].endswith("/store-busy")
    assert refused.json()["title"] == StoreBusy.title


def test_a_write_waits_for_the_command_line(shared: Service, place: str) -> None:
    """Whoever holds the store, in whichever process, goes first; then it is done."""
    answers: list[int] = []

    def put() -> None:
        body = turtle(*board(label="Waited"))
        answers.append(shared.client.put(place, content=body, headers=shared.sends()).status_code)

    waiting = threading.Thread(target=put)
    with ReleaseFolders(Path(shared.kg.store.address)).writing():
        waiting.start()
        waiting.join(timeout=1)
        assert answers == []
    waiting.join()
    assert answers == [204]


def test_writers_at_once_lose_nothing(shared: Service) -> None:
    """Four graphs by four writers: four releases, and every graph is whole."""
    headers = shared.sends()
    statuses: list[int] = []

    def put(number: int) -> None:
        for _ in range(50):
            name = f"many-{number}"
            path = f"/graph-store?graph={BASE}data/{name}"
            body = turtle(*board(f"many-{number}"), name=name)
            answer = shared.client.put(path, content=body, headers=headers)
            if answer.status_code != 503:
                statuses.append(answer.status_code)
                return

    threads = [threading.Thread(target=put, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [201] * 4
    for number in range(4):
        assert shared.client.get(f"/graph-store?graph={BASE}data/many-{number}").status_code == 200


def test_every_attempt_is_in_the_log_and_no_token_is(shared: Service, place: str) -> None:
    """When, who, what, what came of it, the release; not what was written."""
    headers = shared.sends()
    shared.client.put(place, content=b"<a> <b> 'secret-content'", headers=headers)
    shared.client.put(place, content=turtle(*board(label="Logged")), headers=headers)
    *_, refused, done = shared.log.lines()
    assert (refused["status"], refused["outcome"]) == (400, "rdf-syntax")
    assert (done["writer"], done["method"], done["target"]) == ("anyone", "PUT", OURS)
    assert (done["status"], done["release"]) == (204, shared.kg.current())
    text = json.dumps(shared.log.lines())
    assert "secret-content" not in text
    assert headers["Authorization"].split()[1] not in text


def test_writes_are_counted_for_those_who_run_it(
    shared: Service, place: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """By kind and outcome, strangers too; and the line of a request holds no token."""
    app = shared.client.app
    headers = shared.sends()
    counted = TestClient(Measured(app, shared.kg, app.state.desk.counted))
    counted.put(place, content=b"", headers={"Authorization": "Bearer kg_x"})
    counted.put(place, content=turtle(*board()), headers=headers)
    metrics = counted.get("/metrics").text
    assert 'kg_writes_total{kind="PUT",outcome="unauthorised"}' in metrics
    assert 'kg_writes_total{kind="PUT",outcome="done"}' in metrics
    said = capfd.readouterr()
    assert headers["Authorization"].split()[1] not in said.out + said.err


def test_a_form_brings_several_files(shared: Service) -> None:
    """multipart/form-data: together they are what is put."""
    files = {
        "one": ("one.ttl", turtle(*board("form-1"), name="form")),
        "two": ("two.nt", "\n".join(board("form-2", "Board Nine")).encode()),
    }
    headers = shared.sends()
    headers.pop("Content-Type")
    place = f"/graph-store?graph={BASE}data/form"
    assert shared.client.put(place, files=files, headers=headers).status_code == 201
    read = shared.client.get(place).text
    assert "Board One" in read
    assert "Board Nine" in read


def test_a_service_that_only_reads_takes_no_writes() -> None:
    """403, whoever asks, before a token is looked at."""
    with service(read_only=True) as closed:
        headers = {"Authorization": "Bearer kg_x"}
        for method, path in (("PUT", f"/graph-store?graph={OURS}"), ("POST", "/update")):
            refused = closed.client.request(method, path, content=b"", headers=headers)
            assert refused.status_code == 403
            assert "--read-only" in refused.json()["detail"]


def test_a_service_whose_tokens_have_no_place_says_so(client: TestClient) -> None:
    """A passing store keeps none."""
    headers = {"Authorization": "Bearer kg_x"}
    refused = client.put(f"/graph-store?graph={OURS}", content=b"", headers=headers)
    assert refused.status_code == 403
    assert "KG_WRITERS" in refused.json()["detail"]


def test_a_door_lets_in_so_many() -> None:
    """In all, and of one client; whoever leaves makes room."""
    door = Door(2, 1)
    with door.entered("a"):
        with pytest.raises(TooBusy), door.entered("a"):
            pass
        with door.entered("b"), pytest.raises(TooBusy), door.entered("c"):
            pass
        with door.entered("c"):
            pass


def test_the_history_names_no_path_of_the_sender(shared: Service) -> None:
    """A file name of a form is cut to its last part, whatever its separators."""
    name = "C:\\Users\\somebody\\named.ttl"
    files = {"one": (name, turtle(*board("named-1"), name="named"))}
    headers = shared.sends()
    headers.pop("Content-Type")
    made = shared.client.put(f"/graph-store?graph={BASE}data/named", files=files, headers=headers)
    assert made.status_code == 201
    note = shared.kg.releases()[-1].note
    assert [file["name"] for file in note["files"]] == ["named.ttl"]


def test_the_openapi_document_tells_how_to_write(client: TestClient) -> None:
    """Each write with the token that it needs, what it takes, and how it may be refused."""
    document = client.get("/openapi.json").json()
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for path, method in (("/graph-store", "put"), ("/data/{path}", "delete"), ("/update", "post")):
        said = document["paths"][path][method]
        assert said["security"] == [{"token": []}]
        assert {"401", "403", "409", "422", "503"} <= set(said["responses"])
    put = document["paths"]["/graph-store"]["put"]
    assert "text/turtle" in put["requestBody"]["content"]
    check = document["paths"]["/validate"]["post"]
    assert "security" not in check
    assert "application/sarif+json" in check["responses"]["200"]["content"]
