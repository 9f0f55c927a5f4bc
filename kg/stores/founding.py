"""A folder becomes a store: told from other folders, and from the stores of newer versions; writes
to it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.errors import StoreTooNew, StoreUnreadable
from kg.stores import engine
from kg.stores.durable import replace_text
from kg.stores.faults import with_remedy
from kg.stores.locking import locked

LAYOUT = 1
# What a folder may hold and still become a store, also after its founding was killed.
_OWN = {
    "releases",
    "CURRENT",
    "LOCK",
    "STORE",
    "BACKUPS",
    "writers",
    ".CURRENT.new",
    ".STORE.new",
    "lost+found",
}


def found(root: Path) -> None:
    """Make `root` an empty store, where it is none yet. Raises StoreUnreadable, and StoreTooNew
    where a newer version wrote it.
    """
    try:
        if not (root / "STORE").exists():
            _found_new(root)
        layout = int((root / "STORE").read_text())
    except (OSError, ValueError) as error:
        otherwise = "Choose another folder with KG_STORE or --store."
        raise StoreUnreadable(
            f"{root} cannot be used as a store: {with_remedy(error, otherwise)}"
        ) from error
    if layout > LAYOUT:
        raise StoreTooNew(
            f"{root} was written by a newer version (layout {layout}; this one reads {LAYOUT}). "
            "Upgrade uk-case-reviews, or choose another store."
        )


def _found_new(root: Path) -> None:
    """An empty store, with an empty release 0; STORE comes last, so a killed founding is begun
    again.
    """
    root.mkdir(parents=True, exist_ok=True)
    strangers = {path.name for path in root.iterdir()} - _OWN
    if strangers:
        raise ValueError(f"it holds other files ({min(strangers)}) and is no store")
    with locked(root):
        if (root / "STORE").exists():  # another process was faster
            return
        if (root / "CURRENT").exists() and (root / "CURRENT").read_text().strip() != "0":
            raise ValueError("it holds releases, but the file STORE is missing")
        shutil.rmtree(root / "releases", ignore_errors=True)
        (root / "releases").mkdir()
        engine.create(root / "releases" / "0")
        replace_text(root / "CURRENT", "0\n")
        replace_text(root / "STORE", f"{LAYOUT}\n")
