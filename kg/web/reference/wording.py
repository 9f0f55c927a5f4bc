"""Text with the terms in it as links; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.reference import Handbook
from kg.web.links import Links

# A full IRI, or a prefixed name that does not go on in another word or address.
_TERM = re.compile(r"<(?P<iri>https?://[^<>\s]+)>|(?<![\w:.#@-])(?P<name>[a-z]+:[\w.-]*)")


class Piece(NamedTuple):
    """A stretch of text, and where it leads."""

    text: str
    href: str | None = None
    local: bool = True


class Linker:
    """Finds the terms in texts and where the pages about them are."""

    def __init__(self, handbook: Handbook, links: Links) -> None:
        self._handbook, self._links = handbook, links
        self._prefixes = handbook.vocabulary.prefixes

    def __call__(self, text: str) -> Iterator[Piece]:
        """The text in pieces; together they are the text."""
        done = 0
        for found in _TERM.finditer(text):
            end = found.end() - len(found[0]) + len(found[0].rstrip(".-"))
            href = self.href(self._iri(text[found.start() : end]))
            if href is None:
                continue
            if found.start() > done:
                yield Piece(text[done : found.start()])
            yield Piece(text[found.start() : end], href, href.startswith("/"))
            done = end
        if done < len(text):
            yield Piece(text[done:])

    def _iri(self, term: str) -> str:
        if term.startswith("<"):
            return term.strip("<>")
        prefix, _, local = term.partition(":")
        known = prefix in self._prefixes and prefix != "xsd"  # these are said in words beside it
        return self._prefixes[prefix] + local if known else ""

    def href(self, iri: str) -> str | None:
        """Where a term is explained; nowhere for an identifier that is only an example."""
        page = self._handbook.page_of(iri)
        known = bool(self._handbook.index.graph_of(page))
        ours = page.startswith(self._handbook.vocabulary.base)
        return self._links.href(page) if page and (known or not ours) else None
