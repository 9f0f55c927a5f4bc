"""The catalogue of what is published: the whole graph with its versions, each dataset, the
services.

Data Catalog Vocabulary (DCAT) version 3, W3C Recommendation 2024: sections 6.2 to 6.9 (classes)
and 11.1 (versions). A version of the whole graph is what a release left; its files are the
dumps.
"""

from __future__ import annotations

from urllib.parse import quote

from kg.dumps import dumps
from kg.formats import NQUADS, TRIG, TURTLE, Format
from kg.knowledge_graph import KnowledgeGraph
from kg.stores import Release
from kg.web.discovery.statements import Said, english, moment, plain
from kg.web.discovery.void import whole_graph
from kg.web.headers import LICENCE
from kg.web.listing import rows

_MEDIA = "https://www.iana.org/assignments/media-types/"
_GZIP = f"{_MEDIA}application/gzip"
_ABOUT = (
    "Reviews that are held in the United Kingdom when a child or an adult at risk has died or been "
    "seriously harmed, with the guidance, bodies, courses and learning around them, as linked data."
)
# What a dataset says of itself that a catalogue repeats.
_OWN = ("title", "description", "license", "publisher", "modified", "issued", "conformsTo")
_DATASETS = f"""SELECT DISTINCT ?set ?p ?o {{
    VALUES ?p {{ {" ".join(f"dcterms:{one}" for one in _OWN)} }} ?set a dcat:Dataset ; ?p ?o
    FILTER(STRSTARTS(STR(?set), STR(data:))) }}"""
_SERVICES = {
    "sparql": ("SPARQL endpoint", "https://www.w3.org/TR/sparql11-protocol/"),
    "oai": ("OAI-PMH repository", "https://www.openarchives.org/OAI/openarchivesprotocol.html"),
    "feed.atom": ("Feed of changes", "https://www.rfc-editor.org/info/rfc4287"),
}


def catalogue(kg: KnowledgeGraph, release: int, origin: str) -> frozenset[str]:
    """The catalogue as a release left it, on a server at the address `origin`, as N-Triples."""
    base, said = kg.vocabulary.base, Said(kg.vocabulary)
    releases = [one for one in kg.releases() if one.number <= release]
    whole = whole_graph(base)
    said.of(
        f"{base}catalog",
        a="dcat:Catalog",
        dcterms_title=english("UK Case Reviews"),
        dcterms_description=english(_ABOUT),
        dcterms_license=LICENCE,
        dcterms_publisher=f"{base}id/body/uk-case-reviews",
        dcterms_conformsTo="https://www.w3.org/TR/vocab-dcat-3/",
        foaf_homepage=f"{origin}/",
        dcat_dataset=whole,
        dcat_service=[f"{base}{path}" for path in _SERVICES],
    )
    _services(said, base, origin)
    _whole(said, base, releases)
    for one in releases:
        _version(said, base, one, origin)
    _datasets(said, kg, release, origin)
    return frozenset(said.triples)


def version(base: str, number: int) -> str:
    """The IRI of the whole graph as a release left it."""
    return f"{base}dumps/{number}/"


def _services(said: Said, base: str, origin: str) -> None:
    for path, (title, standard) in _SERVICES.items():
        said.of(
            f"{base}{path}",
            a="dcat:DataService",
            dcterms_title=english(title),
            dcterms_license=LICENCE,
            dcterms_conformsTo=standard,
            dcat_endpointURL=f"{origin}/{path}",
            dcat_endpointDescription=f"{origin}/openapi.json",
            dcat_servesDataset=whole_graph(base),
        )


def _whole(said: Said, base: str, releases: list[Release]) -> None:
    whole = whole_graph(base)
    said.of(
        whole,
        a="dcat:Dataset",
        dcterms_title=english("UK Case Reviews"),
        dcterms_description=english(_ABOUT),
        dcterms_license=LICENCE,
        dcterms_publisher=f"{base}id/body/uk-case-reviews",
        dcterms_conformsTo=f"{base}def/shape/",
        dcat_landingPage=base,
        dcat_hasVersion=[version(base, one.number) for one in releases],
    )
    if releases:
        newest = releases[-1]
        said.of(whole, dcat_hasCurrentVersion=version(base, newest.number))
        said.of(whole, dcterms_issued=moment(releases[0].at), dcterms_modified=moment(newest.at))


def _version(said: Said, base: str, release: Release, origin: str) -> None:
    """What a release left, with its files."""
    name = version(base, release.number)
    said.of(
        name,
        a="dcat:Dataset",
        dcterms_title=english(f"UK Case Reviews, release {release.number}"),
        dcterms_issued=moment(release.at),
        dcterms_license=LICENCE,
        dcat_version=plain(str(release.number)),
        dcat_isVersionOf=whole_graph(base),
        dcat_landingPage=f"{origin}/releases/{release.number}",
        prov_wasGeneratedBy=f"{base}releases/{release.number}",
    )
    if release.parent:
        said.of(name, dcat_previousVersion=version(base, release.parent))
    for form in (NQUADS, TRIG):
        _files(said, name, f"{base}dumps/{release.number}/all.{form.suffix}", form, (base, origin))


def _files(said: Said, dataset: str, name: str, form: Format, places: tuple[str, str]) -> None:
    """A file and its compressed twin, as distributions; `places` are the base and the origin."""
    base, origin = places
    for one in (name, f"{name}.gz"):
        said.of(dataset, dcat_distribution=one)
        said.of(
            one,
            a="dcat:Distribution",
            dcterms_license=LICENCE,
            dcat_accessURL=f"{origin}/{one.removeprefix(base)}",
            dcat_downloadURL=f"{origin}/{one.removeprefix(base)}",
            dcat_mediaType=f"{_MEDIA}{form.media_type}",
        )
    said.of(f"{name}.gz", dcat_compressFormat=_GZIP)


def _datasets(said: Said, kg: KnowledgeGraph, release: int, origin: str) -> None:
    """Each dataset with what it says of itself, and the file of its graph."""
    base = kg.vocabulary.base
    files = {one.graph: one for one in dumps(kg.store.graphs(release=release), base)}
    for row in rows(kg, _DATASETS, release):
        name, value = row["set"].value, row["o"]
        said.of(f"{base}catalog", dcat_dataset=name)
        said.of(name, a="dcat:Dataset", dcterms_isPartOf=whole_graph(base))
        term = value.value if value.kind == "iri" else _literal(value.value, value.language)
        local = row["p"].value.rpartition("/")[2]
        said.of(name, **{f"dcterms_{local}": term})
        if name in files:
            path = f"{base}dumps/{release}/{quote(files[name].name)}"
            _files(said, name, path, TURTLE, (base, origin))


def _literal(text: str, language: str | None) -> str:
    return english(text) if language == "en" else plain(text)
