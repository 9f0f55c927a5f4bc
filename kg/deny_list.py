"""Names that no text may hold, known only by their keyed hashes; reads one file, outside the
repository.

The first line is `check` and a hash by which the key is known to be right, the second `key` and the
key in hexadecimal digits, unless KG_DENY_KEY holds it. Every other line is how many words a name
has, and the HMAC-SHA256 (RFC 2104) of its words in their simplest form. Nothing here, and no error,
ever says a name.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from kg.errors import Usage
from kg.rdf import split
from kg.validate import Result, Severity

CODE = "PRIV-99"
_MESSAGE = (
    f"{CODE} A name that is on the deny list is in what this file says of this thing. Take it out, "
    "and look for it in the rest of the file: neither the name nor its place is repeated here."
)
_WITHHELD = "_:withheld"
_SHORTEST = 3
_WORD = re.compile(r"[^\W_]+")
_ESCAPE = re.compile(r'\\[tbnrf"\\]')


class DenyList(NamedTuple):
    """The key, and the hashes of the names by how many words they have."""

    key: bytes
    hashes: Mapping[int, frozenset[str]]

    def holds(self, text: str) -> bool:
        """Whether a listed name is in `text`, in capitals or not, with accents or not."""
        words = _words(text)
        return any(
            _hash(self.key, words[start : start + length]) in listed
            for length, listed in self.hashes.items()
            for start in range(len(words) - length + 1)
        )

    def results(self, statements: Iterable[str]) -> set[Result]:
        """A violation for each thing, in each graph, of which a statement holds a listed name."""
        holds = cache(lambda term: self.holds(_plain(term)))
        found: set[Result] = set()
        for statement in statements:
            subject, _, value, graph = split(statement)
            if holds(subject) or holds(value) or holds(graph):
                focus = _WITHHELD if holds(subject) else subject
                place = None if holds(graph) else graph[1:-1]
                found.add(Result(Severity.VIOLATION, focus, CODE, _MESSAGE, graph=place))
        return found


def read_deny_list(path: Path, key: str | None) -> DenyList:
    """The list in a file, under the key in it or, where it has none, under `key`.

    Raises Usage where it cannot be read or the key is another: a list that does not work must not
    look like one that finds nothing.
    """
    try:
        lines = [line.split() for line in path.read_text().splitlines()]
        said = {line[0]: line[1] for line in lines[:2] if line[0] in {"check", "key"}}
        secret = bytes.fromhex(said.get("key") or key or "")
        hashes: dict[int, set[str]] = defaultdict(set)
        for length, hashed in lines[len(said) :]:
            hashes[int(length)].add(hashed)
    except (OSError, ValueError, IndexError) as error:
        raise Usage(
            f"The deny list {path} cannot be read: {_reason(error)}. Mend KG_DENY_LIST or the file."
        ) from error
    if not secret or not hmac.compare_digest(said.get("check", ""), _hash(secret, ())):
        raise Usage(f"The deny list {path} was made with another key. Set KG_DENY_KEY to that key.")
    return DenyList(secret, {length: frozenset(one) for length, one in hashes.items()})


def add_names(path: Path, names: Iterable[str], key: str | None) -> int:
    """Add the hashes of `names` to the list in a file, which is made where there is none; how many
    were new.

    Raises Usage for a file inside a repository, and for a name that is too short, by its place.
    """
    _refuse_repository(path)
    phrases = [_words(name) for name in names if name.strip()]
    for place, words in enumerate(phrases, start=1):
        if len("".join(words)) < _SHORTEST:
            raise Usage(f"Name {place} is too short: it would be found in much that is harmless.")
    try:
        if not path.exists():
            _found(path, key)
        known = read_deny_list(path, key)
        lines = {f"{len(words)} {_hash(known.key, words)}" for words in phrases}
        lines -= {f"{length} {one}" for length, each in known.hashes.items() for one in each}
        with path.open("a") as file:
            file.writelines(f"{line}\n" for line in sorted(lines))
    except OSError as error:
        raise Usage(f"The deny list {path} cannot be written: {_reason(error)}.") from error
    return len(lines)


def _found(path: Path, key: str | None) -> None:
    """A new list without names, that only its owner can read."""
    try:
        secret = bytes.fromhex(key) if key else secrets.token_bytes(32)
    except ValueError as error:
        raise Usage("KG_DENY_KEY must be hexadecimal digits, such as 64 random ones.") from error
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"check {_hash(secret, ())}\n")
        file.write("" if key else f"key {secret.hex()}\n")


def _refuse_repository(path: Path) -> None:
    for folder in path.resolve().parents:
        if (folder / ".git").exists():
            raise Usage(
                f"{path} is inside a repository, where it could be committed. Keep the deny list "
                "elsewhere, and set KG_DENY_LIST to its path."
            )


def _hash(key: bytes, words: Sequence[str]) -> str:
    return hmac.digest(key, " ".join(words).encode(), "sha256").hex()


def _plain(term: str) -> str:
    """The text of an N-Triples term: what a literal says, or the words of an IRI."""
    if term.startswith("<"):
        return unquote(term)
    return _ESCAPE.sub(" ", term[: term.rindex('"')])


def _words(text: str) -> list[str]:
    """The words of a text without accents and capitals."""
    apart = unicodedata.normalize("NFKD", text)
    return _WORD.findall("".join(one for one in apart if not unicodedata.combining(one)).casefold())


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or "it is not as it was written"
