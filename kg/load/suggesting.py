"""What a publisher may have meant by a name that is not known: the nearest one that is; asks the
store for things.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg.rdf import literal
from kg.stores import Store
from kg.stores.rows import rows
from kg.validate import Report, Result
from kg.vocab import Vocabulary

_OF_TERMS = ("TERM-", "VOC-")
_LINK = "described neither in this file nor in the store"  # so say the rules about links
_EXAMPLE = " For example: "
_MOST = 100  # names that are looked at
_LONGEST = 100  # characters of a name
_NEAR, _NEAR_THING = 0.7, 0.85  # keys are opaque, so that some are alike by chance
_CANDIDATES = 5_000


class Suggesting:
    """Suggests names of one store."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._store, self._vocabulary = store, vocabulary

    def suggested(self, report: Report, terms: Iterable[str], release: int) -> Report:
        """The report, whose results about unknown names say which known one is near: of `terms`
        statements for terms and concepts, of the things in `release` for links.
        """
        unknown = dict.fromkeys(one.value for one in report.results if _is_unknown(one))
        asked = [name for name in unknown if name is not None][:_MOST]
        if not asked:
            return report
        near = self._near(asked, terms, release)
        said = (_saying(one, near.get(one.value or "")) for one in report.results)
        return replace(report, results=tuple(said))

    def _near(self, asked: Iterable[str], terms: Iterable[str], release: int) -> Mapping[str, str]:
        """The nearest known name of each that has one, shortened."""
        known: dict[str, set[str]] = defaultdict(set)
        for statement in terms:
            start, local = _cut(statement.split(" ", 1)[0])
            known[start].add(local)
        found = {}
        for name in asked:
            start, local = _cut(name)
            is_thing = start.startswith(f"<{self._vocabulary.base}id/")
            if is_thing and start not in known:
                known[start] = self._things(start, release)
            least = _NEAR_THING if is_thing else _NEAR
            close = difflib.get_close_matches(local, sorted(known[start]), 1, least)
            if close and close[0] != local:
                found[name] = self._vocabulary.shorten(f"{start[1:]}{close[0]}")
        return found

    def _things(self, start: str, release: int) -> set[str]:
        """The last parts of the names of things that start so."""
        query = f"""SELECT DISTINCT ?s {{ GRAPH ?g {{ ?s a ?c }}
            FILTER(STRSTARTS(STR(?s), {literal(start[1:])})) }} LIMIT {_CANDIDATES}"""
        return {_cut(row["s"])[1] for row in rows(self._store, query, release)}


def _is_unknown(one: Result) -> bool:
    if one.value is None or one.value == one.focus or not one.value.startswith("<"):
        return False
    return one.code.startswith(_OF_TERMS) or _LINK in one.message


def _cut(name: str) -> tuple[str, str]:
    """The namespace of an IRI in <…>, with its <, and its last part."""
    place = max(name.rfind("/"), name.rfind("#")) + 1
    return name[:place], name[place:-1][:_LONGEST]


def _saying(one: Result, near: str | None) -> Result:
    if near is None or not _is_unknown(one):
        return one
    text, example, shown = one.message.partition(_EXAMPLE)
    return replace(one, message=f"{text} Did you mean {near}?{example}{shown}")
