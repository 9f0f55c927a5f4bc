"""Good queries with one thing made wrong, and what the first hint must say of it; pure.

Which word is changed is drawn by a seed, so that the mutations are always the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from kg.query import NamedQuery
from kg.query.hints.grammar import KEYWORDS
from kg.query.hints.words import Word, declared, used_names, words


class Mutation(NamedTuple):
    """A query that was good, what was done to it, and what its first hint must name."""

    name: str
    done: str
    text: str
    named: str


Mutate = Callable[[str, random.Random], tuple[str, str] | None]


def mutations(queries: list[NamedQuery], count: int) -> Iterator[Mutation]:
    """`count` mutations, each kind in turn, each of another query as far as there are enough."""
    drawn = random.Random(5)
    made = 0
    while made < count:
        query = queries[made % len(queries)]
        mutate = MUTATIONS[made % len(MUTATIONS)]
        changed = mutate(query.text_with({}), drawn)
        queries = queries[1:] + queries[:1] if changed is None else queries
        if changed:
            made += 1
            yield Mutation(query.name, mutate.__name__, *changed)


def _put(text: str, word: Word, instead: str) -> str:
    return text[: word.start] + instead + text[word.end :]


def keyword_misspelt(text: str, drawn: random.Random) -> tuple[str, str] | None:
    """A letter is left out of a keyword."""
    word = drawn.choice([one for one in words(text) if one.kind in KEYWORDS and len(one.text) > 4])
    place = drawn.randrange(1, len(word.text))
    return _put(text, word, word.text[:place] + word.text[place + 1 :]), word.text


def bracket_left_out(text: str, drawn: random.Random) -> tuple[str, str] | None:
    """A bracket is not closed."""
    word = drawn.choice([one for one in words(text) if one.kind in {")", "}"}])
    return _put(text, word, ""), word.text


def mark_left_out(text: str, drawn: random.Random) -> tuple[str, str] | None:
    """Two patterns are not kept apart."""
    read = words(text)
    ends = [one for one, after in pairwise(read) if _parts(one, after)]
    word = drawn.choice(ends) if ends else None
    return (_put(text, word, " "), word.text) if word else None


def _parts(mark: Word, after: Word) -> bool:
    return (mark.kind == ";" and after.kind == "name") or (mark.kind == "." and after.kind == "var")


def prefix_left_out(text: str, drawn: random.Random) -> tuple[str, str] | None:
    """A PREFIX line is missing."""
    line = drawn.choice(re.findall(r"^PREFIX .*\n", text, re.MULTILINE))
    return text.replace(line, ""), line.strip()


def prefix_misspelt(text: str, drawn: random.Random) -> tuple[str, str] | None:
    """A prefix is used with a letter too many."""
    word = drawn.choice([one for one in used_names(words(text)) if len(one.text.split(":")[0]) > 3])
    prefix = word.text.partition(":")[0]
    return _put(text, word, f"{prefix[0]}{word.text}"), f"{prefix}:"


def term_misspelt(text: str, drawn: random.Random) -> tuple[str, str] | None:
    """Two letters of a term change places."""
    read = words(text)
    known = declared(read)
    names = [one for one in used_names(read) if len(one.text.split(":")[1]) > 4]
    word = drawn.choice([one for one in names if "xsd" not in one.text and one.text[:3] in known])
    local = word.text.partition(":")[2]
    places = [at for at in range(1, len(local) - 1) if local[at] != local[at + 1]]
    place = drawn.choice(places)
    swapped = local[:place] + local[place + 1] + local[place] + local[place + 2 :]
    return _put(text, word, word.text.replace(local, swapped)), word.text


def iri_misspelt(text: str, drawn: random.Random) -> tuple[str, str] | None:
    """A term written out in full has a letter too few."""
    read = words(text)
    known = declared(read)
    names = [one for one in used_names(read) if one.text.startswith("crv:") and len(one.text) > 9]
    if not names:
        return None
    word = drawn.choice(names)
    local = word.text.partition(":")[2]
    return _put(text, word, f"<{known['crv']}{local[:-2]}{local[-1]}>"), word.text


MUTATIONS: tuple[Mutate, ...] = (
    keyword_misspelt,
    term_misspelt,
    prefix_left_out,
    bracket_left_out,
    iri_misspelt,
    mark_left_out,
    term_misspelt,
    prefix_misspelt,
)
