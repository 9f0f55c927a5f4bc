"""What a store behind a service cannot do, on the command line and over HTTP: it says so, and
what to do instead.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from kg.changes import Changeset
from kg.content import CANONICAL_BASE
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.settings import Settings
from kg.web.app import create_app
from tests.conftest import Running
from tests.stores.servers import SERVERS, Server

pytestmark = pytest.mark.server
SECRET = "Invented Secret-Name"
ONLY_NEWEST = "only keeps its newest release, 2"
INVENTED = f"""@prefix dcat: <http://www.w3.org/ns/dcat#> .
<{CANONICAL_BASE}data/invented> a dcat:Dataset .
"""


def said(text: str) -> Changeset:
    """A statement."""
    title = "<http://purl.org/dc/terms/title>"
    data = f"<{CANONICAL_BASE}data/invented>"
    return Changeset(frozenset({f'{data} {title} "{text}"@en {data} .'}))


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, running: Running) -> Server:
    """A service of each product, with nothing in it."""
    server = running(request.param)
    server.empty()
    return server


@pytest.fixture
def graph(server: Server) -> Iterator[KnowledgeGraph]:
    """Two releases over it, with a text to take down in the second."""
    with open_graph(Settings(**server.settings())) as graph:
        graph.store.commit(said("First"), parent=0, at="2026-01-01T00:00:00Z", note={})
        note = {"message": f"Loaded {SECRET}"}
        graph.store.commit(said(SECRET), parent=1, at="2026-01-02T00:00:00Z", note=note)
        yield graph


def run(server: Server, folder: Path, *words: str) -> tuple[int, str]:
    """How a command over a service ends, and all that it writes."""
    ran = subprocess.run(
        [sys.executable, "-m", "kg", *words],
        cwd=folder,
        env=server.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert "Traceback" not in ran.stdout, ran.stdout
    return ran.returncode, ran.stdout


def test_an_older_release_is_refused_over_http(graph: KnowledgeGraph) -> None:
    """With 501 and the type of the problem, whatever is asked of it."""
    asked = urlencode({"query": "ASK {}", "as-of": "2026-01-01"})
    with TestClient(create_app(graph)) as client:
        for path in (f"/sparql?{asked}", "/data/invented?as-of=1", "/browse/review?as-of=1"):
            reply = client.get(path, headers={"Accept": "application/problem+json, text/csv, */*"})
            assert reply.status_code == 501, path
            problem = reply.json()
            assert problem["type"] == f"{CANONICAL_BASE}problems/only-newest-release"
            assert ONLY_NEWEST in problem["detail"]
            assert "Load a dump of it into an embedded store" in problem["detail"]
        assert client.get("/problems/only-newest-release").status_code == 200


def test_what_it_cannot_do_is_refused_on_the_command_line(
    server: Server, graph: KnowledgeGraph, tmp_path: Path
) -> None:
    """With exit code 2, and the store stays as it was."""
    (tmp_path / "a.ttl").write_text(INVENTED)
    before = graph.store.dump()
    for words, expected in (
        (("query", "--as-of", "1", "ASK {}"), ONLY_NEWEST),
        (("diff", "1", "2"), ONLY_NEWEST),
        (("rollback", "1"), ONLY_NEWEST),
        (("plan", "--queries", "a.ttl"), "needs an embedded store"),
        (("backup", "copy"), "its own backups"),
        (("restore", "copy"), "its own backups"),
    ):
        code, printed = run(server, tmp_path, *words)
        assert code == 2, printed
        assert expected in printed
    assert graph.current() == 2
    assert graph.store.dump() == before


def test_what_it_can_do_works_on_the_command_line(
    server: Server, graph: KnowledgeGraph, tmp_path: Path
) -> None:
    """Checking, planning without questions, minting, and a takedown in what the service holds."""
    (tmp_path / "a.ttl").write_text(INVENTED)
    code, printed = run(server, tmp_path, "check")
    assert code == 0, printed
    assert "release 1: not kept by this store" in printed
    assert "release 2: whole" in printed
    code, printed = run(server, tmp_path, "plan", "a.ttl")
    assert code in {0, 1}, printed
    assert "needs an embedded store" not in printed
    code, printed = run(server, tmp_path, "mint", "review", "--nation", "sct")
    assert code == 0, printed
    code, printed = run(
        server, tmp_path, "erase", "--literal", SECRET, "--authority", "A test", "--yes"
    )
    assert code == 0, printed
    assert "out of reach here" in printed
    assert graph.current() == 3
    assert not [one for one in graph.store.dump() if SECRET in one]
    assert SECRET not in str(graph.releases())
    with contextlib.closing(open_graph(Settings(**server.settings()))) as beside:
        beside.store.verify()
