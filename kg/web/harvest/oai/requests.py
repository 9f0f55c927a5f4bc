"""What a harvester asks: verb and arguments, checked as OAI-PMH 2.0 says; pure.

OAI-PMH 2.0, sections 2.5 (selective harvesting), 3.1 (requests), 3.6 (errors), 4 (verbs).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple


class Refused(Exception):
    """An error of the protocol: its code, and what is wrong in words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Takes(NamedTuple):
    """The arguments of a verb."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    resumes: bool = False


_LIST = Takes(("metadataPrefix",), ("from", "until", "set"), resumes=True)
VERBS: Mapping[str, Takes] = {
    "GetRecord": Takes(("identifier", "metadataPrefix")),
    "Identify": Takes(),
    "ListIdentifiers": _LIST,
    "ListMetadataFormats": Takes(optional=("identifier",)),
    "ListRecords": _LIST,
    "ListSets": Takes(resumes=True),
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SECOND = re.compile(rf"{_DAY.pattern}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}Z", re.ASCII)

_FORMS = {_DAY: "%Y-%m-%d", _SECOND: "%Y-%m-%dT%H:%M:%SZ"}


class Asked(NamedTuple):
    """A verb and its arguments, as they were sent."""

    verb: str
    arguments: Mapping[str, str]


def read_request(pairs: Sequence[tuple[str, str]]) -> Asked:
    """The request that these pairs make. Raises Refused: badVerb, badArgument."""
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise Refused("badVerb", f"Give one verb, which is one of: {', '.join(VERBS)}.")
    takes, arguments = VERBS[verbs[0]], dict(pairs)
    del arguments["verb"]
    if len(arguments) + 1 != len(pairs):
        raise Refused("badArgument", "An argument is there twice.")
    if takes.resumes and "resumptionToken" in arguments:
        if len(arguments) > 1:
            raise Refused("badArgument", "A resumptionToken stands alone with its verb.")
        return Asked(verbs[0], arguments)
    _check_names(verbs[0], takes, arguments)
    return Asked(verbs[0], arguments)


def _check_names(verb: str, takes: Takes, arguments: Mapping[str, str]) -> None:
    unknown = arguments.keys() - {*takes.required, *takes.optional}
    missing = [one for one in takes.required if not arguments.get(one)]
    if unknown or missing:
        what = f"lacks {', '.join(missing)}" if missing else f"takes no {min(unknown)[:60]}"
        raise Refused("badArgument", f"{verb} {what}.")


class Span(NamedTuple):
    """From when until when, both included, to the second (empty: open)."""

    start: str = ""
    end: str = ""

    def holds(self, at: str) -> bool:
        """Whether a moment (xsd:dateTime, UTC, to the second) is inside."""
        return (not self.start or at >= self.start) and (not self.end or at <= self.end)


def read_span(arguments: Mapping[str, str]) -> Span:
    """The span that `from` and `until` make. Raises Refused: badArgument."""
    given = {name: arguments[name] for name in ("from", "until") if name in arguments}
    for name, value in given.items():
        _check_moment(name, value)
    if len({len(value) for value in given.values()}) > 1:
        raise Refused("badArgument", "from and until must be of one granularity.")
    span = Span(
        _padded(given.get("from", ""), "T00:00:00Z"), _padded(given.get("until", ""), "T23:59:59Z")
    )
    if span.start and span.end and span.start > span.end:
        raise Refused("badArgument", "from is later than until.")
    return span


def _check_moment(name: str, value: str) -> None:
    form = next((form for shape, form in _FORMS.items() if shape.fullmatch(value)), "")
    try:
        datetime.strptime(value, form)
    except ValueError as error:
        raise Refused(
            "badArgument", f"{name} must be a date such as 2026-03-31 or 2026-03-31T12:00:00Z."
        ) from error


def _padded(value: str, rest: str) -> str:
    return value + rest if _DAY.fullmatch(value) else value
