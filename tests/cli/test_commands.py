"""`kg` as a user runs it: exit codes, what goes to stdout, what to stderr, and never a
traceback.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from rdflib import Graph

from kg.changes import Changeset
from kg.cli import main
from kg.stores import Limits, open_store
from tests.conftest import Canary

GRAPH = "https://w3id.org/uk-case-reviews/data/invented"
STATEMENTS = frozenset(
    f'<https://example.org/s{n}> <https://example.org/p> "value {n} \u2028 [b] :star: \u65e5" '
    f"<{GRAPH}> ."
    for n in range(3)
)
ROWS = "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s"


class Ran(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `kg` as a process, in an empty folder and with no settings but those given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    clean["PYTHONPATH"] = str(Path(__file__).parents[2])

    def run(*arguments: str | Path, stdin: str = "", **settings: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "kg", *map(str, arguments)],
            input=stdin.encode(),
            capture_output=True,
            cwd=tmp_path,
            env=clean | settings,
            timeout=60,
            check=False,
        )
        ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in ran.err
        return ran

    return run


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Runs `kg` inside this process, which is quicker; what it does not catch fails the test."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("KG_")]:
        monkeypatch.delenv(name)

    def call(*arguments: str | Path, **settings: str) -> Ran:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["kg", *map(str, arguments)])
            for name, value in settings.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                sys.exit(main())  # type: ignore[func-returns-value]
        written = capsysbinary.readouterr()
        code = ended.value.code or 0
        assert isinstance(code, int)
        return Ran(code, written.out.decode(), written.err.decode())

    return call


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a store with a release of invented statements."""
    folder = str(tmp_path_factory.mktemp("cli") / "store")
    with contextlib.closing(open_store(folder, Limits(20, 1024, 4, 1))) as store:
        note = {"agent": "A. Tester", "message": "Invented [red]things[/] :star:"}
        store.commit(Changeset(STATEMENTS), parent=0, at="2026-03-31T12:00:00Z", note=note)
    return folder


def refused(ran: Ran, *said: str) -> bool:
    """Whether a command was refused for the user's fault, with these words on stderr alone."""
    assert ran.out == ""
    assert all(words in ran.err for words in said), ran.err
    return ran.code == 1


def unable(ran: Ran, *said: str) -> bool:
    """Whether a command could not run in these surroundings, with these words on stderr alone."""
    assert ran.out == ""
    assert all(words in ran.err for words in said), ran.err
    return ran.code == 2


def test_the_version_and_the_help_go_to_stdout(run: Run) -> None:
    """As with any command."""
    assert run("--version").out.startswith("0.")
    helped = run("--help")
    assert helped.code == 0
    for verb in ("serve", "validate", "load", "query", "get", "log", "export", "check"):
        assert verb in helped.out


def test_rows_are_a_table_for_people(call: Run, filled: str) -> None:
    """Whole, whatever the width of the terminal, and with no mark-up of ours."""
    ran = call("query", ROWS, KG_STORE=filled, COLUMNS="20")
    assert ran.code == 0
    assert "https://example.org/s2  value 2" in ran.out
    assert ran.out.count(":star: \u65e5") == ran.out.count("[b]") == 3
    assert ran.err == ""


def test_rows_are_bytes_for_programs(run: Run, filled: str) -> None:
    """Machine output on stdout alone, in the format asked for."""
    rows = list(csv.reader(io.StringIO(run("query", ROWS, "-f", "csv", KG_STORE=filled).out)))
    assert [row[0] for row in rows] == ["s", *(f"https://example.org/s{n}" for n in range(3))]
    found = json.loads(run("query", ROWS, "-f", "json", "--store", filled).out)
    assert len(found["results"]["bindings"]) == 3


def test_a_graph_is_turtle_unless_another_format_is_asked_for(call: Run, filled: str) -> None:
    """CONSTRUCT and DESCRIBE give RDF."""
    text = "CONSTRUCT WHERE { ?s ?p ?o }"
    assert len(Graph().parse(data=call("query", text, KG_STORE=filled).out, format="turtle")) == 3
    lines = call("query", text, "-f", "nt", KG_STORE=filled).out
    assert len(Graph().parse(data=lines, format="nt")) == 3


@pytest.mark.parametrize("way", ["stdin", "file"])
def test_a_query_can_come_from_stdin_or_a_file(
    run: Run, filled: str, tmp_path: Path, way: str
) -> None:
    """`-` and `@FILE`, as with curl."""
    (tmp_path / "query.rq").write_text("ASK { ?s ?p ?o }")
    asked = {"stdin": "-", "file": "@query.rq"}[way]
    ran = run("query", asked, "-f", "json", stdin="ASK { ?s ?p ?o }", KG_STORE=filled)
    assert json.loads(ran.out)["boolean"] is True


