"""Literals as a reader writes them: dates, yes and no, lengths of time; pure.

XML Schema 1.1 Part 2, sections 3.3.9 to 3.3.14 and 3.3.6.
"""

from __future__ import annotations

import re

from kg.rdf import Term

_XSD = "http://www.w3.org/2001/XMLSchema#"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE = re.compile(
    r"(-?[0-9]{4,})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?(?:T([0-9]{2}:[0-9]{2}).*?(Z?))?"
)
_UNITS = {"Y": "year", "M": "month", "D": "day"}


def readable(term: Term) -> str:
    """What the literal says, in plain English where its datatype allows."""
    kind = (term.datatype or "").removeprefix(_XSD)
    if is_date(term):
        return readable_date(term.value)
    if kind == "boolean":
        return {"true": "Yes", "1": "Yes", "false": "No", "0": "No"}.get(term.value, term.value)
    if kind in {"duration", "yearMonthDuration", "dayTimeDuration"}:
        return _duration(term.value)
    return term.value


def is_date(term: Term) -> bool:
    """Whether the literal is a day, a month, a year or a moment."""
    return term.datatype in {f"{_XSD}{one}" for one in ("date", "gYearMonth", "gYear", "dateTime")}


def readable_date(value: str) -> str:
    """A day, a month, a year or a moment in words; anything else as it is."""
    found = _DATE.fullmatch(value)
    if not found:
        return value
    year, month, day, time, utc = found.groups()
    parts = [str(int(day)) if day else "", _MONTHS[int(month) - 1] if month else "", year]
    date = " ".join(part for part in parts if part)
    return f"{date} at {time}{' UTC' if utc else ''}" if time else date


def _duration(value: str) -> str:
    found = re.fullmatch(r"P((?:[0-9]+[YMD])+)", value)
    if not found:
        return value
    parts = re.findall(r"([0-9]+)([YMD])", found[1])
    return ", ".join(f"{n} {_UNITS[unit]}{'' if n == '1' else 's'}" for n, unit in parts)
