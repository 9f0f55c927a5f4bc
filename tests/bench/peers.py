"""The systems that this project is measured beside: how each is started, with its own settings, and
how it is filled. Starts them for real, in folders that it is given.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from contextlib import AbstractContextManager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol

import httpx2

from tests.bench.starting import PATIENCE, Running, up
from tests.stores.servers import CACHE, VIRTUOSO_INI, free_port

NTRIPLES = {"Content-Type": "application/n-triples"}
GRAPH = "https://bench.example/all"


class NotInstalled(Exception):
    """A peer is not on this machine; the message says what is missing."""


class Peer(Protocol):
    """A system to measure: `settings` says what is not as it comes."""

    name: str
    settings: str

    def version(self) -> str:
        """Raises NotInstalled."""

    def up(self, folder: Path) -> AbstractContextManager[Running]:
        """Start it over what `folder` holds."""

    def load(self, running: Running, dump: Path) -> None:
        """Put the triples of an N-Triples file into its default graph, by its fastest way."""


class Oxigraph:
    """`oxigraph serve`, of the wheel on PyPI."""

    name = "oxigraph serve"
    settings = "as it comes"

    def version(self) -> str:
        return _python("oxigraph")

    def up(self, folder: Path) -> AbstractContextManager[Running]:
        port = free_port()
        program = Path(sysconfig.get_path("scripts")) / "oxigraph"
        command = [program, "serve", "--location", "db", "--bind", f"127.0.0.1:{port}"]
        return up(command, folder, f"http://127.0.0.1:{port}/query")

    def load(self, running: Running, dump: Path) -> None:
        send("POST", running.url.replace("/query", "/store?default"), dump.read_bytes())


class Virtuoso:
    """Virtuoso 7 of Debian."""

    name = "Virtuoso"
    settings = "its own manual's buffers for 2 GB of memory; 20 threads; filled by its bulk loader"

    def __init__(self) -> None:
        self._sql = 0

    def version(self) -> str:
        said = _printed([_program("virtuoso-t", "virtuoso-opensource-7-bin"), "-?"])
        return _number(r"Version (\S+)", said)

    def up(self, folder: Path) -> AbstractContextManager[Running]:
        self._sql, http = free_port(), free_port()
        ini = VIRTUOSO_INI.format(sql=self._sql, http=http)
        ini = ini.replace("= 20000", "= 170000").replace("= 15000", "= 130000")
        (folder / "virtuoso.ini").write_text(ini.replace("[HTTP", "DirsAllowed = .\n[HTTP"))
        command = [_program("virtuoso-t", "virtuoso-opensource-7-bin"), "-f", "-c", "virtuoso.ini"]
        return up(command, folder, f"http://127.0.0.1:{http}/sparql")

    def load(self, running: Running, dump: Path) -> None:
        folder = Path(f"/proc/{running.process}/cwd").resolve()
        (folder / "in").mkdir()
        shutil.copy(dump, folder / "in" / "all.nt")
        done = f"ld_dir('in', 'all.nt', '{GRAPH}'); rdf_loader_run(); checkpoint;"
        said = _printed(["isql-vt", f"127.0.0.1:{self._sql}", "dba", "dba", f"exec={done}"])
        if "Error" in said:
            raise RuntimeError(said)


FUSEKI = """PREFIX fuseki: <http://jena.apache.org/fuseki#>
PREFIX tdb2: <http://jena.apache.org/2016/tdb#>
[] a fuseki:Service ; fuseki:name "ds" ;
  fuseki:endpoint [ fuseki:operation fuseki:query ; fuseki:name "query" ] ,
    [ fuseki:operation fuseki:gsp-rw ; fuseki:name "data" ] ,
    [ fuseki:operation fuseki:shacl ; fuseki:name "shacl" ] ;
  fuseki:dataset [ a tdb2:DatasetTDB2 ; tdb2:location "db" ] .
