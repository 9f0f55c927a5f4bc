"""Services of real sockets that the suites of the W3C are run on."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx2
import pytest

from kg.changes import Changeset
from kg.content import CANONICAL_BASE as BASE
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.load import Loader
from kg.settings import Settings
from kg.stores.workers import InProcess
from kg.validate import Validator, read_modules
from kg.web.app import create_app
from kg.web.publishing import jobs
from kg.writers import Register, Scope
from tests.web.serving import served


@contextlib.contextmanager
def holding(statements: set[str]) -> Iterator[httpx2.Client]:
    """A service that can only be read, of these statements."""
    with open_graph(Settings(store="memory:", workers=1)) as kg:
        said = Changeset(frozenset(statements))
        kg.store.commit(said, parent=0, at="2025-01-01T00:00:00Z", note={})
        with served(kg) as address, httpx2.Client(base_url=address, timeout=60) as client:
            yield client


class Writable(NamedTuple):
    """A service that may be written, and a token for it."""

    kg: KnowledgeGraph
    client: httpx2.Client
    token: str

    def sends(self, kind: str) -> dict[str, str]:
        """The headers of a write; without a media type where none is given."""
        told = {"Content-Type": kind} if kind else {}
        return {"Authorization": f"Bearer {self.token}", **told}


@contextlib.contextmanager
def unruled() -> Iterator[Writable]:
    """A service without rules, for suites whose data are no case reviews and name people; its work
    is done in this process.
    """
    folder = Path(tempfile.mkdtemp(prefix="kg-unruled-"))
    with open_graph(Settings(store=str(folder / "store"), workers=1)) as kg:
        no_rules = Validator(read_modules([]), vocabulary=f"{BASE}def/")
        kg.__dict__["loader"] = Loader(kg.store, no_rules, kg.vocabulary)
        app = create_app(kg)
        app.state.desk._writer = InProcess()
        token = Register(folder / "store" / "writers").create("anyone", Scope.PUBLISH, ())
        with pytest.MonkeyPatch.context() as patched, served(kg, app) as address:
            patched.setattr(jobs, "_graph", lambda _: kg)
            with httpx2.Client(base_url=address, timeout=60) as client:
                yield Writable(kg, client, token)
    shutil.rmtree(folder)
