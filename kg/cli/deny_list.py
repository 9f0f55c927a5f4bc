"""Commands for the deny list: names that no text may hold."""

from __future__ import annotations

from pathlib import Path

import typer

from kg.cli.app import app
from kg.cli.output import tell
from kg.counted import counted
from kg.errors import Usage

deny_list = typer.Typer(help="Names that no text may hold, kept as keyed hashes.")
app.add_typer(deny_list, name="deny-list", no_args_is_help=True)


@deny_list.command()
def add() -> None:
    """Read names from stdin, one on each line, and add their hashes to the file KG_DENY_LIST names.

    No name is shown, logged or kept.
    """
    from kg.deny_list import add_names
    from kg.settings import read_settings

    settings = read_settings()
    if settings.deny_list is None:
        raise Usage("Set KG_DENY_LIST to the path of the deny list, outside every repository.")
    key = settings.deny_key.get_secret_value() if settings.deny_key else None
    names = typer.get_text_stream("stdin").read().splitlines()
    count = add_names(Path(settings.deny_list), names, key)
    tell(f"{counted(count, 'name was', 'names were')} added to the deny list.")
