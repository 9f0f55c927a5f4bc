"""For any test: a vocabulary, the terms and rules of the package, limits, an empty store,
services of other makers, a server that must stay unasked.
"""

from __future__ import annotations

import contextlib
import functools
import socket
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings

from kg.content import CANONICAL_BASE, ontology_files
from kg.load import graphs_filled, own_validator, read_source
from kg.rdf import Statements
from kg.stores import Limits, Store, open_store
from kg.validate import Validator
from kg.vocab import Vocabulary
from tests.stores.servers import SERVERS, Server

# A shared machine is slow now and then, which is no fault of the code.
settings.register_profile(
    "shared", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50
)
settings.load_profile("shared")


class Canary:
    """A loopback address that nothing should dial: it listens, and never answers."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/canary"

    def was_dialled(self) -> bool:
        """Whether anyone connected since the last time of asking; the kernel keeps them queued."""
        with contextlib.suppress(BlockingIOError):
            self._listening.accept()[0].close()
            return True
        return False


@pytest.fixture
def canary() -> Iterator[Canary]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield Canary(listening)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary(CANONICAL_BASE)


@pytest.fixture(scope="session")
def terms(vocabulary: Vocabulary) -> Statements:
    """The ontology and the schemes of the package."""
    filled = graphs_filled([read_source(path) for path in ontology_files()], vocabulary)
    return frozenset().union(*(one.statements for one in filled.values()))


@pytest.fixture(scope="session")
def validator() -> Validator:
    """The rules of the package."""
    return own_validator(CANONICAL_BASE)


@pytest.fixture(scope="session")
def limits() -> Limits:
    return Limits(seconds=20, memory_mib=1024, answer_mib=4, workers=1)


@pytest.fixture
def store(limits: Limits) -> Iterator[Store]:
    """An empty store that is gone after the test."""
    with contextlib.closing(open_store("memory:", limits)) as opened:
        yield opened


Running = Callable[[str], Server]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The running service of a product, which is started when it is first asked for."""
    with contextlib.ExitStack() as until_the_end:

        @functools.cache
        def of(name: str) -> Server:
            return until_the_end.enter_context(SERVERS[name](tmp_path_factory.mktemp(name)))

        yield of
