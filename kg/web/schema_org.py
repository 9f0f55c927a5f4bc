"""A thing in the words of schema.org, for search engines; pure.

What a page says, said again as data: https://schema.org/docs/gs.html. Nothing is told here that the
page does not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.vocab import Vocabulary
from kg.web.facts import Facts, web_addresses
from kg.web.headers import LICENCE
from kg.web.links import Links

SCHEMA = "https://schema.org/"
_CLASSES = {
    "crv:ReviewReport": "Report",
    "crv:Guidance": "Article",
    "crv:Document": "CreativeWork",
}
_KINDS = {
    "body": "Organization",
    "catalogue": "DataCatalog",
    "course": "Course",
    "document": "CreativeWork",
    "observation": "Observation",
    "person": "Person",
    "service": "Service",
    "statement": "Claim",
}
_MOST = 50  # values of one property

Json = dict[str, object]


def type_of(facts: Facts, vocabulary: Vocabulary) -> str:
    """The class of schema.org that fits the thing best."""
    below = facts.iri.removeprefix(vocabulary.base)
    classes = {vocabulary.shorten(one.value) for one in facts.values("rdf:type")}
    if below.startswith("data/"):
        return "Dataset"
    if below.startswith("def/"):
        return "DefinedTermSet" if below.endswith("/") else "DefinedTerm"
    found = next((name for term, name in _CLASSES.items() if term in classes), None)
    return found or _KINDS.get(Links(vocabulary.base).kind(facts.iri) or "", "Thing")


def schema_org(facts: Facts, vocabulary: Vocabulary, files: Mapping[str, str]) -> Json:
    """The thing as a JSON-LD object; `files` are addresses of its data with their media types."""
    kind = type_of(facts, vocabulary)
    said: Json = {
        "@context": SCHEMA,
        "@type": kind,
        "@id": facts.iri,
        "url": facts.iri,
        "name": facts.name(facts.iri),
    }
    add = _MORE.get(kind)
    more = add(facts, files) if add else {}
    about = _texts(facts, "dcterms:description", "skos:definition")
    said |= {name: value for name, value in {"description": about, **more}.items() if value}
    return said


def _document(facts: Facts, _: Mapping[str, str]) -> Json:
    dates, languages = [], []
    for edition in facts.editions():
        dates += [one.value for one in facts.values("dcterms:issued", of=edition)]
        languages += [one.value for one in facts.values("schema:inLanguage", of=edition)]
    return {
        "datePublished": min(dates, default=""),
        "inLanguage": sorted(set(languages)),
        "author": _named(facts, "dcterms:creator"),
        "publisher": _publishers(facts),
        "about": _named(facts, "dcterms:subject", "crv:reportOf"),
        "spatialCoverage": _named(facts, "dcterms:spatial"),
        "sameAs": facts.copies()[:_MOST],
        "isAccessibleForFree": bool(facts.copies()) or None,
    }


def _publishers(facts: Facts) -> list[Json]:
    found = [one for edition in facts.editions() for one in _publishers_of(facts, edition)]
    return list({str(one["@id"]): one for one in found}.values())


def _publishers_of(facts: Facts, edition: str) -> list[Json]:
    terms = facts.values("dcterms:publisher", of=edition)
    return [_thing(facts, one.value) for one in terms if one.kind == "iri"]


def _organisation(facts: Facts, _: Mapping[str, str]) -> Json:
    return {
        "alternateName": _texts(facts, "skos:altLabel"),
        "foundingDate": _texts(facts, "schema:foundingDate"),
        "dissolutionDate": _texts(facts, "schema:dissolutionDate"),
        "areaServed": _named(facts, "dcterms:spatial"),
        "sameAs": web_addresses(facts.values("foaf:homepage", "schema:sameAs")),
        "parentOrganization": _named(facts, "org:subOrganizationOf"),
    }


def _dataset(facts: Facts, files: Mapping[str, str]) -> Json:
    licences = web_addresses(facts.values("dcterms:license"))
    return {
        "license": licences or LICENCE,
        "creator": _named(facts, "dcterms:publisher"),
        "isBasedOn": web_addresses(facts.values("prov:wasDerivedFrom"))[:_MOST],
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": address, "encodingFormat": media_type}
            for address, media_type in files.items()
        ],
    }


def _course(facts: Facts, _: Mapping[str, str]) -> Json:
    return {"provider": _named(facts, "schema:provider")}


_MORE: Mapping[str, Callable[[Facts, Mapping[str, str]], Json]] = {
    "Article": _document,
    "Course": _course,
    "CreativeWork": _document,
    "Dataset": _dataset,
    "Organization": _organisation,
    "Report": _document,
}


def _named(facts: Facts, *properties: str) -> list[Json]:
    terms = facts.values(*properties)[:_MOST]
    return [_thing(facts, one.value) for one in terms if one.kind == "iri"]


def _thing(facts: Facts, iri: str) -> Json:
    return {"@id": iri, "name": facts.name(iri)}


def _texts(facts: Facts, *properties: str) -> list[str]:
    return [one.value for one in facts.values(*properties)][:_MOST]
