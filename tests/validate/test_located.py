"""Where a result is: file, line and column of the value, or of the subject where one is missing."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from rdflib import Graph

from kg.load import Source, graphs_filled
from kg.load.locating import locate
from kg.rdf import Syntax
from kg.validate import Report, Result, Severity, Validator, read_modules
from kg.vocab import Vocabulary

BASE = "https://example.org/"
VOCABULARY = Vocabulary(BASE)
HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <https://example.org/> .
@prefix crvsh: <https://example.org/def/shape/> .
"""
SHAPES = """
crvsh:toys crvsh:judges "graph", "union" ;
  sh:declare [ sh:prefix "e" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
e:Toy a sh:NodeShape ; sh:targetClass e:T ;
  sh:property [ sh:path e:name ; sh:minCount 1 ; sh:message "NAME-01 A toy has a name." ] ;
  sh:property [ sh:path e:name ; sh:maxCount 1 ; sh:message "NAME-02 A toy has one name." ] ;
  sh:property [ sh:path e:label ; sh:uniqueLang true ; sh:message "LABEL-01 One a language." ] ;
  sh:property [ sh:path e:made ; sh:datatype xsd:gYear ; sh:message "YEAR-01 A year." ] ;
  sh:property [ sh:path ( e:box e:size ) ; sh:datatype xsd:integer ;
    sh:message "SIZE-01 A number." ] ;
  sh:property [ sh:path [ sh:inversePath e:holds ] ; sh:class e:B ; sh:message "BOX-01 A box." ] ;
  sh:property [ sh:path e:part ; sh:class e:P ; sh:message "PART-01 A part." ] ;
  sh:property [ sh:path e:owner ; sh:maxLength 3 ; sh:message "PRIV-01 No names." ] ;
  sh:property [ sh:path e:owner ; sh:pattern "^[A-Z]$" ; sh:message "OWNER-01 A letter." ] .
e:Part a sh:NodeShape ; sh:targetObjectsOf e:has ;
  sh:property [ sh:path e:kind ; sh:minCount 1 ; sh:message "KIND-01 A part has a kind." ] .
e:Price a sh:NodeShape ; sh:targetClass e:T ; sh:sparql [ a sh:SPARQLConstraint ;
  sh:prefixes crvsh:toys ; sh:message "PRICE-01 {?value} is too much." ;
  sh:select "SELECT $this ?value WHERE { $this e:price ?value . FILTER(?value > 100) }" ] .
"""
PLACE = "<here>"


@pytest.fixture(scope="module")
def validator() -> Validator:
    module = ("toys.ttl", f"{HEAD}{SHAPES}".encode())
    return Validator(read_modules([module]), vocabulary=f"{BASE}def/")


def judged(validator: Validator, *sources: Source) -> Report:
    filled = graphs_filled(sources, VOCABULARY)
    report = validator.judge({name: one.statements for name, one in filled.items()})
    return locate(report, filled, BASE)


def turtle(text: str, name: str = "toys.ttl") -> Source:
    return Source(name, f"{HEAD}{text}".encode(), Syntax.TURTLE)


def places(report: Report, code: str) -> list[tuple[int | None, int | None]]:
    spots = [one.spot for one in report.results if one.code == code]
    return [(spot.line, spot.column) if spot else (None, None) for spot in spots]


