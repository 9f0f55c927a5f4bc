"""Where a source says what a result is about: the value, else the subject; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from kg.load.sources import Source
from kg.rdf import split
from kg.rdf.positions import Located, Place, PositionMap, positions
from kg.validate import Result, fingerprint

# How well a place fits; what is worse than SUBJECT is sought once more among what mentions it.
EXACT, NEAR, SUBJECT, ELSEWHERE, UNFOUND_VALUE, MENTIONED = range(6)
_GENID = ".well-known/genid/"
_FEW = 100
_LAST_WORD = re.compile(r"\w+(?=\W*$)")
_LANGUAGE = re.compile(r'"@([A-Za-z0-9-]+)$')
_MISSING = ("MinCount", "HasValue", "QualifiedMinCount")


class Found(NamedTuple):
    """A place in a source, and how well it fits: the lower the rank, the better."""

    rank: int
    source: Source
    place: Place


class _Said(NamedTuple):
    """A statement of the source, and where its terms are."""

    subject: str
    predicate: str
    value: str
    at: Located


class _Index:
    """Statements of a source by what they are about, and by their value."""

    def __init__(self, said: Iterable[_Said]) -> None:
        self.about: dict[str, list[_Said]] = defaultdict(list)
        self._valued: dict[str, list[_Said]] = defaultdict(list)
        for one in sorted(said, key=lambda one: one.at.object[:2]):
            self.about[one.subject].append(one)
            self._valued[one.value].append(one)

    @cached_property
    def _marked(self) -> dict[str, list[_Said]]:
        """By the fingerprint of the value."""
        return {fingerprint(value): said for value, said in self._valued.items()}

    def place(self, one: Result) -> tuple[int, Place] | None:
        """The best place of a result, and its rank."""
        value = one.mark or (fingerprint(one.value) if one.value else None)
        if value == fingerprint(one.focus):
            value = None
        rank, place = self._value(one, value) if value else self._no_value(one)
        if place:
            return rank, place
        if about := self.about.get(one.focus):
            place = min((said.at.subject for said in about), key=lambda place: place[:2])
            return UNFOUND_VALUE if value else SUBJECT, place
        mentions = self._valued.get(one.focus)
        return (MENTIONED, mentions[0].at.object) if mentions else None

    def _value(self, one: Result, value: str) -> tuple[int, Place | None]:
        """Where the value with this fingerprint is said of the focus, or names what is said of it,
        or has the focus said of it; or is said at all.
        """
        about = self.about.get(one.focus, ())
        of_focus = [said for said in about if _is(said.value, value)]
        exact = [said.at.object for said in of_focus if said.predicate == one.path]
        near = [said.at.object for said in of_focus]
        near += [said.at.predicate for said in about if _is(said.predicate, value)]
        turned = (said for said in self._valued.get(one.focus, ()) if _is(said.subject, value))
        near += [said.at.object for said in turned]
        elsewhere = [said.at.object for said in self._marked.get(value, ())]
        ranked = ((EXACT, exact), (NEAR, near), (ELSEWHERE, elsewhere))
        return next(((rank, places[0]) for rank, places in ranked if places), (ELSEWHERE, None))

    def _no_value(self, one: Result) -> tuple[int, Place | None]:
        """Which of the values of the path is one too many, if that is what is wrong."""
        said = [said for said in self.about.get(one.focus, ()) if said.predicate == one.path]
        component = (one.component or "").rpartition("#")[2]
        if component == "MaxCountConstraintComponent":
            said = said[1:]
        elif component == "UniqueLangConstraintComponent":
            said = _repeating(said)
        elif component.startswith(_MISSING):
            said = []
        return NEAR, said[0].at.object if said else None


def _is(term: str, value: str) -> bool:
    return fingerprint(term) == value


def _repeating(said: Iterable[_Said]) -> list[_Said]:
    """The statements whose value is in a language in which there was a value before."""
    seen: set[str] = set()
    found = []
    for one in said:
        language = _LANGUAGE.search(one.value)
        if language and language[1] in seen:
            found.append(one)
        seen |= {language[1]} if language else set()
    return found


class Reading:
    """One source, as what it says in the graphs that it fills."""

    def __init__(self, source: Source, text: str, graphs: Iterable[str], base: str) -> None:
        self._source, self._text, self._base = source, text, base
        self._graphs = tuple(graphs)
        self._indexes: dict[str, _Index] = {}

    def look_for(self, results: Iterable[Result], *, mentioned: bool) -> None:
        """Read what the source says about `results`; or, where `mentioned`, once more what mentions
        them, or is linked from where they are.
        """
        sought = [one for one in results if one.graph is None or one.graph in self._graphs]
        if len(sought) < _FEW:  # more of them are as quickly sought as asked for
            sought = [one for one in sought if self._may_mention(one.focus)]
        about = {one.focus for one in sought} | {one.value for one in sought if one.value}
        if mentioned:
            focus = {one.focus for one in sought}
            known = [index.about[name] for index in self._indexes.values() for name in focus]
            about |= {said.value for one in known for said in one}
        iris = frozenset(term for term in about if term.startswith("<"))
        self._indexes = self._indexed(iris, mentioned=mentioned) if sought else {}

    def find(self, results: Iterable[Result], graph: str) -> Iterator[tuple[Result, Found]]:
        """Where those of `results` are that it says something about in `graph`."""
        if index := self._indexes.get(graph):
            for one in results:
                if at := index.place(one):
                    yield one, Found(at[0], self._source, at[1])

    def _may_mention(self, term: str) -> bool:
        """Whether looking for a term is worth while."""
        word = _LAST_WORD.search(term)
        holds = _GENID in term or word is None or word.group() in self._text
        return holds or self._escapes

    @cached_property
    def _escapes(self) -> bool:
        """Whether IRIs may be written in another way than letter by letter."""
        return any(escape in self._text for escape in ("\\u", "\\U", "&#"))

    def _indexed(self, about: frozenset[str], *, mentioned: bool) -> dict[str, _Index]:
        source = self._source
        found = positions(source.body, source.syntax, about=about, mentioned=mentioned)
        return {graph: _Index(self._said(found, graph)) for graph in self._graphs}

    def _said(self, found: PositionMap, graph: str) -> list[_Said]:
        graphs = None if self._source.graph else {"", f"<{graph}>"}
        named = found.skolemised(graphs, base=self._base, scope=graph)
        return [_read(line, at) for line, at in named.items()]


def _read(line: str, at: Located) -> _Said:
    subject, predicate, value, _ = split(f"{line[:-1]} .")
    return _Said(subject, predicate, value, at)
