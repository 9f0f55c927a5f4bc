"""Syntax faults: all of them, where they are, how to mend them, and none that is not there."""

from __future__ import annotations

import random
import re
import time
from bisect import bisect_right
from itertools import accumulate

import pytest

from kg.content import data_files
from kg.errors import RdfSyntax
from kg.rdf import Syntax, parse
from kg.vocab import EXTERNAL_PREFIXES

XML = f'<r:RDF xmlns:r="{EXTERNAL_PREFIXES["rdf"]}" xmlns:e="urn:e/">'
HEAD = "@prefix : <http://e/> .\n"
TAIL = "\n:x :y :z .\n"


def faults_of(text: str, syntax: Syntax = Syntax.TURTLE) -> list[dict[str, object]]:
    with pytest.raises(RdfSyntax) as caught:
        parse(text.encode(), syntax, source="file", prefixes=EXTERNAL_PREFIXES)
    faults = caught.value.fields["faults"]
    assert isinstance(faults, list)
    assert (faults[0]["line"], faults[0]["column"]) == (
        caught.value.fields["line"],
        caught.value.fields["column"],
    )
    return faults


@pytest.mark.parametrize(
    ("fault", "line", "column", "advice"),
    [
        (":a :p :b\n:c :q :d .", 2, 9, "a dot at the end of this statement"),
        (":a :p true\n:c :q :d .", 2, 11, "a dot at the end of this statement"),
        (":a :p :b ;\n:c :q :d .", 2, 10, "a dot instead of this semicolon"),
        (":a :p :b ,\n:c a :d ;\n  :r :s .", 2, 10, "a dot instead of this comma"),
        (":a :p :b ;\n   :q :c\n   :r :d .", 3, 9, "a semicolon here if a further property"),
        (":a :p :b , .", 2, 12, "Take out the comma before the dot"),
        (":a :p ; :q :r .", 2, 7, "Write a value before the semicolon"),
        (":a .", 2, 4, "Write a property and its value before the dot"),
        (":a :p [ :q :r .", 2, 15, "The [ of line 2, column 7 is not closed: write ] here"),
        (":a :p [ :q :r\n:c :d :e .", 2, 14, "The [ of line 2, column 7 is not closed"),
        (":a :p ( :q :r .", 2, 15, "The ( of line 2, column 7 is not closed: write ) here"),
        (":a :p :b ] .", 2, 10, "This ] closes nothing"),
        (":a :p skos:b .", 2, 7, "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."),
        (":a :p scos:b .", 2, 7, "Did you mean skos: ?"),
        (":a :p http://e/x .", 2, 7, "An IRI stands between < and >"),
        (":a :p <http://e/a b> .", 2, 7, "write ' ' as %20"),
        (":a :p <rel> .", 2, 7, "@base <https://example.org/> ."),
        (":a :p <http://e/x .\n:c :d <http://e/y> .", 2, 7, "write > where it ends"),
        (':a :p "say "no" to it." .', 2, 12, 'write " as \\"'),
        (':a :p "no end ;\n   :q "fine" .', 2, 7, 'write " where it ends'),
        (':a :p """no end .\n\n:c :d """text""" .', 2, 7, 'write """ where it ends'),
        (':a :p "C:\\data" .', 2, 10, "write a backslash as \\\\"),
        (":a :p \u201ctext\u201d .", 2, 7, "straight quotes"),
        (':a :p "text"^:d .', 2, 13, "stands ^^"),
        (':a :p "text"@en_GB .', 2, 16, "such as @en-GB"),
        (":a :p text .", 2, 7, 'Put text between quotes, "text"'),
        (":a :p True .", 2, 7, "Write true, in lower case"),
        (":a :p 2024-01-31 .", 2, 7, '"2024-01-31"^^xsd:date'),
        (":a :p :b . .", 2, 12, "Take out this dot: behind another dot stands none"),
        ("// a remark\n:a :p :b .", 2, 1, "A comment begins with #"),
        (
            "prefix b <urn:b>\n:a :p :b .",
            2,
            8,
            "ends in a colon: prefix ex: <https://example.org/>",
        ),
        (':a "p" :b .', 2, 4, "A property is an IRI"),
        ('"a" :p :b .', 2, 1, "A statement begins with"),
        ("@prefix ex <http://x/> .\nex:a :p :b .", 2, 9, "A prefix ends in a colon"),
        ("@prefix ex: <http://x/>\nex:a :p :b .", 2, 24, "a dot at the end of this statement"),
        ("PREFIX ex: <http://x/> .\nex:a :p :b .", 2, 24, "Behind PREFIX and BASE stands no dot"),
        ("GRAPH <urn:g> { :a :p :b }", 2, 1, "name the file .trig"),
    ],
)
def test_a_fault_says_where_it_is_and_how_to_mend_it(
    fault: str, line: int, column: int, advice: str
) -> None:
    """One fault each, none invented behind it; with the line, and a caret for the column."""
    (found,) = faults_of(f"{HEAD}{fault}{TAIL}")
    assert (found["line"], found["column"]) == (line, column)
    assert advice in str(found["advice"])
    assert found["excerpt"] == f"{HEAD}{fault}{TAIL}".split("\n")[line - 1]
    assert found["caret"] == column


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("<!DOCTYPE html>\n<html><p>A page. Of text.</p></html>", "This is a web page"),
        ("<html>\n<body>", "This is a web page"),
        ('<?xml version="1.0"?><rdf:RDF/>', "name the file .rdf"),
        ('{"@id": "urn:a"}', "name the file .jsonld"),
        ("PK\x03\x04\x14\x00", "This is a ZIP file"),
        ("\x1f\ufffd\x08\x00", "Unpack it"),
    ],
)
def test_a_file_of_another_kind_is_told_once(text: str, advice: str) -> None:
    """Twenty complaints about a web page would help nobody."""
    (found,) = faults_of(text)
    assert advice in str(found["advice"])


