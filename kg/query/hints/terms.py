"""Terms of a query that a release does not know, and the nearest that it does; reads the store."""

from __future__ import annotations

import difflib
import json
import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple
from urllib.parse import urljoin

from kg.errors import Dropped, Moved, Unavailable
from kg.formats import JSON
from kg.query.hints.dates import compared_dates
from kg.query.hints.words import Word, declared, words
from kg.query.matching import namespace as of_search
from kg.rdf import iri, literal
from kg.stores import Store
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

_SECONDS = 2.0  # hints are a courtesy, and never keep anyone waiting
_KEPT = 64
_NEAR = 0.6
_MOST = 5
_CANDIDATES = 20_000
_LONG = 8 * 1024  # such a query is read anew each time: many of them would fill the memory
# To find what a name is like takes a look at each candidate, where it cannot be ended.
_LONGEST, _LONGEST_NAME, _LOOKED_AT = 64 * 1024, 100, 20


class Unknown(NamedTuple):
    """A term as the query writes it, its IRI, and the nearest that the release knows, shortened."""

    written: str
    iri: str
    near: tuple[str, ...]


class _Spoken(NamedTuple):
    """The IRIs that a query speaks of, by how it writes them; its prefixes; and what there is
    to say of dates that it compares, where its answer says nothing and where it says something.
    """

    used: Mapping[str, str]
    prefixes: Mapping[str, str]
    compared: Mapping[bool, list[str]]


