"""Which releases can be asked, and dropping those that are no longer wanted."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from kg.errors import StoreBusy, StoreUnreadable
from kg.history import outdated
from kg.settings import Settings
from kg.stores import Release, Store

log = logging.getLogger(__name__)


def kept_releases(store: Store) -> list[Release]:
    """The records of the releases that can be asked, oldest first."""
    kept = set(store.kept())
    return [one for one in store.releases() if one.number in kept]


def listed(store: Store) -> list[dict[str, Any]]:
    """The record of every release as plain values, newest first, and whether it is `kept`; those
    that are not come last.
    """
    both = ((store.releases(), True), (store.dropped(), False))
    return [{**asdict(one), "kept": kept} for found, kept in both for one in reversed(found)]


def prune(store: Store, settings: Settings) -> list[int]:
    """Drop the releases that the settings no longer keep, and say which; see kg.history.outdated.
    Raises StoreBusy, StoreUnreadable.
    """
    now = datetime.now(UTC)
    doomed = outdated(kept_releases(store), settings.keep_releases, settings.keep_days, now)
    if doomed:
        store.drop(doomed)
    return doomed


def prune_after_publishing(store: Store, settings: Settings) -> None:
    """The same; the release is out already, so that what goes wrong here is only logged."""
    try:
        prune(store, settings)
    except (StoreBusy, StoreUnreadable) as error:
        log.warning("Old releases stay until the next one is published: %s", error)
