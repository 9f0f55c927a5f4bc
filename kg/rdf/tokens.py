"""The words of Turtle, TriG, N-Triples and N-Quads with their places, and how lines are counted;
pure.

RDF 1.1 Turtle, section 6.5. Only words: what they add up to is for the engine to say.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_INNER = rf"{_LETTER}_0-9\-\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-]"
_PREFIX = rf"(?:[{_LETTER}](?:\.*[{_INNER}]++){{0,99}}+)?:"
_LOCAL = rf"(?:(?:[{_LETTER}_:0-9]|{_ESCAPED})(?:\.*(?:[{_INNER}:]++|{_ESCAPED}))*+)?"
IRI = r'<(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>'
TEXT = (
    r'"""(?:"{0,2}(?:[^"\\]|\\.))*+"""'
    r"|'''(?:'{0,2}(?:[^'\\]|\\.))*+'''"
    r'|"(?!"")(?:[^"\\\r\n]|\\.)*+"'
    r"|'(?!'')(?:[^'\\\r\n]|\\.)*+'"
)
SPACE = r"[ \t\r\n]++|\#[^\r\n]*+"
GAP = rf"(?:{SPACE})*+"
DIRECTIVE = re.compile(
    rf"{GAP}(?P<at>@)?(?<![\w:-])(?:prefix(?(at){GAP}|(?:{SPACE})++)(?P<prefix>[^\s:<]*):{GAP}(?P<iri>{IRI})"
    rf"|base{GAP}{IRI})(?(at){GAP}\.)",
    re.IGNORECASE,
)
# Up to the dot that ends a statement, or to a brace; dots inside names and numbers do not count.
STATEMENT = re.compile(
    rf"(?:[\s;,\[\]()^@]++|\#[^\r\n]*+|<[^>]*+>|{TEXT}"
    r"""|(?:[^\s"'<#;,\[\](){}.^@\\]++|\\.)++(?:\.++(?:[^\s"'<#;,\[\](){}.^@\\]++|\\.)++)*+)*+[.{}]""",
    re.DOTALL,
)
LONGEST_EXCERPT = 160
_LONE = re.compile(r"\r(?!\n)")
_BLOCK = 8_192


@cache
def word_pattern() -> re.Pattern[str]:
    """Any one word, or the space between words, by its kind. Compiled when it is first needed: all
    the letters of Unicode take 16 ms, and most commands read no word.
    """
    # What is no word at all is taken as far as letters go, so that none is looked from twice.
    return re.compile(
        rf"""(?P<space>{SPACE})
        |(?P<iri>{IRI})
        |(?P<text>{TEXT})
        |(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*+)
        |(?P<blank>_:[{_LETTER}_0-9](?:\.*[{_INNER}]++)*+)
        |(?P<double>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+)
        |(?P<decimal>[+-]?[0-9]*\.[0-9]+)
        |(?P<integer>[+-]?[0-9]+)
        |(?P<name>{_PREFIX}{_LOCAL})
        |(?P<word>[A-Za-z][A-Za-z0-9_-]*+)
        |(?P<anon>\[[ \t\r\n]*+\])
        |(?P<nil>\([ \t\r\n]*+\))
        |(?P<type>\^\^)
        |(?P<sign>[.;,\[\](){{}}])
        |(?P<odd>[{_LETTER}][{_INNER}]*+|.)""",
        re.VERBOSE | re.DOTALL,
    )


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """The words of `text`, without spaces and comments; each says its kind as `lastgroup`."""
    found = word_pattern().finditer(text, start, len(text) if end is None else end)
    return (word for word in found if word.lastgroup != "space")


class Lines:
    """Where the lines of a text begin. They end at LF, CR LF or CR, as for the engine.

    Only counted in blocks beforehand: of a large file, a few lines are asked for.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        # Every line ends at an LF here, at the offset where its end is in `text`.
        self._ended = _LONE.sub("\n", text) if "\r" in text else text
        # Of each block, and of what is behind the last: how many lines end before it, and where
        # the line starts in which it begins.
        blocks = [(start, start + _BLOCK) for start in range(0, len(text), _BLOCK)]
        counts = (self._ended.count("\n", *block) for block in blocks)
        starts = (self._ended.rfind("\n", *block) + 1 for block in blocks)
        self._ends_before = list(accumulate(counts, initial=0))
        self._starts = list(accumulate(starts, max, initial=0))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, columns in characters."""
        block = min(offset, len(self._text)) // _BLOCK
        inside = (block * _BLOCK, offset)
        line = self._ends_before[block] + self._ended.count("\n", *inside) + 1
        start = self._ended.rfind("\n", *inside) + 1 or self._starts[block]
        return line, offset - start + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column, or the end of the text where there is no such line."""
        start = self._start(line)
        return len(self._text) if start is None else min(start + column - 1, len(self._text))

    def line(self, number: int) -> str:
        """The line with this number, without its end; empty where there is none."""
        start = self._start(number)
        if start is None:
            return ""
        end = self._ended.find("\n", start)
        return self._text[start : end if end >= 0 else None].rstrip("\r\n")

    def _start(self, line: int) -> int | None:
        """Where a line begins, counted from 1; None where there is no such line."""
        if not 0 < line <= self._ends_before[-1] + 1:
            return None
        block = max(0, bisect_left(self._ends_before, line - 1) - 1)
        at = block * _BLOCK
        for _ in range(line - 1 - self._ends_before[block]):
            at = self._ended.index("\n", at) + 1
        return at if line > 1 else 0

    def excerpt(self, line: int, column: int) -> tuple[str, int]:
        """The line, or where it is long what is around the column, and the column in that."""
        said = self.line(line)
        start = max(0, column - 1 - LONGEST_EXCERPT // 2) if len(said) > LONGEST_EXCERPT else 0
        return said[start : start + LONGEST_EXCERPT], column - start
