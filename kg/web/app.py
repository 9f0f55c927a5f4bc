"""The application, put together from its routes; composition only."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette_compress import CompressMiddleware, add_compress_type

from kg import __version__
from kg.formats import FORMATS
from kg.knowledge_graph import KnowledgeGraph
from kg.web import cited, operation, pages, queries, resource, sparql, terms, timemaps
from kg.web.envelope import Envelope
from kg.web.errors import handle_errors
from kg.web.openapi import list_queries
from kg.web.reference import routes as reference
from kg.web.turns import Turns

for _form in FORMATS:
    add_compress_type(_form.media_type)
_STATIC = Path(__file__).parent / "static"


def create_app(kg: KnowledgeGraph) -> FastAPI:
    """The HTTP service of `kg`, as an ASGI application."""
    app = FastAPI(
        title="UK Case Reviews",
        version=__version__,
        license_info={"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        docs_url=None,  # its page would load scripts from another host
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.kg = kg
    app.state.turns = Turns()
    for part in (operation, pages, queries, sparql, terms, cited, reference, timemaps, resource):
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.add_middleware(CompressMiddleware)
    app.add_middleware(Envelope)
    handle_errors(app)
    list_queries(app, kg.vocabulary.base)
    return app
