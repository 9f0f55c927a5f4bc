"""What the INSERT DATA operations of an update say, as TriG, each letter in its old place; pure.

So that what is wrong with a statement can be shown where the update says it. SPARQL 1.1 Update,
section 3.1.1: quad data are written as in TriG, once `INSERT DATA` and its braces are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.query.lexer import Token, placed

Placed = tuple[int, Token]


def inserted(text: str) -> str:
    """The update `text` with blanks for all but its prologues and the GRAPH blocks of its INSERT
    DATA; as long, and with the same lines.
    """
    pieces: list[str] = []
    done = 0
    for start, end in _kept(list(placed(text))):
        pieces += (_blank(text[done:start]), text[start:end])
        done = end
    return "".join([*pieces, _blank(text[done:])])


def _kept(read: Sequence[Placed]) -> Iterator[tuple[int, int]]:
    """Where what is kept begins and ends."""
    depth, start, is_data = 0, -1, False
    for place, (at, token) in enumerate(read):
        if token.text == "{":
            depth += 1
        elif token.text == "}":
            depth -= 1
            if depth == 1 and start >= 0:
                yield start, at + 1
                start = -1
        elif depth == 0 and token.keyword in {"PREFIX", "BASE"}:
            yield at, _end(read[place : place + (3 if token.keyword == "PREFIX" else 2)])
        elif depth == 0 and token.keyword:
            before = read[place - 1][1].keyword if place else ""
            is_data = (before, token.keyword) == ("INSERT", "DATA")
        elif depth == 1 and is_data and token.keyword == "GRAPH":
            start = at


def _end(read: Sequence[Placed]) -> int:
    at, token = read[-1]
    return at + len(token.text)


def _blank(text: str) -> str:
    return "".join(letter if letter in "\r\n" else " " for letter in text)
