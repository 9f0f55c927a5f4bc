"""Which language a reader likes best, of those that names here are in; pure.

RFC 9110, section 12.5.4; RFC 4647, section 3.4 (lookup): `cy-GB` is content with `cy`.
"""

from __future__ import annotations

import re

LANGUAGES = ("en", "cy", "gd")  # English, Welsh, Scottish Gaelic
_RANGE = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([0-9.]+)\s*)?", re.ASCII)
_QUALITY = re.compile(r"0(\.[0-9]*)?|1(\.0*)?", re.ASCII)
_LONGEST = 1000


def preferred(header: str | None) -> str:
    """The language of LANGUAGES that an Accept-Language header likes best; English where it names
    none of them. What is no language range is passed over.
    """
    rated: dict[str, float] = {}
    for element in (header or "")[:_LONGEST].split(","):
        found = _RANGE.fullmatch(element)
        if found and _QUALITY.fullmatch(found[2] or "1"):
            rated.setdefault(found[1].lower(), float(found[2] or 1))
    others = rated.get("*", 0.0)
    best = max(LANGUAGES, key=lambda one: (rated.get(one, others), -LANGUAGES.index(one)))
    return best if rated.get(best, others) > 0 else LANGUAGES[0]