@pytest.mark.parametrize(
    ("syntax", "text", "line", "advice"),
    [
        (Syntax.TRIG, "<urn:g> {\n<urn:a> <urn:p> 1", 2, "write } where it ends"),
        (Syntax.TRIG, "<urn:g> {\n<urn:a> <urn:p> 1 .\n", 2, "write } where it ends"),
        (Syntax.TRIG, "<urn:g> {\n<urn:a> <urn:p> 1 } .", 2, "Take out this dot: behind the brace"),
        (Syntax.NTRIPLES, "dcterms:a <urn:p> <urn:o> .", 1, "begins with a whole IRI"),
        (Syntax.NTRIPLES, "<urn:a> dcterms:p <urn:o> .", 1, "a property is a whole IRI"),
        (Syntax.NQUADS, "<urn:a> <urn:p> 1 .", 1, "behind the text of a number stands ^^"),
        (Syntax.RDFXML, f"{XML}\n<e:p>A & B</e:p></r:RDF>", 2, "Write & as &amp;"),
        (Syntax.RDFXML, f"{XML}\n<e:p>A</e:q></r:RDF>", 2, "by the name that opened it"),
        (Syntax.RDFXML, f"{XML}\n<r:Description>", 2, "The file is empty or ends too soon"),
        (Syntax.RDFXML, f"{XML}\n<r:Description><e:p>&nbsp;</e:p>", 2, "the character itself"),
        (
            Syntax.RDFXML,
            f"{XML}\n<r:Description><skos:x/></r:Description></r:RDF>",
            2,
            "xmlns:skos=",
        ),
        (Syntax.JSONLD, '{"@id": "urn:a",\n"urn:p": 1,\n}', 3, "Take out the comma before"),
        (Syntax.JSONLD, '{"@id": "urn:a"\n"urn:p": 1}', 2, "a comma between the members"),
        (Syntax.JSONLD, '{"urn:p": [1\n2]}', 2, "a comma between the values"),
        (Syntax.JSONLD, "{\n'@id': 'urn:a'}", 2, "between double quotes"),
        (Syntax.JSONLD, '{"@id"\n"urn:a"}', 2, "a colon behind it"),
        (Syntax.JSONLD, '{"urn:p":\ntru}', 2, "Write true, or put the text"),
        (Syntax.JSONLD, '{"urn:p":\n"C:\\data"}', 2, "a backslash as"),
        (Syntax.JSONLD, '{"@id": "urn:a",\n"urn:p": ', 2, "The file ends too soon"),
    ],
)
def test_every_syntax_is_told_what_to_write(
    syntax: Syntax, text: str, line: int, advice: str
) -> None:
    """Once, at its line, and in its own terms."""
    (found,) = faults_of(text, syntax)
    assert found["line"] == line
    assert advice in str(found["advice"])


def test_bytes_that_are_no_utf_8_are_told_once() -> None:
    """With the place of the first of them."""
    with pytest.raises(RdfSyntax) as caught:
        parse(b'<urn:a> <urn:p> "caf\xe9" .\n<urn:a>', Syntax.TURTLE, source="file")
    (found,) = caught.value.fields["faults"]  # type: ignore[misc]
    assert (found["line"], found["column"]) == (1, 21)
    assert found["advice"] == "Save the file as UTF-8."


def test_twenty_faults_at_most() -> None:
    """Whoever has more mends these first."""
    assert len(faults_of(HEAD + ":a :p , .\n" * 30)) == 20


@pytest.mark.parametrize("syntax", [Syntax.NTRIPLES, Syntax.NQUADS])
def test_every_faulty_line_of_n_triples(syntax: Syntax) -> None:
    """Lines stand for themselves; a missing dot is told at its own line."""
    good = "<urn:a> <urn:p> <urn:o> .\n"
    bad = ["<urn:a> <urn:p> word .\n", '<urn:a> <urn:p> "x .\n', "<a> <urn:p> <urn:o> .\n"]
    text = good.join(["", *bad, "<urn:a> <urn:p> <urn:o>\n", ""])
    found = faults_of(text, syntax)
    assert [one["line"] for one in found] == [2, 4, 6, 8]
    assert "dot at the end of this line" in str(found[-1]["advice"])


