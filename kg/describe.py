"""What the graph says of one thing, its parts and its neighbours' names; reads the store. Three
SELECTs: how many things point here, by property; the statements; the names of everything that
they mention. HTML and every RDF syntax are written from the same Description.
"""

from __future__ import annotations

import difflib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.derive import is_derived
from kg.errors import Gone, NotFound
from kg.formats import JSON
from kg.rdf import iri, literal, split, term_value
from kg.stores import Store
from kg.stores.steady import steady
from kg.vocab import EXTERNAL_PREFIXES, NAMING, Vocabulary

MOST_LINKS = 200  # things that point here, shown of each property
MOST_PARTS = 5000  # statements of the parts of one thing
_SIMILAR = 500  # identifiers that an unknown one is compared with

_TYPE = f"{EXTERNAL_PREFIXES['rdf']}type"
_TOMBSTONE = f"<{EXTERNAL_PREFIXES['as']}Tombstone>"
_REPLACED_BY = f"<{EXTERNAL_PREFIXES['dcterms']}isReplacedBy>"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"

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


class Name(NamedTuple):
    """What a thing is called, in which language (None: not said), and what kind of thing it is.

    `own` is false where the name is that of the thing it belongs to.
    """

    text: str
    language: str | None = None
    kind: str = ""
    own: bool = True


@dataclass(frozen=True)
class Description:
    """What release `release` says of `iri`.

    `statements` are canonical N-Quads lines: of the thing, of its parts, and those that point to
    it. `page` are N-Triples about the description itself. `incoming` counts the things that point
    here by property; at most MOST_LINKS of each are among the statements. `names` covers every IRI
    mentioned, as far as it has one.
    """

    iri: str
    release: int
    statements: frozenset[str]
    page: frozenset[str]
    incoming: Mapping[str, int]
    names: Mapping[str, Name] = field(repr=False)

    @property
    def triples(self) -> frozenset[str]:
        """Everything as canonical N-Triples lines."""
        return frozenset(f"{one.rsplit(' ', 2)[0]} ." for one in self.statements) | self.page

    @property
    def graphs(self) -> list[str]:
        """The IRIs of the graphs that the statements are in."""
        return sorted({split(statement)[3][1:-1] for statement in self.statements})


def describe(
    store: Store,
    vocabulary: Vocabulary,
    name: str,
    release: int | None = None,
    language: str = "en",
) -> Description:
    """What the graph says of the thing with the IRI `name`; of a graph that nothing describes, that
    it is one. Names are in `language` (BCP 47), as far as there are any, or else in English.

    Raises NotFound, with the nearest known IRIs in `similar`; Gone for a tombstone, with its
    N-Triples lines in `tombstone` and, where the identifier was merged, `replaced_by`.
    """
    if release is not None:
        return _described(store, vocabulary, name, release, language)
    return steady(lambda: _described(store, vocabulary, name, store.current(), language))


def _described(
    store: Store, vocabulary: Vocabulary, name: str, number: int, language: str
) -> Description:
    ask = _Asker(store, vocabulary, number, language)
    try:
        thing = iri(name)
    except ValueError:
        raise NotFound(f"{name[:200]!r} is not an IRI, so nothing is called that.") from None
    incoming = ask.incoming(thing)
    statements = ask.statements(thing, incoming)
    own = {one for one in statements if one.startswith(f"{thing} ")}
    if not own and not ask.is_graph(thing):
        raise _not_found(name, ask)
    _refuse_tombstone(name, own)
    page = _page(vocabulary, name, statements, incoming)
    return Description(name, number, statements, page, incoming, ask.names(statements))


class Said(NamedTuple):
    """The statements of a description; `whole` is false where it does not list all there are."""

    statements: frozenset[str]
    whole: bool


def said_of(store: Store, vocabulary: Vocabulary, name: str, release: int) -> Said:
    """The statements of the description of `name`, none where nothing describes it. Raises
    NotFound for an unknown release, ValueError where `name` is no IRI.
    """
    ask, thing = _Asker(store, vocabulary, release, "en"), iri(name)
    statements = ask.statements(thing, incoming := ask.incoming(thing))
    whole = len(statements) < MOST_PARTS and max(incoming.values(), default=0) <= MOST_LINKS
    described = any(one.startswith(f"{thing} ") for one in statements)
    return Said(statements if described else frozenset(), whole)


class _Asker:
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
        return _best_names(self.rows(query), self._speaking, self._language)

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


