"""`kg validate` in its five formats, `kg format`, and files that mean harm."""

from __future__ import annotations

import functools
import json
import random
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, RDF, SH, Graph, Literal, Namespace, URIRef

import kg
from tests.cli.typed import Ran, Run, typed
from tests.conftest import Canary

BASE = "https://w3id.org/uk-case-reviews/"
FORMATS = ("text", "json", "turtle", "sarif", "github")
DATA = f"{BASE}data/new"
PTR = Namespace("http://www.w3.org/2009/pointers#")
EARL = Namespace("http://www.w3.org/ns/earl#")
PREFIXES = f"@prefix crv: <{BASE}def/core/> .\n@prefix review: <{BASE}id/review/> .\n"
BROKEN_RULE = f"{PREFIXES}review:eng-a1b2c3\n    crv:nonsense 1 ,\n        2 .\n"
BROKEN_SYNTAX = f'{PREFIXES}review:eng-a1b2c3 crv:title "x\n\nreview:b crv:wholeSet true , .\n'


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Runs `kg` inside this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_STORE", str(tmp_path / "store"))

    return functools.partial(typed, monkeypatch, capsysbinary)


def saved(name: str, text: str | bytes) -> str:
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return name


def test_text_shows_the_line_with_a_caret_and_the_rule(call: Run) -> None:
    """Place, line, what is wrong, what to write, and where the rule is explained."""
    ran = call("validate", saved("new.ttl", BROKEN_RULE))
    lines = ran.out.splitlines()
    assert ran.code == 1
    assert lines[:3] == [
        "new.ttl:4:5: Violation TERM-01",
        "  4 |     crv:nonsense 1 ,",
        "    |     ^^^^^^^^^^^^",
    ]
    assert "is not a term of this ontology" in lines[3]
    assert f"  rule: {BASE}def/shape/KnownTerm" in lines
    assert re.fullmatch(r"The data break a rule: \d+ violations?, .*", lines[-1])
    assert "\x1b" not in ran.out


def test_json_has_the_place_of_every_result(call: Run) -> None:
    """For programs, as flat fields."""
    read = json.loads(call("validate", saved("new.ttl", BROKEN_RULE), "--format", "json").out)
    first = read["results"][0]
    assert (first["source"], first["line"], first["column"]) == ("new.ttl", 4, 5)
    assert first["excerpt"] == "    crv:nonsense 1 ,"
    assert first["rule"] == f"{BASE}def/shape/KnownTerm"


