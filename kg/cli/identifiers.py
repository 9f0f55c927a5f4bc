"""Commands that retire identifiers, make new ones, and say what became of any."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Agent, AsJson, Message, StoreOption, app, opened_graph
from kg.cli.output import put, put_line, put_table, tell
from kg.counted import counted
from kg.errors import Usage

if TYPE_CHECKING:
    from kg.ledger import Entry, Resolve
    from kg.load import Outcome

ServiceOption = Annotated[
    str | None,
    typer.Option("--service", help="Ask a running service at this URL", show_default=False),
]


class ListFormat(StrEnum):
    """How a list of identifiers is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@app.command()
def withdraw(
    identifier: Annotated[
        str, typer.Argument(help="A thing, term or dataset: an IRI, or a name such as review:…")
    ],
    reason: Annotated[
        str,
        typer.Option(
            "--reason", help="Such as privacy or created-in-error; any other word lists them all"
        ),
    ],
    replaced_by: Annotated[
        str | None, typer.Option("--replaced-by", help="What to use instead", show_default=False)
    ] = None,
    message: Message = "",
    agent: Agent = None,
    store: StoreOption = None,
) -> None:
    """Retire an identifier with its parts: a tombstone stays, and links to it go (410)."""
    with opened_graph(store) as graph:
        named = graph.vocabulary.expand
        instead = None if replaced_by is None else named(replaced_by)
        outcome = graph.withdraw(named(identifier), reason, instead, agent=agent, message=message)
    _tell(outcome)


@app.command()
def move(
    old: Annotated[str, typer.Argument(help="The identifier to retire")],
    new: Annotated[str, typer.Argument(help="The one that is kept, or a new one")],
    message: Message = "",
    agent: Agent = None,
    store: StoreOption = None,
) -> None:
    """Merge an identifier into another, or rename it: every link follows (301)."""
    with opened_graph(store) as graph:
        named = graph.vocabulary.expand
        outcome = graph.move(named(old), named(new), agent=agent, message=message)
    _tell(outcome)


@app.command()
def mint(
    kind: Annotated[str, typer.Argument(help="A kind of thing, such as review")],
    nation: Annotated[str, typer.Option("--nation", help="eng, nir, sct, uk or wal")],
    count: Annotated[int, typer.Option("-n", "--count", help="How many")] = 1,
    store: StoreOption = None,
) -> None:
    """Make new identifiers with opaque keys that were never used."""
    with opened_graph(store) as graph:
        for name in graph.mint(kind, nation, count):
            put_line(name)


@app.command()
def resolve(
    what: Annotated[
        list[str],
        typer.Argument(
            help="Identifiers, such as review:…; or a file with one on each line, or JSON; - is "
            "stdin",
            show_default=False,
        ),
    ],
    output: Annotated[ListFormat, typer.Option("-f", "--format", help="How to write it")] = (
        ListFormat.TABLE
    ),
    as_json: Annotated[bool, typer.Option("--json", help="The same as -f json")] = False,
    service: ServiceOption = None,
    store: StoreOption = None,
) -> None:
    """Say of identifiers whether they are live, moved, gone or were never minted."""
    from kg.ledger import as_csv

    asked = [one for each in what for one in _asked(each)]
    with _resolving(service, store) as ask:
        entries = ask(asked)
    if as_json or output == ListFormat.JSON:
        put_line(json.dumps([one.as_json() for one in entries], indent=2, ensure_ascii=False))
    elif output == ListFormat.CSV:
        put(as_csv(entries))
    else:
        put_table(list(_COLUMNS), [_row(one) for one in entries])


@app.command(name="check-links")
def check_links(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders", show_default=False)],
    fix: Annotated[bool, typer.Option("--fix", help="Rewrite links that moved")] = False,
    as_json: AsJson = False,
    service: ServiceOption = None,
    store: StoreOption = None,
) -> None:
    """Find links to this graph in text, Markdown, CSV, Turtle, JSON, HTML, and say which broke."""
    from kg.ledger import check_links
    from kg.settings import read_settings

    base = read_settings().base
    with _resolving(service, store) as resolve:
        checked = check_links(paths, base, resolve, fix=fix)
    if as_json:
        put_line(json.dumps([one._asdict() for one in checked.broken], indent=2))
    else:
        for one in checked.broken:
            now = f", now <{one.target}>" if one.target else ""
            mended = " (rewritten)" if one.fixed else ""
            put_line(f"{one.file}:{one.line}:{one.column}: {one.state}: {one.written}{now}{mended}")
    left = sum(1 for one in checked.broken if not one.fixed)
    mended = f", {len(checked.broken) - left:,} rewritten" if fix else ""
    inside = f"{counted(checked.links, 'link')} in {counted(checked.files, 'file')}"
    tell(f"{inside}{mended}, {left:,} broken.")
    raise typer.Exit(1 if left else 0)


_COLUMNS = ("asked", "state", "use", "label", "changed")


def _row(one: Entry) -> list[str]:
    changed = f"release {one.changed.release}, {one.changed.at}" if one.changed else ""
    return [one.asked, one.state.value, one.target or one.iri or "", one.label or "", changed]


@contextlib.contextmanager
def _resolving(service: str | None, store: str | None) -> Iterator[Resolve]:
    """Who is asked: a running service, or the graph in the store."""
    if service is not None:
        from kg.ledger.service import resolve_at

        yield lambda asked: resolve_at(service, asked)
        return
    with opened_graph(store, only_read=True) as graph:
        yield graph.resolve


def _asked(what: str) -> list[str]:
    """The identifiers in a file, or the one that `what` is itself: it has a colon, and no file has
    its name.
    """
    if what != "-" and ":" in what and not Path(what).exists():
        return [what.strip("<>")]
    try:
        text = typer.get_text_stream("stdin").read() if what == "-" else Path(what).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise Usage.unreadable(what, error) from error
    from kg.ledger import read_list

    try:
        return read_list(text)
    except ValueError as error:
        raise Usage(str(error)) from error


def _tell(outcome: Outcome) -> None:
    change = outcome.changeset
    number = outcome.release.number if outcome.release else "unchanged"
    added = counted(len(change.added), "statement")
    tell(f"Release {number}: {added} added, {len(change.removed):,} removed.")
    for result in outcome.report.results:
        tell(f"{result.severity.value}: {result.focus} {result.message}")
