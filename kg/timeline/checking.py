"""Whether a store is whole: every release is opened and compared with what is recorded of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.counted import counted
from kg.errors import StoreUnreadable
from kg.rdf import content_after
from kg.stores import Release, Store


class Finding(NamedTuple):
    """What is wrong with a release, by its number, or with the store itself (None); "" if nothing,
    or if the release is not `kept` and nobody can say.
    """

    release: int | None
    fault: str
    kept: bool = True


def check(store: Store) -> Iterator[Finding]:
    """One finding for each release, oldest first, and one for each fault of the store
    itself: its records, its log, the bytes of its files.

    Statements must have the recorded fingerprint, and their number must follow from that of the
    release before.
    """
    size: int | None = 0
    last, kept = 0, store.kept()
    for release in store.releases():
        if release.number not in kept:
            yield Finding(release.number, "", kept=False)
            continue
        try:
            statements = store.dump(release=release.number)
        except StoreUnreadable as error:
            size, last = None, release.number
            yield Finding(release.number, f"cannot be read: {error.detail}")
            continue
        before = size if release.number == last + 1 else None
        yield Finding(release.number, _fault(release, statements, before))
        size, last = len(statements), release.number
    try:
        store.verify()
    except StoreUnreadable as error:
        yield Finding(None, error.detail)


def _fault(release: Release, statements: frozenset[str], before: int | None) -> str:
    if content_after("", statements, ()) != release.content:
        return "does not hold what its record says"
    expected = None if before is None else before + release.added - release.removed
    if expected not in {None, len(statements)}:
        return (
            f"holds {counted(len(statements), 'statement')}, where its record comes to {expected:,}"
        )
    return ""
