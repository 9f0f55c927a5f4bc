"""Pages that say how this service behaves: privacy and removal, lasting identifiers,
accessibility.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import NotFound
from kg.formats import HTML
from kg.web.headers import respond
from kg.web.incoming import Graph
from kg.web.templating import render

router = APIRouter(tags=["pages"], prefix="/about")
TOPICS = ("privacy", "persistence", "accessibility")


@router.get("/{topic}")
def about(request: Request, kg: Graph, topic: str) -> Response:
    """One of the statements. Raises NotFound."""
    if topic not in TOPICS:
        raise NotFound(f"There is no page about {topic[:60]!r}. There are {', '.join(TOPICS)}.")
    contact, release = kg.settings.contact, kg.current()
    body = render(request, f"about/{topic}.html", contact=contact, release=release)
    return respond(request, body, HTML.content_type, release=release)
