"""What the tests of the web call things."""

from __future__ import annotations

from kg.content import CANONICAL_BASE as BASE

__all__ = ["BASE", "BROWSER", "REVIEW", "THEME", "asked"]

REVIEW = f"{BASE}id/review/abc-12345"
THEME = f"{BASE}def/practice-theme/busy"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def asked(accept: str) -> dict[str, str]:
    """The headers of a request that accepts this."""
    return {"Accept": accept}