"""


class Fuseki:
    """Fuseki 5 of Maven, over TDB2, with its SHACL service."""

    name = "Fuseki"
    settings = "TDB2 on disk, SHACL service on; java's own heap"

    def version(self) -> str:
        return _number(r"-([\d.]+)\.jar", str(_jar("jena-fuseki-server-*.jar")))

    def up(self, folder: Path) -> AbstractContextManager[Running]:
        port = free_port()
        (folder / "db").mkdir(exist_ok=True)
        (folder / "config.ttl").write_text(FUSEKI)
        command = ["java", "-jar", _jar("jena-fuseki-server-*.jar"), "--localhost"]
        command += [f"--port={port}", "--config=config.ttl"]
        return up(command, folder, f"http://127.0.0.1:{port}/ds/query")

    def load(self, running: Running, dump: Path) -> None:
        send("POST", running.url.replace("/query", "/data?default"), dump.read_bytes())


RDF4J = """PREFIX rep: <http://www.openrdf.org/config/repository#>
PREFIX sr: <http://www.openrdf.org/config/repository/sail#>
PREFIX sail: <http://www.openrdf.org/config/sail#>
[] a rep:Repository ; rep:repositoryID "kg" ;
  rep:repositoryImpl [ rep:repositoryType "openrdf:SailRepository" ;
    sr:sailImpl [ sail:sailType "rdf4j:ShaclSail" ;
      sail:delegate [ sail:sailType "openrdf:NativeStore" ] ] ] .
"""


class Rdf4j:
    """RDF4J Server of Maven, in Jetty, with a ShaclSail over the native store."""

    name = "RDF4J Server"
    settings = "ShaclSail over the native store, in Jetty; java's own heap"

    def version(self) -> str:
        _jar("jetty-runner-*.jar")
        return _number(r"-([\d.]+)\.war", str(_jar("rdf4j-http-server-*.war")))

    def up(self, folder: Path) -> AbstractContextManager[Running]:
        port = free_port()
        command = ["java", f"-Dorg.eclipse.rdf4j.appdata.basedir={folder / 'data'}", "-jar"]
        command += [_jar("jetty-runner-*.jar"), "--host", "127.0.0.1", "--port", str(port)]
        command += ["--path", "/rdf4j-server", _jar("rdf4j-http-server-*.war")]
        base = f"http://127.0.0.1:{port}/rdf4j-server"
        if not (folder / "data").exists():
            with up(command, folder, f"{base}/protocol"):
                turtle = {"Content-Type": "text/turtle"}
                send("PUT", f"{base}/repositories/kg", RDF4J.encode(), turtle)
        return up(command, folder, f"{base}/repositories/kg")

    def load(self, running: Running, dump: Path) -> None:
        send("POST", f"{running.url}/statements", dump.read_bytes())


class RdflibEndpoint:
    """rdflib-endpoint over rdflib's own store in memory, which is filled as it starts."""

    name = "rdflib-endpoint"
    settings = "as it comes; in memory, so that it starts with an N-Triples file"

    def version(self) -> str:
        return _python("rdflib-endpoint")

    def up(self, folder: Path) -> AbstractContextManager[Running]:
        port = free_port()
        dump = folder / "all.nt"
        dump.touch()
        command = [sys.executable, "-m", "rdflib_endpoint", "serve", "--port", str(port), dump]
        return up(command, folder, f"http://127.0.0.1:{port}/")

    def load(self, running: Running, dump: Path) -> None:
        """It reads the file when it starts again."""
        shutil.copy(dump, Path(f"/proc/{running.process}/cwd").resolve() / "all.nt")


PEERS: dict[str, type[Peer]] = {
    one.name: one for one in (Oxigraph, Virtuoso, Fuseki, Rdf4j, RdflibEndpoint)
}


def send(
    method: str, url: str, body: bytes, headers: dict[str, str] | None = None
) -> httpx2.Response:
    """The reply to a body. Raises RuntimeError, with what it says, where that is a refusal."""
    reply = httpx2.request(method, url, content=body, headers=headers or NTRIPLES, timeout=PATIENCE)
    if not reply.is_success:
        raise RuntimeError(f"{reply.status_code} {reply.text[:200]}")
    return reply


def _jar(pattern: str) -> Path:
    _program("java", "default-jre-headless")
    if found := sorted(CACHE.glob(pattern)):
        return found[-1]
    raise NotInstalled(f"{pattern} is not there; .ci/peers fetches it from Maven")


def _program(name: str, package: str) -> str:
    if found := shutil.which(name):
        return found
    raise NotInstalled(f"Debian's {package} is not there; .ci/peers installs it")


def _python(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError as error:
        raise NotInstalled(f"{name} is not there; pip install -e '.[bench]'") from error


def _printed(command: Sequence[str]) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return ran.stdout + ran.stderr


def _number(pattern: str, said: str) -> str:
    found = re.search(pattern, said)
    return found[1] if found else "unknown"
