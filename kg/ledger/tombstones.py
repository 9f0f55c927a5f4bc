"""Tombstones: what is left of an identifier that is no longer used (MODEL section 3); pure.

A tombstone says when, in general why, what it was, and what to use instead (Activity Streams 2.0
vocabulary, Tombstone). It never goes away, and what it points to is never itself retired.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.changes import Changeset, diff
from kg.rdf import Statements, iri, literal, split, term_value
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

_AS, _DCTERMS = EXTERNAL_PREFIXES["as"], EXTERNAL_PREFIXES["dcterms"]
_TYPE = f"<{EXTERNAL_PREFIXES['rdf']}type>"
TOMBSTONE = f"<{_AS}Tombstone>"
REPLACED_BY = f"<{_DCTERMS}isReplacedBy>"
_DELETED, _FORMER_TYPE = f"<{_AS}deleted>", f"<{_AS}formerType>"


class Tombstone(NamedTuple):
    """A retired identifier: when (xsd:dateTime), why, what it was, what to use instead; IRIs
    throughout.
    """

    identifier: str
    deleted: str
    reason: str
    former_type: str | None = None
    replaced_by: str | None = None

    def statements(self, vocabulary: Vocabulary) -> Statements:
        """What the tombstone says, in the graph of tombstones."""
        subject, graph = iri(self.identifier), iri(vocabulary.tombstones)
        said = [
            (_TYPE, TOMBSTONE),
            (_DELETED, literal(self.deleted, datatype=f"{EXTERNAL_PREFIXES['xsd']}dateTime")),
            (_reason(vocabulary), iri(self.reason)),
        ]
        if self.former_type:
            said.append((_FORMER_TYPE, iri(self.former_type)))
        if self.replaced_by:
            said.append((REPLACED_BY, iri(self.replaced_by)))
        return frozenset(f"{subject} {predicate} {value} {graph} ." for predicate, value in said)


Tombstones = Mapping[str, Tombstone]


def read_tombstones(statements: Iterable[str], vocabulary: Vocabulary) -> dict[str, Tombstone]:
    """The tombstones that `statements` of tombstones make up, by identifier."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for statement in sorted(statements):
        subject, predicate, value, _ = split(statement)
        said[subject[1:-1]].setdefault(predicate, term_value(value).value)
    return {
        name: Tombstone(
            name,
            one.get(_DELETED, ""),
            one.get(_reason(vocabulary), reason(vocabulary, "not-stated")),
            one.get(_FORMER_TYPE),
            one.get(REPLACED_BY),
        )
        for name, one in said.items()
    }


def retired(vocabulary: Vocabulary, standing: Tombstones, fresh: Iterable[Tombstone]) -> Changeset:
    """The change to the graph of tombstones that adds `fresh` ones to the `standing`.

    A fresh one takes the place of a standing one. A replacement that is itself retired gives way to
    its own; one that is gone leaves what pointed to it gone for the same reason.
    """
    new = {one.identifier: one for one in fresh}
    every = {**standing, **new}
    loose = reason(vocabulary, "not-stated")
    settled = {name: _settled(one, every, loose) for name, one in every.items()}
    changed = {name for name, one in settled.items() if standing.get(name) != one}
    before = [standing[name].statements(vocabulary) for name in changed & standing.keys()]
    after = [settled[name].statements(vocabulary) for name in changed]
    return diff(frozenset().union(*before), frozenset().union(*after))


def reason(vocabulary: Vocabulary, name: str) -> str:
    """The IRI of a reason for removal."""
    return f"{vocabulary.base}def/removal-reason/{name}"


def _settled(one: Tombstone, every: Tombstones, loose: str) -> Tombstone:
    """The tombstone with the end of its chain of replacements, or without any where the chain ends
    in an identifier that is gone; for the reason `loose` where it ends in itself.
    """
    seen, why, target = {one.identifier}, one.reason, one.replaced_by
    while target and target in every:
        if target in seen:
            return one._replace(reason=loose, replaced_by=None)
        seen.add(target)
        why, target = every[target].reason, every[target].replaced_by
    return (
        one._replace(replaced_by=target) if target else one._replace(reason=why, replaced_by=None)
    )


def _reason(vocabulary: Vocabulary) -> str:
    return f"<{vocabulary.term('removalReason')}>"
