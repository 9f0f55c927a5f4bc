"""The forms in which people write one of our identifiers, and the identifiers they may mean;
pure.
"""

from __future__ import annotations

import re

from kg.formats import FORMATS
from kg.rdf import iri

# What a path under the base starts with where it is an identifier; a page stands for its thing.
HEADS = ("id", "doc", "def", "data")
LOCAL_HOSTS = r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d{1,5})?"
SUFFIX = rf"\.(?:{'|'.join(one.suffix for one in FORMATS)})"


def start_of(base: str) -> str:
    """A regular expression for the ways in which an address under `base` may start: http or https,
    and a local service.
    """
    host, slash, below = base.partition("://")[2].partition("/")
    canonical = f"(?i:{re.escape(host)}){re.escape(slash + below)}"
    return rf"(?i:https?)://(?:{canonical}|{LOCAL_HOSTS}/)"


def forms(text: str, base: str) -> tuple[str, ...]:
    """The identifiers that `text` may mean, the likeliest first; none where it is not ours.

    http stands for https and a local address for the base; a page (/doc/, with a suffix or not)
    stands for what it is about; a query and a fragment are left out. Only terms and datasets may
    end in a slash.
    """
    found = re.fullmatch(rf"{start_of(base)}((?:{'|'.join(HEADS)})/[^?#\s]+)(?:[?#].*)?", text)
    if found is None or not _is_iri(f"{base}{found[1]}"):
        return ()
    head, _, below = found[1].partition("/")
    short = re.sub(f"{SUFFIX}$", "", below.rstrip("/"))
    if head in {"id", "doc"}:
        return (f"{base}id/{short if head == 'doc' else below.rstrip('/')}",)
    ways = dict.fromkeys((below, below.rstrip("/"), short, f"{short}/"))
    return tuple(f"{base}{head}/{way}" for way in ways)


def _is_iri(text: str) -> bool:
    try:
        iri(text)
    except ValueError:  # a character that no IRI has, or half a surrogate pair
        return False
    return True
