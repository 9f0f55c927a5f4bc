"""Runs the suites; writes the outcomes and the document, or with `--check` only compares."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from kg.web.conformance.outcomes import OUTCOMES, Suite, read, written
from tests.conformance.document import document
from tests.conformance.gathering import gathered

DOCUMENT = Path(__file__).parents[2] / ".docs" / "CONFORMANCE.md"


def fallen(before: Iterable[Suite], after: Iterable[Suite]) -> list[str]:
    """The figures that are lower than they were, each as a line."""
    now = {one.key: one for one in after}
    return [
        f"{one.title}: {now[one.key].passed if one.key in now else 0} pass, and {one.passed} did"
        for one in before
        if one.key not in now or now[one.key].passed < one.passed
    ]


def main(arguments: list[str]) -> int:
    """0 where every test ran and no figure fell."""
    gathering = gathered()
    suites = gathering.suites()
    before = read(OUTCOMES.read_bytes()) if OUTCOMES.exists() else ()
    amiss = [*gathering.amiss, *fallen(before, suites)]
    for line in [*amiss, *(f"{one.title}: {one.passed} of {one.total}" for one in suites)]:
        sys.stdout.write(f"{line}\n")
    if amiss:
        return 1
    if "--check" not in arguments:
        OUTCOMES.write_bytes(written(suites))
        DOCUMENT.write_text(document(suites))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
