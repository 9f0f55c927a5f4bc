"""Reading bytes of any syntax: what they say, or where they are wrong; and nothing is dialled."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import RdfSyntax, RdfUnsupported
from kg.rdf import Syntax, parse, strip_graph
from kg.rdf.guard import DEEPEST
from tests.conftest import Canary
from tests.rdf.strategies import GRAPHS

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/"'
SAID = "<http://x/s> <http://x/p> <http://x/o> ."
SAYING = {
    Syntax.TURTLE: "@prefix x: <http://x/> . x:s x:p x:o .",
    Syntax.TRIG: "PREFIX x: <http://x/> { x:s x:p x:o }",
    Syntax.NTRIPLES: f"{SAID}\n",
    Syntax.NQUADS: SAID,
    Syntax.JSONLD: '{"@id": "http://x/s", "http://x/p": {"@id": "http://x/o"}}',
    Syntax.RDFXML: (
        f'<?xml version="1.0"?><rdf:RDF {RDF}><rdf:Description rdf:about="http://x/s">'
        '<x:p rdf:resource="http://x/o"/></rdf:Description></rdf:RDF>'
    ),
}


def said_by(text: str | bytes, syntax: Syntax = Syntax.TURTLE) -> frozenset[str]:
    """The triples of a file outside named graphs."""
    body = text.encode() if isinstance(text, str) else text
    return parse(body, syntax, source="file").triples


def fault_of(text: str | bytes, syntax: Syntax = Syntax.TURTLE) -> RdfSyntax:
    """The error that a broken file raises."""
    with pytest.raises(RdfSyntax) as caught:
        said_by(text, syntax)
    return caught.value


@pytest.mark.parametrize(("syntax", "text"), SAYING.items(), ids=SAYING)
def test_every_syntax_says_the_same(syntax: Syntax, text: str) -> None:
    """Six ways to write one triple."""
    assert said_by(text, syntax) == {SAID}


@pytest.mark.parametrize(("syntax", "text"), SAYING.items(), ids=SAYING)
def test_a_byte_order_mark_is_passed_over(syntax: Syntax, text: str) -> None:
    """Editors on Windows write one, and no parser wants it."""
    assert said_by(b"\xef\xbb\xbf" + text.encode(), syntax) == {SAID}


@pytest.mark.parametrize(("syntax", "text"), SAYING.items(), ids=SAYING)
def test_windows_line_ends_say_the_same(syntax: Syntax, text: str) -> None:
    """CR LF is white space like any other."""
    assert said_by(text.replace(" ", "\r\n") if " x:" in text else f"{text}\r\n", syntax) == {SAID}


def test_line_ends_inside_a_literal_are_kept_as_they_are() -> None:
    """Turtle, 6.4: a long string keeps every character."""
    assert said_by('<urn:s> <urn:p> """a\r\nb\tc""" .') == {'<urn:s> <urn:p> "a\\r\\nb\\tc" .'}


@pytest.mark.parametrize("syntax", [Syntax.TRIG, Syntax.NQUADS, Syntax.JSONLD])
def test_statements_in_named_graphs_are_told_from_those_outside(syntax: Syntax) -> None:
    """A file with graphs says itself where each statement belongs."""
    text = {
        Syntax.TRIG: "<urn:s> <urn:p> 'out' . <urn:g> { <urn:s> <urn:p> 'in' }",
        Syntax.NQUADS: '<urn:s> <urn:p> "out" .\n<urn:s> <urn:p> "in" <urn:g> .',
        Syntax.JSONLD: json.dumps(
            [
                {"@id": "urn:s", "urn:p": "out"},
                {"@id": "urn:g", "@graph": [{"@id": "urn:s", "urn:p": "in"}]},
            ]
        ),
    }[syntax]
    parsed = parse(text.encode(), syntax, source="file")
    assert parsed.triples == {'<urn:s> <urn:p> "out" .'}
    assert parsed.statements == {'<urn:s> <urn:p> "in" <urn:g> .'}


@pytest.mark.parametrize(
    ("syntax", "text", "line", "column"),
    [
        (Syntax.TURTLE, "@prefix x: <http://x/> .\nx:s x:p 1 .\ny:s x:p 2 .\n", 3, 1),
        (Syntax.TURTLE, "<urn:s> <urn:p> 1 .\n\n<urn:s> <urn:é> ] .", 3, 17),
        (Syntax.TURTLE, "<urn:s> <urn:p> 1\r\n<urn:s> <urn:p> 2 .\r\n", 1, 18),
        (Syntax.TURTLE, "\ufeff<urn:s> <urn:p> .", 1, 17),
        (Syntax.TRIG, "<urn:g> {\n <urn:s> <urn:p> }", 2, 18),
        (Syntax.NTRIPLES, "<urn:s> <urn:p> <urn:o> .\n<urn:s> 'p' <urn:o> .\n", 2, 9),
        (Syntax.NQUADS, '<urn:s> <urn:p> "o" "g" .', 1, 21),
        (Syntax.JSONLD, '{"@id": "urn:s",\n "urn:p": }', 2, 11),
        (Syntax.RDFXML, f"<rdf:RDF {RDF}>\n <rdf:Description>\n</rdf:RDF>", 3, 3),
        (Syntax.RDFXML, f'<rdf:RDF {RDF}>\n\n <x:a rdf:about="relative"/></rdf:RDF>', 3, 28),
    ],
)
def test_a_fault_is_placed_by_line_and_column(
    syntax: Syntax, text: str, line: int, column: int
) -> None:
    """Counted in characters from 1, with the line itself to look at, whatever the syntax."""
    fault = fault_of(text, syntax)
    assert (fault.fields["line"], fault.fields["column"]) == (line, column)
    assert fault.detail.startswith(f"file:{line}:{column}: ")
    lines = text.removeprefix("\ufeff").split("\n")
    assert fault.fields["excerpt"] == lines[line - 1].rstrip("\r")


@pytest.mark.parametrize(
    ("syntax", "text"),
    [
        (Syntax.TURTLE, '<urn:s> <urn:p> "never closed'),
        (Syntax.TURTLE, "<urn:s> <urn:p>"),
        (Syntax.TRIG, "<urn:g> { <urn:s> <urn:p> 1 "),
        (Syntax.NTRIPLES, "<urn:s> <urn:p> <urn:"),
        (Syntax.JSONLD, '{"@id": "urn:s", "urn:p": "x"'),
        (Syntax.RDFXML, SAYING[Syntax.RDFXML].removesuffix("</rdf:RDF>")),
        (Syntax.RDFXML, SAYING[Syntax.RDFXML].removesuffix("</rdf:Description></rdf:RDF>")),
    ],
)
def test_a_file_that_breaks_off_is_refused(syntax: Syntax, text: str) -> None:
    """Half a download must not pass for a whole file."""
    assert fault_of(text, syntax).fields["line"] == 1


@pytest.mark.parametrize("syntax", [Syntax.TURTLE, Syntax.TRIG, Syntax.NTRIPLES, Syntax.NQUADS])
def test_an_empty_file_says_nothing(syntax: Syntax) -> None:
    """It is well-formed in these syntaxes, though not in JSON or XML."""
    assert said_by("", syntax) == frozenset()


@pytest.mark.parametrize("syntax", [Syntax.JSONLD, Syntax.RDFXML])
def test_an_empty_file_is_neither_json_nor_xml(syntax: Syntax) -> None:
    """Both need one element at least."""
    assert fault_of("", syntax).fields["line"] == 1


@pytest.mark.parametrize("syntax", Syntax)
@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html>\n<html lang=en><title>404</title><p>Not found<br></html>",
        b"\0" * 64,
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
        "<urn:s> <urn:p> 'é' .".encode("latin-1"),
        "<urn:s> <urn:p> 'x' .".encode("utf-16"),
        b"PK\x03\x04 a spreadsheet",
    ],
    ids=["html", "zeros", "gzip", "latin-1", "utf-16", "zip"],
)
def test_a_file_of_another_kind_is_refused_with_a_line(syntax: Syntax, body: bytes) -> None:
    """A wrong suffix is the user's everyday mistake."""
    fault = fault_of(body, syntax)
    assert isinstance(fault.fields["line"], int)
    assert isinstance(fault.fields["column"], int)


