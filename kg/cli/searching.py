"""The command that finds things by words."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kg.cli.app import AsJson, AsOf, StoreOption, app, opened_graph
from kg.cli.output import put_line, put_table, tell
from kg.errors import BadRequest

_PATIENCE = 600.0  # seconds: nobody else waits behind a command
_MOST = 1000


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words; in double quotes, a phrase")],
    kind: Annotated[
        str | None, typer.Option("--kind", help="body, review, document, …", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option("-n", "--limit", help="How many at most")] = 20,
    as_json: AsJson = False,
    as_of: AsOf = None,
    store: StoreOption = None,
) -> None:
    """Find things by words of their names and descriptions, best first."""
    if not 1 <= limit <= _MOST:
        raise BadRequest(f"Between 1 and {_MOST:,} things can be listed.")
    text = " ".join(words)
    with opened_graph(store, only_read=True) as graph:
        release = graph.current() if as_of is None else graph.as_of(as_of)
        found = graph.search.exact(release, patience=_PATIENCE).find(text, kind=kind, limit=limit)
    if as_json:
        said = [{**hit._asdict(), "snippet": _plain(hit.snippet)} for hit in found.hits]
        put_line(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        rows = [[hit.iri, hit.kind, hit.label] for hit in found.hits]
        put_table(["iri", "kind", "name"], rows)
    if found.partial:
        tell("Nothing holds all of these words; these hold some of them.")
    if found.suggestion:
        tell(f"Did you mean: {found.suggestion}")
    more = "" if len(found.hits) == found.total else f", the best {len(found.hits):,} are shown"
    tell(f"{found.total:,} found{more}.")
    raise typer.Exit(0 if found.hits else 1)


def _plain(snippet: tuple[tuple[str, bool], ...]) -> str:
    return "".join(text for text, _ in snippet)
