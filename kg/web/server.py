"""Runs the application under uvicorn on a socket of our own, so that a port in use is said in one
line.
"""

from __future__ import annotations

import math
import signal
import socket
import sys

import uvicorn
from starlette.types import ASGIApp

from kg.errors import Usage
from kg.knowledge_graph import KnowledgeGraph
from kg.web.app import create_app
from kg.web.measured import Measured

_TURN_SECONDS = 0.001


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to `host` and `port` (0: any free one). Raises Usage."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(2048)
    except OSError as error:
        raise Usage(
            f"{host}:{port} cannot be listened on: {error.strerror}. Choose another with --host "
            "and --port, or KG_HOST and KG_PORT."
        ) from error
    return bound


def service(kg: KnowledgeGraph) -> ASGIApp:
    """The application as it is served: every exchange counted and logged, ready to be searched.
    Threads take turns often, since each answer needs several of them and a long query is read in
    one.
    """
    sys.setswitchinterval(_TURN_SECONDS)
    kg.search.begin()
    app = create_app(kg)
    return Measured(app, kg, app.state.desk.counted)


def run(kg: KnowledgeGraph, bound: socket.socket) -> None:
    """Serve until the process is told to stop; requests under way are finished first, which takes
    no longer than the longest query.
    """
    # uvicorn repeats the signal when it is done, which by default would end us before we tidy up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    longest = math.ceil(kg.settings.query_seconds + kg.settings.client_patience) + 1
    config = uvicorn.Config(
        service(kg), log_level="warning", server_header=False, timeout_graceful_shutdown=longest
    )
    uvicorn.Server(config).run(sockets=[bound])
