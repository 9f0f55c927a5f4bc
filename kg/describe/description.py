"""What the graph says of one thing, its parts and its neighbours' names; reads the store.

Three SELECTs: how many things point here, by property; the statements; the names of everything that
they mention. HTML and every RDF syntax are written from the same Description.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.derive import is_derived
from kg.describe.asking import MOST_LINKS, MOST_PARTS, Asker, derived_from
from kg.describe.naming import Name
from kg.errors import Gone, NotFound
from kg.rdf import iri, literal, split, term_value
from kg.stores import Store
from kg.stores.steady import steady
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

_TYPE = f"{EXTERNAL_PREFIXES['rdf']}type"
_TOMBSTONE = f"<{EXTERNAL_PREFIXES['as']}Tombstone>"
_REPLACED_BY = f"<{EXTERNAL_PREFIXES['dcterms']}isReplacedBy>"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


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
    ask = Asker(store, vocabulary, number, language)
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
    ask, thing = Asker(store, vocabulary, release, "en"), iri(name)
    statements = ask.statements(thing, incoming := ask.incoming(thing))
    whole = len(statements) < MOST_PARTS and max(incoming.values(), default=0) <= MOST_LINKS
    described = any(one.startswith(f"{thing} ") for one in statements)
    return Said(statements if described else frozenset(), whole)


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


def _not_found(name: str, ask: Asker) -> NotFound:
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