class Terms:
    """What the releases of a store know. May be called from any thread."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._store, self._vocabulary = store, vocabulary
        self._kept: OrderedDict[tuple[str, str], frozenset[str]] = OrderedDict()
        self._known: OrderedDict[str, set[str]] = OrderedDict()
        self._lock = threading.Lock()

    def hints(self, text: str, release: int, *, nothing: bool) -> list[str]:
        """Sentences about the terms in the query `text` that `release` does not know, and about
        dates that it compares with those of one type.

        Where the answer says `nothing`, about every term; else only about properties, classes and
        concepts that look like a known one.
        """
        if len(text) > _LONGEST:
            return []
        read = _spoken_of if len(text) < _LONG else _spoken_of.__wrapped__
        spoken = read(text)
        try:
            unknown = self._unknown(spoken.used, release, nothing=nothing)
        # The query itself was answered; what the hints ask was not, or its release went since.
        except (Unavailable, Moved, Dropped):
            return []
        said = [*spoken.compared[nothing], *self._renamed(spoken.prefixes, unknown)]
        said += [self._said(one, release) for one in unknown if nothing or one.near]
        return said[:_MOST]

    def _renamed(self, prefixes: Mapping[str, str], unknown: Sequence[Unknown]) -> Iterable[str]:
        """Prefixes that stand for something else than usual, where their terms are not known."""
        usual = self._vocabulary.prefixes
        for name, namespace in prefixes.items():
            strange = usual.get(name, namespace) != namespace
            if strange and any(one.iri.startswith(namespace) for one in unknown):
                yield f"Usually {name}: is another namespace: PREFIX {name}: <{usual[name]}>"

    def _said(self, one: Unknown, release: int) -> str:
        near = f" The nearest that is: {' or '.join(one.near)}." if one.near else ""
        return f"{one.written} is not in release {release}.{near}"

    def _unknown(self, used: Mapping[str, str], release: int, *, nothing: bool) -> list[Unknown]:
        identity = self._store.identity(release)
        ours = of_search(self._vocabulary.base)  # answered by the search, not by the data
        used = {name: term for name, term in used.items() if not term.startswith(ours)}
        if not nothing:
            used = {name: term for name, term in used.items() if self._is_vocabulary(term)}
        known = self._known_of(identity)
        asked = {name: term for name, term in used.items() if term not in known}
        strangers = self._strangers(set(asked.values()), release)
        known |= set(asked.values()) - strangers
        unknown = ((name, term) for name, term in asked.items() if term in strangers)
        return [
            Unknown(name, term, self._nearest(term, release, identity))
            for name, term in islice(unknown, _LOOKED_AT)
        ]

    def _is_vocabulary(self, term: str) -> bool:
        if term.startswith(self._vocabulary.base):
            return term.startswith(f"{self._vocabulary.base}def/")
        return term[: _cut(term)] in EXTERNAL_PREFIXES.values()

    def _known_of(self, identity: str) -> set[str]:
        """The terms that were found in a release before."""
        with self._lock:
            known = self._known.setdefault(identity, set())
            if len(known) > _CANDIDATES:
                known.clear()
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
            return known

    def _strangers(self, terms: set[str], release: int) -> set[str]:
        """Those of `terms` that stand nowhere in the release."""
        if not terms:
            return set()
        query = f"""SELECT ?t {{ VALUES ?t {{ {" ".join(sorted(map(iri, terms)))} }}
            FILTER NOT EXISTS {{ ?t ?p ?o }} FILTER NOT EXISTS {{ ?s ?t ?o }}
            FILTER NOT EXISTS {{ ?s ?p ?t }} FILTER NOT EXISTS {{ GRAPH ?t {{ ?s ?p ?o }} }} }}"""
        return self._ask(query, release)

    def _nearest(self, term: str, release: int, identity: str) -> tuple[str, ...]:
        cut = _cut(term)
        namespace, local = term[:cut], term[cut:]
        if len(local) > _LONGEST_NAME:
            return ()
        known = self._candidates(namespace, release, identity)
        alike = {one[cut:] for one in known if one.startswith(namespace)} - {""}
        same = [one for one in alike if one.lower() == local.lower()]
        near = same or difflib.get_close_matches(local, sorted(alike), 3, _NEAR)
        found = [namespace + one for one in near] or sorted(
            one for one in known if one[_cut(one) :] == local
        )
        return tuple(self._vocabulary.shorten(one) for one in found[:3])

    def _candidates(self, namespace: str, release: int, identity: str) -> frozenset[str]:
        """The things of a namespace of ours, or else every property, class and concept."""
        things = namespace.startswith(f"{self._vocabulary.base}id/")
        start = namespace if things else f"{self._vocabulary.base}def/"
        kept = self._kept.get((identity, start))
        if kept is None:
            ours = f"GRAPH ?g {{ ?t a ?c }} FILTER(STRSTARTS(STR(?t), {literal(start)}))"
            used = "{ GRAPH ?g { ?s ?t ?o } } UNION { GRAPH ?g { ?s a ?t } } UNION"
            query = f"""SELECT DISTINCT ?t {{ {"" if things else used} {{ {ours} }} }}
                LIMIT {_CANDIDATES}"""
            kept = frozenset(self._ask(query, release))
            self._keep((identity, start), kept)
        return kept

    def _keep(self, key: tuple[str, str], terms: frozenset[str]) -> None:
        with self._lock:
            self._kept[key] = terms
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)

    def _ask(self, query: str, release: int) -> set[str]:
        body = self._store.query(query, JSON, release=release, seconds=_SECONDS)
        return {row["t"]["value"] for row in json.loads(body)["results"]["bindings"]}


def _cut(term: str) -> int:
    """Where the last part of an IRI begins."""
    return max(term.rfind("/"), term.rfind("#")) + 1


@lru_cache(maxsize=256)
def _spoken_of(text: str) -> _Spoken:
    read = words(text)
    compared = {nothing: compared_dates(read, nothing=nothing) for nothing in (False, True)}
    return _Spoken(_used(read), declared(read), compared)


def _used(read: Sequence[Word]) -> dict[str, str]:
    """The IRIs that the query speaks of, by how it writes them.

    Without those that need not be in the graph: datatypes, functions, graphs to ask, and what
    CONSTRUCT makes.
    """
    prefixes = declared(read)
    bases = [after.text[1:-1] for word, after in pairwise(read) if word.kind == "BASE"]
    found = {}
    start = _pattern_start(read)
    for before, word, after in zip(
        read[start:], read[start + 1 :], read[start + 2 :], strict=False
    ):
        if before.kind in {"^^", "FROM", "NAMED"} or after.kind == "(":
            continue
        if word.kind == "iri":
            found[word.text] = urljoin(bases[-1] if bases else "", word.text[1:-1])
        elif word.kind == "name":
            prefix, _, local = word.text.partition(":")
            found[word.text] = prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
    return {name: term for name, term in found.items() if ":" in term}


def _pattern_start(read: Sequence[Word]) -> int:
    """The place of the query form, or of the end of what CONSTRUCT makes."""
    forms = {"SELECT", "ASK", "DESCRIBE", "CONSTRUCT"}
    start = next((place for place, word in enumerate(read) if word.kind in forms), 0)
    if read[start].kind != "CONSTRUCT" or read[start + 1].kind != "{":
        return start
    depth = 0
    for place, word in enumerate(read[start + 1 :], start + 1):
        depth += {"{": 1, "}": -1}.get(word.kind, 0)
        if depth == 0:
            return place
    return start
