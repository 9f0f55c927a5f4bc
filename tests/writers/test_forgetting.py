"""Takedown among the tokens and the log of writes."""

from __future__ import annotations

from pathlib import Path

from kg.knowledge_graph import open_graph
from kg.settings import Settings
from kg.takedown import of_text
from kg.writers import Attempt, Register, Scope, WriteLog, forget
from tests.seeded import dataset, reviews

SECRET = "Zyxwvu-Tsrqpo"  # nobody's name
GRAPH = f"https://w3id.org/uk-case-reviews/data/{SECRET}"


def filled(folder: Path) -> Register:
    """Two tokens, one of them for a graph that is named by the text; and a line of the log."""
    register = Register(folder)
    register.create("Our committee", Scope.PUBLISH, [GRAPH])
    register.create("Others", Scope.PUBLISH)
    WriteLog(folder).add(Attempt("Our committee", "PUT", GRAPH, 201, "done", 2))
    return register


def bytes_of(folder: Path) -> bytes:
    """Every byte under a folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_text_leaves_the_register_and_the_log(tmp_path: Path) -> None:
    """And both can be read as before."""
    register = filled(tmp_path)
    forget(tmp_path, of_text(SECRET).scrub)
    assert SECRET.encode() not in bytes_of(tmp_path)
    assert [one.name for one in register.writers()] == ["Our committee", "Others"]
    assert WriteLog(tmp_path).lines()[0]["status"] == 201


def test_what_does_not_hold_it_stays_as_it_is(tmp_path: Path) -> None:
    """Byte for byte; and no folder is made where there is none."""
    filled(tmp_path)
    before = bytes_of(tmp_path)
    forget(tmp_path, of_text("another text").scrub)
    assert bytes_of(tmp_path) == before
    forget(tmp_path / "none", of_text("another text").scrub)
    assert not (tmp_path / "none").exists()


def test_an_erasure_reaches_the_folder_of_writers(tmp_path: Path) -> None:
    """Wherever the settings put it."""
    settings = Settings(store=str(tmp_path / "s"), writers=str(tmp_path / "w"), workers=1)
    filled(tmp_path / "w")
    with open_graph(settings) as graph:
        graph.load([dataset("one", *reviews([1]))])
        graph.erase(of_text(SECRET), authority="a test")
    assert SECRET.encode() not in bytes_of(tmp_path)
