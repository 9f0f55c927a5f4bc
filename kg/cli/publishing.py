"""Commands of publishers: check files, load them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

import kg
from kg.cli.app import Agent, Files, GraphOption, Message, StoreOption, app, opened_graph
from kg.cli.files import SyntaxOption, sources
from kg.cli.output import put_line, put_report, tell, tell_report
from kg.counted import counted
from kg.errors import RdfSyntax, RdfUnsupported

_MOST_TOLD = 20  # warnings that a load shows


class ReportFormat(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    TURTLE = "turtle"
    SARIF = "sarif"
    GITHUB = "github"


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
    alone: Annotated[
        bool, typer.Option("--alone", help="By themselves: no comparison with the store")
    ] = False,
    graph: GraphOption = None,
    syntax: SyntaxOption = None,
    store: StoreOption = None,
) -> None:
    """Check files against the shapes; write nothing. Every result says where in the file it is."""
    from kg.validate import Engine, unreadable

    with opened_graph(store, only_read=True) as opened:
        try:
            given = sources(files, graph, syntax, opened.vocabulary)
            report = opened.judge(given, alone=alone, engine=Engine(engine.value))
        except (RdfSyntax, RdfUnsupported) as error:
            report = unreadable(error)
    if output is ReportFormat.TEXT:
        put_report(report)
    else:
        written = {
            ReportFormat.JSON: report.as_json,
            ReportFormat.TURTLE: report.turtle,
            ReportFormat.SARIF: lambda: report.sarif(kg.__version__),
            ReportFormat.GITHUB: report.github,
        }
        put_line(written[output]())
    raise typer.Exit(0 if report.conforms else 1)


@app.command()
def load(
    files: Files,
    graph: GraphOption = None,
    syntax: SyntaxOption = None,
    message: Message = "",
    agent: Agent = None,
    store: StoreOption = None,
) -> None:
    """Load files as one new release, through the gate: all of them or none."""
    with opened_graph(store) as opened:
        given = sources(files, graph, syntax, opened.vocabulary)
        outcome = opened.load(given, agent=agent, message=message, progress=tell)
    found = outcome.report.results
    if found and len(found) <= _MOST_TOLD:
        tell_report(outcome.report)
    if outcome.release is None:
        tell("Nothing is new in these files, so there is no new release.")
    else:
        changed = outcome.changeset
        more = " (see kg validate)" if len(found) > _MOST_TOLD else ""
        warned = counted(len(found), "warning or note", "warnings and notes")
        added = counted(len(changed.added), "statement")
        tell(
            f"Release {outcome.release.number}: {added} added, "
            f"{len(changed.removed):,} removed, {warned}{more}."
        )
