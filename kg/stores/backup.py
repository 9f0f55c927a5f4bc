"""Copies of an embedded store: complete, independent of it, and as small, since releases share
files.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.errors import StoreUnreadable
from kg.stores.folders import ReleaseFolders
from kg.stores.records import reason


def back_up(folders: ReleaseFolders, target: Path) -> None:
    """Copy the store into the new folder `target`, and remember it there, so that a takedown finds
    it.

    Raises StoreUnreadable where `target` exists or cannot be written.
    """
    with folders.writing():
        _copy(folders.root, target)
        folders.remember_backup(target)


def restore(source: Path, target: Path) -> None:
    """Copy the backup `source` into `target`, which must not exist or be empty.

    Raises StoreUnreadable.
    """
    if not (source / "STORE").is_file():
        raise StoreUnreadable(f"{source} is no backup of a store. Name a folder `kg backup` made.")
    with ReleaseFolders(source).writing():
        _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    """Copy a store, once for every file that releases share by hard links; STORE comes last."""
    if target.exists() and any(target.iterdir()):
        raise StoreUnreadable(f"{target} is not empty. Name a new folder.")
    copied: dict[int, Path] = {}
    try:
        for path in sorted((source / "releases").rglob("*")):
            place = target / path.relative_to(source)
            if path.is_dir():
                place.mkdir(parents=True, exist_ok=True)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            inode = path.stat().st_ino
            if inode in copied:
                place.hardlink_to(copied[inode])
            else:
                shutil.copy2(path, place)
                copied[inode] = place
        for name in ("TAKEDOWNS", "KEY", "CURRENT", "STORE"):
            if (source / name).exists():
                shutil.copy2(source / name, target / name)
    except OSError as error:
        raise StoreUnreadable(f"{target} cannot be written: {reason(error)}.") from error
