"""The application, put together from its routes; composition only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette_compress import CompressMiddleware, add_compress_type

from kg import __version__
from kg.formats import FORMATS
from kg.knowledge_graph import KnowledgeGraph
from kg.web import (
    about,
    cited,
    dumps,
    nations,
    operation,
    pages,
    queries,
    reconciling,
    resolving,
    resource,
    search_terms,
    searching,
    sparql,
    terms,
    timemaps,
)
from kg.web.conformance import routes as conformance
from kg.web.discovery import routes as discovery
from kg.web.envelope import Envelope
from kg.web.errors import handle_errors
from kg.web.harvest import feed, sitemap
from kg.web.harvest.oai import routes as oai
from kg.web.harvest.source import Source
from kg.web.keeping import Keeper
from kg.web.openapi import list_queries
from kg.web.publishing import routes as publishing
from kg.web.publishing.desk import Desk
from kg.web.reference import routes as reference
from kg.web.repeated import Repeated
from kg.web.spool import Spool
from kg.web.turns import Turns

for _form in FORMATS:
    add_compress_type(_form.media_type)
_STATIC = Path(__file__).parent / "static"


@asynccontextmanager
async def _desk_open(app: FastAPI) -> AsyncIterator[None]:
    """While the service runs; its processes for writes and checks end with it."""
    with closing(app.state.desk):
        yield


def create_app(kg: KnowledgeGraph) -> FastAPI:
    """The HTTP service of `kg`, as an ASGI application."""
    app = FastAPI(
        title="UK Case Reviews",
        version=__version__,
        license_info={"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        docs_url=None,  # its page would load scripts from another host
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_desk_open,
        default_response_class=Response,  # most answers are not JSON, and each says what it is
    )
    app.state.kg = kg
    app.state.desk = Desk(kg)
    app.state.turns = Turns()
    app.state.source = Source(kg)
    app.state.spool = Spool(kg.store.identity)
    app.state.keeper = Keeper()
    for part in (
        *(operation, pages, queries, sparql, terms, cited, about, nations, conformance),
        *(reconciling, resolving, searching, search_terms),
        *(dumps, feed, sitemap, oai, discovery, reference, publishing, timemaps, resource),
    ):
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.add_middleware(CompressMiddleware)
    app.add_middleware(Envelope)
    app.add_middleware(Repeated, store=kg.store)
    handle_errors(app)
    list_queries(app, kg.vocabulary.base)
    return app
