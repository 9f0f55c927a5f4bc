"""What each cell about a body should have become. Pure: reads no files."""

from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, SKOS

from tests.data import cells
from tests.data.cells import CRV, Row, parts, thing
from tests.data.expect import NATIONS, SCHEMA, area, date, english, kinds, nation, plain, says


def body(row: Row) -> URIRef:
    repository = row["type"] == "repository-service"
    return thing("catalogue" if repository else "body", row["id"])


def has_name(data: Graph, row: Row) -> bool:
    predicates = (SKOS.prefLabel, DCTERMS.title)
    return any((body(row), predicate, english(row["name"])) in data for predicate in predicates)


def has_other_names(data: Graph, row: Row) -> bool:
    predicates = (SKOS.altLabel, DCTERMS.alternative)
    return any(set(parts(row["alt_names"])) <= cells.texts(data, body(row), p) for p in predicates)


def has_kinds(data: Graph, row: Row) -> bool:
    if row["type"] == "repository-service":
        return (body(row), RDF.type, DCAT.Catalog) in data
    found = {kinds(data, key) for key in parts(row["type"])}
    return found == set(data.objects(body(row), ORG.classification))


def has_area_names(data: Graph, row: Row) -> bool:
    names, codes = parts(row["area_name"]), parts(row["gss_code"])
    if not codes:
        return set(names) <= cells.texts(data, body(row), CRV.areaName)
    return all(
        (area(code), SKOS.prefLabel, english(name)) in data
        for code, name in zip(codes, names, strict=True)
    )


def has_code_source(data: Graph, row: Row) -> bool:
    value = row["gss_source_url"]
    own = [code for code in parts(row["gss_code"]) if str(area(code)) != NATIONS[row["nation"]]]
    if value.startswith("http"):
        return all((area(code), DCTERMS.source, URIRef(value)) in data for code in own)
    return all((area(c), SKOS.editorialNote, english(f"Code: {value}.")) in data for c in own)


def has_founding(data: Graph, row: Row) -> bool:
    predicates = (SCHEMA.foundingDate, DCTERMS.issued)
    return any((body(row), p, date(row["founded"])) in data for p in predicates)


def has_parent(data: Graph, row: Row) -> bool:
    return thing("body", row["parent"]) in {
        value
        for predicate in (ORG.reportsTo, ORG.subOrganizationOf, DCTERMS.publisher)
        for value in data.objects(body(row), predicate)
    }


def followed(data: Graph, old: str, new: str) -> bool:
    """Whether one change event joins the two bodies."""
    events = set(data.subjects(ORG.originalOrganization, thing("body", old)))
    return bool(events & set(data.subjects(ORG.resultingOrganization, thing("body", new))))


BODIES: dict[str, cells.Check] = {
    "id": lambda data, row: (body(row), RDF.type, None) in data,
    "name": has_name,
    "alt_names": has_other_names,
    "type": has_kinds,
    "nation": says(body, DCTERMS.spatial, "nation", nation),
    "area_name": has_area_names,
    "gss_code": says(body, DCTERMS.spatial, "gss_code", area, many=True),
    "gss_source_url": has_code_source,
    "homepage": says(body, FOAF.homepage, "homepage", URIRef),
    "founded": has_founding,
    "dissolved": says(body, SCHEMA.dissolutionDate, "dissolved", date),
    "predecessor": lambda data, row: all(
        followed(data, old, row["id"]) for old in parts(row["predecessor"])
    ),
    "successor": lambda data, row: all(
        followed(data, row["id"], new) for new in parts(row["successor"])
    ),
    "parent": has_parent,
    "registration_number": says(body, DCTERMS.identifier, "registration_number", plain, many=True),
    "note": lambda data, row: cells.is_noted(data, body(row), row),
    "source_url": lambda data, row: cells.is_sourced(data, body(row), row),
}