@pytest.mark.parametrize("character", ["\0", "\b", "\f", "\x1b", "\ufffe", "\uffff"])
def test_control_characters_are_refused(character: str) -> None:
    """RDF/XML and the XML results could not carry them, and a terminal would obey them."""
    with pytest.raises(RdfUnsupported, match="control characters"):
        said_by(f"<urn:s> <urn:p> '{character}' .")


@pytest.mark.parametrize("text", ["\\\\u0000", "\\\\b", "\\\\\\\\f", "\\t\\n\\r", "\\u0009\\u0020"])
def test_text_that_looks_like_an_escaped_control_character_is_text(text: str) -> None:
    """A backslash before an n is no line end."""
    assert len(said_by(f"<urn:s> <urn:p> '{text}' .")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<urn:s> <urn:p> <<( <urn:s> <urn:p> 1 )>> .",
        "<< <urn:s> <urn:p> 1 >> <urn:q> 2 .",
        "<urn:s> <urn:p> 1 {| <urn:q> 2 |} .",
        "<urn:s> <urn:p> 'x'@en--ltr .",
        "<urn:s> <urn:p> 'a \" b'@ar--rtl .",
    ],
)
@pytest.mark.parametrize("syntax", [Syntax.TURTLE, Syntax.TRIG])
def test_rdf_1_2_is_refused(syntax: Syntax, text: str) -> None:
    """Most tools of the graph's users cannot read it; the error names file and statement."""
    with pytest.raises(RdfUnsupported, match=r"^file: RDF 1\.2"):
        said_by(text, syntax)


