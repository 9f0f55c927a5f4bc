"""Asking a running service what became of identifiers: POST /resolve. Imports the HTTP client where
it is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kg.errors import Unavailable, Usage
from kg.ledger.entries import Change, Entry, State

SECONDS = 60.0


def resolve_at(service: str, asked: Sequence[str]) -> list[Entry]:
    """What the service at the URL `service` says of identifiers, in their order.

    It is sent `{"iris": […]}`, and answers `{"results": […]}` with Entry.as_json of each. Raises
    Usage without an HTTP client, Unavailable where the service gives no such answer.
    """
    try:
        import httpx2  # noqa: PLC0415 (an extra)
    except ModuleNotFoundError as error:
        raise Usage(
            "Asking a service needs an HTTP client: pip install 'uk-case-reviews[remote]'."
        ) from error
    url = f"{service.rstrip('/')}/resolve"
    try:
        answer = httpx2.post(url, json={"iris": list(asked)}, timeout=SECONDS)
        answer.raise_for_status()
        entries = [_entry(one) for one in answer.json()["results"]]
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise Unavailable(f"{url} does not answer as it should: {error}.") from error
    if [one.asked for one in entries] != list(asked):
        raise Unavailable(f"{url} does not answer what it was asked.")
    return entries


def _entry(said: Mapping[str, Any]) -> Entry:
    changed = said.get("changed")
    fields = {name: said.get(name) for name in ("iri", "target", "reason", "label")}
    when = Change(changed["release"], changed["at"]) if changed else None
    return Entry(asked=said["asked"], state=State(said["state"]), changed=when, **fields)
