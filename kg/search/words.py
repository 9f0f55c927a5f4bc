"""Words of a text or a question as the index sees them, and the question in its terms; pure.

The index folds case and takes marks off letters, and cuts at whatever is neither letter nor digit
(FTS5, the tokenizer unicode61 with remove_diacritics 2). Nothing but letters and digits of a
question ever reaches its query language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

MOST_WORDS = 24
LONGEST_WORD = 64
# Too common to narrow anything, in English, Welsh and Gaelic.
_COMMON = frozenset(
    (
        *("an", "and", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to"),
        *("with", "ac", "am", "ar", "gan", "yn", "yr", "ag", "agus", "air", "de", "na", "nan"),
    )
)
# Also letters that name a person: Child A, Adult Y.
_LETTERS = frozenset("aioy")
_POSSESSIVE = re.compile(r"(?<=\w)['\u2019]s\b", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]*)"|([^"]+)|"')
# Welsh: a first consonant, and what soft, nasal and aspirate mutation make of it.
_WELSH = {
    "p": ("b", "mh", "ph"),
    "t": ("d", "nh", "th"),
    "c": ("g", "ngh", "ch"),
    "b": ("f", "m"),
    "d": ("dd", "n"),
    "g": ("", "ng"),
    "m": ("f",),
    "ll": ("l",),
    "rh": ("r",),
}
_LENITED = "bcdfgmpst"


def words(text: str) -> list[str]:
    """The words of `text`: letters and digits, small, without marks."""
    # Taken apart first: the double-struck capital S is a letter that only then has a small form.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    return re.findall(r"[^\W_]+", kept)


def without_possessives(text: str) -> str:
    """`text` without the s that makes an owner: the board of Children's Board is not of
    Childrens.
    """
    return _POSSESSIVE.sub("", text)


def folded(text: str) -> str:
    """`text` as its words alone, so that two spellings of one name are equal."""
    return " ".join(words(text))


class Question(NamedTuple):
    """What is looked for: single words, phrases that must stand together, and whether the last
    word may be only begun.
    """

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()
    begun: bool = True

    def every(self) -> str:
        """The FTS5 query for all of it at once; empty where there is nothing to look for."""
        return " AND ".join(self._terms())

    def some(self) -> str:
        """The FTS5 query for any of it."""
        return " OR ".join(self._terms())

    def _terms(self) -> Iterable[str]:
        last = len(self.words) - 1
        for place, word in enumerate(self.words):
            yield _term(word, begun=self.begun and place == last)
        for phrase in self.phrases:
            yield f'"{" ".join(phrase)}"'


def read_question(text: str) -> Question:
    """The question in a text that a person typed; words in double quotes are a phrase."""
    single: list[str] = []
    phrases: list[tuple[str, ...]] = []
    for quoted, plain in _QUOTED.findall(without_possessives(text)):
        phrase = tuple(one[:LONGEST_WORD] for one in words(quoted))
        if len(phrase) > 1:
            phrases.append(phrase)
        single += words(plain) if not phrase or plain else phrase if len(phrase) == 1 else ()
    common = _COMMON | (_LETTERS - set(single[-1:]))
    telling = [one for one in single if one not in common] or ([] if phrases else single)
    telling = list(dict.fromkeys(one[:LONGEST_WORD] for one in telling))
    begun = bool(text) and text[-1:].isalnum()
    return Question(tuple(telling[:MOST_WORDS]), tuple(phrases[:MOST_WORDS]), begun)


def _term(word: str, *, begun: bool) -> str:
    """The FTS5 query for one word: as it is, in singular and plural, and as Welsh and Gaelic change
    its beginning in texts of theirs.
    """
    plain = [f'"{word}"*' if begun and len(word) > 1 else f'"{word}"']
    plain += [f'"{one}"' for one in english(word)]
    parts = [" OR ".join(plain)]
    for column, found in (("welsh", welsh(word)), ("gaelic", gaelic(word))):
        if found:
            listed = " OR ".join(f'"{one}"' for one in sorted(found))
            parts.append(f"{{{column}}} : ({listed})")
    return f"({' OR '.join(parts)})"


def english(word: str) -> set[str]:
    """The singular or plural of an English noun, as far as its end tells."""
    if len(word) < 3 or word.isdigit():
        return set()
    if word.endswith("ies"):
        return {f"{word[:-3]}y"}
    if word.endswith(("ses", "xes", "ches", "shes")):
        return {word[:-2], word[:-1]}
    if word.endswith("s"):
        return {f"{word}es"} if word.endswith("ss") else {word[:-1]}
    if word.endswith("y") and word[-2] not in "aeiou":
        return {f"{word[:-1]}ies", f"{word}s"}
    return {f"{word}es" if word.endswith(("x", "ch", "sh")) else f"{word}s"}


def welsh(word: str) -> set[str]:
    """The forms that Welsh mutations give the word, whichever of them it is in."""
    if len(word) < 4:
        return set()
    roots = {word}
    for first, changed in _WELSH.items():
        roots |= {first + word[len(one) :] for one in changed if one and word.startswith(one)}
    found = set(roots)
    for root in roots:
        for first, changed in _WELSH.items():
            if root.startswith(first):
                found |= {one + root[len(first) :] for one in changed}
    return found - {word}


def gaelic(word: str) -> set[str]:
    """The word with or without Gaelic lenition, and without a prothetic h, n or t."""
    if len(word) < 4:
        return set()
    if word[0] in _LENITED:
        return {word[0] + word[2:]} if word[1] == "h" else {f"{word[0]}h{word[1:]}"}
    return set()
