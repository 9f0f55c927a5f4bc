"""FAIR Signposting: the links that lead a program from a page to everything about it; pure.

Signposting, levels 1 (Link headers) and 2 (linksets, RFC 9264): https://signposting.org/FAIR/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.formats import GRAPHS
from kg.vocab import Vocabulary
from kg.web.facts import Facts, web_addresses
from kg.web.headers import LICENCE
from kg.web.linksets import LINKSETS, Typed
from kg.web.schema_org import SCHEMA, type_of

_ABOUT_PAGE = f"{SCHEMA}AboutPage"
_MOST = 20  # links of one relation in a header; the linkset has all
DOCUMENTS = {"application/linkset+json": "json", "application/linkset": "txt"}


def signposts(facts: Facts, vocabulary: Vocabulary, files: Mapping[str, str]) -> list[Typed]:
    """The links of a page about a thing, as far as the page's own address is not in them.

    `files` are the paths of what it is about, where that is data, with their media types.
    """
    kind = f"{SCHEMA}{type_of(facts, vocabulary)}"
    authors = web_addresses(facts.values("dcterms:creator"))
    found = [Typed(facts.iri, "cite-as"), Typed(_ABOUT_PAGE, "type"), Typed(kind, "type")]
    found.append(Typed(_licence(facts), "license"))
    found += [Typed(one, "author") for one in authors]
    found += [Typed(one, "item") for one in facts.copies()]
    found += [Typed(path, "item", media_type) for path, media_type in files.items()]
    within = facts.values("dcterms:isPartOf")
    found += [Typed(one, "collection") for one in web_addresses(within)]
    return found


def _licence(facts: Facts) -> str:
    own = web_addresses(facts.values("dcterms:license"))
    return own[0] if len(own) == 1 else LICENCE


def described_by(path: str, query: str = "") -> list[Typed]:
    """The data behind a page at `path`, with `query` after their suffixes."""
    return [Typed(f"{path}.{one.suffix}{query}", "describedby", one.media_type) for one in GRAPHS]


def linksets(root: str, path: str, query: str = "") -> list[Typed]:
    """The documents that hold the links of a page at `path`, under the root of the server."""
    below = path.removeprefix(root)
    return [
        Typed(
            f"{root}/linkset{below}.{DOCUMENTS[one.media_type]}{query}", "linkset", one.media_type
        )
        for one in LINKSETS
    ]


def for_header(links: Sequence[Typed]) -> list[str]:
    """The links as elements of a header, not too many of each relation."""
    counted: dict[str, int] = {}
    found = []
    for one in links:
        counted[one.relation] = counted.get(one.relation, 0) + 1
        if counted[one.relation] <= _MOST:
            found.append(one.element())
    return found


def as_linkset(page: str, links: Sequence[Typed]) -> list[tuple[str, list[Typed]]]:
    """All links of a page at the address `page`, and those that lead back to it."""
    found = [(page, [*links])]
    for one in links:
        if one.relation == "item":
            found.append((one.target, [Typed(page, "collection", "text/html")]))
        if one.relation == "describedby":
            found.append((one.target, [Typed(page, "describes", "text/html")]))
    return found
