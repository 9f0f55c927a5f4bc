"""Results as SARIF 2.1.0 (OASIS), which code scanning services read; pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from kg.validate.results import Result, Severity, Spot
from kg.validate.rules import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif(results: Sequence[Result], rules: Mapping[str, Rule], version: str) -> str:
    """The log of one run."""
    codes = sorted({one.code for one in results})
    driver = {
        "name": "kg",
        "informationUri": "https://w3id.org/uk-case-reviews/",
        "version": version,
        "rules": [_rule(code, rules.get(code)) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, codes.index(one.code)) for one in results],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False)


def _rule(code: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": code}
    said: dict[str, Any] = {"id": code, "helpUri": rule.iri}
    if rule.name:
        said["shortDescription"] = {"text": rule.name}
    if rule.description:
        said["fullDescription"] = {"text": rule.description}
    example = f"For example: {rule.example}" if rule.example else ""
    parts = [part for part in (rule.description, rule.why, example) if part]
    if parts:
        said["help"] = {"text": "\n\n".join(parts)}
    return said


def _result(one: Result, index: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": index,
        "level": _LEVELS[one.severity],
        "message": {"text": one.message},
        "partialFingerprints": {"focusAndPath/v1": _fingerprint(one)},
    }
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": one.focus}]}
    if one.spot:
        location["physicalLocation"] = _physical(one.spot)
    return said | {"locations": [location]}


def _physical(spot: Spot) -> dict[str, Any]:
    said: dict[str, Any] = {"artifactLocation": {"uri": quote(spot.source)}}
    if spot.line and spot.column:
        region: dict[str, Any] = {
            "startLine": spot.line,
            "startColumn": spot.column,
            "endColumn": spot.column + spot.width,
        }
        if spot.excerpt:
            region["snippet"] = {"text": spot.excerpt}
        said["region"] = region
    return said


def _fingerprint(one: Result) -> str:
    """What tells a result from others while lines move; no value is in it."""
    return hashlib.sha256(f"{one.code} {one.focus} {one.path}".encode()).hexdigest()[:32]
