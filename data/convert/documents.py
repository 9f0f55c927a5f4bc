"""Documents with their editions and copies, and lists of documents. May read tables only."""

import re

from data.convert.datasets import Dataset, Graded, Row, plain, plain_text, rows, said, sourced
from data.convert.rdf import Triple, concept, date, iri, slug, text, thing
from data.convert.vocabulary import nation

DATASET = Dataset(
    "documents",
    "Documents",
    "Guidance, analyses, inquiries, law and other documents about case reviews in the four "
    "nations. An author who is printed with the same name is taken for the same person.",
)

GUIDANCE = {
    "code-of-practice",
    "guidance-annex",
    "local-protocol",
    "national-guidance",
    "practice-guidance",
    "procedures",
    "protocol",
    "statutory-guidance",
    "statutory-guidance-supplement",
}

LEGAL_STATUS = {
    "national-guidance": "guidance-only",
    "statutory-guidance": "statutory",
    "statutory-guidance-supplement": "statutory",
}

LISTS = {"discussion-paper-series", "reading-list"}

# The published title holds the name of a child.
WITHHELD = {"laming-2003"}

EDITION_COLUMNS = ("issued", "publisher", "isbn", "official_url")
LAW = "http://www.legislation.gov.uk/id/"
OTHERS = re.compile(r" and others$")
PART_OF = re.compile(r"Part of ([a-z0-9-]+)$")


def files() -> dict[str, str]:
    """The Turtle of each file by its path from the repository root."""
    found: list[Graded] = []
    for row in rows("documents"):
        found += _list(row) if row.cells["kind"] in LISTS else _document(row)
    return DATASET.files(found)


def _list(row: Row) -> list[Graded]:
    """A published list of documents is a catalogue, not a document."""
    subject = thing("catalogue", row.key)
    return [
        *plain(row, [(subject, "a", "dcat:Catalog")]),
        *_common(row, subject),
        *said(row.each("publisher"), subject, "dcterms:publisher", _body),
        *said(row.one("issued"), subject, "dcterms:issued", date),
        *sourced(row, subject),
    ]


def _document(row: Row) -> list[Graded]:
    subject = thing("document", row.key)
    return [
        *plain(row, _kind(row, subject)),
        *_common(row, subject),
        *_authors(row, subject),
        *said(row.each("supersedes"), subject, "dcterms:replaces", _other),
        *_superseded(row, subject),
        *_identifier(row, subject),
        *_note(row, subject),
        *_edition(row, subject),
    ]


def _kind(row: Row, subject: str) -> list[Triple]:
    kind = row.cells["kind"]
    found: list[Triple] = [(subject, "a", "crv:Guidance" if kind in GUIDANCE else "crv:Document")]
    if kind in LEGAL_STATUS:
        found.append((subject, "crv:legalStatus", concept("legal-status", LEGAL_STATUS[kind])))
    if row.key in WITHHELD:
        found.append((subject, "crv:titleStatus", concept("title-status", "withheld")))
    return found


def _common(row: Row, subject: str) -> list[Graded]:
    keys = {other.key for other in rows("documents")}
    about = row.each("is_about")
    return [
        *said(row.one("title"), subject, "dcterms:title"),
        *said(row.one("kind"), subject, "dcterms:type", _type),
        *said(row.each("nation"), subject, "dcterms:spatial", nation),
        *said((cell for cell in about if cell[1] not in keys), subject, "dcat:keyword"),
        *said((cell for cell in about if cell[1] in keys), subject, "dcterms:references", _other),
    ]


def _authors(row: Row, subject: str) -> list[Graded]:
    printed = row.each("authors")
    named = [(sure, slug(OTHERS.sub("", name))) for sure, name in printed]
    open_ended = [
        (sure, f"Authors as printed: {name}.") for sure, name in printed if OTHERS.search(name)
    ]
    return [
        *said(named, subject, "dcterms:creator", lambda key: thing("person", key)),
        *said(open_ended, subject, "skos:editorialNote"),
    ]


def _superseded(row: Row, subject: str) -> list[Graded]:
    """Only the newer document says what it replaces."""
    return [
        (sure, (_other(newer), "dcterms:replaces", subject))
        for sure, newer in row.each("superseded_by")
    ]


def _identifier(row: Row, subject: str) -> list[Graded]:
    cell, value = row.one("other_identifier"), row.cells["other_identifier"]
    if value.startswith(LAW):
        return said(cell, subject, "schema:sameAs", iri)
    if value.startswith("http"):
        return said(cell, subject, "dcat:landingPage", iri)
    return said(cell, subject, "dcterms:identifier", plain_text)


def _note(row: Row, subject: str) -> list[Graded]:
    """Source and note; a note that only names the whole becomes a link to it."""
    whole = PART_OF.match(row.cells["note"])
    if not whole:
        return sourced(row, subject)
    return [
        *said(row.one("source_url"), subject, "dcterms:source", iri),
        *said([(row.confidence("note"), whole[1])], subject, "dcterms:isPartOf", _other),
    ]


def _edition(row: Row, document: str) -> list[Graded]:
    if not any(row.cells[column] for column in EDITION_COLUMNS):
        return []
    edition, copy = thing("edition", f"{row.key}-en"), thing("copy", f"{row.key}-en-1")
    found = [
        *plain(
            row,
            [
                (edition, "a", "crv:Edition"),
                (edition, "openwemi:expresses", document),
                (edition, "schema:inLanguage", text("en", "")),
            ],
        ),
        *said(row.each("publisher"), edition, "dcterms:publisher", _body),
        *said(row.one("issued"), edition, "dcterms:issued", date),
        *said(row.one("isbn"), edition, "schema:isbn", plain_text),
    ]
    for sure, address in row.one("official_url"):
        triples: list[Triple] = [
            (copy, "a", "crv:Copy"),
            (copy, "openwemi:instantiates", edition),
            (copy, "schema:contentUrl", iri(address)),
            (copy, "crv:availability", concept("availability", "not-tested")),
        ]
        found += [(sure, triple) for triple in triples]
    return found


def _type(kind: str) -> str:
    return concept("document-type", kind)


def _other(key: str) -> str:
    return thing("document", key)


def _body(key: str) -> str:
    return thing("body", key)
