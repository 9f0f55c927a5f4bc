"""What was published stays: terms, concepts, lists and codes of rules. Reads files only.

`published_terms.txt` has a line for each. A new one is added with
`python -m tests.ontology.test_published`; nothing ever takes a line away but a new major version,
and only for what an earlier one had deprecated.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.reference import Handbook
from tests.ontology.files import DEF, handbook

LIST = Path(__file__).with_name("published_terms.txt")
LINE = re.compile(r"(\S+)(?: deprecated (\d+)\.\d+\.\d+)?")


def names(book: Handbook) -> dict[str, bool]:
    """Each published name below def/, and whether it is deprecated."""
    concepts = book.index.of_type("skos:Concept")
    own = [*book.terms, *book.schemes, *concepts]
    found = {iri.removeprefix(DEF): book.index.is_true(iri, "owl:deprecated") for iri in own}
    return found | {f"rule/{code}": False for code in book.rules}


def published(text: str) -> dict[str, int | None]:
    """The names that were published, each with the major version that deprecated it."""
    lines = [LINE.fullmatch(line) for line in text.splitlines() if not line.startswith("#")]
    assert all(lines)
    return {one[1]: int(one[2]) if one[2] else None for one in lines if one}


def lost(was: dict[str, int | None], now: dict[str, bool], version: int) -> list[str]:
    """The published names that are gone though no earlier major version had deprecated them."""
    return [
        name
        for name, deprecated in was.items()
        if name not in now and (deprecated is None or deprecated >= version)
    ]


@pytest.fixture(scope="module")
def book() -> Handbook:
    return handbook()


def test_no_published_term_is_lost(book: Handbook) -> None:
    """A term, concept or code leaves only by deprecation in an earlier major version."""
    version = int(book.index.text(f"{DEF}core/", "owl:versionInfo").partition(".")[0])
    assert lost(published(LIST.read_text()), names(book), version) == []


def test_every_term_is_on_the_list(book: Handbook) -> None:
    """What is in the files is public; run this file as a module to add it."""
    was, now = published(LIST.read_text()), names(book)
    assert sorted(now.keys() - was) == []
    assert [name for name, old in now.items() if old and was[name] is None] == []


def test_a_removed_term_would_be_noticed() -> None:
    """Gone without a word, or in the very version that deprecates: both fail."""
    was = published("core/kept\ncore/gone\ncore/hasty deprecated 2.1.0\ncore/due deprecated 1.4.0")
    assert lost(was, {"core/kept": False}, 2) == ["core/gone", "core/hasty"]


def test_what_is_deprecated_says_what_to_use_instead(book: Handbook) -> None:
    """A reader is never left without a way on, nor sent to something deprecated too."""
    for iri in [*book.terms, *book.index.of_type("skos:Concept")]:
        if book.index.is_true(iri, "owl:deprecated"):
            instead = book.index.links(iri, "dcterms:isReplacedBy")
            assert instead, iri
            assert not [one for one in instead if book.index.is_true(one, "owl:deprecated")], iri


def main() -> None:
    """Add what is new to the list."""
    text = LIST.read_text()
    head = [line for line in text.splitlines() if line.startswith("#")]
    kept = {line.split()[0]: line for line in text.splitlines() if not line.startswith("#")}
    lines = {name: name for name in names(handbook())} | kept
    LIST.write_text("\n".join([*head, *(lines[name] for name in sorted(lines))]) + "\n")


if __name__ == "__main__":
    main()
