"""The seam: SPARQL text in, bytes out. `open_store` is the one place where a store is chosen."""

from __future__ import annotations

from kg.errors import Usage
from kg.stores.backup import restore
from kg.stores.base import (
    UNION,
    Access,
    Dataset,
    Erased,
    Limits,
    Release,
    Store,
    Trial,
    Update,
    UpdatePart,
)
from kg.stores.disk import DiskStore

_BY_URL_ALONE = Access()

__all__ = [
    "UNION",
    "Access",
    "Dataset",
    "Erased",
    "Limits",
    "Release",
    "Store",
    "Trial",
    "Update",
    "UpdatePart",
    "open_store",
    "restore",
]


def open_store(url: str, limits: Limits, access: Access = _BY_URL_ALONE) -> Store:
    """The store at `url`: a folder, which is made if it is not there, `memory:`, or the query URL
    of a SPARQL 1.1 service, reached as `access` says.

    Raises StoreUnreadable, StoreTooNew, and Usage where a setting is wrong or the HTTP client is
    not installed.
    """
    if url.startswith(("http://", "https://")):
        return _remote(url, access, limits)
    if url == "memory:":
        return DiskStore.passing(limits)
    return DiskStore.at(url.removeprefix("file://"), limits)


def _remote(url: str, access: Access, limits: Limits) -> Store:
    try:
        from kg.stores.remote import RemoteStore  # noqa: PLC0415 (its HTTP client is an extra)
    except ModuleNotFoundError as error:
        raise Usage(
            "A store behind a URL needs an HTTP client: pip install 'uk-case-reviews[remote]'."
        ) from error
    return RemoteStore(url, access, limits)
