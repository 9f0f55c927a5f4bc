"""Areas of bodies: official codes where there are any, else names. Pure."""

from data.convert.datasets import Graded, Row, plain_text, said, weakest
from data.convert.facts import parts
from data.convert.rdf import PREFIXES, Triple, iri, text
from data.convert.vocabulary import AREAS, nation


def area(code: str) -> str:
    """The term for an area from its official code: Scottish ones have a register of their own."""
    return iri(PREFIXES["govscot" if code.startswith("S") else "gov"] + code)


def nations() -> list[Graded]:
    """The four nations as parts of the United Kingdom."""
    found: list[Triple] = []
    for name in AREAS:
        found += [
            (nation(name), "a", "dcterms:Location"),
            (nation(name), "skos:prefLabel", text("United Kingdom" if name == "UK" else name)),
        ]
        found += [(nation(name), "dcterms:isPartOf", nation("UK"))] if name != "UK" else []
    return [("seen", triple) for triple in found]


def areas(row: Row, subject: str) -> list[Graded]:
    """The areas that a body covers, and the description of each. A code may be less sure."""
    codes = parts(row.cells["gss_code"])
    if not codes:
        return said(row.each("area_name"), subject, "crv:areaName", plain_text)
    names = parts(row.cells["area_name"]) or [f"Area of {row.cells['name']}"]
    origin = row.cells["gss_source_url"]
    code_read = "seen" if origin.startswith("http") else "known"
    covers = weakest([code_read, row.confidence("gss_code")])
    found: list[Graded] = []
    for code, name in zip(codes, names, strict=True):
        if area(code) == nation(row.cells["nation"]):
            continue
        found.append((covers, (subject, "dcterms:spatial", area(code))))
        found += [(code_read, triple) for triple in _described(code, name, row, origin)]
    return found


def _described(code: str, name: str, row: Row, origin: str) -> list[Triple]:
    term = area(code)
    read = origin.startswith("http")
    return [
        (term, "a", "dcterms:Location"),
        (term, "skos:prefLabel", text(name)),
        (term, "dcterms:isPartOf", nation(row.cells["nation"])),
        (term, "dcterms:source", iri(origin))
        if read
        else (term, "skos:editorialNote", text(f"Code: {origin}.")),
    ]
