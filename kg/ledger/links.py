"""Our identifiers in other people's text: where they stand, and the same text with others; pure.

Addresses are found in any text, with the escapes of JSON too. In Turtle, TriG and SPARQL, prefixed
names and relative IRIs are found as well, outside strings and comments.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urljoin

from kg.ledger.forms import HEADS, LOCAL_HOSTS, SUFFIX

PREFIXED = (".ttl", ".trig", ".n3", ".rq", ".sparql", ".ru")
_TOKEN = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'
    |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'
    |(?P<prefix>@?prefix\s+(?P<name>[\w.-]*):\s*<(?P<namespace>[^<>\s]*)>)
    |(?P<base>@?base\s+<(?P<root>[^<>\s]*)>)
    |<(?P<iri>[^<>\s"{}|^`\\]*)>
    |\#[^\n]*
    |(?P<short>(?<![\w.:-])(?P<of>[A-Za-z][\w.-]*|):(?P<local>[\w.%-]*[\w%-](?:/[\w.%-]*[\w%-](?![\w.%-]*:))*))''',
    re.VERBOSE | re.IGNORECASE,
)


class Style(StrEnum):
    """How a link is written: as a full address, as that of a service on the same machine (which may
    be another service), as a prefixed name, or relative to a base.
    """

    ADDRESS = "address"
    LOCAL = "local"
    NAME = "name"
    RELATIVE = "relative"


class Link(NamedTuple):
    """One of our identifiers in a text: from `start` to `end`, on `line` at `column` (from 1, in
    characters), as `written`, and the address that it stands for.
    """

    start: int
    end: int
    line: int
    column: int
    written: str
    address: str
    style: Style


def links(text: str, base: str, *, prefixed: bool = False) -> list[Link]:
    """The links in `text` to what is under `base`, in their order; `prefixed` for Turtle and its
    kin.
    """
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    found = [*_addresses(text, base), *(_names(text, base) if prefixed else ())]
    every: list[Link] = []
    for one in sorted(found, key=lambda one: (one[0], one[2])):
        if not every or every[-1].end <= one[0][0]:  # broken syntax may give a link twice
            every.append(_link(text, starts, *one))
    return every


def replaced(text: str, changes: Iterable[tuple[Link, str]], base: str) -> str:
    """`text` with another identifier in the place of each link, and every other character kept."""
    parts, done = [], 0
    for link, target in sorted(changes):
        parts += [text[done : link.start], _rewritten(link, target, base)]
        done = link.end
    return "".join([*parts, text[done:]])


def _link(
    text: str, starts: Sequence[int], span: tuple[int, int], address: str, style: Style
) -> Link:
    line = bisect_right(starts, span[0])
    column = span[0] - starts[line - 1] + 1
    return Link(*span, line, column, text[slice(*span)], address, style)


_Found = tuple[tuple[int, int], str, Style]


def _addresses(text: str, base: str) -> Iterator[_Found]:
    """Full addresses. A thing has a kind and a key; without them it is a namespace."""
    slash, segment = r"\\?/", r"[A-Za-z0-9_.~%-]+"
    host, _, below = base.partition("://")[2].partition("/")
    start = f"(?i:{re.escape(host)}){slash}{slash.join(map(re.escape, below.split('/')))}"
    pattern = (
        rf"(?i:https?):{slash}{slash}(?:{start}|(?P<local>{LOCAL_HOSTS}){slash})"
        rf"(?:(?:id|doc){slash}{segment}|def|data)(?:{slash}{segment})+(?:{slash})?"
    )
    for found in re.finditer(pattern, text):
        written = found[0].rstrip("._~-")
        span = (found.start(), found.start() + len(written))
        yield span, written.replace("\\/", "/"), Style.LOCAL if found["local"] else Style.ADDRESS


def _names(text: str, base: str) -> Iterator[_Found]:
    """Prefixed names, and IRIs that are relative to a base."""
    prefixes: dict[str, str] = {}
    root = ""
    ours = tuple(f"{base}{head}/" for head in HEADS)
    for token in _TOKEN.finditer(text):
        if token["prefix"]:
            prefixes[token["name"]] = urljoin(root, token["namespace"])
        elif token["base"]:
            root = token["root"]
        elif token["short"] and token["of"] in prefixes:
            address = prefixes[token["of"]] + token["local"]
            if address.startswith(ours):
                yield token.span("short"), address, Style.NAME
        elif token["iri"] and "://" not in token["iri"]:
            address = urljoin(root, token["iri"])
            if address.startswith(ours):
                yield token.span("iri"), address, Style.RELATIVE


def _rewritten(link: Link, target: str, base: str) -> str:
    """A link to `target` in the style of `link`: with its host, prefix, suffix and escapes."""
    if link.style == Style.NAME:
        prefix, _, local = link.written.partition(":")
        namespace = link.address.removesuffix(local)
        short = target.removeprefix(namespace)
        fits = target.startswith(namespace) and re.fullmatch(r"[\w-]+", short)
        return f"{prefix}:{short}" if fits else f"<{target}>"
    if link.style == Style.RELATIVE:
        return target.removeprefix(link.address.removesuffix(link.written))
    address = _readdressed(link.address, target, base)
    return address.replace("/", "\\/") if "\\/" in link.written else address


def _readdressed(address: str, target: str, base: str) -> str:
    """`target` under the host of `address`, as the page that it was, where it was one."""
    head, _, key = target.removeprefix(base).partition("/")
    found = re.fullmatch(rf"(.*?://.*?/)({'|'.join(HEADS)})/(.*?)({SUFFIX})?(/?)", address)
    if found is None:
        return target
    start, old, _, suffix, slash = found.groups()
    if old == "doc" and head == "id":
        return f"{start}doc/{key}{suffix or ''}{slash}"
    return f"{start}{head}/{key}{'' if key.endswith('/') else slash}"
