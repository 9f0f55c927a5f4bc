"""Is the service alive, and is it ready: for those who run it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse

from kg.errors import StoreUnreadable
from kg.web.incoming import Graph

router = APIRouter(tags=["operation"])
_UNKEPT = {"Cache-Control": "no-store"}


@router.get("/healthz")
def healthz() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "alive"}, headers=_UNKEPT)


@router.get("/readyz")
def readyz(kg: Graph) -> JSONResponse:
    """The store can be read, a query runs, something can be served. Raises StoreUnreadable."""
    release = kg.current()
    if not release:
        raise StoreUnreadable("The store is empty. Load data with `kg load`, or start `kg serve`.")
    plan = kg.plan("ASK { ?s ?p ?o }")
    kg.answer(plan, plan.formats[0])
    return JSONResponse({"status": "ready", "release": release}, headers=_UNKEPT)
