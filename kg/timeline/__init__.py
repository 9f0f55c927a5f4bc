"""The graph over time: how long releases stay, whether they are whole, in which of them a thing
changed, and what is taken out of all of them. Reads the store, drops releases and erases.
"""

from __future__ import annotations

from kg.timeline.checking import Finding, check
from kg.timeline.erasing import erase
from kg.timeline.keeping import listed, prune, prune_after_publishing
from kg.timeline.versions import Version, Versions

__all__ = [
    "Finding",
    "Version",
    "Versions",
    "check",
    "erase",
    "listed",
    "prune",
    "prune_after_publishing",
]
