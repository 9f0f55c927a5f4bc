"""What a person sees on stderr, and a machine on stdout."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, TextIO

from kg.errors import KgError, RdfSyntax, RdfUnsupported, ShapesBroken

if TYPE_CHECKING:
    from kg.query import Answer, NamedQuery, QueryPlan
    from kg.validate import Report

# A terminal would obey these; data and file names may hold them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def complain(error: KgError) -> None:
    """Say on stderr what is wrong, where, and how to mend it."""
    title = ("bold red", f"{error.title}.")
    if isinstance(error, RdfSyntax | RdfUnsupported):
        from kg.validate import unreadable

        _say(sys.stderr, title)
        tell_report(unreadable(error))
        return
    _say(sys.stderr, title, ("", f" {error.detail}"))
    report = error.fields.get("report")
    if isinstance(error, ShapesBroken) and report is not None:
        tell_report(report)  # type: ignore[arg-type]
    excerpt, column = error.fields.get("excerpt"), error.fields.get("column")
    if isinstance(excerpt, str) and isinstance(column, int):
        _say(sys.stderr, ("", "  | " + excerpt.replace("\t", " ")))
        if column <= len(excerpt) + 1:  # a long line is cut before its fault
            _say(sys.stderr, ("", f"  | {' ' * (column - 1)}"), ("bold red", "^"))


def put_report(report: Report) -> None:
    """A report on stdout, in colours where that is a terminal."""
    for line in report.lines():
        _say(sys.stdout, *line)


def tell_report(report: Report) -> None:
    """A report on stderr, where something else was asked for."""
    for line in report.lines():
        _say(sys.stderr, *line)


def tell(message: str) -> None:
    """One line of progress on stderr."""
    _say(sys.stderr, ("dim", message))


def _say(stream: TextIO, *pieces: tuple[str, str]) -> None:
    """One line of pieces, each after its style. Rich, which takes 20 ms to import, is asked only
    where it may write styles; whether it does is for it to say.
    """
    harmless = [(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", said), style) for style, said in pieces]
    if stream.isatty() or os.environ.get("FORCE_COLOR") or os.environ.get("TTY_COMPATIBLE"):
        from rich.console import Console
        from rich.text import Text

        console = Console(file=stream, highlight=False, emoji=False, soft_wrap=True)
        console.print(Text.assemble(*harmless))
    else:
        stream.write("".join([*(said for said, _ in harmless), "\n"]))
        stream.flush()


def put(body: bytes) -> None:
    """Bytes on stdout, as they are, all of them: unbuffered, it may take a part at a time."""
    rest = memoryview(body)
    while rest:
        rest = rest[sys.stdout.buffer.write(rest) :]
    sys.stdout.buffer.flush()


def put_line(text: str) -> None:
    """A line of text on stdout."""
    put(f"{text}\n".encode())


def put_table(columns: list[str], rows: list[list[str]]) -> None:
    """Rows on stdout as a table, as wide as they need."""
    from rich.cells import cell_len
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    def harmless(text: str) -> str:
        """Text of others for a terminal: neither mark-up nor control characters."""
        return escape(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text))

    table = Table(*map(harmless, columns), box=None, pad_edge=False)
    for row in rows:
        table.add_row(*map(harmless, row))
    by_column = zip(columns, *rows, strict=True)
    width = sum(max(map(cell_len, column), default=0) + 2 for column in by_column)
    Console(width=max(width, 40), highlight=False, emoji=False).print(table)


def put_answer(plan: QueryPlan, answer: Answer) -> None:
    """An answer in CSV as a table; anything else as it is."""
    from kg.formats import Kind

    if plan.formats[0].kind != Kind.ROWS:
        put(answer.body)
        return
    columns, *rows = csv.reader(io.StringIO(answer.body.decode()))
    put_table(columns, rows)


def put_queries(queries: Iterable[NamedQuery], *, as_json: bool) -> None:
    """The named queries, by group."""
    if as_json:
        put_line(json.dumps([asdict(one) for one in queries], indent=2, ensure_ascii=False))
        return
    by_group = sorted(queries, key=lambda one: (one.group, one.name))
    put_table(
        ["group", "name", "parameters", "title"],
        [[one.group, one.name, _parameters(one), one.title] for one in by_group],
    )


def _parameters(query: NamedQuery) -> str:
    return " ".join(one.name for one in query.parameters)