def test_turtle_has_a_pointer_for_every_result(call: Run) -> None:
    """sh:ValidationReport, with shape and component, and a ptr:LineCharPointer."""
    ran = call("validate", saved("my new.ttl", BROKEN_RULE), "--graph", DATA, "--format", "turtle")
    graph = Graph().parse(data=ran.out, format="turtle")
    report = graph.value(predicate=RDF.type, object=SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal(False)
    (result,) = graph.subjects(SH.sourceShape, URIRef(f"{BASE}def/shape/KnownTerm"))
    assert (report, SH.result, result) in graph
    assert (result, DCTERMS.source, URIRef("file:my%20new.ttl")) in graph
    pointer = graph.value(result, EARL.pointer)
    assert graph.value(pointer, PTR.lineNumber) == Literal(4)
    assert graph.value(pointer, PTR.charNumber) == Literal(5)
    assert len(list(graph.objects(result, SH.sourceConstraintComponent))) == 1


def assert_sarif(log: dict[str, Any]) -> None:
    """What SARIF 2.1.0 requires of what is used of it (sections 3.13, 3.14, 3.19, 3.27 to 3.30)."""
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "kg"
    assert driver["version"] == kg.__version__
    identifiers = [rule["id"] for rule in driver["rules"]]
    assert len(identifiers) == len(set(identifiers))
    for rule in driver["rules"]:
        assert rule.keys() <= {"id", "helpUri", "shortDescription", "fullDescription", "help"}
        assert all(rule[name]["text"] for name in rule.keys() - {"id", "helpUri"})
        assert rule.get("helpUri", BASE).startswith(BASE)
    assert run["columnKind"] == "unicodeCodePoints"
    for result in run["results"]:
        assert identifiers[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert re.fullmatch(r"[^:\s]+", physical["artifactLocation"]["uri"])
        region = physical["region"]
        assert region["startLine"] >= 1
        assert 1 <= region["startColumn"] < region["endColumn"]


def test_sarif_has_rules_with_help_and_regions(call: Run) -> None:
    """The structure by hand: the OASIS schema comes with no Python package."""
    ran = call("validate", saved("my new.ttl", BROKEN_RULE), "--graph", DATA, "--format", "sarif")
    log = json.loads(ran.out)
    assert_sarif(log)
    (run,) = log["runs"]
    first = run["results"][0]["locations"][0]["physicalLocation"]
    assert first["artifactLocation"]["uri"] == "my%20new.ttl"
    assert first["region"] == {
        "startLine": 4,
        "startColumn": 5,
        "endColumn": 17,
        "snippet": {"text": "    crv:nonsense 1 ,"},
    }
    (rule,) = [one for one in run["tool"]["driver"]["rules"] if one["id"] == "TERM-01"]
    assert rule["helpUri"] == f"{BASE}def/shape/KnownTerm"
    assert "For example:" in rule["help"]["text"]


def test_github_annotations_are_one_line_each(call: Run) -> None:
    """With what could end a property or a line escaped."""
    ran = call("validate", saved("a,b:c%.ttl", BROKEN_RULE), "--graph", DATA, "--format", "github")
    first = ran.out.splitlines()[0]
    assert first.startswith(
        "::error file=a%2Cb%3Ac%25.ttl,line=4,col=5,endColumn=17,title=TERM-01::TERM-01 https://"
    )
    commands = r"::(error|warning|notice) file=[^:]*::\S.*"
    assert all(re.fullmatch(commands, line) for line in ran.out.splitlines())


def test_a_file_whose_name_cannot_be_that_of_a_graph_is_told(call: Run) -> None:
    """With the way out; whatever the name holds."""
    for name in ("my new.ttl", "50%.ttl", "a^b.ttl"):
        ran = call("validate", saved(name, BROKEN_RULE))
        assert ran.code == 1
        assert "Choose one with --graph" in ran.err


def test_a_file_that_keeps_the_rules_has_nothing_to_annotate(call: Run) -> None:
    """A report without violations is a report in each format; exit code 0."""
    name = saved("good.ttl", "")
    outs = {one: call("validate", name, "--format", one) for one in FORMATS}
    assert {ran.code for ran in outs.values()} == {0}
    assert "The data keep every rule: 0 violations" in outs["text"].out
    assert json.loads(outs["json"].out)["conforms"] is True
    assert (None, SH.conforms, Literal(True)) in Graph().parse(data=outs["turtle"].out)
    assert_sarif(json.loads(outs["sarif"].out))
    assert "::error" not in outs["github"].out


def test_syntax_faults_come_in_every_format(call: Run) -> None:
    """All that are found, with their places, like broken rules."""
    name = saved("bad.ttl", BROKEN_SYNTAX)
    other = saved("worse.nt", "<urn:a> <urn:b> c .\n")
    ran = {one: call("validate", name, other, "--format", one) for one in FORMATS}
    assert {one.code for one in ran.values()} == {1}
    assert [one["line"] for one in json.loads(ran["json"].out)["results"]] == [3, 5, 1]
    assert ran["text"].out.count(": Syntax error\n") == 3
    assert "The data cannot be read: 3 faults." in ran["text"].out
    graph = Graph().parse(data=ran["turtle"].out, format="turtle")
    assert len(set(graph.subjects(RDF.type, SH.ValidationResult))) == 3
    assert sorted(int(str(one)) for one in graph.objects(None, PTR.lineNumber)) == [1, 3, 5]
    log = json.loads(ran["sarif"].out)
    assert_sarif(log)
    assert {one["ruleId"] for one in log["runs"][0]["results"]} == {"SYNTAX"}
    assert ran["github"].out.count("::error file=") == 3


def test_a_check_writes_nothing(call: Run) -> None:
    """Not even an empty store, where there is none; nor does a template."""
    call("validate", saved("new.ttl", BROKEN_RULE))
    assert call("template", "review", "--nation", "sct").code == 0
    assert [one.name for one in Path().iterdir()] == ["new.ttl"]


def test_a_refused_load_shows_the_same(call: Run) -> None:
    """On stderr, and without a release."""
    ran = call("load", saved("new.ttl", BROKEN_RULE))
    assert ran.code == 1
    assert "new.ttl:4:5: Violation TERM-01\n  4 |     crv:nonsense 1 ,\n" in ran.err
    assert call("log", "--json").out == "[]\n"


MESSY = "@prefix e: <urn:e/> .\ne:b e:p [ e:q 1 ] ; a e:T.\ne:a e:p e:b,   e:a ."
TIDY = "@prefix e: <urn:e/> .\n\ne:a e:p e:a, e:b .\n\ne:b a e:T ;\n    e:p [ e:q 1 ] .\n"


def test_format_lays_out_and_check_only_tells(call: Run) -> None:
    """Exit code 1 from --check where a file would change; nothing to do the second time."""
    name = saved("messy.ttl", MESSY)
    assert call("format", "--check", name) == Ran(1, "messy.ttl would change\n", "")
    assert Path(name).read_text() == MESSY
    assert call("format", name) == Ran(0, "messy.ttl is laid out anew\n", "")
    assert Path(name).read_text() == TIDY
    assert call("format", "--check", name) == Ran(0, "", "")


def test_format_loses_no_comment_silently(call: Run) -> None:
    """A file with comments inside is left as it is, until it is said that they may go."""
    name = saved("remarks.ttl", f"# Head\n\n{MESSY} # why\n")
    ran = call("format", name)
    assert ran.code == 1
    assert "the comments at line 5 have no place" in ran.err
    assert Path(name).read_text().endswith("# why\n")
    assert call("format", "--drop-comments", name).code == 0
    assert Path(name).read_text() == f"# Head\n\n{TIDY}"


def test_format_takes_folders_and_refuses_other_files(call: Run) -> None:
    """Only Turtle; a file that cannot be read is left as it is."""
    Path("folder").mkdir()
    saved("folder/a.ttl", MESSY)
    saved("folder/notes.txt", "no RDF")
    assert call("format", "folder").out == "folder/a.ttl is laid out anew\n"
    assert call("format", saved("x.nt", "")).code == 1
    assert call("format", "missing.ttl").code == 2
    ran = call("format", saved("bad.ttl", BROKEN_SYNTAX))
    assert ran.code == 1
    assert "bad.ttl:3:" in ran.err
    assert Path("bad.ttl").read_text() == BROKEN_SYNTAX


def bomb() -> str:
    entities = "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return (
        f'<!DOCTYPE r [<!ENTITY a "{"x" * 100}">{entities}]>'
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e/">'
        '<r:Description r:about="urn:a"><e:p>&i;</e:p></r:Description></r:RDF>'
    )


def noise() -> bytes:
    return random.Random(1).randbytes(2_000_000)


HOSTILE: dict[str, tuple[Callable[[], str | bytes], str]] = {
    "bomb.rdf": (bomb, "Syntax error"),
    "noise.ttl": (noise, "Save the file as UTF-8"),
    "noise.nt": (noise, "Syntax error"),
    "noise.rdf": (noise, "Syntax error"),
    "noise.jsonld": (noise, "Syntax error"),
    "line.ttl": (lambda: f'<urn:a> <urn:b> "{"x" * 50_000_000}" .', "longer than 16 MiB"),
    "nul.ttl": (lambda: '<urn:a> <urn:b> "a\0b" .\n', "control characters"),
    "nuls.nt": (lambda: b"\0" * 100_000, "Syntax error"),
    "truncated.ttl": (lambda: BROKEN_RULE[:-9], "The file ends in the middle"),
    "page.ttl": (lambda: f"<!DOCTYPE html>\n<p>{'Sorry. ' * 9000}</p>", "This is a web page"),
    "deep.ttl": (lambda: "<urn:a> <urn:b> " + "[ <urn:b> " * 300_000, "Unexpected end"),
    "lists.ttl": (lambda: "<urn:a> <urn:b> " + "( " * 300_000, "Unexpected end"),
    "deep.jsonld": (lambda: '{"urn:b":' * 100_000 + "1" + "}" * 100_000, "500 levels"),
    "deep.rdf": (lambda: "<a>" * 100_000, "500 levels"),
    "terms.ttl": (lambda: "<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> .", "RDF 1.2"),
    "quoted.ttl": (lambda: "<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 9999, "500 levels"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_clear_error_soon(call: Run, name: str) -> None:
    """Within seconds, in few words, with exit code 1; and the store stays as it was."""
    make, said = HOSTILE[name]
    saved(name, make())
    started = time.monotonic()
    ran = call("load", name)
    assert time.monotonic() - started < 20
    assert ran.code == 1
    assert said in ran.err
    assert f"{name}" in ran.err
    assert len(ran.err) < 20_000
    assert call("log", "--json").out == "[]\n"


def test_a_context_elsewhere_is_not_fetched(call: Run, canary: Canary) -> None:
    """Nothing is dialled, and the error says what to do."""
    document = {"@context": canary.url, "@id": "urn:a", "name": "x"}
    ran = call("load", saved("remote.jsonld", json.dumps(document)))
    assert ran.code == 1
    assert "Put the context into the file itself" in ran.err
    assert not canary.was_dialled()


@pytest.mark.slow
def test_ten_thousand_violations_are_counted_and_the_first_are_shown(call: Run) -> None:
    """The screen is not filled with them; --format json has them all."""
    lines = (f"review:eng-x{n} crv:nonsense{n} {n} ." for n in range(10_000))
    name = saved("many.ttl", PREFIXES + "\n".join(lines))
    started = time.monotonic()
    ran = call("validate", name)
    assert time.monotonic() - started < 40
    assert ran.out.count(": Violation ") <= 200
    assert re.search(r"And [\d,]+ more: [\d,]+ of TERM-01", ran.out)
    assert "10,000 violations" in ran.out
