"""What validation found, as a whole, and the formats in which it is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.counted import counted
from kg.errors import KgError, RdfSyntax
from kg.validate import written
from kg.validate.results import SYNTAX, UNSUPPORTED, Result, Severity, Spot
from kg.validate.rules import Rule


@dataclass(frozen=True)
class Report:
    """The results of judging, worst first, the engines that gave them, and the rules by code."""

    results: tuple[Result, ...] = ()
    engines: tuple[str, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict, compare=False, repr=False)

    @property
    def violations(self) -> tuple[Result, ...]:
        """The results that refuse a load."""
        return tuple(one for one in self.results if one.severity == Severity.VIOLATION)

    @property
    def conforms(self) -> bool:
        """Whether nothing refuses a load: warnings and information do not."""
        return not self.violations

    def summary(self) -> str:
        """One line that counts the results by severity."""
        unread = sum(one.code in {SYNTAX, UNSUPPORTED} for one in self.results)
        if unread:
            return f"The data cannot be read: {counted(unread, 'fault')}."
        counts = Counter(one.severity for one in self.results)
        verdict = "The data keep every rule" if self.conforms else "The data break a rule"
        said = ", ".join(
            counted(counts[severity], name)
            for severity, name in zip(Severity, ("violation", "warning", "note"), strict=True)
        )
        return f"{verdict}: {said}."

    def lines(self) -> list[written.Line]:
        """The report for a person, as lines of styled pieces."""
        summary = [("bold", self.summary())]
        return [*written.text(self.results, self.rules), [], summary] if self.results else [summary]

    def text(self) -> str:
        """The report for a person, without styles."""
        return "\n".join("".join(said for _, said in line) for line in self.lines())

    def as_json(self) -> str:
        """The report as JSON: for each result what is known of it, its rule and its place."""
        results = [written.as_dict(one, self.rules) for one in self.results]
        said = {"conforms": self.conforms, "engines": self.engines, "results": results}
        return json.dumps(said, indent=2, ensure_ascii=False)

    def turtle(self) -> str:
        """The report as sh:ValidationReport (SHACL, section 3.6)."""
        return written.turtle(self.results, conforms=self.conforms)

    def sarif(self, version: str) -> str:
        """The report as SARIF 2.1.0, for code scanning; `version` is that of this program."""
        return written.sarif(self.results, self.rules, version)

    def github(self) -> str:
        """The report as workflow commands of GitHub Actions: an annotation at each place."""
        return written.github(self.results)


def unreadable(error: KgError) -> Report:
    """The faults of files that cannot be read (RdfSyntax, RdfUnsupported), as a report."""
    faults: Any = error.fields.get("faults", ())
    code = SYNTAX if isinstance(error, RdfSyntax) else UNSUPPORTED
    return Report(tuple(_fault(fault, code) for fault in faults))


def _fault(fault: Mapping[str, Any], code: str) -> Result:
    source = str(fault.get("source") or "-")
    message = f"{fault['message']}. {fault.get('advice', '')}".strip()
    spot = Spot(
        source,
        fault.get("line"),
        fault.get("column"),
        excerpt=fault.get("excerpt"),
        caret=fault.get("caret"),
    )
    return Result(Severity.VIOLATION, written.file_iri(source), code, message, spot=spot)
