"""The one table of media types, and content negotiation; knows no HTTP library.

RFC 9110, sections 12.4 and 12.5.1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from kg.errors import NotAcceptable
from kg.rdf import Syntax


class Kind(StrEnum):
    """What a format can hold."""

    GRAPH = "graph"  # triples
    DATASET = "dataset"  # triples in named graphs
    ROWS = "rows"  # rows of bindings, or a boolean
    PAGE = "page"


class Format(NamedTuple):
    """A format: its name in `format=`, its media type, its file suffix, and other names for it."""

    name: str
    media_type: str
    suffix: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    charset: bool = False

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type

    @property
    def syntax(self) -> Syntax:
        """The RDF syntax of a graph or dataset format."""
        return Syntax(self.name)


TURTLE = Format("turtle", "text/turtle", "ttl", Kind.GRAPH, ("application/x-turtle", "ttl"), True)
NTRIPLES = Format("ntriples", "application/n-triples", "nt", Kind.GRAPH, ("text/plain", "nt"))
JSONLD = Format(
    "jsonld", "application/ld+json", "jsonld", Kind.GRAPH, ("application/json", "json-ld")
)
RDFXML = Format(
    "rdfxml", "application/rdf+xml", "rdf", Kind.GRAPH, ("application/xml", "text/xml", "xml")
)
TRIG = Format("trig", "application/trig", "trig", Kind.DATASET, ("application/x-trig",))
NQUADS = Format("nquads", "application/n-quads", "nq", Kind.DATASET, ("text/x-nquads", "nq"))
JSON = Format("json", "application/sparql-results+json", "srj", Kind.ROWS, ("application/json",))
XML = Format(
    "xml", "application/sparql-results+xml", "srx", Kind.ROWS, ("application/xml", "text/xml")
)
CSV = Format("csv", "text/csv", "csv", Kind.ROWS, (), True)
TSV = Format("tsv", "text/tab-separated-values", "tsv", Kind.ROWS, (), True)
HTML = Format("html", "text/html", "html", Kind.PAGE, ("application/xhtml+xml",), True)

GRAPHS = (TURTLE, NTRIPLES, JSONLD, RDFXML)
DATASETS = (TRIG, NQUADS)
ROWS = (JSON, XML, CSV, TSV)
FORMATS = (*GRAPHS, *DATASETS, *ROWS, HTML)


# Elements of the header, and parts of an element; a quoted string may hold commas and semicolons.
_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PART = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"?)+')
_QUALITY = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+", re.ASCII)


class MediaRange(NamedTuple):
    """One element of an Accept header; `quality` from 0 to 1."""

    type: str
    subtype: str
    quality: float

    def match(self, media_type: str) -> int:
        """How exactly the range names `media_type`: 0 not at all, 1 `*/*`, 2 `type/*`, 3 both."""
        main, _, sub = media_type.partition("/")
        if (self.type, self.subtype) == (main, sub):
            return 3
        if (self.type, self.subtype) == (main, "*"):
            return 2
        return 1 if (self.type, self.subtype) == ("*", "*") else 0


def read_accept(header: str | None) -> list[MediaRange]:
    """The media ranges of an Accept header. Elements that are no media range are passed over;
    parameters other than `q` (a `profile=`, a `charset=`) narrow nothing here, as every format has
    one representation.
    """
    ranges = [_media_range(element) for element in _ELEMENT.findall(header or "")]
    found = [one for one in ranges if one]
    return found or [MediaRange("*", "*", 1.0)]


def _media_range(element: str) -> MediaRange | None:
    name, *parameters = [part.strip() for part in _PART.findall(element)] or [""]
    main, slash, sub = name.lower().partition("/")
    if not slash or not main or not sub or (main == "*" and sub != "*"):
        return None
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            quality = _quality(value.strip())
    return MediaRange(main, sub, quality)


def _quality(value: str) -> float:
    """A quality that is none, such as `nan`, counts for as little as one that was not given."""
    return min(float(value), 1.0) if _QUALITY.fullmatch(value) else 1.0


def negotiate(accept: str | None, available: Sequence[Format]) -> Format:
    """The format of `available`, best first by our own choice, that the header likes best.

    Raises NotAcceptable, naming what there is.
    """
    ranges = read_accept(accept)
    rated = [(_rate(one, ranges), -place, one) for place, one in enumerate(available)]
    quality, _, best = max(rated, key=lambda each: each[:2])
    if quality == 0:
        names = ", ".join(one.media_type for one in available)
        raise NotAcceptable(
            f"Nothing that was asked for ({(accept or '')[:200]}) can be made here. "
            f"Ask for one of: {names}.",
            available=[one.media_type for one in available],
        )
    return best


def _rate(one: Format, ranges: list[MediaRange]) -> float:
    """The quality of the most exact range. The format's own media type counts before its other
    names, and those only where they are named in full: `application/*` does not ask for HTML.
    """
    matches = [(each.match(one.media_type), 1, each.quality) for each in ranges]
    matches += [
        (3, 0, each.quality) for each in ranges if f"{each.type}/{each.subtype}" in one.aliases
    ]
    return max(((match, own, q) for match, own, q in matches if match), default=(0, 0, 0.0))[2]


def by_name(name: str, available: Sequence[Format]) -> Format:
    """The format of `available` with this name, suffix, alias or media type.

    Raises NotAcceptable, naming what there is.
    """
    wanted = name.lower().partition(";")[0].strip()
    for one in available:
        if wanted in {one.name, one.suffix, one.media_type, *one.aliases}:
            return one
    names = ", ".join(one.name for one in available)
    raise NotAcceptable(
        f"There is no format {name[:60]!r} for this answer. Ask for one of: {names}.",
        available=[one.name for one in available],
    )


def by_suffix(name: str) -> Format | None:
    """The format that a file name's suffix stands for, if any."""
    suffix = name.rpartition(".")[2].lower()
    return next((one for one in FORMATS if suffix in {one.suffix, *one.aliases}), None)
