"""What became of bodies: which followed which, as change events. Pure.

The table names predecessors and successors, often from both sides. All bodies joined that way, old
on one side and new on the other, went through one change.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from data.convert.datasets import Cell, Graded, Row, weakest
from data.convert.rdf import Triple, concept, date, iri, thing


@dataclass(frozen=True)
class Step:
    """One row's word that a body followed another."""

    old: str
    new: str
    confidence: str
    source: str


def changes(table: Iterable[Row]) -> list[Graded]:
    """The change events of all bodies, each as sure as the least sure row that tells of it."""
    bodies = {row.key: row for row in table}
    groups = _together([step for row in bodies.values() for step in _steps(row)])
    return [graded for steps in groups for graded in _event(steps, bodies)]


def _steps(row: Row) -> list[Step]:
    source = row.cells["source_url"]
    return [
        *(Step(old, row.key, sure, source) for sure, old in row.each("predecessor")),
        *(Step(row.key, new, sure, source) for sure, new in row.each("successor")),
    ]


def _together(steps: list[Step]) -> list[list[Step]]:
    """Steps in groups: two that share the old or the new body belong to one change."""
    groups: list[list[Step]] = []
    for step in steps:
        touched = [
            group for group in groups if any(step.old == s.old or step.new == s.new for s in group)
        ]
        groups = [group for group in groups if group not in touched]
        groups.append([step, *(other for group in touched for other in group)])
    return groups


def _event(steps: list[Step], bodies: dict[str, Row]) -> list[Graded]:
    old, new = sorted({step.old for step in steps}), sorted({step.new for step in steps})
    subject = thing("change-event", f"{new[0]}-from-{old[0]}")
    sure = weakest(step.confidence for step in steps)
    triples: list[Triple] = [
        (subject, "a", "org:ChangeEvent"),
        (subject, "crv:changeType", concept("change-type", _kind(len(old), len(new)))),
        *((subject, "org:originalOrganization", thing("body", key)) for key in old),
        *((subject, "org:resultingOrganization", thing("body", key)) for key in new),
        *((subject, "dcterms:source", iri(step.source)) for step in steps if step.source),
    ]
    when = _when([bodies[key] for key in old], [bodies[key] for key in new])
    return [
        *((sure, triple) for triple in triples),
        *((weakest([sure, c]), (subject, "dcterms:date", date(value))) for c, value in when),
    ]


def _kind(old: int, new: int) -> str:
    if old == 1:
        return "succession" if new == 1 else "split"
    return "merger" if new == 1 else "reorganisation"


def _when(old: list[Row], new: list[Row]) -> list[Cell]:
    """The day the new bodies began, if all agree on one that is surely not before the old ended."""
    began = {row.cells["founded"] for row in new}
    ended = {row.cells["dissolved"] for row in old} - {""}
    if len(began) > 1 or not all(_not_before(day, end) for day in began for end in ended):
        return []
    return [cell for row in new[:1] for cell in row.one("founded")]


def _not_before(day: str, end: str) -> bool:
    """Whether a date is not before another, as far as both are precise."""
    length = min(len(day), len(end))
    return day[:length] >= end[:length]
