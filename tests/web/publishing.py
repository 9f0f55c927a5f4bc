"""A graph that may be written over HTTP, and what tests send to it."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from starlette.testclient import TestClient

from kg.content import CANONICAL_BASE as BASE
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.load import Loader
from kg.settings import Settings
from kg.stores.workers import InProcess
from kg.validate import Validator, read_modules
from kg.web.app import create_app
from kg.web.publishing import jobs
from kg.writers import Register, Scope, WriteLog
from tests.seeded import dataset, seeded

OURS = f"{BASE}data/ours"
TITLE = "<http://purl.org/dc/terms/title>"
FAULT = f'<{BASE}id/body/ours-1> <{BASE}def/core/comissionedBy> "x" .'
BODY = f"<{BASE}id/body/ours-1>"


def turtle(*triples: str, name: str = "ours") -> bytes:
    """A dataset that keeps every rule, with these triples beside its description."""
    return dataset(name, *triples).body


def board(name: str = "ours-1", label: str = "Board One") -> list[str]:
    """The triples of a board that keeps every rule."""
    return [
        f"<{BASE}id/body/{name}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://www.w3.org/ns/org#Organization> .",
        f'<{BASE}id/body/{name}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{label}"@en .',
        f"<{BASE}id/body/{name}> <http://www.w3.org/ns/org#classification> "
        f"<{BASE}def/body-type/local-safeguarding-children-board> .",
        f"<{BASE}id/body/{name}> <http://purl.org/dc/terms/spatial> "
        "<http://statistics.data.gov.uk/id/statistical-geography/E92000001> .",
    ]


class Service(NamedTuple):
    """A service, and the register and the log beside its store."""

    kg: KnowledgeGraph
    client: TestClient
    register: Register
    log: WriteLog

    def token(self, name: str, scope: Scope = Scope.PUBLISH, graphs: Sequence[str] = ()) -> str:
        """A token; the one called so before is ended."""
        if any(one.name == name and not one.revoked for one in self.register.writers()):
            self.register.revoke(name)
        return self.register.create(name, scope, graphs)

    def sends(self, kind: str = "text/turtle", **headers: str) -> dict[str, str]:
        """The headers of a write by somebody who may write any dataset."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        token = self.token("anyone")
        return {"Authorization": f"Bearer {token}", "Content-Type": kind, **said}


@contextlib.contextmanager
def service(**settings: object) -> Iterator[Service]:
    """A service of terms and boards that may be written; gone with the block."""
    with seeded() as kg:
        kg.settings = kg.settings.model_copy(update=settings)
        folder = Path(kg.store.address) / "writers"
        with TestClient(create_app(kg), follow_redirects=False) as client:
            yield Service(kg, client, Register(folder), WriteLog(folder))


@contextlib.contextmanager
def unruled() -> Iterator[Service]:
    """A service without rules, for suites whose data are no case reviews and name people; its work
    is done in this process.
    """
    folder = Path(tempfile.mkdtemp(prefix="kg-unruled-"))
    with open_graph(Settings(store=str(folder / "store"), workers=1)) as kg:
        no_rules = Validator(read_modules([]), vocabulary=f"{BASE}def/")
        kg.__dict__["_loader"] = Loader(kg.store, no_rules, kg.vocabulary)
        app = create_app(kg)
        app.state.desk._writer = InProcess()
        with pytest.MonkeyPatch.context() as patched, TestClient(app) as client:
            patched.setattr(jobs, "_graph", lambda _: kg)
            writers = folder / "store" / "writers"
            yield Service(kg, client, Register(writers), WriteLog(writers))
    shutil.rmtree(folder)
