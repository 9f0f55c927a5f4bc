"""Commands of readers: serve the graph, ask it, fetch from it, export it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from kg.cli.app import AsJson, AsOf, StoreOption, app, opened_graph
from kg.cli.output import put, put_answer, put_line, put_queries, tell
from kg.counted import counted
from kg.errors import NotFound, Usage

if TYPE_CHECKING:
    from kg.query import NamedQuery


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on")] = None,
    store: StoreOption = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Refuse every write")] = False,
) -> None:
    """Serve the graph over HTTP; an empty store is first filled from the data of the package."""
    from kg.web.server import listen, run

    with opened_graph(
        store, host=host, port=port, read_only=read_only or None, workers=None
    ) as graph:
        socket = listen(graph.settings.host, graph.settings.port)
        if graph.current() == 0:
            tell(f"The store {graph.settings.store} is empty. Filling it from the package.")
            outcome = graph.load_own_data(progress=tell)
            tell(f"Release 1: {counted(len(outcome.changeset.added), 'statement')}.")
        tell(f"Serving http://{graph.settings.host}:{socket.getsockname()[1]}/ (Ctrl-C ends it)")
        run(graph, socket)


@app.command()
def query(
    text: Annotated[
        str | None,
        typer.Argument(help="The name of a query, SPARQL, @FILE, or - for stdin"),
    ] = None,
    param: Annotated[
        list[str] | None, typer.Option("--param", help="name=value, for a named query")
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="List the named queries and their parameters")
    ] = False,
    shown: Annotated[
        bool, typer.Option("--show", help="Show the SPARQL of a named query, to change it")
    ] = False,
    as_json: AsJson = False,
    output: Annotated[
        str, typer.Option("-f", "--format", help="table csv tsv json xml turtle …")
    ] = "table",
    as_of: AsOf = None,
    store: StoreOption = None,
) -> None:
    """Ask the graph: a question by its name, or any in SPARQL."""
    from kg.formats import CSV, Kind, by_name
    from kg.query import named_queries
    from kg.settings import read_settings

    named = named_queries(read_settings().base)
    if listed:
        put_queries(named.values(), as_json=as_json)
        return
    if shown:
        put_line(_sparql(text, param or [], named).rstrip())
        return
    with opened_graph(store, workers=1, only_read=True) as graph:
        plan = graph.plan(_sparql(text, param or [], named))
        tabular = output == "table"
        default = CSV if plan.formats[0].kind == Kind.ROWS else plan.formats[0]
        form = default if tabular else by_name(output, plan.formats)
        answer = graph.answer(plan, form, release=graph.as_of(as_of) if as_of is not None else None)
        hints = graph.hints(plan, form, answer)
    if tabular:
        put_answer(plan, answer)
    else:
        put(answer.body)
    for hint in hints:
        tell(hint)


def _sparql(text: str | None, given: list[str], named: Mapping[str, NamedQuery]) -> str:
    """The text of the query that was meant. Raises Usage, NotFound, BadRequest."""
    if text is None:
        raise Usage("Say what to ask: SPARQL, @FILE, - or one of the names in kg query --list.")
    if text in named:
        return named[text].text_with(_values(given))
    if given:
        raise Usage("--param is for named queries only; kg query --list shows them.")
    if re.fullmatch(r"[\w-]*\w", text):
        near = difflib.get_close_matches(text, named, 1, 0.5)
        hint = f"Did you mean {near[0]}?" if near else "kg query --list shows them."
        raise NotFound(f"There is no query named {text[:60]!r}. {hint}")
    return _read_text(text)


def _values(given: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or name in values:
            raise Usage(f"--param takes name=value, once for each name; this is {pair[:60]!r}.")
        values[name] = value
    return values


def _read_text(text: str) -> str:
    if text == "-":
        return typer.get_text_stream("stdin").read()
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise Usage.unreadable(text[1:], error) from error


@app.command()
def get(
    path: Annotated[str, typer.Argument(help="A path of the service, or an identifier")],
    accept: Annotated[str, typer.Option(help="The Accept header")] = "*/*",
    as_of: AsOf = None,
    store: StoreOption = None,
) -> None:
    """Answer one HTTP request without a server; redirects are followed."""
    from kg.web.in_process import fetch

    with opened_graph(store, workers=1, only_read=True) as graph:
        base = graph.vocabulary.base
        below = graph.vocabulary.expand(path).removeprefix(base).lstrip("/")
        when = f"{'&' if '?' in below else '?'}as-of={quote(as_of)}" if as_of is not None else ""
        answer = fetch(graph, f"/{below}{when}", accept)
    put(answer.body)
    if answer.status >= 400:
        tell(f"HTTP {answer.status}")
        raise typer.Exit(1)


@app.command()
def export(
    output: Annotated[
        Path | None, typer.Option("-o", help="A file; .gz compresses", show_default=False)
    ] = None,
    graph: Annotated[
        str | None, typer.Option("--graph", help="Only this graph, as Turtle", show_default=False)
    ] = None,
    as_of: AsOf = None,
    store: StoreOption = None,
) -> None:
    """Write the whole graph as N-Quads or TriG, by the name of the file, or a graph as Turtle."""
    from kg.dumps import ZIPPED, Dump, pieces, zipped
    from kg.formats import NQUADS, TRIG, TURTLE

    name = str(output or "")
    trig = name.removesuffix(ZIPPED).endswith(f".{TRIG.suffix}")
    form = TURTLE if graph else TRIG if trig else NQUADS
    with opened_graph(store, only_read=True) as opened:
        release = opened.as_of(as_of) if as_of is not None else None
        graph = graph and opened.vocabulary.expand(graph)
        if graph and graph not in opened.store.graphs(release=release):
            raise NotFound(f"There is no graph <{graph}>.")
        parts = pieces(opened.store, opened.vocabulary, Dump("", form, graph), release)
        body = b"".join(zipped(parts) if name.endswith(ZIPPED) else parts)
    if output is None:
        put(body)
        return
    try:
        output.write_bytes(body)
    except OSError as error:
        raise Usage(f"{output} cannot be written: {error.strerror}.") from error
