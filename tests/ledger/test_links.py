"""Links to us in other people's files: each is found where it is, and mended without a trace."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.content import CANONICAL_BASE as BASE
from kg.errors import Usage
from kg.ledger import Entry, State, check_links, forms
from kg.ledger.links import links, replaced

LIVE, MOVED, GONE, NEVER = (
    f"{BASE}id/review/sct-{key}" for key in ("live22", "old222", "gone22", "none22")
)
TARGET = f"{BASE}id/review/sct-new222"
HOST = BASE.partition("://")[2]


def resolve(asked: Sequence[str]) -> list[Entry]:
    """A ledger of three identifiers."""
    known = {LIVE: (State.LIVE, None), MOVED: (State.MOVED, TARGET), GONE: (State.GONE, None)}
    entries = []
    for text in asked:
        name = next((one for one in forms(text, BASE) if one in known), text)
        state, target = known.get(name, (State.NEVER, None))
        entries.append(Entry(text, name, state, target))
    return entries


def found(text: str, *, prefixed: bool = False) -> list[tuple[str, str]]:
    """Each link as it is written, and the address that it stands for."""
    return [(one.written, one.address) for one in links(text, BASE, prefixed=prefixed)]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"See {LIVE}.", LIVE),
        (f"(see {LIVE}), or not", LIVE),
        (f"[a review]({LIVE})", LIVE),
        (f'<a href="{LIVE}">', LIVE),
        (f"<{LIVE}>", LIVE),
        (f"a,{LIVE},b", LIVE),
        (f"a\t{LIVE}\tb", LIVE),
        (f"_{LIVE}_", LIVE),
        (f"{LIVE}/ and more", f"{LIVE}/"),
        (f"{LIVE}?as-of=3#x", LIVE),
        (f"http://{HOST}doc/review/sct-live22.ttl!", f"http://{HOST}doc/review/sct-live22.ttl"),
        ("http://localhost:8000/id/review/x;", "http://localhost:8000/id/review/x"),
        (f"{BASE}def/core/CaseReview,", f"{BASE}def/core/CaseReview"),
        (f"{BASE}def/core/", f"{BASE}def/core/"),
        (f"{BASE}data/one ", f"{BASE}data/one"),
    ],
)
def test_an_address_ends_where_its_reader_would_end_it(text: str, written: str) -> None:
    """Not with the full stop, the bracket, the quotation mark or the comma after it."""
    assert found(text) == [(written, written)]


@pytest.mark.parametrize(
    "text",
    [
        BASE,
        f"{BASE}sparql?query=x",
        f"{BASE}id/review/",
        f"{BASE}data/",
        "https://example.org/id/a/b",
    ],
)
def test_what_names_no_thing_is_no_link(text: str) -> None:
    """Neither a service, nor a namespace, nor somebody else's address."""
    assert found(text) == []


def test_the_escapes_of_json_are_read_and_kept() -> None:
    """Some writers put a backslash before each slash."""
    text = json.dumps({"see": MOVED}).replace("/", "\\/")
    (link,) = links(text, BASE)
    assert link.address == MOVED
    assert json.loads(replaced(text, [(link, TARGET)], BASE)) == {"see": TARGET}
    assert replaced(text, [(link, TARGET)], BASE).count("\\/") == text.count("\\/")


def test_prefixed_names_are_links_in_turtle_and_not_elsewhere() -> None:
    """Not in strings, comments, IRIs or with somebody else's prefix either."""
    text = f"""@prefix review: <{BASE}id/review/> .
PREFIX ex: <https://example.org/>
# review:sct-comment
ex:a ex:p review:sct-live22 , "review:sct-text" , <review:sct-iri> ; ex:q \"\"\"
review:sct-long\"\"\" , ex:review .
review:sct-old222 ex:p 'review:sct-single' .
"""
    names = [("review:sct-live22", LIVE), ("review:sct-old222", MOVED)]
    assert found(text, prefixed=True) == names
    assert found(text) == []


