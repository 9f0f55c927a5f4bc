"""What the gate says of files, and which of their reviews few others are like; nothing is written,
the store is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.disclosure import Disclosure
from kg.load.drafts import Draft, Drafts
from kg.load.gate import Gate, joined
from kg.load.locating import locate
from kg.load.sources import Source, graphs_filled
from kg.rdf import Statements
from kg.stores import Store
from kg.validate import Engine, Report
from kg.vocab import Vocabulary


class Judging:
    """Judges files beside what one store knows."""

    def __init__(
        self, store: Store, vocabulary: Vocabulary, gate: Gate, drafts: Drafts, few: int
    ) -> None:
        self._store, self._vocabulary, self._few = store, vocabulary, few
        self._gate, self._drafts = gate, drafts

    def judge(self, sources: Sequence[Source], *, alone: bool, engine: Engine) -> Report:
        """The report on `sources`, placed in them; see Loader.judge."""
        filled = graphs_filled(sources, self._vocabulary)
        after = {name: one.statements for name, one in filled.items()}
        return locate(self._report(after, alone, engine), filled, self._vocabulary.base)

    def with_disclosure(self, report: Report, draft: Draft, seen: Statements) -> Report:
        """The report, and which reviews that `draft` changes, or of `seen`, few others are like."""
        look = Disclosure(self._store, self._vocabulary, draft.parent, self._few)
        return joined(report, look.results(seen, draft.changeset))

    def _report(self, after: Mapping[str, Statements], alone: bool, engine: Engine) -> Report:
        parent = self._store.current()
        if alone and parent:
            return self._gate.judge_alone(after, engine)
        draft = self._drafts.of_graphs(after, parent)
        report = self._gate.judge(draft, engine=engine)
        return self.with_disclosure(report, draft, frozenset().union(*after.values()))
