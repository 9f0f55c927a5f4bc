"""Tokens: shown once, kept as hashes, scoped, expiring, revocable; and the log beside them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kg.errors import BadRequest, Forbidden, NotFound, Unauthorised, Unsupported
from kg.writers import Attempt, Register, Scope, WriteLog, writers_folder
from kg.writers import tokens as tokens_module

BASE = "https://base.example/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "writers"


@pytest.fixture
def register(folder: Path) -> Register:
    return Register(folder)


def test_a_token_names_its_holder_again(register: Register) -> None:
    """With the name, the scope and the graphs that it was made with."""
    token = register.create("Our committee", Scope.PUBLISH, [f"{BASE}data/ours"])
    writer = register.writer_of(token)
    assert (writer.name, writer.scope) == ("Our committee", Scope.PUBLISH)
    assert writer.graphs == (f"{BASE}data/ours",)


def test_the_token_is_in_no_file(register: Register, folder: Path) -> None:
    """Nor its secret part; and only the owner may read what is kept."""
    token = register.create("a", Scope.PUBLISH)
    register.writer_of(token)
    secret = token.split("_", 2)[2].encode()
    kept = [path for path in folder.iterdir() if path.is_file()]
    assert {"TOKENS", "KEY"} <= {path.name for path in kept}
    assert not any(secret in path.read_bytes() for path in kept)
    assert folder.stat().st_mode & 0o077 == 0
    assert all((folder / name).stat().st_mode & 0o077 == 0 for name in ("TOKENS", "KEY"))


def test_a_register_without_its_key_lets_nobody_in(register: Register, folder: Path) -> None:
    """The hashes are keyed: a copy of the register alone is worth nothing."""
    token = register.create("a", Scope.PUBLISH)
    (folder / "KEY").unlink()
    with pytest.raises(Unauthorised):
        register.writer_of(token)


@pytest.mark.parametrize(
    "wrong",
    ["", "x", "kg_", "Bearer", "kg_000000000000_" + "a" * 43, "kg_\ud800", "é" * 60],
)
def test_a_token_that_was_never_made_is_refused(register: Register, wrong: str) -> None:
    """Whatever it looks like, and also where there is no token at all."""
    with pytest.raises(Unauthorised, match="not known here"):
        register.writer_of(wrong)
    register.create("a", Scope.PUBLISH)
    with pytest.raises(Unauthorised, match="not known here"):
        register.writer_of(wrong)


def test_every_character_of_a_token_counts(register: Register) -> None:
    """Another last character, or another id, is another token."""
    token = register.create("a", Scope.PUBLISH)
    register.create("b", Scope.PUBLISH)
    other = "A" if token[-1] != "A" else "B"
    mixed = register.create("c", Scope.PUBLISH)[:15] + token[15:]
    for wrong in (token[:-1] + other, mixed, token[:-1], token + "A"):
        with pytest.raises(Unauthorised):
            register.writer_of(wrong)


def test_a_revoked_token_ends_at_once(register: Register, folder: Path) -> None:
    """Also for a server that has the register open; its hash is forgotten, its name is not."""
    token = register.create("a", Scope.PUBLISH)
    server = Register(folder)
    server.writer_of(token)
    assert register.revoke("a") == 1
    with pytest.raises(Unauthorised, match="revoked"):
        server.writer_of(token)
    (kept,) = json.loads((folder / "TOKENS").read_text())
    assert kept["digest"] == ""
    assert kept["revoked"]
    with pytest.raises(NotFound):
        register.revoke("a")
    assert register.writer_of(register.create("a", Scope.PUBLISH)).name == "a"


def test_an_expired_token_says_when_it_ended(
    register: Register, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the end that it was given, and not before."""
    token = register.create("a", Scope.PUBLISH, expires="12h")
    later = datetime.now(UTC) + timedelta(hours=13)

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return later

    register.writer_of(token)
    monkeypatch.setattr(tokens_module, "datetime", Later)
    with pytest.raises(Unauthorised, match="expired at") as refused:
        register.writer_of(token)
    assert refused.value.fields["writer"] == "a"


