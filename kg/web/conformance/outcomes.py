"""The outcomes of the suites of tests; reads one file of the package, which
`python -m tests.conformance` writes from real runs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

OUTCOMES = Path(__file__).parent / "outcomes.json"
_OTHERS = re.compile(r"[^a-z0-9]+")


class Check(NamedTuple):
    """One test: its name, its IRI where a suite of others gives it one, and, where what it expects
    is not what this service does, the reason.
    """

    name: str
    test: str | None = None
    reason: str | None = None

    @property
    def passed(self) -> bool:
        """Whether this service does what the test expects."""
        return self.reason is None

    @property
    def slug(self) -> str:
        """Its name as a part of an address."""
        return _OTHERS.sub("-", self.name.lower()).strip("-")


class Suite(NamedTuple):
    """Tests of one specification, whose address it has, and how they are run."""

    key: str
    title: str
    specification: str
    how: str
    checks: tuple[Check, ...]

    @property
    def total(self) -> int:
        """How many tests there are."""
        return len(self.checks)

    @property
    def passed(self) -> int:
        """How many of them pass."""
        return sum(one.passed for one in self.checks)

    @property
    def failures(self) -> list[Check]:
        """Those that do not pass."""
        return [one for one in self.checks if not one.passed]


@cache
def suites() -> tuple[Suite, ...]:
    """The outcomes that come with this package."""
    return read(OUTCOMES.read_bytes())


def read(body: bytes) -> tuple[Suite, ...]:
    """The outcomes in JSON that `written` wrote."""
    return tuple(
        Suite(
            one["suite"],
            one["title"],
            one["specification"],
            one["how"],
            tuple(
                Check(each["name"], each.get("test"), each.get("reason")) for each in one["checks"]
            ),
        )
        for one in json.loads(body)
    )


def written(outcomes: Iterable[Suite]) -> bytes:
    """The outcomes in JSON, with the figures."""
    told = [
        {
            "suite": one.key,
            "title": one.title,
            "specification": one.specification,
            "how": one.how,
            "passed": one.passed,
            "total": one.total,
            "checks": [_check(each) for each in one.checks],
        }
        for one in outcomes
    ]
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()


def _check(one: Check) -> dict[str, Any]:
    outcome = "passed" if one.passed else "failed"
    told = {"name": one.name, "test": one.test, "outcome": outcome, "reason": one.reason}
    return {name: value for name, value in told.items() if value is not None}
