"""The commands of `kg`. What takes long to import is imported inside a command."""

from __future__ import annotations

import contextlib
import gzip
import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import kg
from kg.cli.output import complain, put, put_answer, put_line, put_table, tell
from kg.errors import NotFound, ShapesBroken, StoreUnreadable, UnsupportedMedia, Usage

if TYPE_CHECKING:
    from kg.knowledge_graph import KnowledgeGraph
    from kg.load import Source

app = typer.Typer(
    name="kg",
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
    list[Path], typer.Argument(help="RDF files, or folders of them", show_default=False)
]
GraphOption = Annotated[
    str | None, typer.Option("--graph", help="The graph to fill", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON instead of a table")]


class ReportFormat(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    TURTLE = "turtle"


class EngineName(StrEnum):
    """Which SHACL engine judges."""

    AUTO = "auto"
    PYSHACL = "pyshacl"


@contextlib.contextmanager
def _graph(store: str | None, **flags: object) -> Iterator[KnowledgeGraph]:
    from kg.knowledge_graph import open_graph
    from kg.settings import read_settings

    with open_graph(read_settings(store=store, **flags)) as graph:
        yield graph


def _sources(paths: list[Path], graph: str | None) -> list[Source]:
    """The files, and those in the folders, that are RDF. Raises Usage, UnsupportedMedia."""
    from kg.load import read_source

    found: list[Source] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file())
            for one in inside:
                with contextlib.suppress(UnsupportedMedia):  # a folder may hold other files too
                    found.append(read_source(one))
        else:
            found.append(read_source(path))
    if not found:
        raise Usage(f"There is no RDF file in {', '.join(map(str, paths))}.")
    return [source._replace(graph=graph) for source in found] if graph else found


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


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on")] = None,
    store: StoreOption = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Refuse every write")] = False,
) -> None:
    """Serve the graph over HTTP; an empty store is first filled from the data of the package."""
    from kg.web.server import listen, run

    with _graph(store, host=host, port=port, read_only=read_only or None) as graph:
        socket = listen(graph.settings.host, graph.settings.port)
        if graph.current() == 0:
            tell(f"The store {graph.settings.store} is empty. Filling it from the package.")
            outcome = graph.load_own_data(progress=tell)
            tell(f"Release 1: {len(outcome.changeset.added):,} statements.")
        tell(f"Serving http://{graph.settings.host}:{socket.getsockname()[1]}/ (Ctrl-C ends it)")
        run(graph, socket)


@app.command()
def validate(
    files: Files,
    output: Annotated[ReportFormat, typer.Option("--format", help="How to write the report")] = (
        ReportFormat.TEXT
    ),
    engine: Annotated[EngineName, typer.Option(help="auto, or the reference engine")] = (
        EngineName.AUTO
    ),
    alone: Annotated[bool, typer.Option("--alone", help="Without what the store knows")] = False,
    graph: GraphOption = None,
    store: StoreOption = None,
) -> None:
    """Check files against the shapes; write nothing."""
    from kg.validate import Engine

    with _graph(store) as opened:
        report = opened.judge(_sources(files, graph), alone=alone, engine=Engine(engine.value))
    written = {
        ReportFormat.TEXT: report.text,
        ReportFormat.JSON: report.as_json,
        ReportFormat.TURTLE: report.turtle,
    }
    put_line(written[output]())
    raise typer.Exit(0 if report.conforms else 1)


@app.command()
def load(
    files: Files,
    graph: GraphOption = None,
    message: Annotated[str, typer.Option("-m", "--message", help="Why")] = "",
    agent: Annotated[str | None, typer.Option(help="Who", show_default=False)] = None,
    store: StoreOption = None,
) -> None:
    """Load files as one new release, through the gate: all of them or none."""
    with _graph(store) as opened:
        outcome = opened.load(_sources(files, graph), agent=agent, message=message, progress=tell)
    warnings = len(outcome.report.results)
    if outcome.release is None:
        tell("Nothing is new in these files, so there is no new release.")
    else:
        changed = outcome.changeset
        tell(
            f"Release {outcome.release.number}: {len(changed.added):,} statements added, "
            f"{len(changed.removed):,} removed, {warnings:,} warnings and notes (see kg validate)."
        )


@app.command()
def query(
    text: Annotated[str, typer.Argument(help="SPARQL, or @FILE, or - for stdin")],
    output: Annotated[
        str, typer.Option("-f", "--format", help="table csv tsv json xml turtle …")
    ] = "table",
    as_of: Annotated[int | None, typer.Option(help="A release", show_default=False)] = None,
    store: StoreOption = None,
) -> None:
    """Ask the graph in SPARQL."""
    from kg.formats import CSV, Kind, by_name

    with _graph(store) as graph:
        plan = graph.plan(_read_text(text))
        tabular = output == "table"
        default = CSV if plan.formats[0].kind == Kind.ROWS else plan.formats[0]
        form = default if tabular else by_name(output, plan.formats)
        answer = graph.answer(plan, form, release=as_of)
    if tabular:
        put_answer(plan, answer)
    else:
        put(answer.body)


def _read_text(text: str) -> str:
    if text == "-":
        return typer.get_text_stream("stdin").read()
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise Usage(f"{text[1:]} cannot be read: {error}.") from error


@app.command()
def get(
    path: Annotated[str, typer.Argument(help="A path of the service, or an IRI of the graph")],
    accept: Annotated[str, typer.Option(help="The Accept header")] = "*/*",
    store: StoreOption = None,
) -> None:
    """Answer one HTTP request without a server; redirects are followed."""
    from kg.web.in_process import fetch

    with _graph(store) as graph:
        base = graph.vocabulary.base
        answer = fetch(graph, "/" + path.removeprefix(base).lstrip("/"), accept)
    put(answer.body)
    if answer.status >= 400:
        tell(f"HTTP {answer.status}")
        raise typer.Exit(1)


@app.command()
def log(as_json: AsJson = False, store: StoreOption = None) -> None:
    """List the releases, newest first: when, who, what."""
    from dataclasses import asdict

    with _graph(store) as graph:
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
def export(
    output: Annotated[
        Path | None, typer.Option("-o", help="A file; .gz compresses", show_default=False)
    ] = None,
    graph: GraphOption = None,
    as_of: Annotated[int | None, typer.Option(help="A release", show_default=False)] = None,
    store: StoreOption = None,
) -> None:
    """Write the whole graph as sorted N-Quads, or one graph of it (`--graph`) as Turtle."""
    from kg.rdf import strip_graph, write_turtle

    with _graph(store) as opened:
        statements = opened.store.dump([graph] if graph else None, release=as_of)
        prefixes = opened.vocabulary.prefixes
    if graph and not statements:
        raise NotFound(f"There is no graph <{graph}>.")
    text = (
        write_turtle(strip_graph(statements).decode().splitlines(), prefixes)
        if graph
        else "".join(f"{statement}\n" for statement in sorted(statements))
    )
    if output is None:
        put(text.encode())
        return
    body = gzip.compress(text.encode(), mtime=0) if output.suffix == ".gz" else text.encode()
    try:
        output.write_bytes(body)
    except OSError as error:
        raise StoreUnreadable(f"{output} cannot be written: {error.strerror}.") from error


@app.command()
def check(
    shapes: Annotated[bool, typer.Option("--shapes", help="Judge the newest release too")] = False,
    store: StoreOption = None,
) -> None:
    """Open every release and compare its statements with its record."""
    with _graph(store) as graph:
        for release in graph.releases():
            graph.check(release)
            put_line(f"release {release.number}: whole, as recorded")
        if shapes:
            report = graph.judge_store()
            put_line(report.summary())
            if not report.conforms:
                complain(ShapesBroken(report.summary(), report=report))
                raise typer.Exit(1)
