"""Runs the tests of the suites with pytest, and keeps what came of each."""

from __future__ import annotations

import re

import pytest

from kg.web.conformance.outcomes import Check, Suite
from tests.conformance.suites import PLANS, Plan


class Gathering:
    """A plugin of pytest that lets only the tests of the suites run, and keeps their outcomes."""

    def __init__(self) -> None:
        self.found: dict[str, list[Check]] = {plan.key: [] for plan in PLANS}
        self.amiss: list[str] = []

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out what is in the files but in no suite."""
        config.hook.pytest_deselected(items=[one for one in items if _plan_of(one.nodeid) is None])
        items[:] = [one for one in items if _plan_of(one.nodeid)]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep an outcome; what did not run to its end is amiss."""
        plan = _plan_of(report.nodeid)
        if report.outcome != "passed":
            self.amiss.append(f"{report.nodeid} {report.outcome}")
        elif report.when == "call" and plan:
            self.found[plan.key].append(_check(report, plan))

    def suites(self) -> tuple[Suite, ...]:
        """The outcomes by suite, in the order of their names."""
        return tuple(
            Suite(*plan[:4], tuple(sorted(self.found[plan.key], key=_by_name))) for plan in PLANS
        )


def gathered() -> Gathering:
    """The outcomes of a run of every suite."""
    files = sorted({test.partition("::")[0] for plan in PLANS for test in plan.tests})
    gathering = Gathering()
    alone = ["--numprocesses=0", "-p", "no:cacheprovider", "-p", "no:randomly", "-m", ""]
    status = pytest.main([*alone, "-q", *files], plugins=[gathering])
    if status != pytest.ExitCode.OK and not gathering.amiss:
        gathering.amiss.append(f"pytest ended with {status!r}")
    return gathering


def _plan_of(nodeid: str) -> Plan | None:
    return next((plan for plan in PLANS if any(map(nodeid.startswith, plan.tests))), None)


def _check(report: pytest.TestReport, plan: Plan) -> Check:
    """A test of others has the name that they gave it; one of ours is a sentence."""
    noted = dict(report.user_properties)
    test, reason = noted.get("iri"), noted.get("reason")
    if isinstance(test, str):
        return Check(re.split("#|:/", test)[-1], test, reason if isinstance(reason, str) else None)
    sentence, _, example = report.nodeid.rpartition("::")[2].partition("[")
    name = sentence.removeprefix("test_").replace("_", " ")
    return Check(f"{name}: {example.removesuffix(']')}" if example else name)


def _by_name(check: Check) -> str:
    return check.name
