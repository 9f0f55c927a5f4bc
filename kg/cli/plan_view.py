"""A plan for a person: what comes, changes and goes, what is wrong, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.cli.output import put_line, put_table
from kg.counted import counted
from kg.load import Plan
from kg.vocab import Vocabulary

_MOST = 20  # lines under one heading


def put_plan(plan: Plan, vocabulary: Vocabulary) -> None:
    """The plan on stdout, at most 20 lines under each heading; --json and -o give all."""
    proposal, found = plan.proposal, plan.survey
    change = proposal.changeset
    come = counted(len(change.added), "statement comes", "statements come")
    go = counted(len(change.removed), "goes", "go")
    graphs = counted(len(change.graphs()), "graph")
    put_line(f"Plan on release {proposal.parent}: {come}, {go}, in {graphs}.")
    for heading, entities in (
        ("New", found.added),
        ("Changed", found.changed),
        ("Vanishing", found.vanishing),
    ):
        _put(
            heading,
            ["", "name", "identifier", "statements"],
            (
                [one.label or "", vocabulary.shorten(one.iri), f"+{one.added:,} -{one.removed:,}"]
                for one in entities
            ),
            len(entities),
        )
    _put(
        "Links to what nothing describes",
        ["", "identifier", "pointed to by"],
        (
            [vocabulary.shorten(one.iri), ", ".join(map(vocabulary.shorten, one.mentioned_by[:3]))]
            for one in found.dangling
        ),
        len(found.dangling),
    )
    _put_questions(plan)
    _put_findings(plan)


def _put_questions(plan: Plan) -> None:
    asked = plan.questions or ()
    changed = [one for one in asked if not one.why]
    rows = (
        [one.name, f"{one.before:,} → {one.after:,} (+{one.added:,} -{one.removed:,})", one.title]
        for one in changed
    )
    _put("Questions with other answers", ["", "name", "rows", "title"], rows, len(changed))
    if unasked := len(asked) - len(changed):
        put_line(f"\nQuestions not asked, as they take too long: {unasked}. --queries asks all.")


def _put_findings(plan: Plan) -> None:
    put_line("")
    put_line(plan.report.text())
    for refusal in plan.refusals:
        put_line(f"\nRefused. {refusal}")


def _put(heading: str, columns: Sequence[str], rows: Iterable[list[str]], count: int) -> None:
    """A heading with its count, and the first of its rows, where there are any."""
    shown = [["", *row] for row, _ in zip(rows, range(_MOST), strict=False)]
    if shown:
        put_line(f"\n{heading}: {count:,}")
        put_table([*columns], shown)
    if count > _MOST:
        put_line(f"  and {count - _MOST:,} more")
