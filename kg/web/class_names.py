"""Names for classes of other people, which have no label in the graph. Data only."""

from __future__ import annotations

CLASSES = {
    "as:Tombstone": "Withdrawn identifier",
    "dcat:Catalog": "Collection",
    "dcat:CatalogRecord": "Record in a collection",
    "dcat:Dataset": "Dataset",
    "dcterms:Location": "Place",
    "foaf:Person": "Person",
    "org:ChangeEvent": "Change of a body",
    "org:Membership": "Membership of a body",
    "org:Organization": "Body",
    "prof:Profile": "Set of rules",
    "prov:Activity": "Release",
    "prov:Agent": "Who made a release",
    "prov:Entity": "Source or file",
    "prov:Role": "Role",
    "schema:Course": "Course",
    "schema:CourseInstance": "Run of a course",
    "schema:EducationalOccupationalCredential": "Accreditation",
    "schema:Observation": "Published figure",
    "skos:Concept": "Concept of a list",
    "skos:ConceptScheme": "List of concepts",
    "void:Dataset": "Part of the data",
}
