"""Real SPARQL services for tests, each started on a free loopback port in a folder of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx2
import pytest

from kg.stores import Access

CACHE = Path.home() / ".cache" / "uk-case-reviews"
PATIENCE = 180
VIRTUOSO_INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 20
"""


class Server:
    """A running service: its query URL, and how it is written to."""

    def __init__(self, url: str, access: Access, auth: httpx2.Auth | None = None) -> None:
        self.url, self.access, self._auth = url, access, auth

    def settings(self) -> dict[str, str]:
        """The settings that make it the store."""
        access = self.access
        told = {
            "store": self.url,
            "store_update": access.update,
            "store_user": access.user,
            "store_password": access.password,
            "store_product": access.product,
        }
        return {name: value for name, value in told.items() if value}

    def environment(self) -> dict[str, str]:
        """The environment of a `kg` that has it as its store."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
        told = {f"KG_{name.upper()}": value for name, value in self.settings().items()}
        return clean | told | {"PYTHONPATH": str(Path(__file__).parents[2]), "COLUMNS": "500"}

    def update(self, text: str) -> None:
        """Carry out an update, past the store."""
        headers = {"Content-Type": "application/sparql-update"}
        reply = httpx2.post(
            self.access.update or "", content=text, headers=headers, auth=self._auth, timeout=120
        )
        assert reply.is_success, reply.text

    @property
    def product(self) -> str:
        """Its name among the quirks."""
        return self.access.product or ""

    def column(self, query: str) -> list[str]:
        """The IRIs that a query finds, past the store."""
        reply = httpx2.get(
            self.url, params={"query": query}, headers={"Accept": "text/csv"}, timeout=120
        )
        assert reply.is_success, reply.text
        return [line.strip('"') for line in reply.text.split()[1:]]

    def graphs(self) -> list[str]:
        """The IRIs of its named graphs, those of its own left out."""
        # Grouped, because Virtuoso takes a quarter of a minute over DISTINCT after a large load.
        query = "SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        names = self.column(query)
        own = ("http://www.openlinksw.com/", "http://www.w3.org/ns/ldp#", "http://localuriqaserver")
        return [name for name in names if not name.startswith(own)]

    def empty(self) -> str:
        """Remove everything; the query URL, for a store that begins anew."""
        for graph in self.graphs():
            self.update(f"CLEAR GRAPH <{graph}>")
        if "virtuoso" not in self.access.product:
            self.update("CLEAR DEFAULT")
        return self.url


@contextlib.contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """`oxigraph serve` of the PyPI wheel, which ends queries after ten seconds."""
    program = Path(sysconfig.get_path("scripts")) / "oxigraph"
    _need(program.exists(), "the wheel `oxigraph`")
    port = free_port()
    command = [program, "serve", "--location", folder / "db", "--bind", f"127.0.0.1:{port}"]
    url = f"http://127.0.0.1:{port}"
    with running([*command, "--timeout-s", "10"], folder, f"{url}/query"):
        yield Server(f"{url}/query", Access(update=f"{url}/update", product="oxigraph"))


@contextlib.contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """Virtuoso 7 of Debian, with the user that it comes with."""
    program = shutil.which("virtuoso-t")
    _need(program is not None, "Debian's virtuoso-opensource-7-bin")
    http = free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO_INI.format(sql=free_port(), http=http))
    url = f"http://127.0.0.1:{http}/sparql"
    access = Access(update=f"{url}-auth", user="dba", password="dba", product="virtuoso")
    with running([program or "", "-f", "-c", "virtuoso.ini"], folder, url):
        yield Server(url, access, httpx2.DigestAuth("dba", "dba"))


@contextlib.contextmanager
def fuseki(folder: Path) -> Iterator[Server]:
    """Fuseki 5 of Maven, over TDB2."""
    jars = sorted(CACHE.glob("jena-fuseki-server-*.jar"))
    _need(bool(jars) and shutil.which("java") is not None, f"java, and Fuseki's jar in {CACHE}")
    port = free_port()
    (folder / "db").mkdir()
    command = ["java", "-Xmx1g", "-jar", jars[-1], "--localhost", f"--port={port}"]
    url = f"http://127.0.0.1:{port}/ds"
    with running([*command, "--tdb2", "--loc=db", "--update", "/ds"], folder, f"{url}/query"):
        yield Server(f"{url}/query", Access(update=f"{url}/update", product="fuseki"))


SERVERS: dict[str, Callable[[Path], contextlib.AbstractContextManager[Server]]] = {
    "oxigraph": oxigraph,
    "virtuoso": virtuoso,
    "fuseki": fuseki,
}


def _need(there: bool, what: str) -> None:
    """Skip where a product is not installed; in CI that is a fault of .ci/run."""
    if not there:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say(f"{what} is not installed; .ci/run says how")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextlib.contextmanager
def running(command: Sequence[str | Path], folder: Path, url: str) -> Iterator[None]:
    """The command, once its URL answers, and until the end of the block."""
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
        try:
            _wait_for(url, process)
            yield
        finally:
            end(process, 20)


def end(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Ask a process to end, and kill it where it has not after so many seconds."""
    process.terminate()
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended at once; see its output.txt"
        with contextlib.suppress(httpx2.TransportError):
            if httpx2.get(url, params={"query": "ASK {}"}).is_success:
                return
        time.sleep(0.1)
    raise AssertionError(f"the server did not answer within {PATIENCE} s")
