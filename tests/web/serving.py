"""A real server for tests that need sockets: for browsers and for other people's clients."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from kg.knowledge_graph import KnowledgeGraph
from kg.web.app import create_app
from kg.web.server import listen


@contextlib.contextmanager
def served(kg: KnowledgeGraph, app: ASGIApp | None = None) -> Iterator[str]:
    """The address of a server of `kg`, or of an application made of it, which ends with the
    block.
    """
    with contextlib.closing(listen("127.0.0.1", 0)) as bound:
        server = uvicorn.Server(uvicorn.Config(app or create_app(kg), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
