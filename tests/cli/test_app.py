"""The table of commands names every command."""

from __future__ import annotations

import importlib
import pkgutil

from typer.main import get_group

from kg import cli
from kg.cli.app import app


def test_every_command_is_found_by_its_name() -> None:
    """The table says in which module each is, so that none is imported for another."""
    for module in pkgutil.iter_modules(cli.__path__):
        importlib.import_module(f"kg.cli.{module.name}")
    group = get_group(app)
    assert set(group.commands) == set(group.list_commands(None))
