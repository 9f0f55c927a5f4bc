"""The graph over time: how long releases stay, whether they are whole, and in which of them a thing
changed. Reads the store, and drops releases.
"""

from __future__ import annotations

from kg.timeline.checking import Finding, check
from kg.timeline.keeping import listed, prune, prune_after_publishing
from kg.timeline.versions import Version, Versions

__all__ = ["Finding", "Version", "Versions", "check", "listed", "prune", "prune_after_publishing"]
