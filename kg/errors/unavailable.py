"""The surroundings are at fault: a limit, a folder, a port, a setting, another process; imports
nothing else of kg.
"""

from __future__ import annotations

from kg.errors.base import KgError, Unavailable


class QueryTimeout(Unavailable):
    """The query passed its time limit and was ended. Fields: limit (seconds)."""

    slug = "query-timeout"
    title = "The query took too long"
    exit_code = 1


class QueryMemory(Unavailable):
    """The query passed its memory limit and was ended."""

    slug = "query-memory"
    title = "The query needed too much memory"
    exit_code = 1


class TooMuchWork(Unavailable):
    """A check or a write passed its limit of time or memory, and was ended. Fields: limit."""

    slug = "too-much-work"
    title = "This needs too much time or memory"
    exit_code = 1


class TooBusy(Unavailable):
    """Other clients hold every query process; try again. Fields: retry_after (seconds)."""

    slug = "too-busy"
    title = "The service is busy"


class Usage(KgError):
    """The command line or a setting is wrong."""

    slug = "usage"
    title = "The command or a setting is wrong"
    status = 400

    @classmethod
    def unreadable(cls, path: object, error: OSError | UnicodeDecodeError) -> Usage:
        """A file that cannot be read, and why; `error` of the system names the path once more."""
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        return cls(f"{path} cannot be read: {why}.")


class StoreUnreadable(Unavailable):
    """The store's folder cannot be opened, read or written."""

    slug = "store-unreadable"
    title = "The store cannot be used"


class StoreTooNew(Unavailable):
    """The store was written by a newer version of this program."""

    slug = "store-too-new"
    title = "The store is of a newer version"


class StoreBusy(Unavailable):
    """Another writer holds the store; try again."""

    slug = "store-busy"
    title = "The store is being written to"


class Unsupported(Unavailable):
    """This kind of store cannot do what was asked; another can."""

    slug = "store-cannot"
    title = "This store cannot do that"
    status = 501


class OnlyNewest(Unsupported):
    """The store only keeps its newest release, and another was asked for. Fields: asked, current
    (release numbers).
    """

    slug = "only-newest-release"
    title = "This store only keeps its newest release"
