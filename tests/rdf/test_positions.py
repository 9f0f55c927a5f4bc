"""Where statements are written: in every syntax and layout, the text at the place is the term."""

from __future__ import annotations

import contextlib
import html
import json
import re
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from kg.errors import RdfUnsupported
from kg.rdf import Syntax, parse, skolemise, term_value, tokens, write_turtle
from kg.rdf.positions import Located, Place, PositionMap, positions
from kg.rdf.positions.turtle import DIRECTIVE
from kg.rdf.tokens import Lines, word_pattern
from kg.rdf.write import write_rdf
from tests.rdf.layouts import Layout
from tests.rdf.strategies import GRAPHS, PREFIXES, XSD, blank_graphs

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NAMES = {"base": "urn:", "scope": ""}
GENID = "urn:.well-known/genid/"


def can_be_named(triples: frozenset[str]) -> bool:
    """Whether a load would take the graph: others are refused before anything is looked for."""
    with contextlib.suppress(RdfUnsupported):
        skolemise(triples, **NAMES)
        return True
    return False


def wanted(triples: frozenset[str]) -> frozenset[str]:
    """The triples as a map should have them: blank nodes that have no names keep their labels."""
    return skolemise(triples, **NAMES) if can_be_named(triples) else triples


def named(found: PositionMap) -> dict[str, Located]:
    """The triples outside any graph, their blank nodes named by what they say."""
    return found.skolemised([""], **NAMES)


ANY_GRAPH = GRAPHS | blank_graphs().filter(can_be_named)
SEEDS = st.integers(0, 2**32)
EXAMPLE = "https://example.org/"


def term_at(text: str, place: Place, directives: str) -> str | None:
    """The term that begins at a place of a Turtle text; None for what only stands for one."""
    offset = Lines(text).offset(place.line, place.column)
    word = word_pattern().match(text, offset)
    assert word is not None
    if word.group()[0] in "[(" or word.lastgroup == "blank":
        return None
    end = word.end()
    if word.lastgroup == "text":
        suffix = re.compile(rf"@[\w-]+|\^\^({word_pattern().pattern})", re.VERBOSE | re.DOTALL)
        after = suffix.match(text, end)
        end = after.end() if after else end
    said = "<urn:s> <urn:p> {} ." if word.lastgroup in {"text"} or word.group() != "a" else ""
    body = f"{directives} {said.format(text[offset:end]) or '<urn:s> a <urn:x> .'}"
    (line,) = parse(body.encode(), Syntax.TURTLE, source="", base=EXAMPLE).triples
    return line.split(" ", 2)[2][:-2] if said else f"<{RDF}type>"


def assert_turtle_is_located(text: str, syntax: Syntax = Syntax.TURTLE) -> None:
    """Every triple of the text is in the map, and its terms are where the map says."""
    parsed = parse(text.encode(), syntax, source="", base=EXAMPLE)
    found = named(positions(text.encode(), syntax, EXAMPLE))
    assert found.keys() == wanted(parsed.triples)
    directives = "\n".join(directive.group() for directive in DIRECTIVE.finditer(text))
    for line, located in found.items():
        subject, predicate, rest = line.split(" ", 2)
        for term, place in zip((subject, predicate, rest[:-2]), located, strict=True):
            said = term_at(text, place, directives)
            implied = term.startswith(
                ("_:", f"<{GENID}", f"<{RDF}first", f"<{RDF}rest", f"<{RDF}nil")
            )
            assert implied or said == term


@given(ANY_GRAPH, SEEDS)
def test_turtle_in_any_layout(triples: frozenset[str], seed: int) -> None:
    """Lists, brackets, relative IRIs, escapes, comments, CR LF, numbers: every term is found."""
    assert_turtle_is_located(Layout(triples, seed).text())