def test_a_release_can_be_asked_for_by_number_or_date(call: Run, filled: str) -> None:
    """And one that is not there is refused."""
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    for when in ("1", "2026", "2026-03-31T12:00:00Z"):
        assert "3" in call("query", count, "-f", "csv", "--as-of", when, KG_STORE=filled).out
    assert refused(call("query", count, "--as-of", "2025", KG_STORE=filled), "no release yet")
    assert refused(call("query", count, "--as-of", "soon", KG_STORE=filled), "2026-03-31")


def test_a_syntax_error_points_at_the_place(run: Run, filled: str) -> None:
    """The line, and a caret below the column."""
    ran = run("query", "SELECT *\n{ ?s ?p ?o }\nLIMIT x", KG_STORE=filled)
    assert refused(ran, "not well-formed SPARQL", "Line 3, column 7")
    excerpt, caret = ran.err.splitlines()[-2:]
    assert excerpt.index("x") == caret.index("^")


def test_an_empty_answer_names_what_the_graph_does_not_know(call: Run, filled: str) -> None:
    """On stderr, with the nearest that it does know; what a program reads stays as it was."""
    text = "SELECT ?o { ?s <https://example.org/q> ?o }"
    ran = call("query", text, "-f", "csv", KG_STORE=filled)
    assert (ran.code, ran.out.split()) == (0, ["o"])
    assert "<https://example.org/q> is not in release 1." in ran.err
    near = call("query", text.replace("/q>", "/P>"), KG_STORE=filled)
    assert "The nearest that is: https://example.org/p." in near.err
    assert call("query", text.replace("/q>", "/p>"), "-f", "csv", KG_STORE=filled).err == ""


def test_a_query_that_reaches_outside_is_refused(call: Run, filled: str, canary: Canary) -> None:
    """By the command line as by the server."""
    text = f"SELECT * {{ SERVICE <{canary.url}> {{ ?s ?p ?o }} }}"
    assert refused(call("query", text, KG_STORE=filled), "SERVICE is switched off")
    assert refused(call("query", f"LOAD <{canary.url}>", KG_STORE=filled), "LOAD is switched off")
    assert not canary.was_dialled()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query", "INSERT DATA { <urn:s> <urn:p> 1 }"], "only reads"),
        (["query", "ASK {}", "-f", "excel"], "no format 'excel'"),
        (["query", "ASK {}", "-f", "turtle"], "no format 'turtle'"),
        (["query", "SELECT * FROM <urn:nowhere> {}"], "no graph <urn:nowhere>"),
        (["export", "--graph", "urn:nowhere"], "no graph <urn:nowhere>"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    call: Run, filled: str, arguments: list[str], said: str
) -> None:
    """Exit code 1, and a sentence that helps."""
    assert refused(call(*arguments, KG_STORE=filled), said)


def test_a_query_past_its_time_is_ended(run: Run, filled: str) -> None:
    """Exit code 1: the query was refused, not the surroundings at fault."""
    cross = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(16))
    text = f"SELECT (COUNT(*) AS ?n) {{ {cross} }}"
    ran = run("query", text, KG_STORE=filled, KG_QUERY_SECONDS="0.5")
    assert refused(ran, "0.5 s, which is the limit")


def test_the_log_is_a_table_or_json(run: Run, filled: str) -> None:
    """Newest first: when, who, what; text of others is not taken for mark-up."""
    table = run("log", KG_STORE=filled)
    for said in ("2026-03-31T12:00:00Z", "+3 -0", "A. Tester", "Invented [red]things[/] :star:"):
        assert said in table.out
    (release,) = json.loads(run("log", "--json", KG_STORE=filled).out)
    assert (release["number"], release["added"]) == (1, 3)


def test_an_export_is_sorted_n_quads_of_everything(run: Run, filled: str) -> None:
    """Statement for statement what the store holds."""
    ran = run("export", KG_STORE=filled)
    assert ran.out.split("\n") == [*sorted(STATEMENTS), ""]
    assert ran.err == ""


def test_an_export_of_a_graph_is_turtle(call: Run, filled: str) -> None:
    """With any character that a text may hold."""
    ran = call("export", "--graph", GRAPH, KG_STORE=filled)
    values = {str(value) for value in Graph().parse(data=ran.out, format="turtle").objects()}
    assert values == {f"value {n} \u2028 [b] :star: \u65e5" for n in range(3)}