def test_rdf_1_2_in_a_named_graph_is_refused() -> None:
    """The graph is no hiding place."""
    with pytest.raises(RdfUnsupported):
        said_by('<urn:s> <urn:p> "x"@en--rtl <urn:g> .', Syntax.NQUADS)


@pytest.mark.parametrize(
    "text",
    [
        "'<<( <urn:s> <urn:p> 1 )>>'",
        "'''\n<urn:s> <urn:p> <<( <urn:s> <urn:p> 1 )>> .\n'''",
        "'a <<( b'@en",
        "' x\"@en--ltr .'",
        "'\"@en--rtl <urn:g> .'@en",
        "<urn:a--ltr>",
    ],
)
def test_what_only_looks_like_rdf_1_2_inside_a_literal_is_accepted(text: str) -> None:
    """Text may say anything."""
    assert len(said_by(f"<urn:s> <urn:p> {text} .")) == 1


@pytest.mark.parametrize(
    "context",
    [
        '"%s"',
        '["%s", {"a": "urn:a"}]',
        '{"@import": "%s", "@version": 1.1}',
        '{"a": {"@id": "urn:a", "@context": "%s"}}',
    ],
)
def test_a_remote_context_is_refused_and_not_fetched(canary: Canary, context: str) -> None:
    """The error says to put the context into the file."""
    text = f'{{"@context": {context % canary.url}, "a": {{"b": "x"}}}}'
    assert "never fetched" in fault_of(text, Syntax.JSONLD).detail
    assert not canary.was_dialled()


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE r SYSTEM "%s">',
        '<!DOCTYPE r [<!ENTITY e SYSTEM "%s">]>',
        '<!DOCTYPE r [<!ENTITY %% p SYSTEM "%s"> %%p;]>',
    ],
)
def test_an_external_entity_of_xml_is_not_fetched(canary: Canary, doctype: str) -> None:
    """Nothing that a file names is opened, at another address or in this machine."""
    element = f'<rdf:RDF {RDF}><x:a rdf:about="urn:s"><x:p>&e;</x:p></x:a></rdf:RDF>'
    text = doctype % canary.url + element
    with pytest.raises((RdfSyntax, RdfUnsupported)):
        said_by(text, Syntax.RDFXML)
    assert not canary.was_dialled()


