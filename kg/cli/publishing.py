"""Commands of publishers: check files, load them."""

from __future__ import annotations

import contextlib
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Agent, Files, GraphOption, Message, StoreOption, app, opened_graph
from kg.cli.output import put_line, tell
from kg.errors import UnsupportedMedia, Usage

if TYPE_CHECKING:
    from kg.load import Source


class ReportFormat(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    TURTLE = "turtle"


class EngineName(StrEnum):
    """Which SHACL engine judges."""

    AUTO = "auto"
    PYSHACL = "pyshacl"


@app.command()
def validate(
    files: Files,
    output: Annotated[ReportFormat, typer.Option("--format", help="How to write the report")] = (
        ReportFormat.TEXT
    ),
    engine: Annotated[EngineName, typer.Option(help="auto, or the reference engine")] = (
        EngineName.AUTO
    ),
    alone: Annotated[bool, typer.Option("--alone", help="Without what the store knows")] = False,
    graph: GraphOption = None,
    store: StoreOption = None,
) -> None:
    """Check files against the shapes; write nothing."""
    from kg.validate import Engine

    with opened_graph(store) as opened:
        report = opened.judge(_sources(files, graph), alone=alone, engine=Engine(engine.value))
    written = {
        ReportFormat.TEXT: report.text,
        ReportFormat.JSON: report.as_json,
        ReportFormat.TURTLE: report.turtle,
    }
    put_line(written[output]())
    raise typer.Exit(0 if report.conforms else 1)


@app.command()
def load(
    files: Files,
    graph: GraphOption = None,
    message: Message = "",
    agent: Agent = None,
    store: StoreOption = None,
) -> None:
    """Load files as one new release, through the gate: all of them or none."""
    with opened_graph(store) as opened:
        outcome = opened.load(_sources(files, graph), agent=agent, message=message, progress=tell)
    warnings = len(outcome.report.results)
    if outcome.release is None:
        tell("Nothing is new in these files, so there is no new release.")
    else:
        changed = outcome.changeset
        tell(
            f"Release {outcome.release.number}: {len(changed.added):,} statements added, "
            f"{len(changed.removed):,} removed, {warnings:,} warnings and notes (see kg validate)."
        )


def _sources(paths: list[Path], graph: str | None) -> list[Source]:
    """The files, and those in the folders, that are RDF. Raises Usage, UnsupportedMedia."""
    from kg.load import read_source

    found: list[Source] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file())
            for one in inside:
                with contextlib.suppress(UnsupportedMedia):  # a folder may hold other files too
                    found.append(read_source(one))
        else:
            found.append(read_source(path))
    if not found:
        raise Usage(f"There is no RDF file in {', '.join(map(str, paths))}.")
    return [source._replace(graph=graph) for source in found] if graph else found
