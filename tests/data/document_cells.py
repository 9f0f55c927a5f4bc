"""What each cell about a document should have become. Pure: reads no files."""

import re

from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, SKOS

from tests.data import cells
from tests.data.cells import Row, concept, parts, thing
from tests.data.expect import SCHEMA, date, english, links, nation, plain, says, slug

LISTS = {"discussion-paper-series", "reading-list"}


def document(row: Row) -> URIRef:
    return thing("catalogue" if row["kind"] in LISTS else "document", row["id"])


def edition(row: Row) -> URIRef:
    return document(row) if row["kind"] in LISTS else thing("edition", f"{row['id']}-en")


def copy(row: Row) -> URIRef:
    return thing("copy", f"{row['id']}-en-1")


def author(name: str) -> URIRef:
    return thing("person", slug(name.removesuffix(" and others")))


def has_authors(data: Graph, row: Row) -> bool:
    printed = [name for name in parts(row["authors"]) if name.endswith(" and others")]
    return all(
        (document(row), DCTERMS.creator, author(name)) in data for name in parts(row["authors"])
    ) and all(
        (document(row), SKOS.editorialNote, english(f"Authors as printed: {name}.")) in data
        for name in printed
    )


def is_replaced(data: Graph, row: Row) -> bool:
    return all(
        (thing("document", newer), DCTERMS.replaces, document(row)) in data
        for newer in parts(row["superseded_by"])
    )


def has_subjects(data: Graph, row: Row) -> bool:
    found = cells.texts(data, document(row), DCAT.keyword) | {
        value.rpartition("/")[2] for value in cells.texts(data, document(row), DCTERMS.references)
    }
    return set(parts(row["is_about"])) <= found


def has_identifier(data: Graph, row: Row) -> bool:
    value = row["other_identifier"]
    predicates = (SCHEMA.sameAs, DCAT.landingPage, DCTERMS.identifier)
    return any(value in cells.texts(data, document(row), predicate) for predicate in predicates)


def has_note(data: Graph, row: Row) -> bool:
    whole = re.fullmatch(r"Part of (\S+)", row["note"])
    if whole:
        return (document(row), DCTERMS.isPartOf, thing("document", whole[1])) in data
    return cells.is_noted(data, document(row), row)


DOCUMENTS: dict[str, cells.Check] = {
    "id": lambda data, row: (document(row), RDF.type, None) in data,
    "title": says(document, DCTERMS.title, "title"),
    "kind": says(document, DCTERMS.type, "kind", lambda key: concept("document-type", key)),
    "issued": says(edition, DCTERMS.issued, "issued", date),
    "publisher": says(edition, DCTERMS.publisher, "publisher", links("body"), many=True),
    "nation": says(document, DCTERMS.spatial, "nation", nation, many=True),
    "authors": has_authors,
    "supersedes": says(document, DCTERMS.replaces, "supersedes", links("document"), many=True),
    "superseded_by": is_replaced,
    "isbn": says(edition, SCHEMA.isbn, "isbn", plain),
    "other_identifier": has_identifier,
    "official_url": says(copy, SCHEMA.contentUrl, "official_url", URIRef),
    "is_about": has_subjects,
    "note": has_note,
    "source_url": lambda data, row: cells.is_sourced(data, document(row), row),
}
