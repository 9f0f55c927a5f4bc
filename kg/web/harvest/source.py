"""What the feeds of a server are written from: its log, its records, their names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from kg.harvest import Change, ChangeLog, Records
from kg.harvest.dublin_core import Element, dublin_core, named_in, naming_query
from kg.knowledge_graph import KnowledgeGraph
from kg.rdf import Statements, term_value
from kg.stores.rows import batches, rows


class Source:
    """The log and the records of one graph. May be called from any thread."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self.kg = kg
        self._log = ChangeLog(kg.store, kg.vocabulary)
        self._records = Records(kg.store, kg.vocabulary)

    def changes(self) -> list[Change]:
        """The last change of every record, the oldest first."""
        return self._log.changes()

    def statements(self, names: Collection[str], release: int) -> Mapping[str, Statements]:
        """The statements of live records."""
        return self._records.statements(names, release)

    def names(self, things: Collection[str], release: int) -> dict[str, set[str]]:
        """What things are called, as N-Triples literals, as far as they have names."""
        found: dict[str, set[str]] = {}
        for block in batches(sorted(things)):
            for row in rows(self.kg.store, naming_query(block), release):
                found.setdefault(row["s"][1:-1], set()).add(row["name"])
        return found

    def title(self, record: str, names: Mapping[str, Collection[str]]) -> str:
        """What a record is called in English, or in any language, or else its IRI."""
        said = [term_value(one) for one in sorted(names.get(record, ()))]
        english = [one for one in said if (one.language or "en").startswith("en")]
        return next((one.value for one in (*english, *said)), record)

    def dublin_core(self, names: Collection[str], release: int) -> dict[str, list[Element]]:
        """Records in Dublin Core."""
        own = self.statements(names, release)
        editions = self._editions(names, release)
        parts = self.statements({one for some in editions.values() for one in some}, release)
        below = {
            name: frozenset().union(*(parts[one] for one in editions.get(name, ())))
            for name in names
        }
        mentioned = {one for name in names for one in named_in(own[name], below[name])}
        called = self.names(mentioned, release)
        vocabulary = self.kg.vocabulary
        return {
            name: dublin_core(name, own[name], below[name], called, vocabulary) for name in names
        }

    def _editions(self, names: Collection[str], release: int) -> dict[str, set[str]]:
        """The editions of documents."""
        found: dict[str, set[str]] = {}
        for block in batches(sorted(names)):
            query = f"SELECT ?s ?e {{ VALUES ?s {{ {block} }} ?e openwemi:expresses ?s }}"
            for row in rows(self.kg.store, self.kg.vocabulary.prologue(query) + query, release):
                found.setdefault(row["s"][1:-1], set()).add(row["e"][1:-1])
        return found


async def _source(request: Request) -> Source:
    source: Source = request.app.state.source
    return source


Harvest = Annotated[Source, Depends(_source)]
