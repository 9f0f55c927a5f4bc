"""Marks the values of JSON-LD, and knows the path of each; pure.

JSON-LD 1.1. Keys, types and contexts carry no marks, as the engine must look them up: what it makes
of them is placed by the object that they stand in.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.rdf.parse import Syntax, parse
from kg.rdf.positions.marks import Marks
from kg.rdf.positions.places import Marked, Row

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]+')
_NAME = re.compile(r"[\w@:-]+")
_XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
# The keywords whose strings stand for a term of a statement, or hold what does.
_SPEAKING = {"@id", "@value", "@graph", "@list", "@set", "@included", "@reverse", "@nest"}
# The keywords of an object that is only a way of writing the value of a property.
_WRAPPING = {"@id", "@value", "@list", "@set"}


class _Object(NamedTuple):
    """A JSON object: where it begins, its path, and the key that it stands under."""

    start: int
    path: str
    parent: _Object | None
    key: str
    key_at: int


class _Leaf(NamedTuple):
    """A string, number or boolean: where it stands, and the object and key that hold it."""

    at: int
    raw: str
    path: str
    holder: _Object
    key: str
    key_at: int


@dataclass
class _Level:
    """An open bracket while the text is read."""

    holder: _Object
    path: str
    key: str
    key_at: int
    index: int | None = None  # in an array: the place of the next value
    awaits_key: bool = False

    def step(self) -> str:
        """The path of the next value."""
        if self.index is not None:
            return f"{self.path}[{self.index}]"
        plain = _NAME.fullmatch(self.key)
        return f"{self.path}.{self.key}" if plain else f"{self.path}[{json.dumps(self.key)}]"


@dataclass
class Outline:
    """The leaves of a text by their offset, its paths, and what a context calls the keywords."""

    leaves: dict[int, _Leaf] = field(default_factory=dict)
    paths: dict[int, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    types: dict[int, list[_Leaf]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[int, int] = field(default_factory=dict)  # offset of an @id → its object

    def keyword(self, key: str) -> str:
        """The keyword that a key stands for, or the key."""
        return self.aliases.get(key, key)

    def property_of(self, leaf: _Leaf) -> tuple[int, int]:
        """The object that a leaf says something about, and the key of the property."""
        holder, key, key_at = leaf.holder, leaf.key, leaf.key_at
        while self.keyword(key) in _WRAPPING and holder.parent:
            holder, key, key_at = holder.parent, holder.key, holder.key_at
        while self.keyword(holder.key) in {"@reverse", "@nest"} and holder.parent:
            holder = holder.parent
        return holder.start, key_at

    def complete(self, row: Row) -> Row:
        """The row with what is known of its terms without a mark."""
        subject, predicate, value = row.offsets
        if row.terms[1] == RDF_TYPE and value is None and subject is not None:
            leaf = self._type(self.ids.get(subject, subject), row.terms[2])
            if leaf:
                return Row(row.graph, row.terms, (subject, leaf.key_at, leaf.at))
        said = self.leaves.get(-1 if value is None else value)
        if said is None:
            return row
        about, key_at = self._property(said, subject)
        offsets = (
            about if subject is None else subject,
            key_at if predicate is None else predicate,
            value,
        )
        terms = (row.terms[0], row.terms[1], _as_read(row.terms[2], said.raw))
        return Row(row.graph, terms, offsets)

    def _property(self, said: _Leaf, subject: int | None) -> tuple[int, int]:
        """The object that says a value, and its key; under @reverse, those of the subject."""
        about, key_at = self.property_of(said)
        speaker = self.leaves.get(-1 if subject is None else subject)
        if speaker and about != speaker.holder.start:
            turned, turned_key_at = self.property_of(speaker)
            if turned == said.holder.start:
                return speaker.at, turned_key_at
        return about, key_at

    def _type(self, start: int, iri: str) -> _Leaf | None:
        """The leaf under @type of an object that says this class."""
        said = self.types.get(start, [])
        fitting = (leaf for leaf in said if iri[1:-1].endswith(_last_part(leaf.raw)))
        return next(fitting, said[0] if said else None)


def mark_json(text: str, marks: Marks) -> Marked:
    """`text` with its values marked."""
    outline = Outline()
    leaves = list(_leaves(text, outline))
    pieces: list[str] = []
    done = 0
    for leaf in leaves:
        keyword = outline.keyword(leaf.key)
        if keyword == "@type":
            outline.types[leaf.holder.start].append(leaf)
        elif not keyword.startswith("@") or keyword in _SPEAKING:
            if leaf.raw != "null":
                outline.leaves[leaf.at] = leaf
                pieces += (text[done : leaf.at], _mark(leaf, keyword, marks))
                done = leaf.at + len(leaf.raw)
            if keyword == "@id":
                outline.ids[leaf.at] = leaf.holder.start
    return Marked("".join([*pieces, text[done:]]), outline.complete, paths=outline.paths)


def _mark(leaf: _Leaf, keyword: str, marks: Marks) -> str:
    if not leaf.raw.startswith('"'):
        return f'"{leaf.raw}{marks.plain(leaf.at)}"'
    if keyword == "@id" and (":" not in leaf.raw or "://" in leaf.raw):  # no compact IRI or label
        return f'{leaf.raw[:-1]}{marks.fragment(leaf.at, leaf.raw)}"'
    return f'{leaf.raw[:-1]}{marks.plain(leaf.at)}"'


def _leaves(text: str, outline: Outline) -> Iterator[_Leaf]:
    """The leaves outside contexts, in the order of the text; notes paths and aliases on the way."""
    root = _Object(0, "$", None, "", 0)
    levels = [_Level(root, "$", "", 0, index=None)]
    context: int | None = None  # the level at which a context began
    for token in _TOKEN.finditer(text):
        said, level = token.group(), levels[-1]
        if said in "{[":
            path = level.step() if len(levels) > 1 else "$"
            outline.paths[token.start()] = path
            if said == "{":
                holder = _Object(token.start(), path, level.holder, level.key, level.key_at)
                outline.leaves[holder.start] = _Leaf(
                    holder.start, said, path, level.holder, level.key, level.key_at
                )
                levels.append(_Level(holder, path, "", token.start(), awaits_key=True))
            else:
                levels.append(_Level(level.holder, path, level.key, level.key_at, index=0))
            if level.key == "@context" and context is None:
                context = len(levels)
        elif said in "}]":
            context = None if context == len(levels) else context
            levels.pop()
        elif said == ",":
            level.awaits_key = level.index is None
            level.index = None if level.index is None else level.index + 1
        elif said == ":":
            level.awaits_key = False
        elif level.awaits_key:
            level.key, level.key_at = json.loads(said), token.start()
            outline.paths[token.start()] = level.step()
        elif context is not None or level.key == "@context":
            if said.startswith('"@'):
                _note_alias(level, said, outline)
        else:
            outline.paths[token.start()] = level.step()
            yield _Leaf(token.start(), said, level.step(), level.holder, level.key, level.key_at)


def _note_alias(level: _Level, said: str, outline: Outline) -> None:
    """In a context, `"id": "@id"` and `"id": {"@id": "@id"}` give a keyword another name."""
    name = level.holder.key if level.key == "@id" else level.key
    if level.key == "@id" or not level.key.startswith("@"):
        outline.aliases[name] = json.loads(said)


def _last_part(raw: str) -> str:
    return re.split(r"[:/#]", raw.strip('"'))[-1]


def _as_read(term: str, raw: str) -> str:
    """The term that a number or boolean stands for, when it was marked as a text."""
    if raw[0] in '"{' or not term.startswith('"'):
        return term
    datatype = term.rpartition("^^")[2] if "^^" in term else ""
    value = f'{{"@value": {raw}, "@type": "{datatype[1:-1]}"}}' if datatype else raw
    body = f'{{"@id": "urn:s", "urn:p": {value}}}'.encode()
    (line,) = parse(body, Syntax.JSONLD, source="value").triples
    return line.split(" ", 2)[2][:-2]
