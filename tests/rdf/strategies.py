"""Arbitrary RDF for the laws: terms, triples and trees of blank nodes, as canonical N-Triples."""

from __future__ import annotations

from hypothesis import strategies as st

from kg.rdf import Syntax, iri, literal, parse

BASE = "https://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"

# Every character that a loaded text may hold: not the controls that XML lacks, no half surrogates.
TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
        lambda character: character >= " " or character in "\t\n\r"
    )
)
MARKS = (
    '"',
    "\\",
    "'",
    '"""',
    " .",
    " ",
    "\n",
    "\r",
    "\t",
    "_:b",
    "<a>",
    "^^",
    "@en",
    "<<(",
    ")>>",
)
BEYOND_ASCII = ("\u2028", "\u0085", "\u00e9", "\U0001d11e", "e\u0301")
PIECES = st.sampled_from([*MARKS, *BEYOND_ASCII, "#", "x"])
TRICKY = st.lists(PIECES, max_size=8).map("".join)
LANGUAGES = st.sampled_from(["en", "en-GB", "cy", "gd", "zh-Hant-TW", "x-private"])
DATATYPES = st.sampled_from(
    [f"{XSD}{name}" for name in ("string", "integer", "boolean", "date", "gYear", "decimal")]
    + ["https://example.org/type#own", "urn:type:a"]
)
ODD_IRIS = st.sampled_from(
    [
        "https://example.org/a",
        "https://example.org/",
        "https://example.org/a.b.",
        "https://example.org/.a",
        "https://example.org/-a",
        "https://example.org/1",
        "https://example.org/a%20b",
        "https://example.org/a,b;c=d",
        "https://example.org/it's(really)~$!*",
        "https://example.org/é/日本",
        "https://example.org/a?b=c&d#e",
        "https://example.org/a#",
        "https://other.example/ns#term",
        "urn:uuid:0",
        "mailto:a@b.example",
        "tag:b.example,2026:x",
    ]
)
IRIS = ODD_IRIS.map(iri)


def as_kept(term: str) -> str:
    """The literal as a file that holds it is read."""
    (line,) = parse(f"<urn:s> <urn:p> {term} .".encode(), Syntax.NTRIPLES, source="term").triples
    return line[len("<urn:s> <urn:p> ") : -2]


LITERALS = st.one_of(
    st.builds(literal, TEXT | TRICKY),
    st.builds(lambda text, tag: literal(text, language=tag), TEXT | TRICKY, LANGUAGES),
    st.builds(lambda text, kind: literal(text, datatype=kind), TEXT | TRICKY, DATATYPES),
    st.builds(
        lambda text: literal(text, datatype=f"{XSD}integer"),
        st.sampled_from(["0", "7", "-1", "+1", "007", "1.0", "1e3", "", " 1"]),
    ),
    st.builds(
        lambda text: literal(text, datatype=f"{XSD}boolean"),
        st.sampled_from(["true", "false", "1", "TRUE"]),
    ),
).map(as_kept)
TRIPLES = st.builds(lambda s, p, o: f"{s} {p} {o} .", IRIS, IRIS, IRIS | LITERALS)
GRAPHS = st.frozensets(TRIPLES, max_size=12)

PREFIXES = {"ex": "https://example.org/", "o": "https://other.example/ns#", "xsd": XSD, "u": "urn:"}


@st.composite
def blank_graphs(draw: st.DrawFn) -> frozenset[str]:
    """Triples among a few IRIs, literals and blank nodes; a blank node mentions later ones only, so
    there is no circle, but shared nodes and twins there are.
    """
    count = draw(st.integers(1, 7))
    labels = [f"_:b{place}" for place in range(count)]
    plain = st.sampled_from(["<urn:a>", "<urn:b>", '"x _:b1"', '"y"@en'])
    predicates = st.sampled_from(["<urn:p>", "<urn:q>"])
    triples = set()
    for place, label in enumerate(labels):
        later = st.sampled_from(labels[place + 1 :]) if place + 1 < count else plain
        for _ in range(draw(st.integers(1, 3))):
            triples.add(f"{label} {draw(predicates)} {draw(plain | later)} .")
    for _ in range(draw(st.integers(0, 3))):
        subject = draw(st.sampled_from(["<urn:a>", "<urn:c>"]))
        triples.add(f"{subject} {draw(predicates)} {draw(plain | st.sampled_from(labels))} .")
    return frozenset(triples)
