"""The record of a release as a file: JSON, sealed with a hash over what it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from kg.errors import StoreUnreadable
from kg.stores.base import Release
from kg.stores.faults import reason

_SEAL = "seal"


def record_text(release: Release) -> str:
    """The text of the record of a release."""
    said = asdict(release)
    return json.dumps({**said, _SEAL: _seal(said)}, indent=1, ensure_ascii=False)


def read_record(path: Path, *, sealed: bool = False) -> Release:
    """The record in a file; with `sealed`, it must be as it was written, and of the release that
    the file is named after. Records from before there were seals have none. Raises StoreUnreadable.
    """
    try:
        said = json.loads(path.read_text())
        seal = said.pop(_SEAL, None)
        release = Release(**said)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise StoreUnreadable(
            f"{path} cannot be read: {reason(error)}. Restore the store from a backup."
        ) from error
    whole = seal in {None, _seal(said)} and str(release.number) == path.stem
    if sealed and not whole:
        raise StoreUnreadable(f"{path} is not as it was written.")
    return release


def _seal(said: Mapping[str, object]) -> str:
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
