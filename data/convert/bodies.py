"""Bodies, their areas and what became of them, and the repositories. May read tables only."""

from data.convert.areas import areas, nations
from data.convert.changes import changes
from data.convert.datasets import Dataset, Graded, Row, plain, plain_text, rows, said, sourced
from data.convert.rdf import Triple, concept, date, iri, text, thing, typed
from data.convert.vocabulary import body_kind, nation

DATASET = Dataset(
    "bodies",
    "Bodies",
    "Committees, boards, partnerships, councils, governments and other bodies around case reviews "
    "in the United Kingdom, with their areas, changes and parents, and the two national "
    "repositories. Area codes are those of the time of writing unless a note says otherwise.",
)

REPOSITORY = "repository-service"
ANSWERABLE_TO = {"chief-officers-group", "government"}

# The names of Welsh bodies in Welsh; the table does not state languages.
WELSH = {
    "Arolygiaeth Gofal Cymru",
    "Bwrdd Diogelu Annibynnol Cenedlaethol",
    "Llywodraeth Cymru",
    "Prifysgol Caerdydd",
}

# The note of the row nspcc-library: links to the text go after five years, the record stays.
RETENTION = {"national-case-review-repository": "P5Y"}


def files() -> dict[str, str]:
    """The Turtle of each file by its path from the repository root."""
    table = rows("bodies")
    found = [*_publisher(), *nations(), *changes(table)]
    for row in table:
        found += _repository(row) if row.cells["type"] == REPOSITORY else _body(row)
    return DATASET.files(found)


def _publisher() -> list[Graded]:
    """The body that publishes the datasets: this project."""
    subject = thing("body", "uk-case-reviews")
    triples: list[Triple] = [
        (subject, "a", "org:Organization"),
        (subject, "skos:prefLabel", text("UK Case Reviews")),
        (subject, "org:classification", concept("body-type", "professional-network")),
        (subject, "dcterms:spatial", nation("UK")),
    ]
    return [("seen", triple) for triple in triples]


def _body(row: Row) -> list[Graded]:
    subject = thing("body", row.key)
    return [
        *plain(row, [(subject, "a", "org:Organization")]),
        *said(row.one("name"), subject, "skos:prefLabel"),
        *said(row.each("alt_names"), subject, "skos:altLabel", _name),
        *said(row.each("type"), subject, "org:classification", body_kind),
        *said(row.each("nation"), subject, "dcterms:spatial", nation),
        *said(row.one("homepage"), subject, "foaf:homepage", iri),
        *said(row.one("founded"), subject, "schema:foundingDate", date),
        *said(row.one("dissolved"), subject, "schema:dissolutionDate", date),
        *said(row.one("wikidata_id"), subject, "schema:sameAs", _wikidata),
        *said(row.each("registration_number"), subject, "dcterms:identifier", plain_text),
        *_parent(row, subject),
        *areas(row, subject),
        *sourced(row, subject),
    ]


def _repository(row: Row) -> list[Graded]:
    subject = thing("catalogue", row.key)
    retention: list[Triple] = [
        (subject, "crv:copyRetention", typed(RETENTION[key], "duration"))
        for key in RETENTION
        if key == row.key
    ]
    return [
        *plain(row, [(subject, "a", "dcat:Catalog"), *retention]),
        *said(row.one("name"), subject, "dcterms:title"),
        *said(row.each("alt_names"), subject, "dcterms:alternative"),
        *said(row.each("nation"), subject, "dcterms:spatial", nation),
        *said(row.one("homepage"), subject, "foaf:homepage", iri),
        *said(row.one("founded"), subject, "dcterms:issued", date),
        *said(row.one("parent"), subject, "dcterms:publisher", _body_term),
        *sourced(row, subject),
    ]


def _parent(row: Row, subject: str) -> list[Graded]:
    """A body is part of its parent, or answers to it if that is a government or chief officers."""
    kinds = {other.key: set(other.cells["type"].split("|")) for other in rows("bodies")}
    answers = kinds.get(row.cells["parent"], set()) & ANSWERABLE_TO
    predicate = "org:reportsTo" if answers else "org:subOrganizationOf"
    return said(row.one("parent"), subject, predicate, _body_term)


def _body_term(key: str) -> str:
    return thing("body", key)


def _name(value: str) -> str:
    return text(value, "cy" if value in WELSH else "en")


def _wikidata(key: str) -> str:
    return iri(f"http://www.wikidata.org/entity/{key}")
