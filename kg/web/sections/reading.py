"""Reads the queries of page sections: `{kind}/{order}-{name}.rq` beside this file, nothing
else.

Each begins with comments: `# title:`, `# form:`, perhaps `# note:`, and perhaps `# each:`, the
column of the thing that shall have one row, however many values others have. The thing that the
page is about is `$this`; prefixes are added. A column `xName` holds what to call the IRI of
column `x`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

_LINE = re.compile(r"# (title|form|note|each): (.*)\n")


class Form(StrEnum):
    """How rows are shown: `label` and `value` as facts, `date` and `what` as a timeline, `from` and
    `to` as a line of descent, anything else as a table or, by its first column, as a list.
    """

    FACTS = "facts"
    TABLE = "table"
    LIST = "list"
    TIMELINE = "timeline"
    LINEAGE = "lineage"


class Wanted(NamedTuple):
    """A section that a kind of page may have."""

    name: str
    title: str
    form: Form
    note: str
    each: str
    text: str


@cache
def wanted(kind: str) -> tuple[Wanted, ...]:
    """The sections of a kind of thing, in order; none where the kind has no folder here."""
    if not re.fullmatch(r"[a-z-]+", kind):
        return ()
    return tuple(map(_read, sorted((Path(__file__).parent / kind).glob("*.rq"))))


def _read(path: Path) -> Wanted:
    text = path.read_text()
    said = dict(_LINE.findall(text))
    name = path.stem.partition("-")[2]
    query = _LINE.sub("", text).strip()
    return Wanted(
        name, said["title"], Form(said["form"]), said.get("note", ""), said.get("each", ""), query
    )
