"""Dumps of every release: complete, the same bytes as `kg export`, in parts, and gone with a
takedown.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from kg.cli.app import app
from kg.errors import TooBusy
from kg.knowledge_graph import KnowledgeGraph
from kg.rdf import strip_graph
from kg.takedown import of_text
from kg.web.app import create_app
from kg.web.in_process import fetch
from kg.web.spool import Spool
from tests.seeded import dataset, reviews, seeded
from tests.web.names import BASE, asked


def export(*arguments: str) -> None:
    """Run `kg export` to its end."""
    app(["export", *arguments], standalone_mode=False)


def quads(body: bytes, form: RdfFormat) -> set[str]:
    """The statements of a file, read by another parser than wrote it."""
    return {f"{quad} ." for quad in parse(body, format=form)}


def test_every_format_holds_the_whole_release(client: TestClient, kg: KnowledgeGraph) -> None:
    """N-Quads, TriG and the Turtle files together say what the store says, of any release."""
    for release in (1, 2):
        whole = kg.store.dump(release=release)
        lines = client.get(f"/dumps/{release}/all.nq").content
        assert lines.decode().split("\n") == [*sorted(whole), ""]
        assert quads(client.get(f"/dumps/{release}/all.trig").content, RdfFormat.TRIG) == whole
        for file in client.get(f"/dumps/{release}", headers=asked("application/json")).json()[
            "files"
        ][2:]:
            stem = file["name"].removesuffix(".ttl")
            graph = f"{BASE}{stem.removesuffix('index')}"
            triples = strip_graph(kg.store.dump([graph], release=release)).decode().splitlines()
            written = quads(client.get(file["path"]).content, RdfFormat.TURTLE)
            assert written == set(triples)
            assert len(triples) == file["statements"]


def test_compressed_files_hold_the_same(client: TestClient) -> None:
    """Every file is there with `.gz`, as a file of its own and not as an encoding."""
    plain = client.get("/dumps/2/all.nq")
    packed = client.get("/dumps/2/all.nq.gz")
    assert packed.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in packed.headers
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("name", ["all.nq", "all.nq.gz", "all.trig", "all.trig.gz"])
def test_dumps_are_the_bytes_of_an_export(name: str, tmp_path: Path) -> None:
    """Whoever mirrors over HTTP and whoever exports on the spot can compare digests."""
    with seeded("privacy") as graph, TestClient(create_app(graph)) as client:
        served = client.get(f"/dumps/{graph.current()}/{name}").content
        export("-o", str(tmp_path / name), "--store", graph.settings.store)
    assert (tmp_path / name).read_bytes() == served


def test_a_graph_is_the_bytes_of_its_export(tmp_path: Path) -> None:
    """The same for a graph of a release."""
    with seeded("privacy") as graph, TestClient(create_app(graph)) as client:
        served = client.get(f"/dumps/{graph.current()}/data/boards.ttl").content
        file = ["-o", str(tmp_path / "one.ttl"), "--graph", f"{BASE}data/boards"]
        export(*file, "--store", graph.settings.store)
    assert (tmp_path / "one.ttl").read_bytes() == served


def test_a_dump_comes_in_parts_and_not_twice(client: TestClient) -> None:
    """Range, If-Range, 304, 416: a broken download goes on where it ended."""
    whole = client.get("/dumps/2/all.nq", headers={"Accept-Encoding": "identity"})
    etag = whole.headers["etag"]
    wanted = {"Range": "bytes=10-19", "If-Range": etag, "Accept-Encoding": "identity"}
    part = client.get("/dumps/2/all.nq", headers=wanted)
    assert part.status_code == 206
    assert part.content == whole.content[10:20]
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    rest = client.get("/dumps/2/all.nq", headers={"Range": "bytes=-7"})
    assert rest.content == whole.content[-7:]
    changed = client.get("/dumps/2/all.nq", headers={"Range": "bytes=0-1", "If-Range": '"x"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    beyond = {"Range": f"bytes={len(whole.content)}-"}
    assert client.get("/dumps/2/all.nq", headers=beyond).status_code == 416
    again = client.get("/dumps/2/all.nq", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head("/dumps/2/all.nq", headers={"Accept-Encoding": "identity"})
    assert (head.content, head.headers["content-length"]) == (b"", str(len(whole.content)))


@pytest.mark.parametrize(
    ("asked_for", "meant"),
    [
        ("/dumps/latest/all.nq.gz", "/dumps/2/all.nq.gz"),
        ("/dumps/latest/all.nq?as-of=1", "/dumps/1/all.nq"),
        ("/dumps/2025-11-24/all.nq", "/dumps/1/all.nq"),
        ("/dumps/latest/data/one.ttl", "/dumps/2/data/one.ttl"),
        ("/dumps/latest", "/dumps/2/"),
    ],
)
def test_words_for_a_release_lead_to_its_number(
    client: TestClient, asked_for: str, meant: str
) -> None:
    """`latest` and dates redirect, so that what is kept says which release it is."""
    answer = client.get(asked_for)
    assert (answer.status_code, answer.headers["location"]) == (307, meant)
    assert client.get(meant).status_code == 200


@pytest.mark.parametrize("path", ["/dumps/9/all.nq", "/dumps/2/none.nq", "/dumps/1/data/one.ttl"])
def test_what_there_is_no_dump_of_is_404(client: TestClient, path: str) -> None:
    """A release that is not, a file that is not, a graph that came later."""
    assert client.get(path).status_code == 404


def test_a_word_that_is_no_release_is_told(client: TestClient) -> None:
    """400, with what it must be."""
    answer = client.get("/dumps/soon/all.nq")
    assert answer.status_code == 400
    assert "release number" in answer.json()["detail"]


def test_the_list_links_every_file(client: TestClient) -> None:
    """Each with its compressed twin, and with the other releases."""
    page = client.get("/dumps", headers=asked("text/html")).text
    for path in ("/dumps/2/all.nq", "/dumps/2/all.trig.gz", "/dumps/2/data/one.ttl", "/dumps/1/"):
        assert f'href="{path}"' in page
    older = client.get("/dumps?as-of=1", headers=asked("application/json")).json()
    assert [one["name"] for one in older["files"]] == ["all.nq", "all.trig", "data/two.ttl"]


def test_a_takedown_reaches_every_dump() -> None:
    """Also one that was made before, and those of older releases; their validators change."""
    with seeded("privacy") as graph, TestClient(create_app(graph)) as client:
        graph.load([dataset("one", *reviews([1, 2]))])
        number = graph.current()
        paths = [f"/dumps/{number}/{name}" for name in ("all.nq", "all.trig", "data/one.ttl")]
        before = [client.get(path) for path in paths]
        assert all("(generated 1)" in one.text for one in before)
        graph.erase(of_text("(generated 1)"), authority="a test")
        paths.append(f"/dumps/{graph.current()}/all.nq")
        after = [client.get(path) for path in paths]
        assert not any("(generated 1)" in one.text for one in after)
        assert [one.headers["etag"] for one in before] != [one.headers["etag"] for one in after[:3]]


def test_who_would_wait_too_long_is_told_to_come_again() -> None:
    """A file is made once; while it is, no more than so many wait for it, each with a thread."""
    spool, begun, go_on = Spool(str, waiting=1), threading.Event(), threading.Event()
    made: list[str] = []

    def make() -> Iterator[bytes]:
        made.append("once")
        begun.set()
        assert go_on.wait(30)
        yield b"whole"

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(spool.file, 1, "all.nq", make)
        assert begun.wait(30)
        with pytest.raises(TooBusy):
            spool.file(1, "all.nq", make)
        go_on.set()
        file = first.result(30)
    assert spool.file(1, "all.nq", make) is file
    assert (made, b"".join(file.read(0, 5))) == (["once"], b"whole")


@pytest.mark.parametrize("name", ["all.nq", "all.nq.gz"])
def test_a_dump_can_be_had_without_a_server(
    kg: KnowledgeGraph, client: TestClient, name: str
) -> None:
    """`kg get` gives the bytes of the service, and follows `latest`."""
    fetched = fetch(kg, f"/dumps/latest/{name}", "*/*")
    assert fetched.status == 200
    assert fetched.body == client.get(f"/dumps/2/{name}").content