def test_a_path_of_sparql_is_no_name_with_a_slash() -> None:
    """Each property of a path is a name of its own; what stands before the slash ends there."""
    text = f"PREFIX crv: <{BASE}def/core/>\nSELECT * {{ ?s crv:reviews/crv:harmType/^crv:x.y ?o }}"
    terms = ["crv:reviews", "crv:harmType", "crv:x.y"]
    assert [written for written, _ in found(text, prefixed=True)][1:] == terms


def test_relative_iris_are_links_where_the_base_is_ours() -> None:
    """As a Turtle file with @base has them."""
    text = f"@base <{BASE}> .\n<id/review/sct-old222> <p> <#x> ."
    (link,) = links(text, BASE, prefixed=True)
    assert (link.written, link.address, link.line, link.column) == (
        "id/review/sct-old222",
        MOVED,
        2,
        2,
    )
    assert replaced(text, [(link, TARGET)], BASE) == text.replace("sct-old222", "sct-new222")


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        (MOVED, TARGET),
        (f"{MOVED}/", f"{TARGET}/"),
        (f"http://{HOST}id/review/sct-old222", f"http://{HOST}id/review/sct-new222"),
        (f"{BASE}doc/review/sct-old222.ttl", f"{BASE}doc/review/sct-new222.ttl"),
        (
            "http://localhost:8000/doc/review/sct-old222",
            "http://localhost:8000/doc/review/sct-new222",
        ),
    ],
)
def test_a_mended_link_keeps_its_style(written: str, mended: str) -> None:
    """Only the key changes."""
    (link,) = links(written, BASE)
    assert replaced(written, [(link, TARGET)], BASE) == mended


def test_a_name_whose_target_has_another_namespace_becomes_an_iri() -> None:
    """The prefix would not fit."""
    text = f"@prefix review: <{BASE}id/review/> . review:sct-old222 a review:X ."
    link = links(text, BASE, prefixed=True)[0]
    mended = replaced(text, [(link, f"{BASE}id/document/d")], BASE)
    assert f". <{BASE}id/document/d> a" in mended


@given(st.lists(st.sampled_from([LIVE, MOVED, "\n", "\r\n", "é", "\U0001d11e", " ", "\t", "x "])))
def test_line_and_column_are_where_the_link_is(pieces: list[str]) -> None:
    """In characters, from 1, whatever stands before it."""
    text = "".join(f" {piece} " if piece in {LIVE, MOVED} else piece for piece in pieces)
    every = links(text, BASE)
    assert [one.written for one in every] == [one for one in pieces if one in {LIVE, MOVED}]
    lines = text.split("\n")
    for one in every:
        assert lines[one.line - 1][one.column - 1 :].startswith(one.written)
        assert text[one.start : one.end] == one.written


