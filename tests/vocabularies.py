"""The terms that other people's vocabularies have, so that a misspelt one is caught. Reads no file.

Most lists come with rdflib. The others are copied by hand from the published vocabularies: whole
where they are short, else the terms that are used here.
"""

from __future__ import annotations

from collections.abc import Container

from rdflib import OWL, RDF, RDFS, SH, SKOS, XSD
from rdflib.namespace import DCAT, DCTERMS, FOAF, GEO, ORG, PROF, PROV, SDO, VANN

from kg.content import CANONICAL_BASE

_SCHEMA = "https://schema.org/"
_BY_HAND = {
    "http://data.europa.eu/eli/ontology#": "LegalResource based_on",
    "http://iflastandards.info/ns/lrm/lrmoo/": "F1_Work F2_Expression F5_Item",
    "http://purl.org/coar/access_right/": "c_14cb c_16ec c_abf2 c_f1cf",
    "http://purl.org/coar/resource_type/": "c_18ws",
    "http://purl.org/spar/fabio/": "ReportDocument",
    "http://purl.org/vocab/bio/0.1/": "birth child date death father mother parent place",
    "http://purl.org/vocab/relationship/": (
        "ancestorOf childOf descendantOf grandchildOf grandparentOf parentOf siblingOf spouseOf"
    ),
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "alt lat lat_long location long",
    "http://www.w3.org/2003/06/sw-vocab-status/ns#": "moreinfo term_status userdocs",
    "http://www.w3.org/2006/vcard/ns#": (
        "adr bday hasAddress hasGender hasGeo postal-code street-address"
    ),
    "http://www.w3.org/ns/locn#": "address geometry location",
    "http://www.w3.org/ns/person#": "birthName citizenship residency",
    "http://www.wikidata.org/prop/direct/": "P21 P569 P570",
    "https://ns.dublincore.org/openwemi/": (
        "Endeavor Expression Item Manifestation Work commonEndeavor commonExpression commonItem "
        "commonManifestation commonWork expressedBy expresses instantiatedBy instantiates "
        "manifestedBy manifests relatedExpression relatedItem relatedManifestation relatedWork"
    ),
    "https://www.w3.org/ns/activitystreams#": "Tombstone deleted formerType",
}
_LISTS: dict[str, Container[str]] = {
    str(one): one
    for one in (DCAT, DCTERMS, FOAF, GEO, ORG, OWL, PROF, PROV, RDF, RDFS, SH, SKOS, VANN, XSD)
}
_LISTS |= {name: frozenset(terms.split()) for name, terms in _BY_HAND.items()}
# The old spelling of schema.org has the same terms.
_LISTS |= {_SCHEMA: SDO, "http://schema.org/": SDO}
# rdflib lists DCAT 2. No published list has the last one, and some people use it all the same,
# which a privacy rule has to know.
_BESIDE = {"http://www.w3.org/ns/dcat#resource", "http://www.w3.org/ns/person#gender"}


def namespace_of(term: str) -> str:
    """A term without its last part."""
    return str(term)[: max(term.rfind("/"), term.rfind("#")) + 1]


def has_list(term: str) -> bool:
    """Whether the terms of its vocabulary are known."""
    return namespace_of(term) in _LISTS


def is_real(term: str) -> bool:
    """Whether its vocabulary has the term, or it is the vocabulary itself."""
    name = term.removeprefix(namespace_of(term))
    return not name or name in _LISTS[namespace_of(term)] or str(term) in _BESIDE


def is_foreign(term: str) -> bool:
    """Whether a term is from another vocabulary than ours."""
    return not term.startswith(CANONICAL_BASE)
