"""Commands that show what a load would change, and do it afterwards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import Agent, AsJson, Files, GraphOption, Message, StoreOption, app, opened_graph
from kg.cli.files import SyntaxOption, sources
from kg.cli.output import put_line, tell
from kg.counted import counted
from kg.errors import Usage

PATIENCE = 10.0


@app.command()
def plan(
    files: Files,
    graph: GraphOption = None,
    syntax: SyntaxOption = None,
    output: Annotated[
        Path | None, typer.Option("-o", help="A file for the plan", show_default=False)
    ] = None,
    as_json: AsJson = False,
    questions: Annotated[
        bool | None,
        typer.Option(
            "--queries/--no-queries",
            help="Ask all named queries, before and after; else as many as 10 s allow",
            show_default=False,
        ),
    ] = None,
    message: Message = "",
    agent: Agent = None,
    store: StoreOption = None,
) -> None:
    """Show what a load would change, and write the plan for kg apply; publish nothing."""
    from kg.cli.plan_view import put_plan

    with opened_graph(store, workers=1, only_read=True) as opened:
        given = sources(files, graph, syntax, opened.vocabulary)
        made = opened.propose(
            given,
            agent=agent,
            message=message,
            questions=questions is not False,
            patience=PATIENCE if questions is None else None,
        )
        vocabulary = opened.vocabulary
    if as_json:
        put_line(json.dumps(made.as_page(), indent=2, ensure_ascii=False))
    else:
        put_plan(made, vocabulary)
    if output is not None:
        _write(output, made.as_file())
    if not made.proposal.changeset:
        tell("Nothing is new in these files.")
    elif not made.applicable:
        raise typer.Exit(1)
    elif output is not None:
        tell(f"The plan is in {output}. To publish it: kg apply {output}")


@app.command()
def apply(
    plan: Annotated[Path, typer.Argument(help="A plan that kg plan wrote", show_default=False)],
    store: StoreOption = None,
) -> None:
    """Publish what a plan says, and nothing else; refused where the store has moved on."""
    try:
        text = plan.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise Usage.unreadable(plan, error) from error
    with opened_graph(store) as opened:
        outcome = opened.apply(text, progress=tell)
    if outcome.release is not None:
        change = outcome.changeset
        added = counted(len(change.added), "statement")
        number = outcome.release.number
        tell(f"Release {number}: {added} added, {len(change.removed):,} removed.")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text)
    except OSError as error:
        raise Usage(f"{path} cannot be written: {error.strerror}.") from error
