"""Commands of keepers: the history of the graph, and the health of its store."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kg.cli.app import Agent, AsJson, Message, StoreOption, app, opened_graph
from kg.cli.output import complain, put_line, put_table, tell
from kg.errors import ShapesBroken


@app.command()
def log(as_json: AsJson = False, store: StoreOption = None) -> None:
    """List the releases, newest first: when, who, what."""
    from dataclasses import asdict

    with opened_graph(store) as graph:
        releases = graph.releases()[::-1]
    if as_json:
        put_line(json.dumps([asdict(one) for one in releases], indent=2))
        return
    rows = [
        [
            str(one.number),
            one.at,
            f"+{one.added:,} -{one.removed:,}",
            str(one.note.get("agent", "")),
            str(one.note.get("message", "")),
        ]
        for one in releases
    ]
    put_table(["release", "at", "statements", "agent", "message"], rows)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A release or a date")],
    after: Annotated[str, typer.Argument(help="A release or a date")],
    store: StoreOption = None,
) -> None:
    """Show what changed from one release to another, as N-Quads behind + and -."""
    with opened_graph(store) as graph:
        changes = graph.diff(graph.as_of(before), graph.as_of(after))
    for statement in sorted(changes.removed):
        put_line(f"- {statement}")
    for statement in sorted(changes.added):
        put_line(f"+ {statement}")


@app.command()
def rollback(
    release: Annotated[str, typer.Argument(help="A release or a date")],
    message: Message = "",
    agent: Agent = None,
    store: StoreOption = None,
) -> None:
    """Publish what an older release held, as a new release."""
    with opened_graph(store) as graph:
        outcome = graph.roll_back(graph.as_of(release), agent=agent, message=message)
    if outcome.release is None:
        tell("That release holds what the newest one holds, so there is no new release.")
    else:
        tell(f"Release {outcome.release.number} holds what release {release} held.")


@app.command()
def check(
    shapes: Annotated[bool, typer.Option("--shapes", help="Judge the newest release too")] = False,
    store: StoreOption = None,
) -> None:
    """Open every release and compare its statements with its record."""
    with opened_graph(store) as graph:
        for release in graph.releases():
            graph.check(release)
            put_line(f"release {release.number}: whole, as recorded")
        if shapes:
            report = graph.judge_store()
            put_line(report.summary())
            if not report.conforms:
                complain(ShapesBroken(report.summary(), report=report))
                raise typer.Exit(1)
