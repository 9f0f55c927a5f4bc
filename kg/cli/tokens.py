"""Commands for tokens: who may write over HTTP, and what they tried."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import AsJson, StoreOption, app
from kg.cli.output import put_line, put_table, tell
from kg.counted import counted

token = typer.Typer(help="Who may write over HTTP.")
app.add_typer(token, name="token", no_args_is_help=True)


class ScopeName(StrEnum):
    """What a token may write."""

    PUBLISH = "publish"
    ADMIN = "admin"


@token.command()
def create(
    name: Annotated[str, typer.Argument(help="Who it is for; published with each release")],
    scope: Annotated[
        ScopeName, typer.Option(help="publish: datasets; admin: also terms and rules")
    ] = ScopeName.PUBLISH,
    graphs: Annotated[
        list[str] | None,
        typer.Option("--graph", help="The only graph it may write; may be repeated"),
    ] = None,
    expires: Annotated[str, typer.Option(help="90d, 12h, a date, or never")] = "365d",
    store: StoreOption = None,
) -> None:
    """Make a token and show it, this once; what is kept cannot be turned back into it."""
    from kg.writers import Register, Scope

    made = Register(_folder(store)).create(name, Scope(scope.value), graphs or (), expires)
    put_line(made)
    tell("Keep it safe: it is not shown again. Send it as `Authorization: Bearer …`.")


@token.command("list")
def list_tokens(as_json: AsJson = False, store: StoreOption = None) -> None:
    """List the tokens: for whom, what for, until when, and when they were last used."""
    from kg.writers import Register

    now = datetime.now(UTC)
    writers = Register(_folder(store)).writers()
    if as_json:
        said = [{**asdict(one), "state": one.state(now)} for one in writers]
        put_line(json.dumps(said, indent=2, ensure_ascii=False))
        return
    rows = [
        [
            one.id,
            one.name,
            one.scope.value,
            one.state(now),
            one.expires or "never",
            one.used or "",
            ", ".join(one.graphs),
        ]
        for one in writers
    ]
    put_table(["id", "name", "scope", "state", "expires", "last used", "graphs"], rows)


@token.command()
def revoke(
    name: Annotated[str, typer.Argument(help="The name or the id of a token")],
    store: StoreOption = None,
) -> None:
    """End a token at once, also for servers that run."""
    from kg.writers import Register

    count = Register(_folder(store)).revoke(name)
    tell(f"{counted(count, 'token')} ended.")


@token.command()
def log(as_json: AsJson = False, store: StoreOption = None) -> None:
    """List what was tried with tokens, newest first: when, who, what, and what came of it."""
    from kg.writers import WriteLog

    lines = WriteLog(_folder(store)).lines()[::-1]
    if as_json:
        put_line(json.dumps(lines, indent=2, ensure_ascii=False))
        return
    columns = ["at", "writer", "method", "target", "status", "outcome", "release"]
    put_table(columns, [[_said(line.get(one)) for one in columns] for line in lines])


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _folder(store: str | None) -> Path:
    """Where tokens are kept. Raises Unsupported."""
    from kg.settings import read_settings
    from kg.writers import writers_folder

    settings = read_settings(store=store)
    return writers_folder(settings.store, settings.writers)
