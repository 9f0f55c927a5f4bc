"""The application for servers that make it themselves: `uvicorn kg.web.factory:application
--factory`.

With `--workers N` every process opens the same store; a new release is seen at once by all, as each
reads CURRENT for every request.
"""

from __future__ import annotations

import atexit
import logging

from starlette.types import ASGIApp

from kg.knowledge_graph import open_graph
from kg.settings import read_settings
from kg.web.server import service


def application() -> ASGIApp:
    """The service over the graph that the settings name; uvicorn's own log of requests, which holds
    what was asked and by whom, is put out. Raises StoreUnreadable, StoreTooNew, Usage.
    """
    access = logging.getLogger("uvicorn.access")
    access.handlers.clear()
    access.propagate = False
    kg = open_graph(read_settings())
    if kg.current() == 0:
        logging.getLogger("uvicorn.error").warning(
            "The store %s is empty: kg load fills it, or kg serve with what is in the package.",
            kg.settings.store,
        )
    atexit.register(kg.close)
    return service(kg)