def test_entities_of_xml_that_grow_without_measure_are_refused() -> None:
    """A few hundred bytes must not become gigabytes."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    text = (
        f'<!DOCTYPE r [<!ENTITY e0 "{"a" * 1000}">{entities}]>'
        f'<rdf:RDF {RDF}><x:a rdf:about="urn:s"><x:p>&e8;</x:p></x:a></rdf:RDF>'
    )
    assert "amplification" in fault_of(text, Syntax.RDFXML).detail


NESTED = {
    "lists of Turtle": (Syntax.TURTLE, "<urn:s> <urn:p> ", "(", "1", ")", " ."),
    "brackets of Turtle": (Syntax.TURTLE, "<urn:s> <urn:p> ", "[ <urn:p> ", "1", "]", " ."),
    "objects of JSON-LD": (Syntax.JSONLD, "", '{"urn:p": ', '"x"', "}", ""),
    "lists of JSON-LD": (Syntax.JSONLD, '{"urn:p": ', '{"@list": [', "1", "]}", "}"),
    "elements of RDF/XML": (
        Syntax.RDFXML,
        f"<rdf:RDF {RDF}>",
        "<rdf:Description><x:p>",
        "x",
        "</x:p></rdf:Description>",
        "</rdf:RDF>",
    ),
    "triple terms of Turtle": (
        Syntax.TURTLE,
        "<urn:s> <urn:p> ",
        "<<( <urn:s> <urn:p> ",
        "1",
        " )>>",
        " .",
    ),
}


@pytest.mark.parametrize("deep", NESTED.values(), ids=NESTED)
def test_deep_nesting_ends_in_triples_or_a_refusal_and_soon(
    deep: tuple[Syntax, str, str, str, str, str],
) -> None:
    """The engine recurses, and 50,000 levels of some would end the whole process."""
    syntax, start, opening, inmost, closing, end = deep
    began = time.process_time()
    for depth in (DEEPEST // 2 - 2, 50_000):
        text = f"{start}{opening * depth}{inmost}{closing * depth}{end}"
        with suppress(RdfUnsupported):
            assert said_by(text, syntax)
    assert time.process_time() - began < 10


def test_brackets_inside_strings_do_not_nest() -> None:
    """Long texts full of brackets are only texts."""
    text = json.dumps({"@id": "urn:s", "urn:p": ["{[<<" * 1000, '\\"{' * 1000]})
    assert len(said_by(text, Syntax.JSONLD)) == 2
    assert len(said_by(f"<urn:s> <urn:p> '{'<< >> ' * 1000}' .")) == 1


def test_a_fault_of_meaning_in_json_ld_is_told_without_a_place() -> None:
    """The engine reads the whole document first, so any line that it gave would mislead."""
    fault = fault_of('{"@context": {"a": 5},\n "a": "x"}', Syntax.JSONLD)
    assert fault.detail.startswith("file: this is not well-formed jsonld: Term definition")
    assert "line" not in fault.fields


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('"007"^^<integer>', '"7"^^<integer>'),
        ('"+1"^^<integer>', '"1"^^<integer>'),
        ('"5"^^<nonNegativeInteger>', '"5"^^<integer>'),
        ('"1.50"^^<decimal>', '"1.5"^^<decimal>'),
        ('"1"^^<boolean>', '"true"^^<boolean>'),
        ('"2026-01-01T00:00:00.000+00:00"^^<dateTime>', '"2026-01-01T00:00:00Z"^^<dateTime>'),
        ('"2026-03"^^<gYearMonth>', '"2026-03"^^<gYearMonth>'),
        ('"seven"^^<integer>', '"seven"^^<integer>'),
        ('"2026-02-31"^^<date>', '"2026-02-31"^^<date>'),
    ],
)
def test_values_are_read_as_the_engine_keeps_them(written: str, kept: str) -> None:
    """Or every load of the same file would find a difference, and every release fail its check."""
    xsd = "<http://www.w3.org/2001/XMLSchema#"
    lines = (f"<urn:s> <urn:p> {value.replace('<', xsd)} ." for value in (written, kept))
    read, expected = (said_by(line, Syntax.NTRIPLES) for line in lines)
    assert read == expected == {f"<urn:s> <urn:p> {kept.replace('<', xsd)} ."}


def test_relative_iris_need_a_base() -> None:
    """Without one there is nothing to resolve them against, and nothing is made up."""
    assert "No scheme" in fault_of("<a> <urn:p> 1 .").detail
    resolved = parse(
        b"<a> <urn:p> <#b> .", Syntax.TURTLE, source="file", base="https://x.example/d/e"
    )
    assert resolved.triples == {"<https://x.example/d/a> <urn:p> <https://x.example/d/e#b> ."}


@given(GRAPHS)
def test_canonical_lines_are_read_as_they_are(triples: frozenset[str]) -> None:
    """RDF 1.1 N-Triples, section 4: one form for each triple, which parsing leaves alone."""
    for syntax in (Syntax.NTRIPLES, Syntax.NQUADS, Syntax.TURTLE):
        assert said_by("\n".join(triples), syntax) == triples


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode), st.sampled_from(Syntax))
def test_any_bytes_give_triples_or_an_error_of_ours(body: bytes, syntax: Syntax) -> None:
    """No file may raise anything but a refusal that names it."""
    with suppress(RdfSyntax, RdfUnsupported):
        parsed = parse(body, syntax, source="a file")
        assert all(line.endswith(" .") for line in parsed.triples | parsed.statements)


def test_stripping_graphs_leaves_each_triple_as_often_as_it_is_stated() -> None:
    """Only the name of the graph goes, whatever a literal holds."""
    statements = ['<urn:s> <urn:p> "b <urn:x> ." <urn:g> .', '<urn:s> <urn:p> "a" <urn:g> .']
    again = [statement.replace("<urn:g>", "<urn:h>") for statement in statements]
    triples = ['<urn:s> <urn:p> "b <urn:x> ." .', '<urn:s> <urn:p> "a" .']
    assert strip_graph([*statements, *again]).decode().split("\n") == [*triples, *triples, ""]
