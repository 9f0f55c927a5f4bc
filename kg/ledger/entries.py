"""What the ledger says of an identifier; pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """What became of an identifier. Every one that was ever published is live, moved or gone."""

    LIVE = "live"
    MOVED = "moved"
    GONE = "gone"
    NEVER = "never minted"


class Change(NamedTuple):
    """A release, and when it was published (xsd:dateTime)."""

    release: int
    at: str


@dataclass(frozen=True)
class Entry:
    """The line of the ledger for what was `asked`.

    `iri` is the canonical identifier (None where it is not one of ours), `target` what a moved one
    moved to, always live; `reason` why one is gone, the last part of its IRI; `label` the name of
    the identifier or of its target; `changed` the release that last changed it.
    """

    asked: str
    iri: str | None
    state: State
    target: str | None = None
    reason: str | None = None
    label: str | None = None
    changed: Change | None = None

    def as_json(self) -> dict[str, object]:
        """The entry as plain values, those that are not known left out."""
        said = asdict(self) | {"changed": self.changed._asdict() if self.changed else None}
        return {name: value for name, value in said.items() if value is not None}
