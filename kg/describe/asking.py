"""The questions behind a description; reads the store."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping

from kg.derive import is_derived
from kg.describe.naming import Name, best_names
from kg.formats import JSON
from kg.rdf import iri, literal, split, term_value
from kg.stores import Store
from kg.vocab import EXTERNAL_PREFIXES, NAMING, Vocabulary

MOST_LINKS = 200  # things that point here, shown of each property
MOST_PARTS = 5000  # statements of the parts of one thing
_SIMILAR = 500  # identifiers that an unknown one is compared with

# Nodes that only make sense inside their owner: the way from a thing to its parts.
PARTS = (
    "crv:reviews|crv:concernsSubject|crv:step|crv:participation|crv:inCapacity"
    "|schema:hasCourseInstance|^crv:reportOf|^openwemi:expresses|^openwemi:instantiates"
    "|^foaf:primaryTopic|^org:member|^org:organization|^crv:respondsTo|^crv:implements"
    "|^crv:statusOf|^prov:agent|^org:originalOrganization|^org:resultingOrganization|prov:used"
    "|prov:wasAssociatedWith|^prov:wasGeneratedBy|^prov:wasInvalidatedBy"
)
# And from a part without a name to what it belongs to.
_OWNERS = (
    "openwemi:expresses|openwemi:instantiates|foaf:primaryTopic|crv:respondsTo|crv:implements"
    "|crv:statusOf|org:member|org:resultingOrganization|^crv:reviews|^crv:concernsSubject"
    "|^crv:step|^crv:participation|^schema:hasCourseInstance|schema:measuredProperty"
)


class Asker:
    """Asks one release of one store, with our prefixes."""

    def __init__(self, store: Store, vocabulary: Vocabulary, release: int, language: str) -> None:
        self._store, self._release, self._language = store, release, language
        self.base = vocabulary.base
        # What names a thing, and what stands in for a name where it has none.
        shape_name = f"{EXTERNAL_PREFIXES['sh']}name"
        description = f"{EXTERNAL_PREFIXES['dcterms']}description"
        self._speaking = (*NAMING, shape_name, vocabulary.term("pseudonym"), description)
        self._prologue = vocabulary.prologue

    def rows(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT, as N-Triples terms by variable."""
        body = self._store.query(self._prologue(query) + query, JSON, release=self._release)
        found = json.loads(body)["results"]["bindings"]
        return [{name: _term(value) for name, value in row.items()} for row in found]

    def is_graph(self, thing: str) -> bool:
        """Whether `thing` names a graph, though nothing is said of it."""
        return bool(self.rows(f"SELECT * {{ GRAPH {thing} {{ ?s ?p ?o }} }} LIMIT 1"))

    def incoming(self, thing: str) -> dict[str, int]:
        """How many things point to `thing`, by property."""
        query = f"""SELECT ?p (COUNT(DISTINCT ?s) AS ?n) {{
            GRAPH ?g {{ ?s ?p {thing} }} FILTER(?s != {thing}) }} GROUP BY ?p"""
        rows = self.rows(query)
        return {row["p"][1:-1]: int(term_value(row["n"]).value) for row in rows}

    def statements(self, thing: str, incoming: Iterable[str]) -> frozenset[str]:
        """The statements of `thing` and of its parts, and those that point to it."""
        linked = (
            f"""UNION {{ SELECT ?g ?s ?p ?o {{
                GRAPH ?g {{ ?s {iri(link)} {thing} }} FILTER(?s != {thing})
                BIND({iri(link)} AS ?p) BIND({thing} AS ?o) }} LIMIT {MOST_LINKS} }}"""
            for link in incoming
        )
        query = f"""SELECT ?g ?s ?p ?o {{
            {{ GRAPH ?g {{ {thing} ?p ?o }} BIND({thing} AS ?s) }}
            UNION {{ SELECT ?g ?s ?p ?o {{
                {thing} ({PARTS})+ ?s . GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {MOST_PARTS} }}
            {" ".join(linked)} }}"""
        rows = self.rows(query)
        return frozenset(f"{row['s']} {row['p']} {row['o']} {row['g']} ." for row in rows)

    def names(self, statements: Iterable[str]) -> dict[str, Name]:
        """The names of the IRIs that the statements mention, as far as they have one."""
        mentioned = {term for one in statements for term in split(one) if term.startswith("<")}
        # A derived graph has no name of its own; that of the graph beside it will do.
        mentioned |= {iri(derived_from(one[1:-1])) for one in mentioned if is_derived(one[1:-1])}
        # FILTER … IN and not VALUES: the engine then looks names up instead of reading them all.
        things = f"VALUES ?thing {{ {' '.join(sorted(mentioned))} }}"
        speaking = ", ".join(map(iri, self._speaking))
        own = f"<{self.base}id/"
        parts = " ".join(sorted(term for term in mentioned if term.startswith(own)))
        query = f"""SELECT ?thing ?p ?text ?said {{
            {{ {things} ?thing ?p ?text FILTER(?p IN ({speaking})) BIND("own" AS ?said) }}
            UNION {{ {things} ?thing a ?p . ?p rdfs:label ?text BIND("kind" AS ?said) }}
            UNION {{ VALUES ?thing {{ {parts} }} ?thing ({_OWNERS})+ ?p .
                ?p ?q ?text FILTER(?q IN ({speaking})) BIND("owner" AS ?said) }} }}"""
        return best_names(self.rows(query), self._speaking, self._language)

    def similar(self, name: str) -> list[str]:
        """Known IRIs of the same kind whose keys look like that of `name`."""
        cut = name.rfind("/") + 1
        start = name[: cut + 1]
        query = f"""SELECT DISTINCT ?s {{ ?s a ?type
            FILTER(STRSTARTS(STR(?s), {literal(start)})) }} LIMIT {_SIMILAR}"""
        keys = [row["s"][1:-1][cut:] for row in self.rows(query)]
        near = difflib.get_close_matches(name[cut:], keys, n=5, cutoff=0.5)
        return [name[:cut] + key for key in near]


def derived_from(graph: str) -> str:
    """The graph that a derived graph was worked out from."""
    return graph.rpartition("/")[0]


def _term(value: Mapping[str, str]) -> str:
    """A term of SPARQL 1.1 Query Results JSON in N-Triples form."""
    if value["type"] == "uri":
        return iri(value["value"])
    language, datatype = value.get("xml:lang"), value.get("datatype")
    return literal(value["value"], language=language, datatype=datatype)
