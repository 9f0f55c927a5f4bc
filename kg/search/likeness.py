"""How like two names are: spelling, abbreviations, missing words; pure.

Words are matched one to one, each as far as it is like the other; a word that many names have
counts for less. The likeness is twice what matched, over all there is in both names (Dice), so that
a word too few and a word too many both cost what they say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from kg.search.finding import distance
from kg.search.words import english, without_possessives, words

Weight = Callable[[str], float]
_SMALL = frozenset(("and", "of", "the", "for", "in", "on", "to"))
_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_MOST = 16  # words of a name that are compared
_POINTS = {"n": "north", "s": "south", "e": "east", "w": "west"}
_SPELT, _SHORTENED, _INITIALS = 0.6, 0.85, 0.95


def name_words(text: str) -> tuple[str, ...]:
    """The words of a name that are compared: without those that join others, unless it has no
    others; N.S.P.C.C. is one word.
    """
    text = _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", text)
    every = words(without_possessives(text.replace("&", " and ")))
    return tuple([one for one in every if one not in _SMALL][:_MOST] or every[:_MOST])


def likeness(asked: Sequence[str], name: Sequence[str], weight: Weight) -> float:
    """How like two names are, from 0 to 1 (the same words). `weight` says how much a word tells."""
    left, total = list(name), sum(map(weight, name))
    matched = 0.0
    for word in asked:
        best, run = _best(word, left)
        if run:
            told = sum(weight(one) for one in run)
            total += told
            matched += best * told
            for one in run:
                left.remove(one)
        else:
            total += weight(word)
    return 2 * matched / total if total else 0.0


def _best(word: str, left: Sequence[str]) -> tuple[float, list[str]]:
    """The words of `left` that `word` stands for, and how surely: one, or several as initials."""
    rated = [(word_likeness(word, one), one) for one in left]
    best, one = max(rated, default=(0.0, ""))
    if best < _INITIALS and (run := _spelt_by_initials(word, left)):
        return _INITIALS, run
    return (best, [one]) if best else (0.0, [])


def _spelt_by_initials(word: str, left: Sequence[str]) -> list[str]:
    """Words that follow each other and whose initials are `word`; an l for Local may be too many,
    as many names once had it.
    """
    for initials in (word, word[1:] if word.startswith("l") else ""):
        size = len(initials)
        for start in range(len(left) - size + 1 if size > 1 else 0):
            run = left[start : start + size]
            if all(one[0] == letter for one, letter in zip(run, initials, strict=True)):
                return list(run)
    return []


@lru_cache(maxsize=65_536)
def word_likeness(one: str, other: str) -> float:
    """How like two words are, from 0 to 1: spelling, number, and shortened forms."""
    if one == other:
        return 1.0
    if other in english(one) or one in english(other):
        return 0.98
    short, long = sorted((one, other), key=len)
    if _is_shortened(short, long):
        return _SHORTENED
    spelt = _spelling(one, other)
    return spelt or (_SPELT if _is_inside(short, long) else 0.0)


def _is_shortened(short: str, long: str) -> bool:
    """Whether a word is the beginning of another, perhaps with an s: Prot, Clacks; or N for
    North.
    """
    stem = short.removesuffix("s") if len(short) > 4 else short
    begins = len(short) > 2 and short.isalpha() and long.startswith(stem)
    return begins or _POINTS.get(short) == long


def _spelling(one: str, other: str) -> float:
    """Likeness of words that differ in a few letters; 0 for others, and for numbers."""
    longer = max(len(one), len(other))
    if longer < 4 or one.isdigit() or other.isdigit() or abs(len(one) - len(other)) > 3:
        return 0.0
    steps = distance(one, other)
    return 1 - steps / longer * 0.8 if steps <= max(1, longer // 4) else 0.0


def _is_inside(short: str, long: str) -> bool:
    """Whether the letters of a word stand in another in their order, its last consonant last: as
    bd in board, dept in department.
    """
    if len(short) < 2 or short[0] != long[0] or len(short) > len(long) - 2 or not short.isalpha():
        return False
    rest = iter(long)
    return all(letter in rest for letter in short) and short[-1] in long[-3:]
