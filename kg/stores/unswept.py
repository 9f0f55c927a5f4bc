"""A mark in a copy of a database, which shows that it is still the copy that was made.

The engine makes an empty database where it finds none. So a copy that another writer swept away
between its making and its opening would come back without all that it held, and could be published.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreBusy

_NAME = "COPY"


class Swept(StoreBusy):
    """A copy is gone, and what was made in its place is worth nothing."""


@contextmanager
def unswept(folder: Path) -> Iterator[None]:
    """A time in which the copy in `folder` is opened and written. Raises Swept if it was swept
    away in it, and what is raised inside.
    """
    mark = folder / _NAME
    try:
        mark.touch()
        yield
        mark.unlink()
    except Exception as error:
        if mark.exists():
            raise
        raise Swept("The store was written to meanwhile. Try again.") from error
