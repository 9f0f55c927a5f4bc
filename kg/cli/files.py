"""The files that a command is given."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UnsupportedMedia, Usage

if TYPE_CHECKING:
    from kg.load import Source


def sources(paths: list[Path], graph: str | None) -> list[Source]:
    """The files, and those in the folders, that are RDF. Raises Usage, UnsupportedMedia."""
    from kg.load import read_source

    found: list[Source] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file())
            for one in inside:
                with contextlib.suppress(UnsupportedMedia):  # a folder may hold other files too
                    found.append(read_source(one))
        else:
            found.append(read_source(path))
    if not found:
        raise Usage(f"There is no RDF file in {', '.join(map(str, paths))}.")
    return [source._replace(graph=graph) for source in found] if graph else found
