"""SHACL constraints, paths and targets in plain English; pure.

SHACL (2017), sections 2 to 5. Terms stand as prefixed names, which pages turn into links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from kg.rdf import term_value
from kg.reference.index import Index

DATATYPES = {
    "rdf:langString": "text with a language tag",
    "xsd:anyURI": "a web address as text (xsd:anyURI)",
    "xsd:boolean": "true or false",
    "xsd:date": "a day (xsd:date)",
    "xsd:dateTime": "a moment (xsd:dateTime)",
    "xsd:decimal": "a number",
    "xsd:duration": "a length of time (xsd:duration)",
    "xsd:gYear": "a year (xsd:gYear)",
    "xsd:gYearMonth": "a month (xsd:gYearMonth)",
    "xsd:integer": "a whole number",
    "xsd:string": "plain text without a language tag",
}
LANGUAGES = {"cy": "Welsh", "en": "English", "ga": "Irish", "gd": "Scottish Gaelic"}
NODE_KINDS = {"sh:IRI": "a link", "sh:Literal": "text, a number or a date"}
# What a shape is called: sh:name is for property shapes alone (SHACL, section 2.3.2).
NAME = ("sh:name", "rdfs:label")
# A pattern that says of which kinds of thing the identifier is.
_IDENTIFIER = re.compile(r"/id/[(]*([a-z-]+(?:[|][a-z-]+)*)[)]*/.*\$")
# Datatypes that SHACL engines take no look into (SHACL, section 4.1.2), so that a pattern stands
# beside each, which says no more than its name.
_CALENDAR = frozenset({"xsd:gYear", "xsd:gYearMonth"})
# What several alternatives may begin with, and need say but once.
_LEADS = ("a concept from the list ", "described as ", "a link to ", "with ", "without ")


def any_of(alternatives: Iterable[str]) -> str:
    """Alternatives, as a sentence has them."""
    found = list(dict.fromkeys(alternatives))
    lead = next((one for one in _LEADS if all(word.startswith(one) for word in found)), "")
    *first, last = (word.removeprefix(lead) for word in found)
    return lead + (f"{', '.join(first)} or {last}" if first else last)


def count(least: int | None, most: int | None) -> str:
    """How often a property may be given."""
    if most == 0:
        return "never"
    if least:
        return (
            "exactly one"
            if (least, most) == (1, 1)
            else "one or more"
            if least == 1
            else (f"at least {least}")
        )
    return "optional, at most one" if most == 1 else "optional"


def path(index: Index, node: str) -> str:
    """A property path as SPARQL writes it, with words around what is turned round."""
    if items := index.items(node, "sh:alternativePath"):
        return any_of(path(index, item[1:-1]) for item in items)
    if inverse := index.links(node, "sh:inversePath"):
        return f"^{path(index, inverse[0])}"
    return index.vocabulary.shorten(node)


def path_properties(index: Index, node: str) -> tuple[str, ...]:
    """The IRIs of the properties in a path."""
    inside = [item[1:-1] for item in index.items(node, "sh:alternativePath")]
    inside += index.links(node, "sh:inversePath")
    return tuple(one for part in inside for one in path_properties(index, part)) or (node,)


def targets(index: Index, shape: str) -> list[str]:
    """What a shape looks at."""
    short = index.vocabulary.shorten
    said = (
        ("sh:targetClass", "every {}"),
        ("sh:targetSubjectsOf", "everything that has {}"),
        ("sh:targetObjectsOf", "every value of {}"),
    )
    return [
        sentence.format(any_of(map(short, found)))
        for name, sentence in said
        if (found := index.links(shape, name))
    ]


def wants(index: Index, shape: str) -> tuple[str, ...]:
    """What a shape wants of a value or a node, a phrase for each constraint."""
    found = [phrase for say in _PHRASES for phrase in say(index, shape)]
    return exact(found)


def exact(phrases: Iterable[str]) -> tuple[str, ...]:
    """The phrases once each, without those that another one says more exactly."""
    found = tuple(dict.fromkeys(phrases))
    is_link = any(one.startswith(("a concept", "described as", "a link to")) for one in found)
    return tuple(
        one
        for one in found
        if not (is_link and one == "a link")
        and not any(one.startswith(f"{other} or ") for other in found)
    )


def _datatypes(index: Index, shape: str) -> list[str]:
    return [_datatype(index, one) for one in index.links(shape, "sh:datatype")]


def _datatype(index: Index, iri: str) -> str:
    short = index.vocabulary.shorten(iri)
    return DATATYPES.get(short, short)


def _languages(index: Index, shape: str) -> list[str]:
    tags = [term_value(one).value for one in index.items(shape, "sh:languageIn")]
    found = [f"in {any_of(LANGUAGES.get(tag, tag) for tag in tags)}"] if tags else []
    return [*found, "once for each language"] if index.is_true(shape, "sh:uniqueLang") else found


def _node_kinds(index: Index, shape: str) -> list[str]:
    kinds = map(index.vocabulary.shorten, index.links(shape, "sh:nodeKind"))
    return [NODE_KINDS.get(kind, kind) for kind in kinds]


def _patterns(index: Index, shape: str) -> list[str]:
    if _CALENDAR.intersection(map(index.vocabulary.shorten, index.links(shape, "sh:datatype"))):
        return []
    called = index.text(shape, *NAME)
    return [_pattern(one, called) for one in index.texts(shape, "sh:pattern")]


def _pattern(pattern: str, called: str) -> str:
    """What a pattern asks for; where that is too intricate to say, what the rule is called."""
    if kinds := _IDENTIFIER.fullmatch(pattern):
        return any_of(f"a link to {_a(kind.replace('-', ' '))}" for kind in kinds[1].split("|"))
    if pattern.startswith("/"):
        return "an address under " + re.split(r"[(\[]", pattern[1:])[0]
    return "a web address" if pattern == "^https?://" else called or f"of the form {pattern}"


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeio" else f"a {noun}"


def _classes(index: Index, shape: str) -> list[str]:
    return [
        f"described as {index.vocabulary.shorten(one)}" for one in index.links(shape, "sh:class")
    ]


def _bounds(index: Index, shape: str) -> list[str]:
    return [f"{least} or more" for least in index.texts(shape, "sh:minInclusive")]


def _listed(index: Index, shape: str) -> list[str]:
    values = index.items(shape, "sh:in") + index.values(shape, "sh:hasValue")
    return [any_of(_value(index, one) for one in values)] if values else []


def _value(index: Index, term: str) -> str:
    said = term_value(term)
    if said.kind == "iri":
        return index.vocabulary.shorten(said.value)
    # The two spellings of true.
    return "true" if (said.datatype or "").endswith("boolean") else said.value


def _closed(index: Index, shape: str) -> list[str]:
    if not index.is_true(shape, "sh:closed"):
        return []
    allowed = [item[1:-1] for item in index.items(shape, "sh:ignoredProperties")]
    allowed += [one for part in index.links(shape, "sh:property") for one in _paths(index, part)]
    names = sorted(set(map(index.vocabulary.shorten, allowed)) - {"rdf:type"})
    return [f"no other properties than {', '.join(names)}"]


def _paths(index: Index, shape: str) -> list[str]:
    return [one for node in index.links(shape, "sh:path") for one in path_properties(index, node)]


def _alternatives(index: Index, shape: str) -> list[str]:
    said = (("sh:or", ""), ("sh:xone", "just one of these: "))
    return [
        lead + any_of(_nested(index, one) for one in found)
        for name, lead in said
        if (found := [one[1:-1] for one in index.items(shape, name) if not _any_text(index, one)])
    ]


def _any_text(index: Index, alternative: str) -> bool:
    """Whether an alternative lets any literal pass, which is for another rule to judge."""
    kinds = index.links(alternative[1:-1], "sh:nodeKind")
    return kinds == (index.full("sh:Literal"),)


def _negated(index: Index, shape: str) -> list[str]:
    return [
        index.text(shape, *NAME)
        if index.values(one, "sh:pattern")
        else f"not {_nested(index, one)}"
        for one in index.links(shape, "sh:not")
    ]


def patterns(index: Index, shape: str) -> tuple[str, ...]:
    """The regular expressions of a shape, those that must not match included."""
    looking = (shape, *index.links(shape, "sh:not"))
    return tuple(one for node in looking for one in index.texts(node, "sh:pattern"))


def _named(index: Index, shape: str) -> list[str]:
    return [_nested(index, one) for one in index.links(shape, "sh:node")]


def _nested(index: Index, shape: str) -> str:
    """A shape inside another: one that has a name is called by it."""
    if scheme := _scheme(index, shape):
        return (
            f"a concept from the list {index.called(scheme)} ({index.vocabulary.shorten(scheme)})"
        )
    if name := index.text(shape, *NAME):
        return f"kept by the rules of {name.lower()}"
    inside = [_having(index, one) for one in index.links(shape, "sh:property")]
    return " and ".join([*wants(index, shape), *inside])


def _scheme(index: Index, shape: str) -> str:
    """The scheme that a shape asks its node to be in."""
    for one in index.links(shape, "sh:property"):
        if index.links(one, "sh:path") == (index.full("skos:inScheme"),):
            return index.links(one, "sh:hasValue")[0]
    return ""


def schemes(index: Index, shape: str) -> tuple[str, ...]:
    """The schemes that the values of a property shape come from."""
    inside = list(index.links(shape, "sh:node"))
    inside += [item[1:-1] for item in index.items(shape, "sh:or")]
    return tuple(scheme for one in inside if (scheme := _scheme(index, one)))


def _having(index: Index, shape: str) -> str:
    """A property shape inside another shape."""
    name = " ".join(path(index, one) for one in index.links(shape, "sh:path"))
    if index.number(shape, "sh:maxCount") == 0:
        return f"without {name}"
    phrases = wants(index, shape)
    return f"with {name}" + (f" ({', '.join(phrases)})" if phrases else "")


_PHRASES: tuple[Callable[[Index, str], list[str]], ...] = (
    _datatypes,
    _languages,
    _node_kinds,
    _patterns,
    _classes,
    _named,
    _bounds,
    _listed,
    _alternatives,
    _negated,
    _closed,
)
