"""Results as workflow commands of GitHub Actions, which annotate the lines of a change; pure.

Docs: "Workflow commands for GitHub Actions", setting an error, a warning or a notice message.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.validate.results import Result, Severity

_COMMANDS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github(results: Iterable[Result]) -> str:
    """A command for each result."""
    return "\n".join(map(_command, results))


def _command(one: Result) -> str:
    spot = one.spot
    properties: dict[str, object] = {}
    if spot:
        properties["file"] = spot.source
        if spot.line and spot.column:
            properties |= {"line": spot.line, "col": spot.column}
            properties["endColumn"] = spot.column + spot.width
    properties["title"] = one.code
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[one.severity]} {said}::{_data(one.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