def marked(text: str) -> tuple[str, tuple[int, int]]:
    """A text without its mark, and the line and column of that, behind the prefixes."""
    before, after = text.split(PLACE)
    line = (HEAD + before).count("\n") + 1
    return before + after, (line, len((HEAD + before).split("\n")[-1]) + 1)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("YEAR-01", 'e:a a e:T ; e:name "A" ;\n  e:made <here>"old" .'),
        ("YEAR-01", 'e:a a e:T ; e:name "A" ;\n  e:made "1990"^^xsd:gYear,\n    <here>"old" .'),
        ("YEAR-01", 'e:b e:name "1 e:made old" .\r\ne:a a e:T ; e:name "A" ; e:made <here>1990 .'),
        ("YEAR-01", 'e:a a e:T ; e:name """A\n\n""" ; e:made # "old"\n<here>true .'),
        ("YEAR-01", 'e:x e:has [ e:kind 1 ; a e:T ; e:name "A" ; e:made <here>"\u00e9" ] .'),
        ("YEAR-01", 'PREFIX o: <https://example.org/>\no:a a o:T ; o:name "A" ; o:made <here>o:a.'),
        ("YEAR-01", '@base <https://example.org/> .\n<a> a <T> ; <name> "A" ; <made> <here><b> .'),
        ("NAME-01", "<here>e:a a e:T ; e:made 'x' ."),
        ("NAME-01", "e:x e:y <here>[ a e:T ] ."),
        ("NAME-01", "<here>_:a a e:T . e:x e:y _:a ."),
        ("NAME-01", "e:x e:y ( 1 <here>[ a e:T ; e:z ( 2 ) ] ) ."),
        ("NAME-02", "e:a a e:T ; e:name 'A',\n<here>'B' , 'C' ."),
        ("NAME-02", "e:a a e:T ; e:name 'A' . e:b e:name 'B' . e:a e:name <here>'C' ."),
        ("LABEL-01", "e:a a e:T ; e:name 'A' ; e:label 'x'@en, 'x'@cy, <here>'y'@en ."),
        ("SIZE-01", "e:a a e:T ; e:name 'A' ; e:box e:b . e:b e:size 1 , <here>'big' ."),
        ("BOX-01", "e:a a e:T ; e:name 'A' . e:c e:holds <here>e:a ."),
        ("PART-01", "e:a a e:T ; e:name 'A' ; e:part e:p , <here>[ ] . e:p a e:P ."),
        ("PART-01", "e:a a e:T ; e:name 'A' ; e:part e:p , <here>( 1 2 ) . e:p a e:P ."),
        ("KIND-01", "e:a e:has e:b , <here>e:c . e:b e:kind 1 ."),
        ("PRICE-01", "e:a a e:T ; e:name 'A' ; e:price 5 , <here>500 ."),
        ("PRIV-01", "e:a a e:T ; e:name 'A' ; e:owner 'A' , <here>'Anna' ."),
    ],
)
def test_a_result_is_where_its_value_is(validator: Validator, code: str, text: str) -> None:
    """Lists, brackets, CR LF, texts of several lines: the value, or the subject of what lacks."""
    written, place = marked(text)
    assert places(judged(validator, turtle(written)), code) == [place]


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SAME = {
    Syntax.TURTLE: f"""{HEAD}e:a a e:T ;
  e:name "A" ; e:made <here>"old" .
""",
    Syntax.TRIG: f"""{HEAD}GRAPH e:data\\/toys {{
  e:a a e:T ; e:name "A" ; e:made <here>"old" }}
""",
    Syntax.NTRIPLES: f"""<{BASE}a> <{BASE}name> "A" .
<{BASE}a> <{RDF}type> <{BASE}T> .
<{BASE}a> <{BASE}made> <here>"old" .
""",
    Syntax.NQUADS: f"""<{BASE}a> <{RDF}type> <{BASE}T> <{BASE}data/toys> .
<{BASE}a> <{BASE}made> <here>"old" <{BASE}data/toys> .
<{BASE}a> <{BASE}name> "A" <{BASE}data/toys> .
""",
    Syntax.JSONLD: f"""{{"@id": "{BASE}a", "@type": "{BASE}T",
  "{BASE}name": "A",
  "{BASE}made": [
    <here>"old"]}}
""",
    Syntax.RDFXML: f"""<r:RDF xmlns:r="{RDF}" xmlns:e="{BASE}">
  <e:T r:about="{BASE}a"><e:name>A</e:name>
    <e:made><here>old</e:made></e:T>
</r:RDF>
""",
}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("syntax", list(Syntax))
def test_every_syntax_has_places(validator: Validator, syntax: Syntax, mark: str) -> None:
    """With a byte order mark and without; in JSON-LD the path is given too."""
    before, after = SAME[syntax].split(PLACE)
    place = (before.count("\n") + 1, len(before.split("\n")[-1]) + 1)
    report = judged(validator, Source("toys.x", f"{mark}{before}{after}".encode(), syntax))
    (spot,) = [one.spot for one in report.results if one.code == "YEAR-01"]
    assert spot is not None
    assert (spot.line, spot.column) == place
    assert spot.excerpt == f"{before}{after}".split("\n")[place[0] - 1]
    assert spot.excerpt[place[1] - 1 :][: spot.width].strip('"') == "old"
    path = '$["https://example.org/made"][0]' if syntax is Syntax.JSONLD else None
    assert spot.path == path