def test_graphs_of_trig_are_gone_on_with() -> None:
    """Faults inside a graph and behind it, with the graph still open and then closed."""
    text = f"""{HEAD}<urn:g> {{ :a :p :b .
  :c :d , .
  :e :f :g }}
<urn:h> {{ :x :y :z , . :e :f :g }}
:i .
"""
    assert [one["line"] for one in faults_of(text, Syntax.TRIG)] == [3, 5, 6]


# Ways to break a statement of ours that say nothing about any other statement.
BREAKS = {
    "no dot": lambda text: re.sub(r" \.$", "", text),
    "comma before the dot": lambda text: re.sub(r" \.$", " , .", text),
    "value missing": lambda text: re.sub(r" ;\n", " ; ;\n    dcterms:title ;\n", text, count=1),
    "undeclared prefix": lambda text: re.sub(r" \.$", " ; nowhere:at 1 .", text),
    "quote in a text": lambda text: re.sub(r'"(\w+) (\w)', r'"\1 "said" \2', text, count=1),
    "bracket open": lambda text: re.sub(r" \.$", " ; rdfs:seeAlso [ a 1 .", text),
    "space in an IRI": lambda text: re.sub(r" \.$", " ; rdfs:seeAlso <http://a b> .", text),
    "bare word": lambda text: re.sub(r" \.$", " ; rdfs:seeAlso word .", text),
    "semicolon doubled as comma": lambda text: re.sub(r" ;\n", " , ;\n", text, count=1),
    "odd escape": lambda text: re.sub(r'"(\w+) ', r'"\1\\d ', text, count=1),
    "text not closed": lambda text: re.sub(r'"@en', "", text, count=1),
}


def broken(blocks: list[str], choose: random.Random, most: int) -> dict[int, str]:
    """Some of the blocks, broken."""
    found: dict[int, str] = {}
    for place in choose.sample(range(len(blocks)), len(blocks)):
        ways = [way(blocks[place]) for way in BREAKS.values()]
        ways = [one for one in ways if one != blocks[place]]
        if ways and len(found) < most and "@prefix" not in blocks[place]:
            found[place] = choose.choice(ways)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_faults_strewn_over_real_files_are_found_each_once(seed: int) -> None:
    """Every broken statement is told within its own lines, and no other statement is. An undeclared
    prefix is told where it is used first.
    """
    choose = random.Random(seed)
    for path in data_files():
        head, *blocks = path.read_text().rstrip("\n").split("\n\n")
        head += "\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        faulty = broken(blocks, choose, most=6)
        undeclared = [place for place in sorted(faulty) if "nowhere:" in faulty[place]]
        wanted = sorted(faulty.keys() - set(undeclared[1:]))
        written = [faulty.get(place, block) for place, block in enumerate(blocks)]
        starts = list(
            accumulate((one.count("\n") + 2 for one in written), initial=head.count("\n") + 3)
        )
        found = faults_of("\n\n".join([head, *written]) + "\n")
        told = [bisect_right(starts, int(str(one["line"]))) - 1 for one in found]
        assert told == wanted, path.name


def test_a_fault_at_the_end_of_a_large_file_is_told_soon() -> None:
    """The engine reads what is whole; only the broken statement is looked at more closely."""
    text = HEAD + "".join(f':s{n} :p "text {n}" ;\n  :q :o .\n' for n in range(100_000))
    started = time.monotonic()
    (found,) = faults_of(f"{text}:a :b , .\n")
    assert found["line"] == 200_002
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("seed", range(20))
def test_noise_ends_in_faults_and_not_in_a_crash(seed: int) -> None:
    """Whatever is read, there is an answer, and its places are in the text."""
    choose = random.Random(seed)
    alphabet = "\"'<>[]().;,:@^a1 \n\\_#{}x\u00e9\x00"
    text = "".join(choose.choice(alphabet) for _ in range(3000))
    for syntax in (Syntax.TURTLE, Syntax.TRIG, Syntax.NTRIPLES, Syntax.NQUADS):
        found = faults_of(text, syntax)
        assert 1 <= len(found) <= 20
        places = [(one["line"], one["column"]) for one in found]
        assert len(places) == len(set(places))
        assert all(1 <= line <= 1 + len(re.split(r"\r\n?|\n", text)) for line, _ in places)


def test_a_prefix_without_a_name_behind_a_broken_address_is_told() -> None:
    """Where reading begins again in the space before it, the fault is told all the same."""
    text = "@prefix crv: <https://example.org/\n/step/> .\n@prefix  .\n\n:a :b :c .\n"
    said = "# A control character.\x7f\n\n" + text
    assert any("A prefix ends in a colon: @prefix ex:" in str(one) for one in faults_of(said))
