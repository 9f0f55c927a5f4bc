"""The typer application, and what its commands share: options, and opening the graph."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

import kg
from kg.cli.output import put_line, tell

if TYPE_CHECKING:
    from kg.knowledge_graph import KnowledgeGraph


# The commands of each module, in the order of the help.
_MODULES = {
    "formatting": ("format",),
    "identifiers": ("withdraw", "move", "mint", "resolve", "check-links"),
    "planning": ("plan", "apply"),
    "publishing": ("validate", "load"),
    "reading": ("serve", "query", "get", "export"),
    "releases": (
        "log",
        "diff",
        "rollback",
        "check",
        "prune",
        "erase",
        "w3id",
        "backup",
        "restore",
    ),
    "searching": ("search",),
    "templates": ("template",),
    "deny_list": ("deny-list",),
    "tokens": ("token",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


class Commands(TyperGroup):
    """The commands, each there once its module is imported, which adds it to the application: one
    must not wait for what the others need.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands, in the order of the help."""
        return list(_HOMES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command with this name; for one that is none, all are made ready, so that a near one
        can be suggested.
        """
        if cmd_name not in self.commands:
            for module in {_HOMES[cmd_name]} if cmd_name in _HOMES else _HOMES.values():
                import_module(f"kg.cli.{module}")
            self.commands = get_group(app).commands
        return super().get_command(ctx, cmd_name)


app = typer.Typer(
    name="kg",
    cls=Commands,
    help="The UK Case Reviews graph: validated, released, queried and dereferenced linked data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

StoreOption = Annotated[
    str | None, typer.Option("--store", help="The store: a folder or memory:", show_default=False)
]
Files = Annotated[
    list[Path], typer.Argument(help="RDF files, or folders of them; - is stdin", show_default=False)
]
GraphOption = Annotated[
    str | None, typer.Option("--graph", help="The graph to fill", show_default=False)
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="A release or a date", show_default=False)
]
Agent = Annotated[str | None, typer.Option("--agent", help="Who", show_default=False)]
Message = Annotated[str, typer.Option("-m", "--message", help="Why")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON instead of a table")]


@contextlib.contextmanager
def opened_graph(
    store: str | None, *, workers: int | None = 0, only_read: bool = False, **flags: object
) -> Iterator[KnowledgeGraph]:
    """The graph that the settings and `flags` name, closed afterwards. Where it is `only_read`, no
    folder is made for a store that there is not, and whoever asks is told that there is none.

    A command that asks only what this program itself asks needs no processes that can be killed
    (they take 0.3 s to start); one that asks for its user needs one, and no second, which would
    still be starting when a short command ends. None: as the settings say.
    """
    from kg.knowledge_graph import open_graph
    from kg.settings import read_settings

    settings = read_settings(store=store, **flags)
    if workers is not None:
        settings = settings.model_copy(update={"workers": workers})
    if only_read and _is_missing(settings.store):
        tell(
            f"There is no store at {settings.store}, so nothing is known here. kg serve makes one "
            "and fills it; --store and KG_STORE name another."
        )
        settings = settings.model_copy(update={"store": "memory:"})
    with open_graph(settings) as graph:
        yield graph


def _is_missing(store: str) -> bool:
    return store != "memory:" and "://" not in store and not Path(store).exists()


def _version(wanted: bool) -> None:
    if wanted:
        put_line(kg.__version__)
        raise typer.Exit


@app.callback()
def main(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version")
    ] = False,
) -> None:
    """The UK Case Reviews graph: validated, released, queried and dereferenced linked data."""