def test_the_file_that_says_it_is_named(validator: Validator) -> None:
    """Of several files of a graph, and of several graphs."""
    graph = f"{BASE}data/x"
    report = judged(
        validator,
        turtle("e:b a e:T ; e:name 'B' .", "one.ttl")._replace(graph=graph),
        turtle("e:a a e:T ; e:name 'A' ; e:made 'old' .", "two.ttl")._replace(graph=graph),
        turtle("e:a e:seen 1 .", "three.ttl"),
    )
    assert [one.spot.source for one in report.results if one.spot] == ["two.ttl"]


def test_one_fault_is_told_once(validator: Validator) -> None:
    """These rules judge the graph alone, and again with all the others."""
    report = judged(validator, turtle("e:a a e:T ; e:name 'A' ; e:made 'old' ."))
    assert [one.graph for one in report.results] == [f"{BASE}data/toys"]


def test_results_come_in_the_order_of_the_file(validator: Validator) -> None:
    """So that they can be mended from top to bottom."""
    text = "\n".join(f"e:{name} a e:T ; e:made 'x' ." for name in "zyxabc")
    found = [at(one) for one in judged(validator, turtle(text)).results]
    assert found == sorted(found)
    assert len(found) == 12


def at(one: Result) -> tuple[int, int]:
    assert one.spot is not None
    return one.spot.line or 0, one.spot.column or 0


def test_what_is_not_in_the_files_has_no_place() -> None:
    """A rule may be broken by what the store holds."""
    stored = Result(Severity.VIOLATION, "<https://example.org/elsewhere>", "NAME-01", "NAME-01 No.")
    filled = graphs_filled([turtle("e:a e:b 1 .")], VOCABULARY)
    (one,) = locate(Report((stored,)), filled, BASE).results
    assert one == stored
    assert one.spot is None


def written(report: Report) -> Iterable[str]:
    yield from (report.text(), report.as_json(), report.turtle(), report.github(), repr(report))
    yield report.sarif("1")


@pytest.mark.parametrize("syntax", [Syntax.TURTLE, Syntax.JSONLD, Syntax.RDFXML, Syntax.NTRIPLES])
def test_a_privacy_rule_names_the_line_and_repeats_nothing_of_it(
    validator: Validator, syntax: Syntax
) -> None:
    """Not the value, and not through another rule that the value breaks; no comment either."""
    text = 'e:a a e:T ; e:name "Toy" ; e:made "Anno" ; e:owner "Anna" . # Anna'
    graph = Graph().parse(data=f"{HEAD}{text}", format="turtle")
    forms = {Syntax.JSONLD: "json-ld", Syntax.RDFXML: "xml", Syntax.NTRIPLES: "nt"}
    body = graph.serialize(format=forms[syntax]) if syntax in forms else f"{HEAD}{text}"
    report = judged(validator, Source("toys.x", body.encode(), syntax))
    spots = {one.code: one.spot for one in report.results}
    assert spots.keys() == {"PRIV-01", "OWNER-01", "YEAR-01"}
    private, other = spots["PRIV-01"], spots["OWNER-01"]
    assert private is not None
    assert private == other
    assert "\u2588" in (private.excerpt or "")
    for said in written(report):
        assert "Anna" not in said
    if syntax is Syntax.TURTLE:
        blot = "\u2588"
        assert private.excerpt == (
            f'e:a a e:T ; e:name "{blot * 3}" ; e:made "{blot * 4}" ; e:owner "{blot * 4}" . '
            f"{blot * 6}"
        )
        assert spots["YEAR-01"] is not None
        assert spots["YEAR-01"].excerpt == private.excerpt


