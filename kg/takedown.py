"""Takedown: a text or a whole record leaves every release, and a content-free trace of it stays.

What stays: a tombstone for each identifier that went (Activity Streams 2.0 vocabulary, Tombstone),
and a signed line in the store's log that says when, on whose authority and how much, and not what.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from kg.derive import derived_graph
from kg.errors import BadRequest, NotFound
from kg.ledger import Ledger, Tombstone, reason
from kg.rdf import Statements, iri, literal, split
from kg.stores import Store
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

SHORTEST_TEXT = 4


class Takedown(NamedTuple):
    """What to take out: the test for a statement, the cleaning of a text, the identifiers that
    go.
    """

    holds: Callable[[str], bool]
    scrub: Callable[[str], str]
    identifiers: frozenset[str]


def of_text(text: str) -> Takedown:
    """Every statement with `text` in it, in capitals or not: in a literal or in an IRI.

    Raises BadRequest for a text so short that it would take out what nobody meant.
    """
    if len(text.strip()) < SHORTEST_TEXT:
        raise BadRequest(
            f"A text of fewer than {SHORTEST_TEXT} characters occurs in too much that is harmless. "
            "Give more of it."
        )
    spellings = {text, literal(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    wanted = re.compile("|".join(map(re.escape, sorted(spellings))), re.IGNORECASE)
    return Takedown(
        lambda statement: wanted.search(statement) is not None,
        lambda record: wanted.sub("[removed]", record),
        frozenset(),
    )


def of_record(store: Store, vocabulary: Vocabulary, name: str) -> Takedown:
    """Everything said of the thing `name` and of its parts, and every link to them, in any release,
    under every identifier that they had; and, of a dataset, all that its graph holds.

    Raises NotFound where no release knows it, BadRequest for the graphs that the store itself
    writes.
    """
    if name in {vocabulary.history, vocabulary.tombstones}:
        raise BadRequest(f"<{name}> is written by the store itself. Name what it says too much of.")
    thing, former = _identifiers(store, vocabulary, name)
    gone: set[str] = set()
    for number in store.kept():
        gone |= _record(store.dump(release=number), vocabulary, thing, former)
    if not gone:
        raise NotFound(f"No release says anything of <{name[:200]}>.")
    trace = f" <{vocabulary.tombstones}> ."
    wanted = gone | {iri(derived_graph(one[1:-1])) for one in gone if one.startswith("<")}
    return Takedown(
        lambda one: not one.endswith(trace) and not wanted.isdisjoint(split(one)),
        lambda record: record,
        frozenset(gone),
    )


def _identifiers(
    store: Store, vocabulary: Vocabulary, name: str
) -> tuple[str, dict[str, set[str]]]:
    """The identifier that `name` stands for now, and the former ones of every thing that has any;
    as N-Triples terms.
    """
    former: dict[str, set[str]] = defaultdict(set)
    for old, stone in Ledger(store, vocabulary).tombstones().items():
        if stone.replaced_by and stone.reason == reason(vocabulary, "duplicate"):
            former[iri(stone.replaced_by)].add(iri(old))
    now = next((thing for thing, old in former.items() if iri(name) in old), iri(name))
    return now, former


def graves(vocabulary: Vocabulary, names: Iterable[str], at: str) -> list[Tombstone]:
    """The tombstones of identifiers (IRIs) that went `at` a time: that they did, and that it was to
    protect a person.
    """
    return [Tombstone(name, at, reason(vocabulary, "privacy")) for name in sorted(names)]


def _record(
    statements: Statements, vocabulary: Vocabulary, thing: str, former: Mapping[str, set[str]]
) -> set[str]:
    """`thing` and its parts in one release, where it says anything of it."""
    down, up = ways_to_parts(vocabulary)
    nameless = f"<{genid_prefix(vocabulary)}"
    wanted = {thing} | former.get(thing, set())
    parts: dict[str, set[str]] = defaultdict(set, {one: set(old) for one, old in former.items()})
    known = False
    for statement in statements:
        subject, predicate, value, _ = split(statement)
        known = known or subject in wanted or value in wanted
        if predicate in down or value.startswith(nameless):
            parts[subject].add(value)
        elif predicate in up:
            parts[value].add(subject)
    return _closure(thing, parts) if known else set()


def _closure(thing: str, parts: dict[str, set[str]]) -> set[str]:
    found, waiting = {thing}, [thing]
    while waiting:
        for part in parts[waiting.pop()] - found:
            found.add(part)
            waiting.append(part)
    return found


def genid_prefix(vocabulary: Vocabulary) -> str:
    """What the IRIs of former blank nodes start with; see kg.rdf.skolemise."""
    return f"{vocabulary.base}.well-known/genid/"


def ways_to_parts(vocabulary: Vocabulary) -> tuple[set[str], set[str]]:
    """The properties, as N-Triples terms, from a thing to its parts, and from a part to its
    thing.
    """
    own_down = ("reviews", "concernsSubject", "step", "participation")
    own_up = ("reportOf", "arisingFrom", "respondsTo", "statusOf", "implements")
    openwemi, foaf = EXTERNAL_PREFIXES["openwemi"], EXTERNAL_PREFIXES["foaf"]
    other_up = (f"{openwemi}expresses", f"{openwemi}instantiates", f"{foaf}primaryTopic")
    return (
        {iri(vocabulary.term(name)) for name in own_down},
        {iri(name) for name in (*(vocabulary.term(one) for one in own_up), *other_up)},
    )