@pytest.mark.parametrize("expires", ["2001-01-01", "0d", "soon", "-1d", "1w", ""])
def test_an_end_that_is_none_is_refused(register: Register, expires: str) -> None:
    """A date that is past, and what is no time."""
    with pytest.raises(BadRequest, match="time to come"):
        register.create("a", Scope.PUBLISH, expires=expires)


def test_an_end_may_be_a_date_or_never(register: Register) -> None:
    """A date is its first moment, in UTC."""
    register.create("a", Scope.PUBLISH, expires="2999-01-31")
    register.create("b", Scope.PUBLISH, expires="never")
    assert [one.expires for one in register.writers()] == ["2999-01-31T00:00:00Z", None]


def test_the_last_use_is_kept(register: Register) -> None:
    """So that a token that nobody uses can be found and ended."""
    token = register.create("a", Scope.PUBLISH)
    assert register.writers()[0].used is None
    register.writer_of(token)
    assert register.writers()[0].used is not None


def test_two_valid_tokens_have_two_names(register: Register) -> None:
    """Else the history would not say who wrote."""
    register.create("a", Scope.PUBLISH)
    with pytest.raises(BadRequest, match="already"):
        register.create("a", Scope.ADMIN)


@pytest.mark.parametrize("name", ["", " a", "a\nb", "x" * 65, "<a>", "a/b"])
def test_a_name_is_plain(register: Register, name: str) -> None:
    """It is published with releases and written into logs."""
    with pytest.raises(BadRequest, match="cannot name a token"):
        register.create(name, Scope.PUBLISH)


def test_a_graph_is_an_iri(register: Register) -> None:
    """A slip would make a token that can write nothing."""
    with pytest.raises(BadRequest, match="not the IRI"):
        register.create("a", Scope.PUBLISH, ["data/ours"])


def test_a_token_writes_only_its_graphs(register: Register) -> None:
    """And terms only where its scope is admin."""
    ours, others, terms = f"{BASE}data/ours", f"{BASE}data/others", f"{BASE}def/core/"
    narrow = register.writer_of(register.create("narrow", Scope.PUBLISH, [ours]))
    wide = register.writer_of(register.create("wide", Scope.PUBLISH))
    admin = register.writer_of(register.create("admin", Scope.ADMIN))
    narrow.refuse_others([ours], f"{BASE}def/")
    wide.refuse_others([ours, others], f"{BASE}def/")
    admin.refuse_others([ours, terms], f"{BASE}def/")
    for writer, graph in ((narrow, others), (wide, terms)):
        with pytest.raises(Forbidden):
            writer.refuse_others([ours, graph], f"{BASE}def/")


@pytest.mark.parametrize("store", ["memory:", "https://store.example/sparql"])
def test_a_store_without_a_folder_says_where_tokens_could_live(store: str, tmp_path: Path) -> None:
    """Nothing is guessed: a setting names the folder."""
    with pytest.raises(Unsupported, match="KG_WRITERS"):
        writers_folder(store, None)
    assert writers_folder(store, str(tmp_path)) == tmp_path
    assert writers_folder(str(tmp_path), None) == tmp_path / "writers"


def test_the_log_keeps_every_attempt_for_its_owner_only(folder: Path) -> None:
    """In order, with a time; a long target is cut."""
    log = WriteLog(folder)
    log.add(Attempt("a", "PUT", f"{BASE}data/ours", 201, "done", 7))
    log.add(Attempt("b", "DELETE", "x" * 5000, 403, "forbidden"))
    first, second = log.lines()
    assert (first["writer"], first["status"], first["release"]) == ("a", 201, 7)
    assert str(first["at"]).endswith("Z")
    assert len(str(second["target"])) == 300
    assert (folder / "WRITES").stat().st_mode & 0o077 == 0
