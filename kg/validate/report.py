"""What validation found, and how it is written: text, JSON, and sh:ValidationReport (SHACL, section
3.6).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

_SHACL = "http://www.w3.org/ns/shacl#"


class Severity(StrEnum):
    """How bad a result is; only a violation refuses a load."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


@dataclass(frozen=True, order=True)
class Result:
    """One broken rule. `focus`, `path` and `value` are N-Triples terms (a path may be a SPARQL
    path).

    `value` is None where the rule names none, and always for a privacy rule: what such a rule keeps
    out is never repeated. `only_by` names the engine that alone gives this result, where two were
    asked.
    """

    severity: Severity
    focus: str
    code: str
    message: str
    path: str | None = None
    value: str | None = None
    graph: str | None = None
    only_by: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Report:
    """The results of judging, worst first, and the engines that gave them."""

    results: tuple[Result, ...] = ()
    engines: tuple[str, ...] = ()

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
        counts = Counter(one.severity for one in self.results)
        verdict = "The data keep every rule" if self.conforms else "The data break a rule"
        said = ", ".join(
            f"{counts[severity]} {name}{'' if counts[severity] == 1 else 's'}"
            for severity, name in zip(Severity, ("violation", "warning", "note"), strict=True)
        )
        return f"{verdict}: {said}."

    def text(self) -> str:
        """The report for a person: a block for each node, its results below it."""
        lines: list[str] = []
        above = None
        for one in self.results:
            heading = one.focus if one.graph is None else f"{one.focus}  in <{one.graph}>"
            if heading != above:
                above = heading
                lines += ["", heading]
            lines.append(f"  {one.severity.value}: {one.message}")
            lines += [f"      {label}" for label in _details(one)]
        return "\n".join([*lines, "", self.summary()]).lstrip("\n")

    def as_json(self) -> str:
        """The report as JSON."""
        results = [
            {name: value for name, value in vars(one).items() if value is not None}
            for one in self.results
        ]
        return json.dumps(
            {"conforms": self.conforms, "engines": self.engines, "results": results}, indent=2
        )

    def turtle(self) -> str:
        """The report as sh:ValidationReport."""
        results = "".join(f" ;\n  sh:result {_result_node(one)}" for one in self.results)
        conforms = str(self.conforms).lower()
        return (
            f"@prefix sh: <{_SHACL}> .\n\n[] a sh:ValidationReport ;\n"
            f"  sh:conforms {conforms}{results} .\n"
        )


def _details(one: Result) -> Iterable[str]:
    if one.path:
        yield f"property: {one.path}"
    if one.value:
        yield f"value: {one.value}"
    if one.only_by:
        yield f"only {one.only_by} finds this; please report it as a defect"


def _result_node(one: Result) -> str:
    said = [
        "a sh:ValidationResult",
        f"sh:resultSeverity sh:{one.severity.value}",
        f"sh:focusNode {one.focus}",
        f"sh:resultMessage {json.dumps(one.message, ensure_ascii=False)}@en",
    ]
    if one.path and one.path.startswith("<") and one.path.count("<") == 1:
        said.append(f"sh:resultPath {one.path}")
    if one.value:
        said.append(f"sh:value {one.value}")
    return f"[ {' ; '.join(said)} ]"
