"""Comparisons that leave dates out, as a year, a month and a day are of different types; pure.

SPARQL 1.1, section 17.3: xsd:gYear, xsd:gYearMonth and xsd:date are not compared with one another,
nor with numbers; such a comparison is an error, which a FILTER takes as false.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.query.hints.words import Word
from kg.vocab import EXTERNAL_PREFIXES

_OPERATORS = {"<", ">", "<=", ">="}
_TYPE = re.compile(rf"(?:xsd:|<{re.escape(EXTERNAL_PREFIXES['xsd'])})(?:gYear|gYearMonth|date)>?")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


def compared_dates(read: Sequence[Word], *, nothing: bool) -> list[str]:
    """A sentence about the first comparison of the query `read` that sees some dates only: with a
    year, a month or a day of its type; where the answer says `nothing`, with a plain number too.
    """
    for place, word in enumerate(read):
        year = _year(read[place + 2 : place + 5], nothing) if word.kind == "var" else ""
        if year and read[place + 1].kind in _OPERATORS:
            name, operator = word.text, read[place + 1].text
            return [
                f"Dates are a year, a month or a day, each of its own type, and {name} {operator} "
                "… here sees those of one type at most. All of them are compared by: "
                f'SUBSTR(STR({name}), 1, 4) {operator} "{year}"'
            ]
    return []


def _year(value: Sequence[Word], nothing: bool) -> str:
    """The year of the date that these words are, or begin with; else nothing."""
    if not value:
        return ""
    if value[0].kind == "number":
        return value[0].text if nothing and _YEAR.fullmatch(value[0].text) else ""
    typed = [one.kind for one in value[:2]] == ["string", "^^"] and _TYPE.fullmatch(value[-1].text)
    return value[0].text.strip("\"'")[:4] if typed else ""
