"""A graph of what anyone may have put into the data, past every gate."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from kg.changes import Changeset
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.rdf import literal
from kg.settings import Settings
from kg.vocab import EXTERNAL_PREFIXES as P
from tests.web.names import BASE

SCRIPT = "<script>alert('label')</script>"
LONG = "Review of a very long title " * 180
WORD = "x" * 5000
ARABIC = "مراجعة الحالة \u202eabc"
EMOJI = "Learning 🕊️👩🏽‍⚖️ together"
IMAGE = '"><img src=x onerror=alert(1)>'
TITLES = {"script": SCRIPT, "long": LONG, "word": WORD, "rtl": ARABIC, "emoji": EMOJI, "img": IMAGE}


def _said() -> Iterator[tuple[str, str, str]]:
    core, rdf_type = f"{BASE}def/core/", f"{P['rdf']}type"
    for key, title in TITLES.items():
        review, body = f"{BASE}id/review/{key}", f"{BASE}id/body/{key}"
        yield review, rdf_type, f"<{core}CaseReview>"
        yield review, f"{P['dcterms']}title", literal(title, language="en")
        yield review, f"{core}commissionedBy", f"<{body}>"
        yield body, rdf_type, f"<{P['org']}Organization>"
        yield body, f"{P['skos']}prefLabel", literal(title, language="en")
        yield body, f"{P['foaf']}homepage", "<javascript:alert(document.domain)>"
        event = f"{BASE}id/change-event/{key}"
        yield event, f"{P['org']}originalOrganization", f"<{body}>"
        yield event, f"{P['org']}resultingOrganization", f"<{BASE}id/body/script>"


@contextlib.contextmanager
def hostile_graph() -> Iterator[KnowledgeGraph]:
    """A passing graph that holds such titles; no gate let them in."""
    with open_graph(Settings(store="memory:", workers=2)) as kg:
        graph = f"<{BASE}data/hostile>"
        lines = frozenset(f"<{s}> <{p}> {o} {graph} ." for s, p, o in _said())
        kg.store.commit(Changeset(lines), parent=0, at="2025-11-24T09:00:00Z", note={})
        yield kg
