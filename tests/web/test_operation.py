"""The service as it is run: stopped under load, and as several processes over one store."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kg.changes import Changeset
from tests.stores.editions import AT, opened, publish

pytestmark = pytest.mark.server

_PATIENCE = 120
# Some millions of rows, counted: a second or two, and then an answer.
_LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f) }"
_THINGS = 130


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A store of one release."""
    with opened(tmp_path / "store") as store:
        publish(store, 0)
    return tmp_path / "store"


@contextlib.contextmanager
def running(root: Path, *command: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server process of its own, and its address; ended with the block. It logs to a file beside
    the store.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with log_of(root).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command, "--port", str(port)],
            env=os.environ | {"KG_STORE": str(root)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield process, address
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def log_of(root: Path) -> Path:
    """Where the server of a store logs to."""
    return root.with_name("log")


def wait_for(address: str) -> None:
    """Wait until the service is ready."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/readyz"):
            return
        time.sleep(0.1)
    raise AssertionError("the service does not come up")


def wait_until_gone(group: int) -> None:
    """Wait until no process of a group is left."""
    deadline = time.monotonic() + _PATIENCE
    with contextlib.suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.killpg(group, 0)
            time.sleep(0.05)
        raise AssertionError("a process that the service started goes on without it")


def get(address: str, query: str) -> tuple[int, Message, bytes]:
    """Status, headers and body of the answer to a query."""
    path = f"{address}/sparql?{urlencode({'query': query, 'format': 'csv'})}"
    with urllib.request.urlopen(path, timeout=_PATIENCE) as answer:
        return answer.status, answer.headers, answer.read()


def test_what_is_under_way_is_finished_when_the_service_is_told_to_stop(root: Path) -> None:
    """SIGTERM under load: answers in flight come whole, no new ones are taken, and the process
    ends by itself with all that it started.
    """
    with opened(root) as store:
        things = frozenset(
            f"<http://x/{n}> <http://x/p> <http://x/o{n}> <http://x/g> ." for n in range(_THINGS)
        )
        store.commit(Changeset(things), parent=1, at=AT, note={})
    with running(root, "kg", "serve") as (process, address), ThreadPoolExecutor(2) as clients:
        asked = [clients.submit(get, address, f"{_LONG} LIMIT {n}") for n in (1, 2)]
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        for one in asked:
            status, headers, body = one.result()
            assert (status, headers["KG-Complete"]) == (200, "true")
            assert re.fullmatch(rb"n\r\n\d+\r\n", body)
        assert process.wait(_PATIENCE) == 0
        with pytest.raises(OSError, match="refused"):
            get(address, "ASK {}")
        wait_until_gone(process.pid)
    lines = [line for line in log_of(root).read_text().splitlines() if line.startswith("{")]
    statuses = [one["status"] for one in map(json.loads, lines) if one["path"] == "/sparql"]
    assert statuses == [200, 200]
    assert "COUNT" not in log_of(root).read_text()


def test_every_process_over_one_store_speaks_of_a_release_once_it_is_published(
    root: Path,
) -> None:
    """`uvicorn --workers 3`: no process goes on with what it knew before."""
    command = ("uvicorn", "kg.web.factory:application", "--factory", "--workers", "3")
    with running(root, *command) as (_, address), ThreadPoolExecutor(8) as clients:
        for number in range(2, 5):
            with opened(root) as store:
                assert publish(store, number - 1) == number
            query = "SELECT DISTINCT ?edition { ?s <https://example.org/edition> ?edition }"
            answers = list(clients.map(lambda n, q=query: get(address, f"{q} #{n}"), range(60)))
            assert {headers["KG-Release"] for _, headers, _ in answers} == {str(number)}
            assert {body for _, _, body in answers} == {f"edition\r\n{number}\r\n".encode()}
        logged = log_of(root).read_text()
        assert '"path": "/sparql"' in logged
        assert "edition" not in logged
        assert "127.0.0.1" not in logged.partition('"path": "/sparql"')[2]
