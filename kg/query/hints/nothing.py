"""Whether an answer says nothing: no rows, no triples, no, or one row of zeros; pure."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable

from kg.formats import Format

_LONGEST = 20_000  # an answer that says nothing is short


def says_nothing(body: bytes, form: Format) -> bool:
    """Whether the answer `body` in `form` holds no fact at all."""
    return len(body) <= _LONGEST and _READERS[form.name](body.decode())


def _json(text: str) -> bool:
    answer = json.loads(text)
    if "boolean" in answer:
        return not answer["boolean"]
    rows = answer["results"]["bindings"]
    return _zero([value["value"] for row in rows for value in row.values()], len(rows))


def _xml(text: str) -> bool:
    rows = re.findall(r"<result>(.*?)</result>", text, re.DOTALL)
    values = re.findall(r"<(?:literal|uri|bnode)[^>]*>([^<]*)<", "".join(rows))
    return "<boolean>true" not in text and _zero(values, len(rows))


def _table(text: str, delimiter: str) -> bool:
    head, *rows = csv.reader(text.splitlines(), delimiter=delimiter)
    return head != ["true"] and _zero([value for row in rows for value in row], len(rows))


def _zero(values: list[str], rows: int) -> bool:
    return rows == 0 or (rows == 1 and all(value in {"0", ""} for value in values))


def _turtle(text: str) -> bool:
    return all(not line or line.startswith("@prefix") for line in text.splitlines())


_READERS: dict[str, Callable[[str], bool]] = {
    "json": _json,
    "xml": _xml,
    "csv": lambda text: _table(text, ","),
    "tsv": lambda text: _table(text, "\t"),
    "turtle": _turtle,
    "trig": _turtle,
    "ntriples": lambda text: not text.strip(),
    "nquads": lambda text: not text.strip(),
    "jsonld": lambda text: not json.loads(text),
    "rdfxml": lambda text: "<rdf:Description" not in text,
}
