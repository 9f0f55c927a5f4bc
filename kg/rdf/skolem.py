"""Blank nodes to IRIs that stay the same while what they say stays the same; pure.

RDF 1.1 Concepts, section 3.5. A name is a hash of what the blank node says and of who mentions it,
so that the same file gives the same IRIs whatever its labels, and an edit elsewhere in the file
leaves them alone (RDFC-1.0 would renumber them all). Two passes over an acyclic graph, linear in
its size: hashes from the leaves up, then names from the roots down. Turtle's brackets and lists are
always acyclic.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from kg.errors import RdfUnsupported


class _Triple(NamedTuple):
    subject: str
    predicate: str
    value: str


def skolemise(triples: frozenset[str], *, base: str, scope: str) -> frozenset[str]:
    """`triples` with each blank node as `{base}.well-known/genid/{hash}`, the hash salted with
    `scope`.

    Raises RdfUnsupported where blank nodes refer to each other in a circle, or share another and
    cannot be told apart.
    """
    mentions = _mentions(triples)
    if not mentions:
        return triples
    iris = skolem_iris(triples, base=base, scope=scope)
    renamed = {
        f"{iris.get(one.subject, one.subject)} {one.predicate} {iris.get(one.value, one.value)} ."
        for one in mentions.values()
    }
    return triples.difference(mentions) | renamed


def skolem_iris(triples: frozenset[str], *, base: str, scope: str) -> dict[str, str]:
    """The IRI that each blank node of `triples` gets. Raises RdfUnsupported; see skolemise."""
    names = _names(list(_mentions(triples).values()), scope)
    return {blank: f"<{base}.well-known/genid/{name[:32]}>" for blank, name in names.items()}


def leaves_first(triples: frozenset[str]) -> list[str]:
    """The blank nodes of `triples`, each after those that it mentions.

    Raises RdfUnsupported where they refer to each other in a circle.
    """
    return _order(list(_mentions(triples).values()))


def _mentions(triples: frozenset[str]) -> dict[str, _Triple]:
    """The lines with a blank node."""
    mentions = {line: _cut(line) for line in triples if "_:" in line}
    return {line: triple for line, triple in mentions.items() if _blanks(triple)}


def _cut(line: str) -> _Triple:
    subject, predicate, rest = line.split(" ", 2)
    return _Triple(subject, predicate, rest[:-2])


def _blanks(triple: _Triple) -> list[str]:
    return [term for term in (triple.subject, triple.value) if term.startswith("_:")]


def _names(triples: list[_Triple], scope: str) -> dict[str, str]:
    says: dict[str, list[_Triple]] = defaultdict(list)
    said_of: dict[str, list[_Triple]] = defaultdict(list)
    for triple in triples:
        says[triple.subject].append(triple)
        said_of[triple.value].append(triple)
    order = _order(triples)
    content: dict[str, str] = {}
    for blank in order:
        content[blank] = _hash(
            *sorted(f"{one.predicate} {content.get(one.value, one.value)}" for one in says[blank])
        )
    names: dict[str, str] = {}
    keys: dict[str, str] = {}
    twins: Counter[str] = Counter()
    for blank in reversed(order):
        mentioned = sorted(
            f"{names.get(one.subject, one.subject)} {one.predicate}" for one in said_of[blank]
        )
        key = keys[blank] = _hash(scope, content[blank], *mentioned)
        twins[key] += 1
        names[blank] = _hash(key, str(twins[key]))
    _refuse_shared_by_twins(keys, twins, said_of)
    return names


def _refuse_shared_by_twins(
    keys: dict[str, str], twins: Counter[str], said_of: dict[str, list[_Triple]]
) -> None:
    """Twins are numbered in no order that lasts. That is no matter for what is below one of them
    alone, but the name of what several share would hang on their numbers.
    """
    numbered: set[str] = set()
    for blank, key in keys.items():
        if numbered.intersection(one.subject for one in said_of[blank]):
            if len(said_of[blank]) > 1:
                raise RdfUnsupported(
                    f"Blank nodes that cannot be told apart share another: {blank}. Give it an IRI."
                )
            numbered.add(blank)
        elif twins[key] > 1:
            numbered.add(blank)


def _order(triples: list[_Triple]) -> list[str]:
    """The blank nodes, each after those that it mentions."""
    mentions: dict[str, set[str]] = {
        blank: set() for triple in triples for blank in _blanks(triple)
    }
    for triple in triples:
        if triple.subject in mentions and triple.value in mentions:
            mentions[triple.subject].add(triple.value)
    try:
        return list(TopologicalSorter(mentions).static_order())
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise RdfUnsupported(
            f"Blank nodes refer to each other in a circle: {circle[:200]}. Give one of them an IRI."
        ) from error


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
