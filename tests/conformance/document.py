"""The outcomes as a document in Markdown; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.web.conformance.outcomes import Suite

HEAD = (
    "# Conformance",
    "",
    "How many of the tests of each specification this service passes, and why it does not pass "
    "the rest. Written by",
    "`python -m tests.conformance` from a run of the tests; `/conformance` tells the same, test "
    "by test, as a page, as JSON",
    "and as EARL.",
    "",
)


def document(suites: Iterable[Suite]) -> str:
    """A table of figures, and for each suite how it is run and the reason of every failure."""
    told = list(suites)
    lines = [*HEAD, *_table(told), *(line for one in told for line in _section(one))]
    return "\n".join([*lines, ""])


def _table(suites: Iterable[Suite]) -> Iterator[str]:
    yield "| Suite | Passed | Of |"
    yield "|---|---:|---:|"
    for one in suites:
        yield f"| [{one.title}]({one.specification}) | {one.passed} | {one.total} |"


def _section(suite: Suite) -> Iterator[str]:
    yield f"\n## {suite.title}\n\n{suite.how}"
    if suite.failures:
        yield ""
    for check in suite.failures:
        yield f"- `{check.name}`: {check.reason}"
