"""The command that lays out Turtle."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.output import put_line, tell
from kg.errors import UnsupportedMedia


@app.command("format")
def format_files(
    files: Annotated[list[Path], typer.Argument(help="Turtle files, or folders of them")],
    check: Annotated[bool, typer.Option("--check", help="Change nothing; say what would")] = False,
    drop_comments: Annotated[
        bool, typer.Option("--drop-comments", help="Even where comments inside the file are lost")
    ] = False,
) -> None:
    """Lay out Turtle files so that the same facts always give the same bytes.

    Exit code 1 where a file is left as it was because comments would be lost or, with --check,
    where a file would change.
    """
    from kg.load import read_source
    from kg.rdf.formatting import format_turtle
    from kg.settings import read_settings
    from kg.vocab import Vocabulary

    prefixes = Vocabulary(read_settings().base).prefixes
    left = False
    for path in _turtle(files):
        source = read_source(path)
        found = format_turtle(source.body, prefixes, source=source.name)
        if found.text.encode() == source.body:
            continue
        lost = found.comments and not drop_comments
        left = left or check or bool(lost)
        if lost:
            tell(f"{path}: {_lost(found.comments)}")
        elif check:
            put_line(f"{path} would change")
        else:
            _replace(path, found.text)
            put_line(f"{path} is laid out anew")
    raise typer.Exit(1 if left else 0)


def _turtle(paths: list[Path]) -> list[Path]:
    """The files, and the Turtle files in the folders. Raises UnsupportedMedia."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(path.rglob("*.ttl"))
        elif path.suffix != ".ttl":
            raise UnsupportedMedia(f"{path}: only Turtle is laid out, in files that end in .ttl.")
        else:
            found.append(path)
    return found


def _lost(lines: tuple[int, ...]) -> str:
    """What becomes of comments inside the file."""
    places = ", ".join(map(str, lines[:10])) + (" and more" if len(lines) > 10 else "")
    return (
        f"left as it is: the comments at line {places} have no place in sorted Turtle. Move them "
        "to the head of the file or into skos:editorialNote, or let them go with --drop-comments."
    )


def _replace(path: Path, text: str) -> None:
    """Write the file aside and put it in place at once, so that it is never half written."""
    aside = path.with_name(f".{path.name}.kg-format")
    aside.write_text(text, newline="\n")
    aside.chmod(path.stat().st_mode)
    os.replace(aside, path)
