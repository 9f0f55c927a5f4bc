"""Who may write over HTTP, and the log of what they tried; knows a folder and no store."""

from __future__ import annotations

from pathlib import Path

from kg.errors import Unsupported
from kg.writers.forgetting import forget
from kg.writers.log import Attempt, WriteLog
from kg.writers.tokens import Register, Scope, Writer

__all__ = ["Attempt", "Register", "Scope", "WriteLog", "Writer", "forget", "writers_folder"]


def writers_folder(store: str, chosen: str | None) -> Path:
    """Where tokens and the log of writes are kept: the folder that was `chosen`, else one in the
    folder of the store, beside its releases. Neither exports nor backups hold it.

    Raises Unsupported for a store without a folder of its own, where none was chosen.
    """
    if chosen:
        return Path(chosen)
    if store == "memory:":
        raise Unsupported(
            "A passing store ends with its process, and tokens would end with it. Set KG_WRITERS "
            "to a folder for tokens, or keep the store in a folder."
        )
    if store.startswith(("http://", "https://")):
        raise Unsupported(
            "A store behind a URL has no folder here to keep tokens in. Set KG_WRITERS to a folder "
            "of this machine that only the server and its keeper can read."
        )
    return Path(store.removeprefix("file://")) / "writers"
