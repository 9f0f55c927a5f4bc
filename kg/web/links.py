"""From the IRIs of the graph to addresses on this server, and back; pure."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, urlencode

# What this server has a page for, below the base.
_PAGES = re.compile(r"(?:doc|def|data|queries)/.+|releases/[0-9]+|sparql|queries")


class Links(NamedTuple):
    """Links of one server: `base` is the graph's base IRI, `root` the path it is served under."""

    base: str
    root: str = ""

    def local(self, iri: str) -> str | None:
        """The path of the page about `iri`, if it is one of ours; for a thing, of its document."""
        if not iri.startswith(self.base):
            return None
        below = re.sub("^id/", "doc/", iri.removeprefix(self.base))
        return f"{self.root}/{quote(below, safe='/:@')}" if _PAGES.fullmatch(below) else None

    def href(self, iri: str) -> str | None:
        """Where a link on `iri` leads: our own page, the web, or nowhere (`javascript:`, `urn:`, a
        thing of ours that has no page).
        """
        if iri.startswith(self.base) or not iri.startswith(("http://", "https://")):
            return self.local(iri)
        return iri

    def query(self, text: str, **parameters: str) -> str:
        """The path that asks a query."""
        return f"{self.root}/sparql?{urlencode({'query': text, **parameters})}"

    def kind(self, iri: str) -> str | None:
        """The kind of thing that one of our identifiers stands for, as its IRI says."""
        found = re.match(r"id/([^/]+)/", iri.removeprefix(self.base))
        return found[1] if found and iri.startswith(self.base) else None
