"""New keys: opaque, never used before, and with nothing in them to read or to mistake; asks the
store.
"""

from __future__ import annotations

import re
import secrets

from kg.errors import BadRequest
from kg.stores import Store
from kg.stores.rows import batches, rows
from kg.vocab import Vocabulary

# No vowels, so that no word comes of it, and no sign that looks like another.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
_LENGTH = 6
NATIONS = ("eng", "nir", "sct", "uk", "wal")
MOST = 1000
# The things of one review share its key, so that a key is new only if none of them has it.
_SHARING = ("review", "incident", "subject", "document")


def mint(store: Store, vocabulary: Vocabulary, kind: str, nation: str, count: int) -> list[str]:
    """`count` new identifiers of a kind, `{nation}-{6 characters}`, that no release mentions.

    Raises BadRequest for what is no kind, nation or count.
    """
    _refuse_wrong(kind, nation, count)
    found: set[str] = set()
    while len(found) < count:
        keys = {f"{nation}-{_opaque()}" for _ in range(count - len(found))}
        found |= keys - _used(store, vocabulary, {kind, *_SHARING}, keys)
    return [vocabulary.thing(kind, key) for key in sorted(found)]


def _opaque() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def _used(store: Store, vocabulary: Vocabulary, kinds: set[str], keys: set[str]) -> set[str]:
    """Those of `keys` that any release that is kept mentions."""
    names = [vocabulary.thing(kind, key) for kind in sorted(kinds) for key in sorted(keys)]
    used: set[str] = set()
    for number in store.kept():
        for block in batches(names):
            query = f"""SELECT ?x {{ VALUES ?x {{ {block} }}
                FILTER(EXISTS {{ ?x ?p ?o }} || EXISTS {{ ?s ?q ?x }}) }}"""
            found = rows(store, query, number)
            used |= {row["x"][1:-1].rpartition("/")[2] for row in found}
    return used


def _refuse_wrong(kind: str, nation: str, count: int) -> None:
    if not re.fullmatch(r"[a-z][a-z-]*", kind):
        raise BadRequest(f"{kind[:60]!r} is no kind of thing. Give for example review.")
    if nation not in NATIONS:
        raise BadRequest(f"{nation[:60]!r} is no nation. Give one of: {', '.join(NATIONS)}.")
    if not 1 <= count <= MOST:
        raise BadRequest(f"Between 1 and {MOST} identifiers can be minted at once.")
