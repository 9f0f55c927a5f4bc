"""The links to us in the files of another repository: which hold, which moved, and are mended;
reads and writes those files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.errors import Usage
from kg.ledger.entries import Entry, State
from kg.ledger.links import PREFIXED, Link, Style, links, replaced

# What a folder is searched for; a file that is named is read whatever it is.
SUFFIXES = (
    *PREFIXED,
    *(".txt", ".md", ".markdown", ".rst", ".adoc", ".csv", ".tsv", ".nt", ".nq", ".rdf", ".xml"),
    *(".json", ".jsonld", ".geojson", ".html", ".htm", ".xhtml", ".yml", ".yaml", ".bib", ".tex"),
)
_SKIPPED = {"node_modules", "__pycache__"}
_BLOCK = 10_000  # identifiers that a service takes at once
Resolve = Callable[[Sequence[str]], list[Entry]]


class Broken(NamedTuple):
    """A link that does not lead to a live identifier: where it is, what became of what it means,
    and whether it was mended.
    """

    file: str
    line: int
    column: int
    written: str
    state: State
    target: str | None = None
    fixed: bool = False


class Checked(NamedTuple):
    """How many files were read, how many links they hold, and those that do not hold."""

    files: int
    links: int
    broken: tuple[Broken, ...]


def check_links(paths: Iterable[Path], base: str, resolve: Resolve, *, fix: bool) -> Checked:
    """Look for links in files and folders; with `fix`, write those that moved anew, and nothing
    else of a file.

    Raises Usage where a path cannot be read or written, and what `resolve` raises.
    """
    found = [(path, text, _links(path, text, base)) for path, text in _texts(paths)]
    addresses = dict.fromkeys(link.address for _, _, held in found for link in held)
    entries = _entries(list(addresses), resolve)
    broken: list[Broken] = []
    for path, text, held in found:
        bad = [(link, entries[link.address]) for link in held if _is_broken(link, entries)]
        moved = [(link, entry.target) for link, entry in bad if entry.target]
        if fix and moved:
            _write(path, replaced(text, moved, base))
        for link, entry in bad:
            mended = fix and entry.target is not None
            where = (str(path), link.line, link.column, link.written)
            broken.append(Broken(*where, entry.state, entry.target, mended))
    return Checked(len(found), sum(len(held) for _, _, held in found), tuple(broken))


def _links(path: Path, text: str, base: str) -> list[Link]:
    return links(text, base, prefixed=path.suffix.lower() in PREFIXED)


def _entries(addresses: list[str], resolve: Resolve) -> dict[str, Entry]:
    blocks = (addresses[start : start + _BLOCK] for start in range(0, len(addresses), _BLOCK))
    return {entry.asked: entry for block in blocks for entry in resolve(block)}


def _is_broken(link: Link, entries: dict[str, Entry]) -> bool:
    """A namespace of terms is no identifier, and a local address may be another service's."""
    state = entries[link.address].state
    if state == State.NEVER:
        return link.style != Style.LOCAL and not link.address.endswith("/")
    return state != State.LIVE


def _texts(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    for path in dict.fromkeys(paths):
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                if file.suffix.lower() in SUFFIXES and file.is_file() and not _skipped(file, path):
                    yield from _text(file, named=False)
        else:
            yield from _text(path, named=True)


def _skipped(file: Path, folder: Path) -> bool:
    parts = file.relative_to(folder).parts
    return any(part.startswith(".") or part in _SKIPPED for part in parts)


def _text(path: Path, *, named: bool) -> Iterator[tuple[Path, str]]:
    """The text of a file, its line ends as they are."""
    try:
        yield path, path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        if named or isinstance(error, OSError):
            raise Usage.unreadable(path, error) from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_bytes(text.encode())
    except OSError as error:
        raise Usage(f"{path} cannot be written: {error.strerror}.") from error
