"""The seam: SPARQL text in, bytes out. `open_store` is the one place where a store is chosen."""

from __future__ import annotations

from kg.stores.backup import restore
from kg.stores.base import UNION, Dataset, Erased, Limits, Release, Store
from kg.stores.disk import DiskStore

__all__ = ["UNION", "Dataset", "Erased", "Limits", "Release", "Store", "open_store", "restore"]


def open_store(url: str, limits: Limits) -> Store:
    """The store at `url`: a folder, which is made if it is not there, or `memory:`.

    Raises StoreUnreadable or StoreTooNew.
    """
    if url == "memory:":
        return DiskStore.passing(limits)
    return DiskStore.at(url.removeprefix("file://"), limits)