@given(st.lists(st.sampled_from([*"<>\"'\\/:.#ab \n", MOVED, "review:", "@base <x> ."])))
def test_any_text_is_read_and_its_links_stand_apart(pieces: list[str]) -> None:
    """However broken the syntax around them is."""
    text = "".join([f"@prefix review: <{BASE}id/review/> .\n", *pieces])
    every = links(text, BASE, prefixed=True)
    ends = [0, *(one.end for one in every)]
    assert all(end <= one.start for end, one in zip(ends, every, strict=False))
    assert all(text[one.start : one.end] == one.written for one in every)
    assert replaced(text, [], BASE) == text


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Fifty links in six kinds of file, and files that are not looked at."""
    cycle = [LIVE, LIVE, MOVED, GONE, NEVER]
    some = [cycle[place % 5] for place in range(10)]
    (tmp_path / "notes.md").write_text("".join(f"- [review]({one}).\n" for one in some))
    (tmp_path / "table.csv").write_bytes("".join(f"1,{one},é\r\n" for one in some).encode())
    (tmp_path / "page.html").write_text("".join(f'<p><a href="{one}">x</a></p>\n' for one in some))
    (tmp_path / "data.json").write_text(json.dumps({"links": some[:5]}, indent=1))
    (tmp_path / "text.txt").write_text("  ".join(some[:5]) + "\n")
    keys = "".join(f"review:{one.rpartition('/')[2]} a <urn:x> .\n" for one in some)
    turtle = f"\N{BYTE ORDER MARK}@prefix review: <{BASE}id/review/> .\n# {LIVE} {MOVED}\n{keys}"
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "graph.ttl").write_text(turtle)
    for folder, name in ((".git", "x.txt"), ("node_modules", "x.json"), (".", "x.pyc")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(GONE)
    (tmp_path / "picture.txt").write_bytes(b"\xff\xfe" + MOVED.encode())
    return tmp_path


def test_every_broken_link_of_a_repository_is_reported_where_it_is(repository: Path) -> None:
    """File, line and column, and what became of it; those that hold are not."""
    checked = check_links([repository], BASE, resolve, fix=False)
    assert (checked.files, checked.links) == (6, 52)
    for one in checked.broken:
        line = Path(one.file).read_bytes().decode().split("\n")[one.line - 1]
        assert line[one.column - 1 :].startswith(one.written)
    states = [one.state for one in checked.broken]
    assert [states.count(one) for one in (State.MOVED, State.GONE, State.NEVER)] == [11, 10, 10]
    assert {one.target for one in checked.broken if one.state == State.MOVED} == {TARGET}


def test_mending_changes_the_keys_of_moved_links_and_nothing_else(repository: Path) -> None:
    """Line ends, byte order mark and every other character stay."""
    files = {path: path.read_bytes() for path in repository.rglob("*") if path.is_file()}
    checked = check_links([repository], BASE, resolve, fix=True)
    assert sum(one.fixed for one in checked.broken) == 11
    for path, before in files.items():
        after = path.read_bytes()
        if path.suffix == ".pyc" or b"\xff" in before or ".git" in path.parts:
            assert after == before
            continue
        changed = [
            (old, new)
            for old, new in zip(before.split(b"\n"), after.split(b"\n"), strict=True)
            if old != new
        ]
        assert all(new == old.replace(b"sct-old222", b"sct-new222") for old, new in changed)
    again = check_links([repository], BASE, lambda asked: [*map(_settled, asked)], fix=True)
    assert not [one for one in again.broken if one.state == State.MOVED]


def _settled(asked: str) -> Entry:
    (entry,) = resolve([asked])
    return Entry(asked, asked, State.LIVE) if asked.endswith("sct-new222") else entry


def test_a_local_address_that_we_do_not_know_is_somebody_elses() -> None:
    """Many programs serve /data/… on this machine."""
    (link,) = links("http://localhost:3000/data/users", BASE)
    assert link.style == "local"


def test_a_local_address_is_not_reported_as_never_minted(tmp_path: Path) -> None:
    """Nor is the namespace of terms, which is no identifier."""
    text = f"http://localhost:3000/data/users {BASE}def/shape/ {BASE}def/shape/x"
    (tmp_path / "x.md").write_text(text)
    (broken,) = check_links([tmp_path], BASE, resolve, fix=False).broken
    assert broken.written == f"{BASE}def/shape/x"


def test_a_file_that_is_named_and_is_no_text_is_said_to_be_none(repository: Path) -> None:
    """In a folder it is passed over."""
    with pytest.raises(Usage, match=r"picture\.txt cannot be read"):
        check_links([repository / "picture.txt"], BASE, resolve, fix=False)


def test_the_diff_of_a_mended_file_is_one_line_for_one_link(tmp_path: Path) -> None:
    """As a reviewer of the other repository would see it."""
    path = tmp_path / "x.md"
    before = "".join(f"line {place}\n" for place in range(50)) + f"[x]({MOVED}#part)\n"
    path.write_text(before)
    check_links([path], BASE, resolve, fix=True)
    diff = list(
        difflib.unified_diff(before.split("\n"), path.read_text().split("\n"), n=0, lineterm="")
    )
    assert diff[3:] == [f"-[x]({MOVED}#part)", f"+[x]({TARGET}#part)"]
