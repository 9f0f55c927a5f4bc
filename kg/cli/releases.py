"""Commands of keepers: the history of the graph, and the health of its store."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import Agent, AsJson, Message, StoreOption, app, opened_graph
from kg.cli.output import complain, put_line, put_table, tell
from kg.counted import counted
from kg.errors import ShapesBroken, StoreUnreadable, Unsupported, Usage


@app.command()
def log(as_json: AsJson = False, store: StoreOption = None) -> None:
    """List the releases, newest first: when, who, what.

    The numbers count every statement: those of the files, what follows from them, and what is
    recorded of the release itself.
    """
    from kg.timeline import listed

    with opened_graph(store, only_read=True) as graph:
        releases = listed(graph.store)
    if as_json:
        put_line(json.dumps(releases, indent=2))
        return
    rows = [
        [
            f"{one['number']}{'' if one['kept'] else ' (dropped)'}",
            one["at"],
            f"+{one['added']:,} -{one['removed']:,}",
            str(one["note"].get("agent", "")),
            str(one["note"].get("message", "")),
        ]
        for one in releases
    ]
    put_table(["release", "at", "statements", "agent", "message"], rows)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A release or a date")],
    after: Annotated[str, typer.Argument(help="A release or a date")],
    graph: Annotated[
        str | None, typer.Option("--graph", help="Only this graph", show_default=False)
    ] = None,
    store: StoreOption = None,
) -> None:
    """Show what changed from one release to another, as N-Quads behind + and -."""
    with opened_graph(store, only_read=True) as opened:
        changes = opened.diff(opened.as_of(before), opened.as_of(after))
        inside = f" <{opened.vocabulary.expand(graph)}> ." if graph else ""
    for sign, statements in (("-", changes.removed), ("+", changes.added)):
        for statement in sorted(one for one in statements if one.endswith(inside)):
            put_line(f"{sign} {statement}")


@app.command()
def rollback(
    release: Annotated[str, typer.Argument(help="A release or a date")],
    message: Message = "",
    agent: Agent = None,
    store: StoreOption = None,
) -> None:
    """Publish what an older release held, as a new one; what was withdrawn or moved stays so."""
    with opened_graph(store) as graph:
        outcome = graph.roll_back(graph.as_of(release), agent=agent, message=message)
    if outcome.release is None:
        tell(
            "That release holds what the newest one holds, apart from what was withdrawn or moved "
            "since, so there is no new release."
        )
    else:
        tell(f"Release {outcome.release.number} holds what release {release} held.")


@app.command()
def check(
    shapes: Annotated[bool, typer.Option("--shapes", help="Judge the newest release too")] = False,
    store: StoreOption = None,
) -> None:
    """Open every release; compare its statements with its record, and every file with its hash."""
    with opened_graph(store, only_read=True) as graph:
        faults = 0
        for finding in graph.check():
            faults += bool(finding.fault)
            whole = finding.fault or "whole, as recorded"
            said = whole if finding.kept else "not kept by this store, so not checked"
            put_line(said if finding.release is None else f"release {finding.release}: {said}")
        if faults:
            raise StoreUnreadable(
                "The store is not whole. Restore it from a backup, or, where only an older release "
                "is damaged, go on with the newest."
            )
        if shapes:
            report = graph.judge_store()
            put_line(report.summary())
            if not report.conforms:
                complain(ShapesBroken(report.summary(), report=report))
                raise typer.Exit(1)


@app.command()
def prune(
    keep: Annotated[
        int | None, typer.Option(help="How many of the newest stay", show_default=False, min=1)
    ] = None,
    days: Annotated[
        float | None, typer.Option(help="How many days back", show_default=False)
    ] = None,
    store: StoreOption = None,
) -> None:
    """Drop old releases, as settings or options say which stay; kg log still lists them.

    The settings are KG_KEEP_RELEASES and KG_KEEP_DAYS.
    """
    with opened_graph(store, keep_releases=keep, keep_days=days) as graph:
        if graph.settings.keep_releases is None and graph.settings.keep_days is None:
            raise Usage("Say what stays: --keep, --days, or the settings of these names.")
        dropped = graph.prune()
        kept = len(graph.releases())
    tell(
        f"{counted(len(dropped), 'release was', 'releases were')} dropped; "
        f"{counted(kept, 'stays', 'stay')}."
    )


@app.command()
def erase(
    what: Annotated[
        str | None, typer.Argument(help="The IRI of a record", show_default=False)
    ] = None,
    literal: Annotated[
        str | None, typer.Option("--literal", help="A text, or part of one", show_default=False)
    ] = None,
    authority: Annotated[str, typer.Option("--authority", help="Who ordered it, and where")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
    store: StoreOption = None,
) -> None:
    """Take a record or a text out of every release and backup; a contentless trace stays."""
    from kg.takedown import of_record, of_text

    if (what is None) == (literal is None):
        raise Usage("Name the IRI of a record, or a text with --literal: one of the two.")
    if not authority:
        raise Usage("Say who ordered the takedown with --authority, for the log.")
    with opened_graph(store) as graph:
        takedown = (
            of_text(literal or "")
            if what is None
            else of_record(graph.store, graph.vocabulary, graph.vocabulary.expand(what))
        )
        held = sum(1 for one in graph.store.dump() if takedown.holds(one))
        going = counted(held, "statement")
        tell(f"{going} of the newest release will go, and from every older one.")
        if not yes:
            typer.confirm("Go on?", abort=True, err=True)
        erased = graph.erase(takedown, authority=authority)
    tell(
        f"{counted(erased.statements, 'statement is', 'statements are')} gone; "
        f"{counted(len(erased.releases), 'release was', 'releases were')} built anew. "
        f"{erased.beyond}"
    )


@app.command()
def w3id(
    folder: Annotated[Path, typer.Argument(help="The folder to write, new or there already")],
    service: Annotated[str, typer.Option(help="The address that answers for the identifiers")],
    contact: Annotated[str, typer.Option(help="Whom to ask about the redirects")],
) -> None:
    """Write redirect rules for the identifiers, to be kept at a registry such as w3id.org."""
    from kg.persistence import redirect_folder
    from kg.settings import read_settings

    files = redirect_folder(read_settings().base, service, contact)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text)
    except OSError as error:
        raise Usage(f"{folder} cannot be written: {error.strerror}.") from error
    tell(f"{folder} holds {' and '.join(files)}. Offer it to the keepers of the registry.")


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder")], store: StoreOption = None
) -> None:
    """Copy the store, with all its releases, into a new folder."""
    with opened_graph(store) as graph:
        graph.store.back_up(folder)
    tell(f"The backup is in {folder}. A takedown reaches it as long as it stays there.")


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="A backup")], store: StoreOption = None
) -> None:
    """Copy a backup into the store, which must be new."""
    from kg.settings import read_settings
    from kg.stores import restore as copy_back

    target = read_settings(store=store).store
    if "://" in target.removeprefix("file://"):
        raise Unsupported(
            "A service restores its own backups. Name a folder with --store, or use its tools."
        )
    copy_back(folder, Path(target))
    tell(f"{target} holds what {folder} holds.")
