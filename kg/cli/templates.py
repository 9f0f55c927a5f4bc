"""The command that gives a publisher a file to fill in."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.app import StoreOption, app, opened_graph
from kg.cli.output import put


@app.command()
def template(
    kind: Annotated[str, typer.Argument(help="review, or a class such as Guidance or Edition")],
    nation: Annotated[
        str | None,
        typer.Option("--nation", help="eng, nir, sct, uk or wal; needed for a review"),
    ] = None,
    dataset: Annotated[
        str | None,
        typer.Option("--dataset", help="Put the head of a new dataset of this name before it"),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Write a Turtle file to fill in: what is needed, what may be said, and which terms there are.

    A review comes with its incident and its report, and with a new key. kg validate says what is
    still missing.
    """
    with opened_graph(store, only_read=True) as graph:
        put(graph.template(kind, nation, dataset).encode())
