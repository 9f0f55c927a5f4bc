"""What a release says in words: the names and descriptions of everything in it; reads the store."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kg.errors import AnswerTooLarge
from kg.rdf import iri, term_value
from kg.stores import Store
from kg.stores.rows import batches, rows
from kg.vocab import EXTERNAL_PREFIXES, NAMING, Vocabulary

_X = EXTERNAL_PREFIXES
_TYPE = f"{_X['rdf']}type"
OTHER_NAMES = tuple(
    _X[prefix] + name
    for prefix, name in (
        ("skos", "altLabel"),
        ("skos", "hiddenLabel"),
        ("skos", "notation"),
        ("dcterms", "alternative"),
        ("dcterms", "identifier"),
        ("schema", "alternateName"),
        ("schema", "isbn"),
    )
)
_KEYWORDS = (f"{_X['dcat']}keyword",)
_ABOUT = tuple(
    _X[prefix] + name
    for prefix, name in (
        ("dcterms", "description"),
        ("skos", "definition"),
        ("skos", "scopeNote"),
        ("rdfs", "comment"),
        ("org", "purpose"),
    )
)
_OWN_NAMES, _OWN_ABOUT = ("pseudonym", "legalCitation"), ("areaName", "roleTitle")
_PART = 100_000  # rows that one query gives at most, roughly, so that none is long
_DIGITS = "0123456789abcdef"
_FINEST = 4  # digits: where a part is as small as that, its texts are that large


class Said(NamedTuple):
    """One text: the property that gives it, as an IRI, the words, their language tag."""

    property: str
    text: str
    language: str | None


class Document(NamedTuple):
    """What is said of one thing: its types, as IRIs, and its texts."""

    iri: str
    types: tuple[str, ...]
    said: tuple[Said, ...]

    def digest(self) -> bytes:
        """The same for the same words."""
        return hashlib.blake2b(repr(self[1:]).encode(), digest_size=16).digest()


class Roles(NamedTuple):
    """Which properties give names, other names, keywords and descriptions."""

    names: tuple[str, ...]
    others: tuple[str, ...]
    keywords: tuple[str, ...]
    about: tuple[str, ...]

    @property
    def every(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.names, *self.others, *self.keywords, *self.about)


def roles(vocabulary: Vocabulary) -> Roles:
    """The properties that are searched."""
    return Roles(
        NAMING,
        (*OTHER_NAMES, *map(vocabulary.term, _OWN_NAMES)),
        _KEYWORDS,
        (*_ABOUT, *map(vocabulary.term, _OWN_ABOUT)),
    )


def documents(store: Store, vocabulary: Vocabulary, release: int) -> Iterator[Document]:
    """Everything in a release that has a name or a description, and an IRI that lasts. Raises as
    Store.query.
    """
    genid = f"<{vocabulary.base}.well-known/"
    said: dict[str, list[Said]] = defaultdict(list)
    for name in roles(vocabulary).every:
        for subject, value in _pairs(store, name, release):
            if not subject.startswith(genid):
                term = _literal(value)
                said[subject].append(Said(name, term.text, term.language))
    types = _types(store, release, said)
    for subject in sorted(said):
        texts = tuple(sorted(said[subject], key=repr))
        yield Document(subject[1:-1], tuple(sorted(types[subject])), texts)


def _types(store: Store, release: int, known: Iterable[str]) -> Mapping[str, set[str]]:
    types: dict[str, set[str]] = defaultdict(set)
    for block in batches(name[1:-1] for name in known):
        query = f"SELECT ?s ?o {{ VALUES ?s {{ {block} }} ?s {iri(_TYPE)} ?o FILTER(isIRI(?o)) }}"
        for row in rows(store, query, release):
            types[row["s"]].add(row["o"][1:-1])
    return types


def _pairs(store: Store, name: str, release: int) -> Iterator[tuple[str, str]]:
    """The things and the texts of a property, in parts that take a query little time each."""
    pattern = f"?s {iri(name)} ?o FILTER(isIRI(?s) && isLiteral(?o))"
    (counted,) = rows(store, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", release)
    count = int(counted["n"].split('"')[1])
    waiting = _parts(count)
    while waiting:
        part = waiting.pop()
        narrow = f'FILTER(STRSTARTS(MD5(STR(?s)), "{part}"))' if part else ""
        try:
            found = rows(store, f"SELECT ?s ?o {{ {pattern} {narrow} }}", release)
        except AnswerTooLarge:
            if len(part) == _FINEST:
                raise
            waiting += [part + digit for digit in _DIGITS]
        else:
            yield from ((row["s"], row["o"]) for row in found)


def _parts(count: int) -> list[str]:
    """The beginnings of hexadecimal digests that cut `count` things in parts."""
    parts = [""]
    while count > _PART:
        parts = [part + digit for part in parts for digit in _DIGITS]
        count //= len(_DIGITS)
    return parts


class _Literal(NamedTuple):
    text: str
    language: str | None


def _literal(value: str) -> _Literal:
    """An N-Triples literal; the common ones, without escapes, are read without a parser."""
    end = value.rindex('"')
    if "\\" not in value:
        tail = value[end + 1 :]
        return _Literal(value[1:end], tail[1:] if tail.startswith("@") else None)
    term = term_value(value)
    return _Literal(term.value, term.language)
