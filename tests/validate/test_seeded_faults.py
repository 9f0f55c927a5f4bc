"""More than a hundred faults, sown over real files in every construct: each is told at its line.

The true place is read from the text itself, where the fault has a name that occurs nowhere else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from rdflib import Graph

from kg.content import CANONICAL_BASE, content_folder
from kg.load import Source, graphs_filled
from kg.load.locating import locate
from kg.rdf import Statements, Syntax, parse, write_turtle
from kg.rdf.write import write_rdf
from kg.validate import Report, Result, Validator
from kg.validate import validator as validator_module
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary
from tests.rdf.layouts import Layout

VOCABULARY = Vocabulary(CANONICAL_BASE)
PREFIXES = VOCABULARY.prefixes
SEED = 2026
TYPE = f"<{EXTERNAL_PREFIXES['rdf']}type>"
RDF = EXTERNAL_PREFIXES["rdf"]
TITLE = f"<{EXTERNAL_PREFIXES['dcterms']}title>"
RELATION = f"<{EXTERNAL_PREFIXES['dcterms']}relation>"


class Fault(NamedTuple):
    """What is sown for a review, where `{}` is the name of the fault; the code that it must give;
    and whether a result is the one.
    """

    lines: tuple[str, ...]
    code: str
    is_it: Callable[[Result, str, str], bool]


def core(name: str) -> str:
    return f"<{VOCABULARY.term(name)}>"


def by_value(one: Result, name: str, _review: str) -> bool:
    return name in (one.value or "")


def by_focus(one: Result, name: str, _review: str) -> bool:
    return name in one.focus


def by_incident(one: Result, _name: str, review: str) -> bool:
    return one.focus == review.replace("/review/", "/incident/") and one.path == TITLE


FAULTS = {
    "text without a language": Fault(('REVIEW TITLE "{}\\nin two lines" .',), "REV-02", by_value),
    "text for a number": Fault(
        (f'REVIEW {core("recommendationCount")} "{{}} or so" .',), "REV-13", by_value
    ),
    "unknown property": Fault((f'REVIEW {core("{}x")} "x" .',), "TERM-01", by_value),
    "unknown property in brackets": Fault(
        ("REVIEW RELATION BLANK .", f"BLANK {core('{}x')} 1 ."), "TERM-01", by_value
    ),
    "unknown property in a list": Fault(
        (
            "REVIEW RELATION BLANKa .",
            'BLANKa FIRST "1" .',
            "BLANKa REST BLANKb .",
            "BLANKb FIRST BLANK .",
            "BLANKb REST NIL .",
            f"BLANK {core('{}x')} 1 .",
        ),
        "TERM-01",
        by_value,
    ),
    "missing title": Fault(
        (f"<{CANONICAL_BASE}id/review/eng-{{}}x> TYPE {core('CaseReview')} .",), "REV-02", by_focus
    ),
    "body that there is not": Fault(
        (f"REVIEW {core('commissionedBy')} <{CANONICAL_BASE}id/body/{{}}x> .",), "REF-01", by_value
    ),
    "private text": Fault(('INCIDENT TITLE "{} and more"@en .',), "PRIV-05", by_incident),
}


def sown(fault: Fault, name: str, review: str) -> Iterator[str]:
    """The lines of a fault, as canonical N-Triples."""
    words = {
        "REVIEW": review,
        "INCIDENT": review.replace("/review/", "/incident/"),
        "TYPE": TYPE,
        "TITLE": TITLE,
        "RELATION": RELATION,
        "FIRST": f"<{RDF}first>",
        "REST": f"<{RDF}rest>",
        "NIL": f"<{RDF}nil>",
        "BLANK": f"_:{name.upper()}",
    }
    for line in fault.lines:
        said = re.sub(r"\b[A-Z]{3,}(?=[ab]? )", lambda word: words[word[0]], line).replace(
            "{}", name
        )
        one = said.replace(" 1 .", f' "1"^^<{EXTERNAL_PREFIXES["xsd"]}integer> .')
        yield from parse(one.encode(), Syntax.NTRIPLES, source="fault").triples


Write = Callable[[frozenset[str], str], bytes]


def with_rdflib(form: str) -> Write:
    def write(triples: frozenset[str], _graph: str) -> bytes:
        graph = Graph().parse(data="\n".join(sorted(triples)), format="nt")
        for name, namespace in PREFIXES.items():
            graph.bind(name, namespace)
        return graph.serialize(format=form, encoding="utf-8")

    return write


def with_engine(form: ox.RdfFormat, *, in_a_graph: bool = False) -> Write:
    def write(triples: frozenset[str], graph: str) -> bytes:
        name = ox.NamedNode(graph) if in_a_graph else ox.DefaultGraph()
        lines = "\n".join(sorted(triples)).encode()
        quads = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)
        in_place = [ox.Quad(*quad.triple, name) for quad in quads]
        return ox.serialize(in_place, format=form, prefixes=PREFIXES) or b""

    return write


def layout(seed: int) -> Write:
    return lambda triples, _graph: Layout(triples, seed, PREFIXES).text().encode()


def own_turtle(triples: frozenset[str], _graph: str) -> bytes:
    return write_turtle(triples, PREFIXES).encode()


def as_windows_saves(write: Write) -> Write:
    """Behind a byte order mark, with CR LF at the ends of lines."""
    return lambda triples, graph: b"\xef\xbb\xbf" + write(triples, graph).replace(b"\n", b"\r\n")


FORMS: dict[str, tuple[Syntax, Write]] = {
    "our Turtle": (Syntax.TURTLE, own_turtle),
    "our Turtle with CR LF": (
        Syntax.TURTLE,
        lambda triples, graph: own_turtle(triples, graph).replace(b"\n", b"\r\n"),
    ),
    "our Turtle behind a byte order mark": (
        Syntax.TURTLE,
        lambda triples, graph: b"\xef\xbb\xbf" + own_turtle(triples, graph),
    ),
    "rdflib's Turtle": (Syntax.TURTLE, with_rdflib("turtle")),
    "rdflib's long Turtle": (Syntax.TURTLE, with_rdflib("longturtle")),
    "pyoxigraph's Turtle": (Syntax.TURTLE, with_engine(ox.RdfFormat.TURTLE)),
    "odd Turtle 1": (Syntax.TURTLE, layout(1)),
    "odd Turtle 2": (Syntax.TURTLE, layout(2)),
    "odd Turtle 3": (Syntax.TURTLE, layout(3)),
    "TriG": (Syntax.TRIG, with_engine(ox.RdfFormat.TRIG, in_a_graph=True)),
    "N-Triples": (Syntax.NTRIPLES, with_engine(ox.RdfFormat.N_TRIPLES)),
    "N-Quads": (Syntax.NQUADS, with_engine(ox.RdfFormat.N_QUADS, in_a_graph=True)),
    "flat RDF/XML": (Syntax.RDFXML, with_engine(ox.RdfFormat.RDF_XML)),
    "nested RDF/XML": (Syntax.RDFXML, with_rdflib("pretty-xml")),
    "our JSON-LD": (
        Syntax.JSONLD,
        lambda triples, _graph: write_rdf(triples, Syntax.JSONLD, PREFIXES),
    ),
    "expanded JSON-LD": (Syntax.JSONLD, with_engine(ox.RdfFormat.JSON_LD)),
    "TriG of Windows": (
        Syntax.TRIG,
        as_windows_saves(with_engine(ox.RdfFormat.TRIG, in_a_graph=True)),
    ),
    "N-Quads of Windows": (
        Syntax.NQUADS,
        as_windows_saves(with_engine(ox.RdfFormat.N_QUADS, in_a_graph=True)),
    ),
    "RDF/XML of Windows": (Syntax.RDFXML, as_windows_saves(with_engine(ox.RdfFormat.RDF_XML))),
    "JSON-LD of Windows": (
        Syntax.JSONLD,
        as_windows_saves(lambda triples, _graph: write_rdf(triples, Syntax.JSONLD, PREFIXES)),
    ),
}
# rdflib's pretty RDF/XML (7.6) drops what is said of the items of a list.
LOST = {("nested RDF/XML", "unknown property in a list")}
FILES = ["reviews-wales", "reviews-northern-ireland", "reviews-uk", "reviews-scotland"]


def true_place(text: str, name: str, syntax: Syntax) -> tuple[int, int]:
    """Where the term with this name begins, found without a parser."""
    start = text.index(name)
    if text[start - 1] in "\"'" and syntax is not Syntax.RDFXML:
        return place(text, start - len(re.search(r"(\"+|'+)$", text[:start])[0]))  # type: ignore[index]
    start -= len(re.search(r"[^\s\"'<>,;()\[\]]*$", text[:start])[0])  # type: ignore[index]
    opened = {Syntax.RDFXML: "", Syntax.JSONLD: '"'}.get(syntax, "<")
    return place(text, start - (text[start - 1] in opened))


def place(text: str, start: int) -> tuple[int, int]:
    """Line and column of an offset."""
    before = re.split(r"\r\n?|\n", text[:start])
    return len(before), len(before[-1]) + 1


def judged(validator: Validator, terms: Statements, source: Source) -> Report:
    filled = graphs_filled([source], VOCABULARY)
    report = validator.judge({name: one.statements for name, one in filled.items()}, terms)
    return locate(report, filled, CANONICAL_BASE)


@pytest.mark.filterwarnings("ignore:Assertions on:UserWarning")
def test_every_sown_fault_is_told_at_its_line(
    validator: Validator, terms: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line in all of them, the column in at least ninety of a hundred."""
    monkeypatch.setattr(validator_module, "SECOND_OPINION_STATEMENTS", 0)
    choose = random.Random(SEED)
    sown_faults = 0
    wrong_lines: list[str] = []
    wrong_columns: list[str] = []
    for number, (form, (syntax, write)) in enumerate(FORMS.items()):
        file = FILES[number % len(FILES)]
        path = content_folder("data") / f"{file}.ttl"
        triples = parse(path.read_bytes(), Syntax.TURTLE, source=file).triples
        typed = f" {TYPE} {core('CaseReview')} ."
        reviews = sorted(line.split(" ")[0] for line in triples if line.endswith(typed))
        kinds = [one for one in FAULTS if (form, one) not in LOST]
        names = {f"fault{number:02}{chr(97 + n)}": one for n, one in enumerate(kinds)}
        chosen = dict(zip(names, choose.sample(reviews, len(names)), strict=True))
        for name, kind in names.items():
            triples |= set(sown(FAULTS[kind], name, chosen[name]))
        body = write(triples, VOCABULARY.dataset(file))
        report = judged(validator, terms, Source(f"{file}.x", body, syntax))
        text = body.decode().removeprefix("\ufeff")
        for name, kind in names.items():
            fault = FAULTS[kind]
            sown_faults += 1
            found = [
                (one.spot.line, one.spot.column)
                for one in report.results
                if one.code == fault.code and fault.is_it(one, name, chosen[name]) and one.spot
            ]
            line, column = true_place(text, name, syntax)
            said = f"{form}, {kind}: {(line, column)}, told {found}"
            if line not in [at[0] for at in found]:
                wrong_lines.append(said)
            if (line, column) not in found:
                wrong_columns.append(said)
    assert sown_faults >= 100
    assert wrong_lines == []
    assert len(wrong_columns) <= sown_faults / 10, wrong_columns
