"""The commands that retire, make and look up identifiers, as they are typed."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.typed import Ran, Run, typed
from tests.seeded import BASE, dataset, review_iri, reviews, seeded

ONE, TWO, THREE = (review_iri(number) for number in (1, 2, 3))
NEW = f"{BASE}id/review/eng-new001"


@pytest.fixture(scope="module")
def folder() -> Iterator[str]:
    """A store that holds reviews 1, 2 and 3; the first is withdrawn, the second renamed."""
    with seeded("consistency", "privacy") as graph:
        graph.load([dataset("one", *reviews([1, 2, 3]))])
        graph.withdraw(ONE, "created-in-error")
        graph.move(TWO, NEW)
        yield graph.settings.store


@pytest.fixture
def run(
    folder: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Runs `kg` with arguments, and text on stdin."""
    monkeypatch.setenv("KG_STORE", folder)

    def ran(*arguments: str, text: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return typed(monkeypatch, capfdbinary, *arguments)

    return ran


def test_resolve_says_what_became_of_each_line(run: Run) -> None:
    """In whatever form it is written, in a table."""
    said = run("resolve", "-", text=f"{ONE}\n\n<{TWO}>\n http://localhost:8000/doc/review/x \n")
    assert said.code == 0
    lines = said.out.splitlines()[1:]
    assert ["gone" in lines[0], "moved" in lines[1], "never minted" in lines[2]] == [True] * 3
    assert NEW in lines[1]


def test_resolve_writes_json_and_csv_for_programs(run: Run, tmp_path: Path) -> None:
    """The same of both; a list or an object in JSON is read, too."""
    (tmp_path / "asked.json").write_text(json.dumps({"iris": [TWO, THREE]}))
    moved, live = json.loads(run("resolve", str(tmp_path / "asked.json"), "--json").out)
    assert (moved["state"], moved["target"], moved["changed"]["release"]) == ("moved", NEW, 5)
    assert (live["state"], live["label"]) == ("live", "Child D13 (generated 3)")
    written = run("resolve", "-", "-f", "csv", text=json.dumps([TWO, THREE])).out
    rows = list(csv.DictReader(io.StringIO(written)))
    assert [row["state"] for row in rows] == ["moved", "live"]
    assert rows[0]["target"] == NEW


@pytest.mark.parametrize("text", ["{", '{"x": 1}', "[1]", '{"iris": "x"}'])
def test_resolve_refuses_json_of_another_form(run: Run, text: str) -> None:
    """With what it must be."""
    said = run("resolve", "-", text=text)
    assert (said.code, said.out) == (2, "")
    assert "a list of IRIs" in said.err


def test_check_links_reports_and_mends(run: Run, tmp_path: Path) -> None:
    """One line for each broken link on stdout; the exit code is for a pipeline."""
    page = tmp_path / "page.md"
    page.write_text(f"See [x]({TWO}) and [y]({THREE}).\n")
    said = run("check-links", str(tmp_path))
    assert (said.code, said.out) == (1, f"{page}:1:9: moved: {TWO}, now <{NEW}>\n")
    assert "2 links in 1 file, 1 broken" in said.err
    assert run("check-links", str(tmp_path), "--fix").code == 0
    assert page.read_text() == f"See [x]({NEW}) and [y]({THREE}).\n"
    assert run("check-links", str(tmp_path)).code == 0


def test_check_links_fails_on_what_it_cannot_mend(run: Run, tmp_path: Path) -> None:
    """Gone, and never minted."""
    (tmp_path / "a.csv").write_text(f"x,{ONE}\n{BASE}id/review/nothing\n")
    said = run("check-links", str(tmp_path), "--fix", "--json")
    assert said.code == 1
    found = [(one["line"], one["column"], one["state"]) for one in json.loads(said.out)]
    assert found == [(1, 3, "gone"), (2, 1, "never minted")]


def test_mint_writes_identifiers_alone(run: Run) -> None:
    """One on each line, for the next program."""
    said = run("mint", "review", "--nation", "wal", "-n", "3")
    assert said.code == 0
    assert len(set(said.out.split())) == 3
    assert all(one.startswith(f"{BASE}id/review/wal-") for one in said.out.split())
    assert run("mint", "review", "--nation", "fr").code == 1


def test_what_is_retired_already_is_not_retired_again(run: Run) -> None:
    """Nor moved; the error says so."""
    said = run("withdraw", ONE, "--reason", "privacy")
    assert (said.code, said.out) == (1, "")
    assert "retired already" in said.err
    assert run("move", TWO, THREE).code == 1


def test_names_for_the_deny_list_are_never_shown(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither on stdout nor on stderr."""
    assert run("deny-list", "add", text="Zorblat\n").code == 2
    monkeypatch.setenv("KG_DENY_LIST", str(tmp_path / "denied"))
    said = run("deny-list", "add", text="Zorblat\nXanthippe Quillfeather\n")
    assert (said.code, said.out) == (0, "")
    assert "2 names" in said.err
    assert "orblat" not in said.err
    assert "orblat" not in (tmp_path / "denied").read_text().casefold()


def test_a_name_as_plans_show_it_is_an_identifier(run: Run) -> None:
    """What kg plan prints can be copied: review:… stands for the whole IRI."""
    for command in (
        ["withdraw", "review:eng-none00", "--reason", "privacy"],
        ["move", "review:eng-none00", NEW],
    ):
        said = run(*command)
        assert said.code == 1
        assert f"<{BASE}id/review/eng-none00>" in said.err
    short = THREE.replace(f"{BASE}id/review/", "review:")
    assert f"<{THREE}>" in run("get", short, "--accept", "application/n-triples").out


def test_resolve_takes_identifiers_as_they_are_written_elsewhere(run: Run) -> None:
    """In full or with a prefix, as kg get does, and several at once."""
    short = TWO.replace(f"{BASE}id/review/", "review:")
    said = run("resolve", ONE, short, "--json")
    assert [one["state"] for one in json.loads(said.out)] == ["gone", "moved"]
    assert run("resolve", "-", "--json", text=short).out == run("resolve", short, "--json").out


def test_a_file_that_is_not_there_is_named_once(run: Run) -> None:
    """With the reason in words, and without the number that the system gives it."""
    for command in ("resolve", "check-links"):
        said = run(command, "nothing.txt")
        assert said.code == 2
        assert "nothing.txt cannot be read: No such file or directory." in said.err


def test_what_was_mended_is_counted_apart_from_what_stays_broken(run: Run, tmp_path: Path) -> None:
    """So that the last line agrees with the exit code."""
    (tmp_path / "page.md").write_text(f"[x]({TWO}) [y]({ONE})\n")
    said = run("check-links", str(tmp_path), "--fix")
    assert (said.code, "2 links in 1 file, 1 rewritten, 1 broken." in said.err) == (1, True)


def test_a_key_without_its_kind_is_told_what_is_missing(run: Run) -> None:
    """As on a report that lies on the desk."""
    said = run("withdraw", "eng-a1b2c3", "--reason", "privacy")
    assert said.code == 1
    assert "Its kind stands before its key: review:eng-a1b2c3?" in said.err