@given(ANY_GRAPH)
def test_turtle_of_several_writers(triples: frozenset[str]) -> None:
    """What pyoxigraph, rdflib and we ourselves write."""
    lines = "".join(f"{line}\n" for line in sorted(triples))
    quads = list(ox.parse(lines.encode(), format=ox.RdfFormat.N_TRIPLES))
    turtle = ox.serialize(quads, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    assert_turtle_is_located(turtle.decode())
    assert_turtle_is_located(write_turtle(triples, PREFIXES))
    assert_turtle_is_located(lines, Syntax.NTRIPLES)


@pytest.mark.filterwarnings("ignore")  # rdflib, of literals that are not of their type
@pytest.mark.parametrize("form", ["turtle", "longturtle"])
@given(triples=ANY_GRAPH)
def test_turtle_of_rdflib(form: str, triples: frozenset[str]) -> None:
    """rdflib's two layouts, its lists and brackets."""
    graph = Graph().parse(data="\n".join(triples), format="nt")
    for name, namespace in PREFIXES.items():
        graph.bind(name, namespace)
    assert_turtle_is_located(graph.serialize(format=form))


@given(ANY_GRAPH, SEEDS)
def test_trig_with_several_graphs(triples: frozenset[str], seed: int) -> None:
    """Nested graphs, named with and without GRAPH, and the default graph beside them."""
    text = Layout(triples, seed).text()
    inside = f"{text}\n<urn:g> {{ ex:a ex:p 'in g' }} GRAPH ex:h {{ ex:a a 1 . [] ex:q ( 2 ) . }}\n"
    found = positions(inside.encode(), Syntax.TRIG, EXAMPLE)
    parsed = parse(inside.encode(), Syntax.TRIG, source="", base=EXAMPLE)
    assert named(found).keys() == wanted(parsed.triples)
    (located,) = found.graphs["<urn:g>"].values()
    assert term_at(inside, located.object, "") == '"in g"'
    assert len(found.graphs["<https://example.org/h>"]) == 4


@given(GRAPHS)
def test_nquads_and_trig_of_pyoxigraph(triples: frozenset[str]) -> None:
    """A statement of a named graph is found under its graph."""
    quads = [
        ox.Quad(*quad.triple, ox.NamedNode("urn:g"))
        for quad in ox.parse("\n".join(triples).encode(), format=ox.RdfFormat.N_TRIPLES)
    ]
    for syntax, form in ((Syntax.NQUADS, ox.RdfFormat.N_QUADS), (Syntax.TRIG, ox.RdfFormat.TRIG)):
        body = ox.serialize(quads, format=form, prefixes=PREFIXES) or b""
        assert positions(body, syntax).graphs.get("<urn:g>", {}).keys() == triples


@st.composite
def plain_graphs(draw: st.DrawFn) -> frozenset[str]:
    """Graphs whose properties have names that an XML element can have."""
    name = st.sampled_from(["<https://example.org/p>", "<https://other.example/ns#q-2>", "<urn:r>"])
    lines = sorted(draw(ANY_GRAPH))
    cut = [line.split(" ", 2) for line in lines]
    return frozenset(f"{subject} {draw(name)} {rest}" for subject, _, rest in cut)


def assert_all_found(body: bytes, syntax: Syntax) -> dict[str, Located]:
    """Every triple of the text is in the map."""
    parsed = parse(body, syntax, source="", base=EXAMPLE)
    found = named(positions(body, syntax, EXAMPLE))
    assert found.keys() == wanted(parsed.triples)
    return found


def rdf_xml(triples: frozenset[str], form: str) -> bytes:
    lines = "".join(f"{line}\n" for line in sorted(triples))
    if form == "pyoxigraph":
        quads = ox.parse(lines.encode(), format=ox.RdfFormat.N_TRIPLES)
        return ox.serialize(quads, format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES) or b""
    return Graph().parse(data=lines, format="nt").serialize(format=form, encoding="utf-8")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("form", ["pyoxigraph", "xml", "pretty-xml"])
@given(triples=plain_graphs())
def test_rdf_xml_of_several_writers(form: str, triples: frozenset[str]) -> None:
    """Flat and nested elements; an object's place is its text or its attribute."""
    text = rdf_xml(triples, form).decode()
    lines = Lines(text)
    for line, located in assert_all_found(text.encode(), Syntax.RDFXML).items():
        term = term_value(line.split(" ", 2)[2][:-2])
        written = text[lines.offset(*located.object[:2]) :].removeprefix("<![CDATA[")
        if term.kind == "iri" and not term.value.startswith(GENID):
            assert html.unescape(written).startswith((term.value, term.value.rpartition("#")[2]))
        elif term.kind == "literal" and term.value.strip(" \t\n\r"):
            assert (
                html.unescape(written).lstrip(" \t\n\r").startswith(term.value.strip(" \t\n\r")[:3])
            )


def test_rdf_xml_with_all_its_abbreviations() -> None:
    """Property attributes, parseType, rdf:li, rdf:ID, nodeID, CDATA, entities, xml:base."""
    body = RDF_XML.encode()
    text, lines = RDF_XML, Lines(RDF_XML)
    found = assert_all_found(body, Syntax.RDFXML)
    by_value = {line.split(" ", 2)[2][:-2]: located for line, located in found.items()}
    for value, written in {
        '"text"': "text<",
        '"a & b"@en': "a &amp; b",
        '"attr"': 'attr"',
        '"in a resource"': "in a resource",
        '"an attribute of no node"': "an attribute of no",
        '"seen & <kept>"': "<![CDATA[",
        '""': "ex:empty/>",
        "<http://e/doc#f>": "#f",
        "<http://e/1>": "http://e/1",
        "<http://e/T>": "ex:T",
        "<http://e/ns#z>": "&ns;z",
    }.items():
        assert text[lines.offset(*by_value[value].object[:2]) :].startswith(written), value


RDF_XML = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [ <!ENTITY ns "http://e/ns#"> ]>
<!-- <ex:T rdf:about="no"/> -->
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://e/"
  xml:base="http://e/doc">
  <ex:T rdf:about="">
    <ex:p>text</ex:p><ex:p xml:lang="en">a &amp; b</ex:p>
    <ex:q rdf:resource="#f"/><ex:q rdf:resource='&ns;z'/>
    <ex:empty/>
    <ex:n><rdf:Description ex:attr="attr"><ex:m>7</ex:m></rdf:Description></ex:n>
    <ex:o rdf:parseType="Resource"><ex:w>in a resource</ex:w></ex:o>
    <ex:c rdf:parseType="Collection"><rdf:Description rdf:about="http://e/1"/><ex:Z/></ex:c>
    <ex:x rdf:parseType="Literal">a<b>c</b></ex:x>
    <ex:y ex:z="an attribute of no node"/>
    <ex:s rdf:nodeID="bb"/>
    <ex:re rdf:ID="st">v</ex:re>
    <ex:cdata>
      <![CDATA[seen & <kept>]]></ex:cdata>
  </ex:T>
  <rdf:Seq rdf:nodeID="bb"><rdf:li>1</rdf:li><rdf:li rdf:resource="http://e/2"/></rdf:Seq>
</rdf:RDF>
""".replace("<ex:cdata>\n      <!", "<ex:cdata><!")


def json_ld(triples: frozenset[str], form: str) -> bytes:
    lines = "".join(f"{line}\n" for line in sorted(triples))
    if form == "ours":
        return write_rdf(triples, Syntax.JSONLD, PREFIXES)
    if form == "pyoxigraph":
        quads = ox.parse(lines.encode(), format=ox.RdfFormat.N_TRIPLES)
        return ox.serialize(quads, format=ox.RdfFormat.JSON_LD, prefixes=PREFIXES) or b""
    graph = Graph().parse(data=lines, format="nt")
    return graph.serialize(format="json-ld", context=PREFIXES, encoding="utf-8")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("form", ["ours", "pyoxigraph", "rdflib"])
@given(triples=ANY_GRAPH)
def test_json_ld_of_several_writers(form: str, triples: frozenset[str]) -> None:
    """Compact and expanded; the path leads to what stands at the line and column."""
    body = json_ld(triples, form)
    text, document = body.decode(), json.loads(body or b"{}")
    lines = Lines(text)
    for line, located in assert_all_found(body, Syntax.JSONLD).items():
        term = term_value(line.split(" ", 2)[2][:-2])
        written, _ = json.JSONDecoder().raw_decode(text, lines.offset(*located.object[:2]))
        assert located.object.path is not None
        assert at_path(document, located.object.path) == written
        is_blank = term.kind == "blank" or term.value.startswith(GENID)
        if isinstance(written, str) and not is_blank:
            assert expanded(written) == term.value


PATH_STEP = re.compile(r"""\.([\w@:-]+)|\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]""")


def at_path(document: object, path: str) -> object:
    """What a JSON path of ours leads to."""
    for key, quoted, index in PATH_STEP.findall(path):
        document = document[int(index)] if index else document[key or json.loads(quoted)]  # type: ignore[index]
    return document


def expanded(written: str) -> str:
    prefix, colon, local = written.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else written


def test_json_ld_with_a_context_that_renames_everything() -> None:
    """Aliases of keywords, coerced types, lists, reverse properties, nested nodes, numbers."""
    found = assert_all_found(JSON_LD.encode(), Syntax.JSONLD)
    paths = {line.split(" ", 2)[2][:-2]: located.object.path for line, located in found.items()}
    assert paths['"n2"@en'] == "$.@graph[0].name[1]"
    assert paths["<http://e/T>"] == "$.@graph[0].type[0]"
    assert paths["<http://e/b>"] == "$.@graph[1].@id"
    assert paths["<http://e/k>"] == "$.@graph[0].knows[0]"
    assert paths[f'"5"^^<{XSD}integer>'] == "$.@graph[0].ex:i"
    assert paths[f'"3"^^<{XSD}integer>'] == "$.@graph[0].lst[2]"
    assert paths['"deep"'] == "$.@graph[1].ex:nest.ex:deep.ex:v"
    assert paths['"q"@en'] == "$.@graph[1].ex:lang.@value"
    reverse = next(located for line, located in found.items() if " <http://e/r> " in line)
    assert reverse.predicate.path == "$.@graph[1].@reverse.ex:r"


JSON_LD = """{"@context": {"ex": "http://e/", "id": "@id", "type": {"@id": "@type"}, "T": "ex:T",
  "name": {"@id": "ex:n", "@language": "en"}, "knows": {"@id": "ex:k", "@type": "@id"},
  "age": {"@id": "ex:age", "@type": "http://www.w3.org/2001/XMLSchema#decimal"},
  "lst": {"@id": "ex:l", "@container": "@list"}},
 "@graph": [
  {"id": "ex:a", "type": ["T", "ex:U"], "name": ["n1", "n2"], "knows": ["ex:k", "rel"],
   "age": 5.5, "ex:i": 5, "ex:b": true, "lst": ["a", {"@value": "b"}, 3]},
  {"@id": "http://e/b", "ex:nest": {"ex:deep": {"ex:v": "deep"}, "@type": "ex:V"},
   "@reverse": {"ex:r": {"id": "ex:c"}}, "ex:lang": {"@value": "q", "@language": "EN"}}]}
