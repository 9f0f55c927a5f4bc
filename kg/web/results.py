"""The rows of an answer as a table for people; pure."""

from __future__ import annotations

import json
from typing import NamedTuple

from kg.rdf import Term
from kg.web.listing import read_rows

SHOWN_ROWS = 1000


class Table(NamedTuple):
    """Columns and rows, None for an unbound variable; `total` rows in all, here perhaps fewer.

    `boolean` is the answer to an ASK.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    total: int = 0
    boolean: bool | None = None


def read_table(body: bytes, most: int | None = SHOWN_ROWS) -> Table:
    """SPARQL 1.1 Query Results JSON as a table of at most `most` rows."""
    answer = json.loads(body)
    if "boolean" in answer:
        return Table(boolean=answer["boolean"])
    columns = tuple(answer["head"]["vars"])
    total = len(answer["results"]["bindings"])
    rows = read_rows(body)[:most]
    return Table(columns, tuple(tuple(row.get(one) for one in columns) for row in rows), total)
