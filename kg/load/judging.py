"""What the gate says of files, and which of their reviews few others are like; nothing is written,
the store is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg.disclosure import Disclosure
from kg.ledger import Tombstone
from kg.load.drafts import Draft, Drafts
from kg.load.gate import Gate, joined, without
from kg.load.identifiers import Identifiers
from kg.load.locating import locate
from kg.load.sources import Source, graphs_filled
from kg.rdf import Statements, iri
from kg.stores import Store
from kg.validate import Engine, Report, Result, Severity
from kg.vocab import Vocabulary

RETIRED = "TOMB-98"  # the code of what no shape says, as it takes the ledger


@dataclass(frozen=True)
class Judging:
    """Judges files beside what one store knows; a review that fewer than `few` others are like is
    pointed out.
    """

    store: Store
    vocabulary: Vocabulary
    gate: Gate
    drafts: Drafts
    identifiers: Identifiers
    few: int

    def judge(self, sources: Sequence[Source], *, alone: bool, engine: Engine) -> Report:
        """The report on `sources`, placed in them; see Loader.judge."""
        filled = graphs_filled(sources, self.vocabulary)
        after = {name: one.statements for name, one in filled.items()}
        return locate(self._report(after, alone, engine), filled, self.vocabulary.base)

    def with_disclosure(self, report: Report, draft: Draft, seen: Statements) -> Report:
        """The report, and which reviews that `draft` changes, or of `seen`, few others are like."""
        look = Disclosure(self.store, self.vocabulary, draft.parent, self.few)
        return joined(report, look.results(seen, draft.changeset))

    def _report(self, after: Mapping[str, Statements], alone: bool, engine: Engine) -> Report:
        parent = self.store.current()
        if alone and parent:
            return _without_links(self.gate.judge_alone(after, engine))
        draft = self.drafts.of_graphs(self.identifiers.returning(after, parent), parent)
        report = self._with_retired(self.gate.judge(draft, engine=engine), draft)
        if alone:
            return _without_links(report)
        return self.with_disclosure(report, draft, frozenset().union(*after.values()))

    def _with_retired(self, report: Report, draft: Draft) -> Report:
        """The report with one result for each retired identifier that is used again, and without
        what the rules about tombstones make of that.
        """
        again = self.identifiers.used_again(draft)
        return joined(without(report, again), map(_retired, again.values()))


def _without_links(report: Report) -> Report:
    """A report without the warnings of links to what is described elsewhere: alone, nobody knows
    whether it is.
    """
    results = (
        one
        for one in report.results
        if not (one.code.startswith("REF-") and one.severity == Severity.WARNING)
    )
    return replace(report, results=tuple(results))


def _retired(one: Tombstone) -> Result:
    instead = (
        f", or say it of <{one.replaced_by}>, which is used instead" if one.replaced_by else ""
    )
    message = (
        f"{RETIRED} This identifier was retired on {one.deleted[:10]}, and retired identifiers are "
        f"not used again. Leave out what is said of it{instead}. For something else, make a new "
        "one with kg mint."
    )
    return Result(Severity.VIOLATION, iri(one.identifier), RETIRED, message)
