"""What the system says when a store's folder fails, and how that is mended; pure."""

from __future__ import annotations

_REMEDIES = {
    "No space left on device": "Free some space on its disk, and try again.",
    "Disk quota exceeded": "Free some space within the quota, and try again.",
    "File too large": "Raise the largest size of a file (ulimit -f), and try again.",
    "Read-only file system": "Mount it writable, or write to another store.",
    "Permission denied": "Mend its permissions, or run as the user whom it belongs to.",
    "Too many open files": "Raise the number of open files (ulimit -n), and try again.",
}


def reason(error: Exception) -> str:
    """What the system says, without the path, which the caller names."""
    text = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    return next((known for known in _REMEDIES if known in text), text)


def with_remedy(error: Exception, otherwise: str = "Look at the disk, and try again.") -> str:
    """What the system says, and what to do about it: `otherwise`, where nothing better is known."""
    said = reason(error)
    return f"{said.rstrip('.')}. {_REMEDIES.get(said, otherwise)}"
