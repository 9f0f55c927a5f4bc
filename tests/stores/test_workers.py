"""Query processes: bounded, killable, and never the end of the service."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import QueryMemory, QuerySyntax, QueryTimeout, Unavailable
from kg.formats import JSON
from kg.stores import engine
from kg.stores.base import UNION
from kg.stores.folders import ReleaseFolders
from kg.stores.workers import Workers
from kg.stores.workers import workers as workers_of


@pytest.fixture
def workers() -> Iterator[Workers]:
    with contextlib.closing(Workers(1, 256)) as pool:
        yield pool


def test_a_job_runs_in_another_process(workers: Workers) -> None:
    """The web process never touches the engine."""
    assert workers.run(None, os.getpid) not in {os.getpid(), os.getppid()}


def test_no_workers_means_this_process() -> None:
    """What a program asks itself needs no process that can be killed, nor 0.3 s to start one."""
    assert workers_of(0, 256).run(None, os.getpid) == os.getpid()


def test_a_process_is_used_again(workers: Workers) -> None:
    """Starting one costs more than most queries."""
    assert workers.run(5, os.getpid) == workers.run(5, os.getpid)


def test_an_error_of_ours_arrives_whole(workers: Workers, tmp_path: Path) -> None:
    """With its sentence and its fields."""
    opened = ReleaseFolders.open(tmp_path / "store")
    question = engine.Question("SELECT *\n{ ?s }", JSON, UNION, 2**20)
    with pytest.raises(QuerySyntax, match="Line 2, column 7") as caught:
        workers.run(5, engine.answer, str(opened.database(0)), opened.identity(0), question)
    assert caught.value.fields["excerpt"] == "{ ?s }"


def test_a_job_past_its_time_is_killed_with_its_process(workers: Workers) -> None:
    """And the next job gets a new one at once."""
    before = workers.run(5, os.getpid)
    began = time.monotonic()
    with pytest.raises(QueryTimeout, match=r"0\.2 s"):
        workers.run(0.2, time.sleep, 60)
    after = workers.run(5, os.getpid)
    assert after != before
    assert time.monotonic() - began < 5
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)


def test_a_job_past_its_memory_is_ended(workers: Workers) -> None:
    """Whether Python notices or the process dies."""
    with pytest.raises(QueryMemory, match="256 MiB"):
        workers.run(5, bytearray, 2**31)
    assert workers.run(5, len, "abc") == 3


def test_a_process_that_dies_at_work_is_replaced(workers: Workers) -> None:
    """A crash of the engine costs one answer."""
    with pytest.raises(QueryMemory):
        workers.run(5, os._exit, 1)
    assert workers.run(5, len, "abc") == 3


def test_a_process_that_is_killed_at_rest_is_replaced(workers: Workers) -> None:
    """The kernel may take an idle process when memory is short; nobody should notice."""
    for _ in range(3):
        os.kill(workers.run(5, os.getpid), signal.SIGKILL)
        assert workers.run(5, len, "abc") == 3


def test_a_slow_job_holds_up_no_other_and_ends_when_the_pool_is_closed(tmp_path: Path) -> None:
    """Two workers, two jobs at once; and whoever waits for the slow one is told, not left."""
    pool = Workers(2, 256)
    heard: list[Exception] = []

    def sleep() -> None:
        try:
            pool.run(None, os.execlp, "sh", "sh", "-c", f"echo > {tmp_path}/begun; exec sleep 60")
        except Unavailable as error:
            heard.append(error)

    slow = threading.Thread(target=sleep, daemon=True)
    slow.start()
    while not (tmp_path / "begun").exists():
        assert pool.run(5, len, "abc") == 3
    pool.close()
    slow.join(timeout=10)
    assert "stopping" in str(heard)


def test_a_closed_pool_says_that_the_service_is_stopping(workers: Workers) -> None:
    """Requests that come while the server shuts down."""
    workers.close()
    with pytest.raises(Unavailable, match="stopping"):
        workers.run(5, len, "abc")


def test_a_pool_that_was_never_asked_is_closed_at_once() -> None:
    """Commands without a query start no processes."""
    before = time.monotonic()
    Workers(4, 256).close()
    assert time.monotonic() - before < 0.2
