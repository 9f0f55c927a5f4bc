"""Bodies that reviews and answers name and the table of bodies does not list, as Turtle.

May read tables; writes nothing.
"""

import re

from data.convert.datasets import CONFIDENCES, Dataset, Row, plain, rows, sources
from data.convert.facts import parts
from data.convert.learning import speakers
from data.convert.names import body, listed
from data.convert.rdf import Triple, slug, text, thing
from data.convert.reports import is_company
from data.convert.vocabulary import body_kind, nation

# What a name says about the kind of body; the first that fits holds.
KINDS = {
    r"Regional Safeguarding Children Board": "regional-safeguarding-board",
    r"Safeguarding Children Board": "local-safeguarding-children-board",
    r"Safeguarding Children Partnership": "safeguarding-children-partnership",
    r"Safeguarding Adults|Adults Safeguarding": "safeguarding-adults-board",
    r"Area Child Protection Committee": "area-child-protection-committee",
    r"Child(ren and Young Persons)? Protection Committee": "child-protection-committee",
    r"Adult Protection Committee": "adult-protection-committee",
    r"Chief Officers' Group": "chief-officers-group",
    r"Council": "local-authority",
    r"Secretary|Department|Mayor": "government",
    r"Inspectorate": "inspectorate",
    r"Regulation": "regulator",
    r"Health and Social (Services|Care) Board": "health-board",
    r"Police": "police",
    r"Sheriffdom": "justice",
    r"Partnership": "multi-agency",
    r"Commissioner": "national-body",
    r"Ltd": "training-provider",
}

# Bodies that may be the same as a listed one: the names differ by more than spelling.
PERHAPS = {
    "Cambridgeshire and Peterborough Safeguarding Children Partnership": (
        "Cambridgeshire and Peterborough Safeguarding Children Partnership Board"
    ),
    "Hammersmith and Fulham, Kensington and Chelsea and Westminster Local Safeguarding Children "
    "Board": "Tri-Borough Local Safeguarding Children Board",
    "Her Majesty's Inspectorate of Constabulary": "HM Inspectorate of Constabulary in Scotland",
}

BODIES = Dataset(
    "bodies-met-in-reviews",
    "Bodies met in reviews",
    "Bodies named in the table of reviews, or in the notes on answers, that the table of bodies "
    "does not list. The kind of body is read from its name.",
)


def files() -> dict[str, str]:
    """The Turtle of these bodies by its path from the repository root."""
    return BODIES.files(
        graded
        for name, found in _met().items()
        for row in _surest(found)
        for graded in plain(row, triples(name, row))
    )


def triples(name: str, row: Row) -> list[Triple]:
    """What the name of a body, and a row that uses it, say of it."""
    subject = body(name)
    own = subject == thing("body", slug(name))
    found: list[Triple] = [
        (subject, "a", "org:Organization"),
        (subject, "skos:prefLabel" if own else "skos:altLabel", text(name)),
        (subject, "org:classification", kind(name)),
        *[
            (subject, "dcterms:spatial", nation(place))
            for place in parts(row.cells.get("nation", ""))
        ],
        *sources(subject, row.cells),
    ]
    if name in PERHAPS:
        note = f"May be the same body as {PERHAPS[name]}; not joined, since the names differ."
        found.append((subject, "skos:editorialNote", text(note)))
    return found


def kind(name: str) -> str:
    """The kind of body that a name shows. Raises StopIteration if it shows none."""
    return body_kind(next(key for pattern, key in KINDS.items() if re.search(pattern, name)))


def _surest(found: list[Row]) -> list[Row]:
    """The rows of the highest confidence among those that name a body."""
    best = min((row.confidence() for row in found), key=CONFIDENCES.index)
    return [row for row in found if row.confidence() == best]


def _met() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows("reviews"):
        companies = [name for name in parts(row.cells["authors"]) if is_company(name)]
        for name in [*parts(row.cells["commissioning_bodies"]), *companies]:
            found.setdefault(name, []).append(row)
    for row in [*rows("responses"), *rows("status")]:
        for name in speakers(row.cells):
            found.setdefault(name, []).append(row)
    return {name: met for name, met in found.items() if not listed(name)}
