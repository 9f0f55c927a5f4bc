"""What a person sees on stderr, and a machine on stdout."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kg.errors import KgError, ShapesBroken
from kg.formats import Kind
from kg.query import Answer, NamedQuery, QueryPlan

stderr = Console(stderr=True, highlight=False, soft_wrap=True)


def complain(error: KgError) -> None:
    """Say on stderr what is wrong, where, and how to mend it."""
    stderr.print(f"[bold red]{escape(error.title)}.[/] {escape(error.detail)}")
    report = error.fields.get("report")
    if isinstance(error, ShapesBroken) and report is not None:
        stderr.print(escape(report.text()))  # type: ignore[attr-defined]
    excerpt, column = error.fields.get("excerpt"), error.fields.get("column")
    if isinstance(excerpt, str) and isinstance(column, int):
        stderr.print(f"  | {escape(excerpt)}\n  | {' ' * (column - 1)}[bold red]^[/]")


def tell(message: str) -> None:
    """One line of progress on stderr."""
    stderr.print(f"[dim]{escape(message)}[/]")


def put(body: bytes) -> None:
    """Bytes on stdout, as they are."""
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def put_line(text: str) -> None:
    """A line of text on stdout."""
    put(f"{text}\n".encode())


def put_table(columns: list[str], rows: list[list[str]]) -> None:
    """Rows on stdout as a table, as wide as they need."""
    table = Table(*(escape(name) for name in columns), box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    width = sum(max(map(len, column), default=0) + 2 for column in zip(columns, *rows, strict=True))
    Console(width=max(width, 40), highlight=False).print(table)


def put_answer(plan: QueryPlan, answer: Answer) -> None:
    """An answer in CSV as a table; anything else as it is."""
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
    put_table(["group", "name", "title"], [[one.group, one.name, one.title] for one in by_group])