"""


@given(ANY_GRAPH, SEEDS)
def test_a_narrowed_map_says_the_same_of_what_it_is_about(
    triples: frozenset[str], seed: int
) -> None:
    """Passing over statements moves nothing, and misses nothing about the wanted subjects."""
    body = Layout(triples, seed).text().encode()
    whole = positions(body, Syntax.TURTLE, EXAMPLE).graphs.get("", {})
    subjects = sorted({line.split(" ", 1)[0] for line in whole if line.startswith("<")})
    for subject in subjects:
        narrow = positions(body, Syntax.TURTLE, EXAMPLE, about=frozenset({subject}))
        wanted = {line: at for line, at in whole.items() if line.startswith(f"{subject} ")}
        kept = {line: narrow.graphs[""].get(line) for line in wanted if "_:" not in line}
        assert kept == {line: at for line, at in wanted.items() if "_:" not in line}


def escaped(text: str) -> str:
    """The text with the last letter of the first IRI of some lines as an escape."""
    return re.sub(
        r"^<([^>]*)([a-z])>",
        lambda one: f"<{one[1]}\\u{ord(one[2]):04x}>",
        text,
        count=2,
        flags=re.M,
    )


@pytest.mark.parametrize("syntax", [Syntax.NTRIPLES, Syntax.NQUADS])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@given(GRAPHS, st.booleans(), st.integers(0, 60))
def test_lines_that_name_what_is_sought_are_found(
    syntax: Syntax, ending: str, triples: frozenset[str], escapes: bool, others: int
) -> None:
    """A search for one name or for many, written with escapes or without, misses no statement."""
    text = "# All of it.\n" + "".join(f"{line} # said\n" for line in sorted(triples))
    text = (escaped(text) if escapes else text).replace("\n", ending)
    whole = positions(text.encode(), syntax).graphs.get("", {})
    more = {f"<urn:other:{n}>" for n in range(others)}
    for subject in {line.split(" ", 1)[0] for line in whole if line.startswith("<")}:
        found = {
            wide: positions(
                text.encode(), syntax, about=frozenset({subject, *more}), mentioned=wide
            ).graphs.get("", {})
            for wide in (False, True)
        }
        about = {line: at for line, at in whole.items() if line.startswith(f"{subject} ")}
        assert found[False] == about
        mentioned = {line: at for line, at in whole.items() if subject in line}
        assert mentioned.items() <= found[True].items() <= whole.items()


@given(st.text("ab\r\n", max_size=60), st.integers(1, 9))
def test_lines_and_columns_are_counted_as_editors_count_them(text: str, block: int) -> None:
    """LF, CR LF and CR end a line, wherever the blocks fall in which they are counted."""
    starts = [0, *(one.end() for one in re.finditer("\r\n?|\n", text)), len(text)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "_BLOCK", block)
        lines = Lines(text)
        for number, (start, end) in enumerate(pairwise(starts), start=1):
            said = text[start:end].rstrip("\r\n")
            assert lines.line(number) == said
            for column in range(1, len(said) + 2):
                assert lines.place(start + column - 1) == (number, column)
                assert lines.offset(number, column) == start + column - 1
        assert lines.line(len(starts)) == lines.line(0) == ""
        assert lines.offset(len(starts), 1) == len(text)


@given(blank_graphs().filter(can_be_named), SEEDS)
def test_a_skolem_iri_is_found_by_its_name(triples: frozenset[str], seed: int) -> None:
    """What the gate says of a node without a name leads back to its bracket."""
    body = Layout(triples, seed).text().encode()
    named = skolemise(parse(body, Syntax.TURTLE, source="").triples, base="urn:", scope="urn:g")
    genids = frozenset(re.findall(r"<urn:\.well-known/genid/[0-9a-f]*>", " ".join(named)))
    narrow = positions(body, Syntax.TURTLE, about=genids).skolemised(
        [""], base="urn:", scope="urn:g"
    )
    assert {line for line in named if "genid" in line} <= narrow.keys()


@pytest.mark.parametrize("syntax", list(Syntax))
def test_a_byte_order_mark_is_not_a_column(syntax: Syntax) -> None:
    """Columns are those of the text behind it."""
    triples = frozenset({'<https://example.org/a> <https://example.org/p> "x" .'})
    body = write_rdf(triples, syntax, {})
    plain = positions(body, syntax).graphs
    assert plain
    assert positions(b"\xef\xbb\xbf" + body, syntax).graphs == plain
