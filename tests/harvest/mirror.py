"""A harvester that knows nothing but what it is told: a copy of the records, kept by changes."""

from __future__ import annotations

from collections.abc import Mapping

from kg.harvest import ChangeLog, Records
from kg.harvest.records import dead_among
from kg.knowledge_graph import KnowledgeGraph
from kg.rdf import Statements


class Mirror:
    """What was heard of each record, up to a moment."""

    def __init__(self) -> None:
        self.records: dict[str, Statements] = {}
        self.deleted: set[str] = set()
        self.seen = 0  # the newest release that was taken in

    def sync(self, kg: KnowledgeGraph, log: ChangeLog) -> None:
        """Take in every change since the last time."""
        due = [one for one in log.changes() if one.release > self.seen]
        live = [one.record for one in due if not one.deleted]
        self.take(
            Records(kg.store, kg.vocabulary).statements(live, kg.current()),
            {one.record for one in due if one.deleted},
        )
        self.seen = kg.current()

    def take(self, live: Mapping[str, Statements], deleted: set[str]) -> None:
        """Records as they are now, and records that are no more."""
        self.records |= live
        for record in deleted:
            self.records.pop(record, None)
        self.deleted = (self.deleted | deleted) - live.keys()

    @property
    def statements(self) -> Statements:
        """All that the copy says."""
        return frozenset().union(*self.records.values())


def standing(kg: KnowledgeGraph) -> Statements:
    """What the newest release says, but for its tombstones."""
    whole = kg.store.dump()
    dead = dead_among(whole)
    return frozenset(one for one in whole if one.split(" ", 1)[0] not in dead)