def _best_names(
    rows: Iterable[Mapping[str, str]], order: Sequence[str], language: str
) -> dict[str, Name]:
    """The most telling name of each thing, in `language` and else in English, its owner's where it
    has none.
    """
    found: dict[str, dict[str, list[tuple[int, Name]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        said, text = term_value(row["said"]).value, term_value(row["text"])
        rank = order.index(row["p"][1:-1]) if said == "own" else 0
        foreign = _foreignness(text.language, language)
        name = Name(text.value, text.language, own=said != "owner")
        found[row["thing"][1:-1]][said].append((rank * 3 + foreign, name))
    return {thing: _one_name(by) for thing, by in found.items()}


def _foreignness(spoken: str | None, wanted: str) -> int:
    """0 for the language that is wanted, 1 for English or where none is said, 2 for any other."""
    if spoken and spoken.partition("-")[0] == wanted:
        return 0
    return 1 if spoken is None or spoken.startswith("en") else 2


def _one_name(by: Mapping[str, list[tuple[int, Name]]]) -> Name:
    kinds = sorted({name.text for _, name in by.get("kind", ())})
    named = by.get("own") or by.get("owner") or [(0, Name(""))]
    return min(named)[1]._replace(kind=", ".join(kinds))


def _refuse_tombstone(name: str, own: Iterable[str]) -> None:
    """Raises Gone if the statements say that the identifier was withdrawn or merged."""
    said = [split(one) for one in own]
    if (f"<{_TYPE}>", _TOMBSTONE) not in {(predicate, value) for _, predicate, value, _ in said}:
        return
    instead = sorted(value[1:-1] for _, predicate, value, _ in said if predicate == _REPLACED_BY)
    tombstone = frozenset(f"{s} {p} {o} ." for s, p, o, _ in said)
    if instead:
        raise Gone(
            f"The identifier <{name}> was merged into another: use <{instead[0]}>.",
            tombstone=tombstone,
            replaced_by=instead[0],
        )
    told = {predicate.strip("<>").rpartition("/")[2]: value for _, predicate, value, _ in said}
    when = term_value(told.get("activitystreams#deleted", '""')).value[:10]
    why = told.get("removalReason", "").strip("<>").rpartition("/")[2].replace("-", " ")
    raise Gone(
        f"The identifier <{name}> was withdrawn{f' on {when}' if when else ''}"
        f"{f' ({why})' if why else ''}. It will not be used again.",
        tombstone=tombstone,
    )


def _not_found(name: str, ask: _Asker) -> NotFound:
    ours = name.startswith(ask.base)
    similar = ask.similar(name) if ours else []
    hint = f" The nearest that there is: {', '.join(f'<{one}>' for one in similar)}."
    return NotFound(
        f"Nothing is known here of <{name[:200]}>.{hint if similar else ''}", similar=similar
    )


def _page(
    vocabulary: Vocabulary, name: str, statements: Iterable[str], incoming: Mapping[str, int]
) -> frozenset[str]:
    """What is said of the description itself: topic, licence, sources, and what is left out."""
    things = f"{vocabulary.base}id/"
    page = iri(name)
    terms = EXTERNAL_PREFIXES
    said = set()
    if is_derived(name):
        said.add(f"{page} <{terms['prov']}wasDerivedFrom> {iri(derived_from(name))} .")
    if name.startswith(things):
        page = iri(f"{vocabulary.base}doc/{name.removeprefix(things)}")
        said |= {
            f"{page} <{_TYPE}> <{terms['foaf']}Document> .",
            f"{page} <{terms['foaf']}primaryTopic> {iri(name)} .",
            f"{page} <{terms['dcterms']}license> <{_LICENCE}> .",
        }
        graphs = {split(statement)[3] for statement in statements}
        said |= {f"{page} <{terms['dcterms']}source> {graph} ." for graph in graphs}
    for note in _left_out(name, len(frozenset(statements)), incoming):
        said.add(f"{page} <{terms['rdfs']}comment> {literal(note, language='en')} .")
    return frozenset(said)


def _left_out(name: str, size: int, incoming: Mapping[str, int]) -> Iterator[str]:
    """Sentences that say what a description does not list, and how to get it."""
    for link, count in incoming.items():
        if count > MOST_LINKS:
            yield (
                f"Only {MOST_LINKS} of the {count} things that point here by <{link}> are listed. "
                f"All of them: SELECT ?thing {{ ?thing <{link}> <{name}> }}"
            )
    if size >= MOST_PARTS:
        yield "This thing has more parts than are listed here. Ask for them in SPARQL."