def test_an_export_goes_into_a_file(call: Run, filled: str, tmp_path: Path) -> None:
    """Compressed by its suffix, the same bytes each time."""
    first, again = tmp_path / "a.nq.gz", tmp_path / "b.nq.gz"
    for path in (first, again):
        assert call("export", "-o", path, KG_STORE=filled) == Ran(0, "", "")
    assert first.read_bytes() == again.read_bytes()
    assert gzip.decompress(first.read_bytes()).decode().count("\n") == 3


def test_a_reader_that_leaves_early_is_no_error_to_speak_of(filled: str) -> None:
    """`kg export | head`: nobody wants to hear of a broken pipe."""
    many = "SELECT ?a { VALUES ?a { " + "'some text' " * 20_000 + " } }"
    with subprocess.Popen(
        [sys.executable, "-m", "kg", "query", "-", "-f", "csv", "--store", filled],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(many.encode())
        process.stdin.close()
        assert process.stdout.read(1) == b"a"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 1


def test_a_whole_store_passes_its_check(call: Run, filled: str) -> None:
    """Every release is opened and compared with its record."""
    assert call("check", KG_STORE=filled).out == "release 1: whole, as recorded\n"


def test_a_damaged_store_fails_its_check(call: Run, filled: str, tmp_path: Path) -> None:
    """With the release that is damaged, and what to do."""
    with contextlib.closing(open_store(str(tmp_path / "s"), Limits(20, 1024, 4, 1))) as store:
        store.commit(Changeset(STATEMENTS), parent=0, at="2026-03-31T12:00:00Z", note={})
    record = tmp_path / "s" / "releases" / "1.json"
    record.write_text(record.read_text().replace('"content": "', '"content": "0'))
    ran = call("check", KG_STORE=str(tmp_path / "s"))
    assert ran.code == 2
    assert "release 1: does not hold what its record says" in ran.out
    assert "Restore it from a backup" in ran.err


@pytest.mark.parametrize(
    ("name", "body", "place"),
    [
        ("broken.ttl", "@prefix e: <https://example.org/> .\ne:a e:b ] .\n", "broken.ttl:2:9"),
        ("broken.trig", "<urn:g> { <urn:s> }", "broken.trig:1:"),
        ("broken.nt", "<urn:s> <urn:p> 1 .", "broken.nt:1:"),
        ("broken.jsonld", '{"@id": }', "broken.jsonld:1:9"),
        ("broken.rdf", "<rdf:RDF>", "broken.rdf:1:"),
        ("empty.rdf", "", "empty.rdf:1:1"),
        ("page.ttl", "<!DOCTYPE html><html>", "page.ttl:1:1"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(
    call: Run, tmp_path: Path, name: str, body: str, place: str
) -> None:
    """File, line, column, what was expected; and no release."""
    (tmp_path / name).write_text(body)
    assert refused(call("load", name), "not well-formed", f"{place}", ": Syntax error")
    validated = call("validate", name)
    assert (validated.code, validated.err) == (1, "")
    assert validated.out.startswith(place)
    assert call("log", "--json").out == "[]\n"


def test_a_caret_is_not_drawn_outside_the_line(call: Run, tmp_path: Path) -> None:
    """A file of one long line must not fill the screen with spaces."""
    (tmp_path / "long.ttl").write_text("<urn:s> <urn:p> " + "(" * 100_000)
    ran = call("load", "long.ttl")
    assert refused(ran, "long.ttl:1:")
    assert len(ran.err) < 2000


def test_control_characters_do_not_reach_the_terminal(call: Run, tmp_path: Path) -> None:
    """A file must not be able to colour, move or clear the screen of whoever checks it."""
    (tmp_path / "evil.ttl").write_text("<urn:s> <urn:p> \x1b[2J\x07 .")
    ran = call("load", "evil.ttl")
    assert refused(ran, "not well-formed")
    assert not {"\x1b", "\x07"} & set(ran.err + call("validate", "evil.ttl").out)


def test_an_unknown_suffix_is_refused(call: Run, tmp_path: Path) -> None:
    """The error lists those that are known; a folder without any is no better."""
    (tmp_path / "notes.docx").write_text("")
    assert refused(call("load", "notes.docx"), ".ttl, .trig, .nt")
    assert unable(call("load", "."), "no RDF file")


def test_a_missing_file_is_told(call: Run) -> None:
    """Exit code 2: nothing is wrong with the data."""
    assert unable(call("load", "missing.ttl"), "missing.ttl", "No such file")
    assert unable(call("query", "@missing.rq"), "missing.rq", "No such file")


@pytest.mark.parametrize(
    "arguments",
    [["frobnicate"], ["load"], ["query", "ASK {}", "--no-such"], ["log", "x"]],
)
def test_a_wrong_command_line_is_told(call: Run, arguments: list[str]) -> None:
    """Exit code 2, with the usage."""
    ran = call(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage" in ran.err


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"KG_PORT": "eighty"}, "port"),
        ({"KG_BASE": "nowhere"}, "base"),
        ({"KG_WORKERS": "0"}, "workers"),
    ],
)
def test_a_wrong_setting_is_told(call: Run, settings: dict[str, str], said: str) -> None:
    """Which one, and what it must be."""
    assert unable(call("log", **settings), "A setting is wrong", said)


@pytest.mark.parametrize(
    ("text", "said"), [("port = ", "kg.toml cannot be read"), ("prot = 1", "prot")]
)
def test_a_broken_kg_toml_is_told(call: Run, tmp_path: Path, text: str, said: str) -> None:
    """In one line."""
    (tmp_path / "kg.toml").write_text(text)
    assert unable(call("log"), said)


def test_kg_toml_is_read(call: Run, filled: str, tmp_path: Path) -> None:
    """Where the command is run."""
    (tmp_path / "kg.toml").write_text(f'store = "{filled}"\n')
    assert "A. Tester" in call("log").out


def test_a_folder_that_is_no_store_is_told(call: Run, tmp_path: Path) -> None:
    """In one line that says which and why."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "holiday.jpg").write_text("")
    assert unable(call("log", "--store", "photos"), "holiday.jpg", "is no store")
    assert unable(call("log", "--store", "photos/holiday.jpg"), "cannot be used as a store")


def test_a_store_of_a_newer_version_is_told(call: Run, tmp_path: Path) -> None:
    """And left alone."""
    assert call("log", "--store", "s").code == 0
    (tmp_path / "s" / "STORE").write_text("99\n")
    assert unable(call("log", "--store", "s"), "newer version", "Upgrade")


def test_a_file_that_cannot_be_written_is_told(call: Run, filled: str) -> None:
    """The path and the reason."""
    ran = call("export", "-o", "no/such/folder/x.nq", KG_STORE=filled)
    assert unable(ran, "x.nq cannot be written", "No such file")


def test_a_port_in_use_is_told(run: Run, filled: str) -> None:
    """In one line, with the ways to choose another."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = run("serve", "--port", port, KG_STORE=filled)
    assert unable(ran, f"127.0.0.1:{port}", "already in use", "--port")


def test_one_answer_can_be_had_without_a_server(run: Run, filled: str) -> None:
    """`kg get`: by path or by IRI; a missing page is exit code 1."""
    assert run("get", "/healthz", KG_STORE=filled).code == 0
    missing = run("get", "/id/review/none", "--accept", "application/json", KG_STORE=filled)
    assert missing.code == 1
    assert "404" in missing.err


def test_a_first_load_brings_the_terms_along_and_the_same_again_makes_no_release(
    run: Run, call: Run, tmp_path: Path
) -> None:
    """Progress goes to stderr, and the store is whole afterwards."""
    (tmp_path / "invented.ttl").write_text("<urn:invented:s> <urn:invented:p> 'o' .")
    first = run("load", "invented.ttl", "-m", "A first load", "--agent", "A. Tester")
    assert (first.code, first.out) == (0, "")
    assert "Release 1" in first.err
    again = call("load", "invented.ttl")
    assert (again.code, again.out) == (0, "")
    assert "no new release" in again.err
    assert [one["number"] for one in json.loads(call("log", "--json").out)] == [1]
    assert call("check").out == "release 1: whole, as recorded\n"


def test_a_broken_rule_is_shown_with_node_code_and_remedy(call: Run, tmp_path: Path) -> None:
    """On stderr for a load, on stdout for a validation, which is asked for it; exit code 1."""
    review = "https://w3id.org/uk-case-reviews/id/review/invented"
    kind = "https://w3id.org/uk-case-reviews/def/core/Review"
    (tmp_path / "bare.ttl").write_text(f"<{review}> a <{kind}> .")
    assert refused(call("load", "bare.ttl"), f"<{review}>", "bare.ttl:1:", "Violation ")
    validated = call("validate", "bare.ttl", "--format", "json")
    assert validated.code == 1
    broken = json.loads(validated.out)["results"][0]
    assert broken["focus"] == f"<{review}>"
    assert re.fullmatch(r"[A-Z]+-[0-9]+", broken["code"])
    assert broken["message"].startswith(broken["code"])
    assert call("log", "--json").out == "[]\n"
