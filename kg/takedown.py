"""Takedown: a text or a whole record leaves every release, and a content-free trace of it stays.

What stays: a tombstone for each identifier that went (Activity Streams 2.0 vocabulary, Tombstone),
and a signed line in the store's log that says when, on whose authority and how much, and not what.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from kg.errors import BadRequest, NotFound
from kg.rdf import Statements, in_graph, iri, literal, split
from kg.stores import Store
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

SHORTEST_TEXT = 4
_TYPE = EXTERNAL_PREFIXES["rdf"] + "type"


class Takedown(NamedTuple):
    """What to take out: the test for a statement, the cleaning of a text, the identifiers that go.
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
    """Everything said of the thing `name` and of its parts, and every link to them, in any release.

    Raises NotFound where no release knows it.
    """
    gone: set[str] = set()
    for release in store.releases():
        gone |= _record(store.dump(release=release.number), vocabulary, iri(name))
    if not gone:
        raise NotFound(f"No release says anything of <{name[:200]}>.")
    trace = f" <{vocabulary.tombstones}> ."
    return Takedown(
        lambda one: not one.endswith(trace) and not gone.isdisjoint(split(one)[:3]),
        lambda record: record,
        frozenset(gone),
    )


def tombstones(vocabulary: Vocabulary, takedown: Takedown) -> Statements:
    """What is said of the identifiers that went: that they did, and that it was to protect a
    person.
    """
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    stamp = literal(at, datatype=EXTERNAL_PREFIXES["xsd"] + "dateTime")
    return frozenset(
        in_graph(f"{name} {iri(property_)} {value} .", vocabulary.tombstones)
        for name in takedown.identifiers
        for property_, value in (
            (_TYPE, iri(EXTERNAL_PREFIXES["as"] + "Tombstone")),
            (EXTERNAL_PREFIXES["as"] + "deleted", stamp),
            (vocabulary.term("removalReason"), iri(f"{vocabulary.base}def/removal-reason/privacy")),
        )
    )


def _record(statements: Statements, vocabulary: Vocabulary, thing: str) -> set[str]:
    """`thing` and its parts in one release, where it says anything of it."""
    down, up = _ways_to_parts(vocabulary)
    parts: dict[str, set[str]] = defaultdict(set)
    known = False
    for statement in statements:
        subject, predicate, value, _ = split(statement)
        known = known or thing in {subject, value}
        if predicate in down:
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


def _ways_to_parts(vocabulary: Vocabulary) -> tuple[set[str], set[str]]:
    """The properties that lead from a thing to its parts, and from a part to its thing."""
    own_down = ("reviews", "concernsSubject", "step", "participation")
    own_up = ("reportOf", "arisingFrom", "respondsTo", "statusOf", "implements")
    openwemi, foaf = EXTERNAL_PREFIXES["openwemi"], EXTERNAL_PREFIXES["foaf"]
    other_up = (f"{openwemi}expresses", f"{openwemi}instantiates", f"{foaf}primaryTopic")
    return (
        {iri(vocabulary.term(name)) for name in own_down},
        {iri(name) for name in (*(vocabulary.term(one) for one in own_up), *other_up)},
    )
