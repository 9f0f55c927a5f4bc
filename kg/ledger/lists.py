"""Lists of identifiers as people send them, and the ledger's lines about them as CSV; pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from kg.ledger.entries import Entry

_JSON = "The JSON must be a list of IRIs, or an object with the list `iris`."


def read_list(text: str) -> list[str]:
    """The IRIs in a text: a JSON list, or a JSON object with the list `iris`, or one on each line.

    A line that begins with # is a comment, as in text/uri-list (RFC 2483, section 5). Raises
    ValueError with a sentence for whoever wrote the text.
    """
    if text.lstrip()[:1] not in {"[", "{"}:
        lines = (line.strip() for line in text.splitlines())
        return [line.strip("<>") for line in lines if line and not line.startswith("#")]
    try:
        said = json.loads(text)
        listed = said["iris"] if isinstance(said, dict) else said
    except (ValueError, KeyError, RecursionError) as error:
        raise ValueError(_JSON) from error
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise ValueError(_JSON)
    return listed


def as_csv(entries: Iterable[Entry]) -> bytes:
    """The entries as CSV (RFC 4180), one on each line, in their order."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["asked", "iri", "state", "target", "reason", "label", "release", "at"])
    for one in entries:
        release, at = one.changed or ("", "")
        rows.writerow(
            [one.asked, one.iri, one.state, one.target, one.reason, one.label, release, at]
        )
    return written.getvalue().encode(errors="replace")  # half a surrogate pair is no character
