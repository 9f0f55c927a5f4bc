"""Checks over HTTP: open to all, so bounded; the report in every format, nothing written or
kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from kg.content import CANONICAL_BASE as BASE
from kg.deny_list import add_names
from kg.web.publishing import reports
from tests.seeded import dataset
from tests.web.outline import Outline
from tests.web.publishing import FAULT, OURS, Service, board, service, turtle

pytestmark = pytest.mark.slow
WRONG = turtle(*board(), FAULT)
LINE = len(WRONG.splitlines())
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture(scope="module")
def shared() -> Iterator[Service]:
    with service(check_mib=1, check_seconds=60) as opened:
        yield opened


@pytest.fixture(scope="module")
def checks(shared: Service) -> TestClient:
    return shared.client


def test_a_body_that_keeps_every_rule_conforms(shared: Service) -> None:
    """200, said in a header too; nothing is written."""
    before = shared.kg.current()
    answer = shared.client.post("/validate", content=turtle(*board()), headers=TURTLE)
    assert (answer.status_code, answer.headers["KG-Conforms"]) == (200, "true")
    assert answer.headers["Cache-Control"] == "no-store"
    assert shared.kg.current() == before
    assert shared.log.lines() == []


@pytest.mark.parametrize(
    "form",
    ["turtle", "ntriples", "jsonld", "rdfxml", "json", "text", "sarif", "github", "html"],
)
def test_the_report_comes_in_every_format(checks: TestClient, form: str) -> None:
    """Each tells the rule and the line."""
    answer = checks.post(f"/validate?format={form}", content=WRONG, headers=TURTLE)
    assert (answer.status_code, answer.headers["KG-Conforms"]) == (200, "false")
    assert "TERM-01" in answer.text
    assert str(LINE) in answer.text


def test_the_formats_agree(checks: TestClient) -> None:
    """JSON, SARIF and two syntaxes of RDF have the same place."""

    def asked(form: str) -> str:
        return checks.post(f"/validate?format={form}", content=WRONG, headers=TURTLE).text

    (one,) = json.loads(asked("json"))["results"]
    region = json.loads(asked("sarif"))["runs"][0]["results"][0]["locations"][0]
    place = region["physicalLocation"]["region"]
    assert (one["line"], one["column"]) == (place["startLine"], place["startColumn"])
    for form, syntax in (("ntriples", ox.RdfFormat.N_TRIPLES), ("rdfxml", ox.RdfFormat.RDF_XML)):
        said = {quad.predicate.value: quad.object.value for quad in ox.parse(asked(form), syntax)}
        assert said["http://www.w3.org/2009/pointers#lineNumber"] == str(one["line"])


SYNTAXES = {
    "application/n-triples": WRONG,
    "application/trig": b"<https://g.example/g> {\n" + WRONG + b"\n}",
    "application/n-quads": b"\n".join(
        line[:-1] + f"<{OURS}> .".encode() for line in WRONG.splitlines()
    ),
}


@pytest.mark.parametrize("kind", SYNTAXES)
def test_every_syntax_is_read(checks: TestClient, kind: str) -> None:
    """Those with graphs, too."""
    answer = checks.post("/validate", content=SYNTAXES[kind], headers={"Content-Type": kind})
    assert "TERM-01" in answer.text


def test_a_body_that_is_not_well_formed_is_a_report_too(checks: TestClient) -> None:
    """As the command has it: all faults, each with its place."""
    body = b"@prefix a: <http://a.example/> .\na:s a:p a:o\na:t a:p ."
    headers = {**TURTLE, "Accept": "application/json"}
    answer = checks.post("/validate", content=body, headers=headers)
    assert answer.status_code == 200
    assert {one["code"] for one in answer.json()["results"]} == {"SYNTAX"}


def test_a_body_alone_is_judged_without_what_the_graph_holds(checks: TestClient) -> None:
    """Beside the store a link to a body that nobody describes is told; alone, nobody can know."""
    part_of = "http://www.w3.org/ns/org#subOrganizationOf"
    more = f"<{BASE}id/body/ours-1> <{part_of}> <{BASE}id/body/no-such> ."
    body = turtle(*board(), more)
    codes = [
        {one["code"] for one in checks.post(path, content=body, headers=TURTLE).json()["results"]}
        for path in ("/validate?format=json", "/validate?format=json&alone=true")
    ]
    assert codes[0] - codes[1] == {"REF-01"}
    assert not codes[1] - codes[0]


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("", b"", 415),
        ("text/plain", b"a", 415),
        ("application/pdf", b"a", 415),
        ("text/turtle", b"#" * (2**20 + 1), 413),
        ("multipart/form-data", b"a", 400),
        ("multipart/form-data; boundary=x", b"a", 400),
        ("multipart/form-data; boundary=x", b"--x--\r\n", 400),
    ],
)
def test_what_cannot_be_checked_is_refused(
    checks: TestClient, kind: str, body: bytes, status: int
) -> None:
    """By a sentence, and never by a 5xx."""
    headers = {"Content-Type": kind} if kind else {}
    answer = checks.post("/validate", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.json()["detail"]


HOSTILE = {
    "an entity bomb": (
        "application/rdf+xml",
        b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>"
        + b"".join(
            f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>".encode() for n in range(12)
        )
        + b"]><r>&m;</r>",
    ),
    "noise": ("text/turtle", bytes(range(256)) * 2000),
    "NUL": ("text/turtle", b"\0" * 1000),
    "a page": ("text/turtle", b"<!doctype html><html><body>Not found</body></html>"),
    "deep nesting": ("text/turtle", b"<a:a> <a:b> " + b"[ <a:b> " * 50_000),
    "deep JSON": ("application/ld+json", b"[" * 200_000),
    "a context elsewhere": (
        "application/ld+json",
        b'{"@context": "https://elsewhere.example/c", "@id": "a:a", "a:b": "c"}',
    ),
    "RDF 1.2": ("text/turtle", b"<a:a> <a:b> <<( <a:a> <a:b> <a:c> )>> ."),
    "half a file": ("text/turtle", WRONG[: len(WRONG) // 2]),
    "a long line": ("text/turtle", b"<a:a> <a:b> '" + b"x" * 900_000 + b"' ."),
    "many faults": (
        "text/turtle",
        "".join(f"<a:a{n}> <{BASE}def/core/nothing{n}> {n} .\n" for n in range(5000)).encode(),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_gets_an_answer(checks: TestClient, name: str) -> None:
    """A report, as text, that is not larger than it must be; the service goes on."""
    kind, body = HOSTILE[name]
    headers = {"Content-Type": kind, "Accept": "text/plain"}
    answer = checks.post("/validate", content=body, headers=headers)
    assert answer.status_code == 200
    assert len(answer.content) < 2**20
    assert checks.get("/healthz").status_code == 200


def test_a_report_is_sent_whole_or_not_at_all(
    checks: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """413 for more results than are sent, with what they are; as text the first 200, counted."""
    monkeypatch.setattr(reports, "_MOST", 250)
    body = "".join(f"<a:{n}> <{BASE}def/core/no> {n} .\n" for n in range(300)).encode()
    refused = checks.post("/validate?format=json", content=body, headers=TURTLE)
    assert refused.status_code == 413
    assert "of TERM-01" in refused.json()["detail"]
    text = checks.post("/validate?format=text", content=body, headers=TURTLE)
    assert text.status_code == 200
    assert "more:" in text.text


def test_nobody_learns_by_a_check_which_names_are_denied(tmp_path: Path) -> None:
    """A check is open to all, so it does not use the deny list; a write does, and is logged."""
    denied = tmp_path / "denied"
    add_names(denied, ["Somename Invented"], None)
    body = turtle(*board(label="Somename Invented"))
    with service(deny_list=str(denied)) as opened:
        answer = opened.client.post("/validate", content=body, headers=TURTLE)
        assert answer.headers["KG-Conforms"] == "true"
        path = f"/graph-store?graph={OURS}"
        refused = opened.client.put(path, content=body, headers=opened.sends())
        assert refused.status_code == 422
        assert "Somename" not in refused.text
        assert opened.log.lines()[-1]["status"] == 422


def test_a_check_that_takes_long_is_ended() -> None:
    """503 with the limit; the next client is served."""
    with service(check_seconds=0.05) as opened:
        ended = opened.client.post("/validate", content=WRONG, headers=TURTLE)
        assert ended.status_code == 503
        assert ended.json()["type"].endswith("/too-much-work")
        assert "0.05 s" in ended.json()["detail"]


def test_one_client_checks_a_few_files_at_once(shared: Service, checks: TestClient) -> None:
    """More are told when to come again, before their body is read."""
    door = checks.app.state.desk.checks
    with door.entered("testclient"), door.entered("testclient"):
        refused = checks.post("/validate", content=WRONG, headers=TURTLE)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert checks.post("/validate", content=WRONG, headers=TURTLE).status_code == 200


def test_the_page_has_a_form_that_works_without_scripts(checks: TestClient) -> None:
    """It is sent as a form, and the page needs no script."""
    page = checks.get("/validate", headers={"Accept": "text/html"})
    outline = Outline(page.text)
    assert '<form action="/validate" method="post" enctype="multipart/form-data"' in page.text
    assert "script" not in outline.attributes
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert outline.open == []


def test_a_file_of_the_form_is_shown_with_its_fault_marked(checks: TestClient) -> None:
    """The line, the term in it, and the way from the result to it."""
    files = {"file": ("board.nt", WRONG)}
    answer = checks.post("/validate", files=files, headers={"Accept": "text/html"})
    assert f'id="line-board.nt-{LINE}"' in answer.text
    assert f'href="#line-board.nt-{LINE}"' in answer.text
    assert "comissionedBy&gt;</mark>" in answer.text
    assert Outline(answer.text).open == []


def test_what_was_pasted_is_in_the_form_again(checks: TestClient) -> None:
    """So that it can be mended there; escaped."""
    text = "<a:a> <a:b> '</textarea><script>alert(1)</script>' ."
    files = {"text": (None, text), "syntax": (None, "turtle")}
    answer = checks.post("/validate", files=files, headers={"Accept": "text/html"})
    assert "&lt;/textarea&gt;&lt;script&gt;" in answer.text
    assert "<script>" not in answer.text


def test_what_must_not_be_repeated_is_not_in_the_page(checks: TestClient) -> None:
    """Neither in the form nor in the lines that are shown."""
    person = f"<{BASE}id/person/somebody>"
    name = "Somebody Private"
    said = [
        f"{person} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://xmlns.com/foaf/0.1/Person> .",
        f'{person} <http://xmlns.com/foaf/0.1/name> "{name}" .',
        f'{person} <http://xmlns.com/foaf/0.1/birthday> "2001-02-03" .',
    ]
    text = dataset("people", *said).body.decode()
    files = {"text": (None, text), "syntax": (None, "ntriples")}
    answer = checks.post("/validate", files=files, headers={"Accept": "text/html"})
    assert "PRIV-" in answer.text
    assert "2001-02-03" not in answer.text