def test_a_name_that_is_kept_out_is_not_quoted_from_an_iri(validator: Validator) -> None:
    """A prefixed name is blotted out too where it is what the rule keeps out."""
    report = judged(validator, turtle("e:a a e:T ; e:name 'A' ; e:owner e:anna ; e:made 'x' ."))
    assert {"PRIV-01", "YEAR-01"} <= {one.code for one in report.results}
    for said in written(report):
        assert "anna" not in said


def test_nothing_is_quoted_of_a_thing_of_which_a_listed_name_is_said() -> None:
    """The deny list does not say where the name is, so that no line is safe."""
    listed = Result(Severity.VIOLATION, f"<{BASE}a>", "PRIV-99", "PRIV-99 A name.")
    name = f"<{BASE}name>"
    other = Result(Severity.VIOLATION, f"<{BASE}a>", "NAME-02", "NAME-02 One.", name, '"Anna"')
    filled = graphs_filled([turtle("e:a e:name 'Anna' .")], VOCABULARY)
    report = locate(Report((listed, other)), filled, BASE)
    assert [at(one) for one in report.results] == [(5, 1), (5, 12)]
    for said in written(report):
        assert "Anna" not in said


def test_faults_in_several_graphs_of_one_file_are_each_at_their_own_line(
    validator: Validator,
) -> None:
    """A thing that another graph only mentions is placed where it is described."""
    lines = [
        f"<{BASE}{name}> <{BASE}{said} <{BASE}data/{graph}> ."
        for graph, name, said in (
            ("one", "a", 'name> "A"'),
            ("one", "a", f"part> <{BASE}b>"),
            ("two", "b", 'made> "old"'),
            ("two", "b", 'name> "B"'),
            ("one", "a", 'made> "new"'),
            ("two", "b", 'owner> "Anna"'),
        )
    ]
    types = [
        f"<{BASE}{name}> <{RDF}type> <{BASE}T> <{BASE}data/{graph}> ."
        for graph, name in (("one", "a"), ("two", "b"))
    ]
    body = "\n".join([*lines, *types]).encode()
    report = judged(validator, Source("toys.nq", body, Syntax.NQUADS))
    found = {(one.code, one.spot.line) for one in report.results if one.spot}
    told = {("YEAR-01", 3), ("YEAR-01", 5), ("PART-01", 2), ("OWNER-01", 6), ("PRIV-01", 6)}
    assert found == told
    (private,) = [one.spot for one in report.results if one.code == "PRIV-01"]
    assert private is not None
    assert "Anna" not in (private.excerpt or "")


def test_a_result_of_a_privacy_rule_has_no_mark_in_what_is_written(validator: Validator) -> None:
    """The fingerprint of a short name could be guessed."""
    report = judged(validator, turtle("e:a a e:T ; e:name 'A' ; e:owner 'Anna' ."))
    marks = [one.mark for one in report.results if one.mark]
    assert marks
    for said in written(report):
        assert not any(mark in said for mark in marks)
    assert "mark" not in json.loads(report.as_json())["results"][0]


def test_a_long_line_is_quoted_around_the_place(validator: Validator) -> None:
    """And the caret stands below the value still."""
    text = "e:a a e:T ; e:name 'A' ; e:seen " + ", ".join(map(str, range(20_000)))
    report = judged(validator, turtle(f"{text} ; e:made 'old' ."))
    (spot,) = [one.spot for one in report.results if one.code == "YEAR-01"]
    assert spot is not None
    assert spot.excerpt is not None
    assert spot.caret is not None
    assert len(spot.excerpt) <= 160
    assert spot.excerpt[spot.caret - 1 :].startswith("'old'")
