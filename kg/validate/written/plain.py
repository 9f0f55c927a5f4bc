"""A result as a dictionary of plain values, for JSON; pure."""

from __future__ import annotations

from collections.abc import Mapping

from kg.validate.results import Result
from kg.validate.rules import Rule

Plain = dict[str, str | int]


def as_dict(one: Result, rules: Mapping[str, Rule]) -> Plain:
    """What is known of a result; what is not known is left out."""
    spot = one.spot
    rule = rules.get(one.code)
    said = {
        "severity": one.severity.value,
        "focus": one.focus,
        "code": one.code,
        "message": one.message,
        "path": one.path,
        "value": one.value,
        "graph": one.graph,
        "only_by": one.only_by,
        "rule": rule.iri if rule else None,
        "source": spot.source if spot else None,
        "line": spot.line if spot else None,
        "column": spot.column if spot else None,
        "json_path": spot.path if spot else None,
        "excerpt": spot.excerpt if spot else None,
        "caret": spot.caret if spot else None,
    }
    return {name: value for name, value in said.items() if value is not None}
