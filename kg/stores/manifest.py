"""The hashes of a release's files, kept beside them, so that a byte that changed is found.

Files that a release shares with the one before it, by hard links, are hashed once.
"""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kg.errors import StoreUnreadable

_NAME = "FILES"
_TABLE = ".sst"  # written once and never again, so that a hash of it stays right


def write(folder: Path, before: Path) -> None:
    """Write the hashes of the files in `folder`, taking those that it shares with `before` from
    there. Raises OSError.
    """
    known, own = _read(before), _read(folder)
    tables = (name for name in own if name.endswith(_TABLE) and (folder / name).exists())
    hashes = {name: own[name] for name in tables}
    hashes |= {name: known[name] for name in known if _same(folder / name, before / name)}
    new = [path for path in folder.iterdir() if path.name not in {_NAME, *hashes}]
    with ThreadPoolExecutor() as threads:
        hashes |= zip((path.name for path in new), threads.map(_hash, new), strict=True)
    (folder / _NAME).write_text(json.dumps(hashes, indent=1, sort_keys=True))


def verify(folder: Path, seen: dict[int, str]) -> None:
    """Compare every file with its hash, where hashes were written; `seen` keeps what was worked
    out, by inode. Raises StoreUnreadable, naming the file.
    """
    for name, wanted in _read(folder).items():
        path = folder / name
        try:
            inode = path.stat().st_ino
            if inode not in seen:
                seen[inode] = _hash(path)
        except OSError as error:
            raise StoreUnreadable(f"{path} cannot be read: {error.strerror}.") from error
        if seen[inode] != wanted:
            raise StoreUnreadable(f"{path} is not as it was written.")


def _read(folder: Path) -> dict[str, str]:
    path = folder / _NAME
    try:
        found: dict[str, str] = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise StoreUnreadable(f"{path} cannot be read.") from error
    return found


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
