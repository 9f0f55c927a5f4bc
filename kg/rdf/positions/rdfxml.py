"""Marks the terms of RDF/XML; pure. The text is known to be well-formed.

RDF 1.1 XML Syntax, section 2: elements are by turns nodes and properties.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.rdf.positions.marks import Marks
from kg.rdf.positions.places import Marked, Offsets, Row

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_ATTRIBUTE = re.compile(r"""([^\s=/>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TAG = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>"
    r"|(?P<close></[^>]*>)"
    r"""|<(?P<name>[^\s/>!?]+)(?:"[^"]*"|'[^']*'|[^"'>])*?(?P<empty>/?)>""",
    re.DOTALL,
)
_ENTITY = re.compile(r"""<!ENTITY\s+(\S+)\s+(?:"([^"]*)"|'([^']*)')""")
_SPACE = " \t\r\n"
_SUBJECTS = {f"{_RDF}about", f"{_RDF}ID", f"{_RDF}nodeID"}
_OBJECTS = {f"{_RDF}resource", f"{_RDF}nodeID"}
_LINKS = {f"{_RDF}about", f"{_RDF}resource", f"{_RDF}type"}  # these hold IRIs


@dataclass
class _Element:
    """An open element. `kind`: rdf, node, property, resource (a property and its node at once),
    literal (XML), or inside (of such). `at`: its name. `content`: behind its start tag. `subject`:
    where the thing that it says something about is written.
    """

    kind: str
    at: int
    content: int
    spaces: dict[str, str]
    subject: int = 0
    speaks_for_itself: bool = False  # its object is in its attributes or its children


@dataclass
class Elements:
    """What is known of the marks: the subject and property of each object, the class names."""

    said: dict[int, tuple[int, int]] = field(default_factory=dict)
    types: dict[int, int] = field(default_factory=dict)

    def complete(self, row: Row) -> Row:
        """The row with what is known of its terms without a mark."""
        subject, predicate, value = row.offsets
        if value is None and row.terms[1] == f"<{_RDF}type>":
            value = self.types.get(-1 if subject is None else subject)
        about, name = self.said.get(-1 if value is None else value, (None, None))
        offsets: Offsets = (
            about if subject is None else subject,
            name if predicate is None else predicate,
            value,
        )
        return Row(row.graph, row.terms, offsets)


class _Marker:
    """Walks through the tags of a text, and writes it anew with marks."""

    def __init__(self, text: str, marks: Marks) -> None:
        self._text, self._marks = text, marks
        self._entities = {f"&{name};": one or two for name, one, two in _ENTITY.findall(text)}
        self._open: list[_Element] = []
        self._pieces: list[str] = []
        self._done = 0
        self.elements = Elements()

    def marked(self) -> str:
        for tag in _TAG.finditer(self._text):
            if tag["close"]:
                self._close(tag.start())
            elif tag["name"]:
                self._start(tag)
        return "".join([*self._pieces, self._text[self._done :]])

    def _put(self, at: int, mark: str, skip: int = 0) -> None:
        self._pieces += (self._text[self._done : at], mark)
        self._done = at + skip

    def _close(self, at: int) -> None:
        element = self._open.pop()
        if element.kind == "literal" or (
            element.kind == "property" and not element.speaks_for_itself
        ):
            text = self._text[element.content : at]
            start = element.content + len(text) - len(text.lstrip(_SPACE))
            start = start if start < at else element.at
            if text.rstrip(_SPACE).endswith("]]>"):  # the engine reads one piece of text only
                at = element.content + text.rfind("]]>")
            self._put(at, self._marks.plain(start))
            self.elements.said[start] = (element.subject, element.at)

    def _start(self, tag: re.Match[str]) -> None:
        parent = self._open[-1] if self._open else None
        at = tag.start("name")
        spaces = (parent.spaces if parent else {}) | self._declared(tag)
        element = _Element(self._kind(parent, tag, spaces), at, tag.end(), spaces)
        if parent and parent.kind == "property":
            parent.speaks_for_itself = True
        self._open.append(element)
        if element.kind == "node":
            self._node(tag, element, parent)
        elif element.kind in {"property", "resource", "literal"}:
            element.subject = parent.subject if parent else 0
            self._property(tag, element)
        if tag["empty"]:
            self._end_empty(tag, element)

    def _kind(self, parent: _Element | None, tag: re.Match[str], spaces: dict[str, str]) -> str:
        name = _expanded(tag["name"], spaces)
        if parent is None:
            return "rdf" if name == f"{_RDF}RDF" else "node"
        if parent.kind in {"literal", "inside"}:
            return "inside"
        if parent.kind in {"rdf", "property"}:
            return "node"
        attributes = self._attributes(tag, spaces)
        parse_type = next((said for name, said, *_ in attributes if name == f"{_RDF}parseType"), "")
        return {"": "property", "Resource": "resource", "Collection": "property"}.get(
            parse_type, "literal"
        )

    def _node(self, tag: re.Match[str], element: _Element, parent: _Element | None) -> None:
        element.subject = next(
            (at for name, _, at, _ in self._attributes(tag, element.spaces) if name in _SUBJECTS),
            element.at,
        )
        if parent and parent.kind == "property":
            self.elements.said[element.subject] = (parent.subject, parent.at)
        if _expanded(tag["name"], element.spaces) != f"{_RDF}Description":
            self.elements.types[element.subject] = element.at
        self._mark_attributes(tag, element, _SUBJECTS)
        if element.subject == element.at:
            self._say_mark(tag, element.at)

    def _property(self, tag: re.Match[str], element: _Element) -> None:
        self.elements.said[element.at] = (element.subject, element.at)
        names = self._mark_attributes(tag, element, _OBJECTS)
        element.speaks_for_itself = bool(names - {f"{_RDF}ID", f"{_RDF}datatype"})
        if element.kind == "resource":
            self._say_mark(tag, element.at)
            element.subject = element.at

    def _mark_attributes(
        self, tag: re.Match[str], element: _Element, identifying: set[str]
    ) -> set[str]:
        """Mark the attributes that hold terms; the expanded names of all but xml: and xmlns."""
        attributes = list(self._attributes(tag, element.spaces))
        speaker = element.subject
        if element.kind == "property":  # what an empty property's other attributes are about
            speaker = next((at for name, _, at, _ in attributes if name in _OBJECTS), element.at)
        for name, value, at, name_at in attributes:
            if name in identifying:
                self.elements.said.setdefault(at, (element.subject, element.at))
            elif name == f"{_RDF}type" or not name.startswith(_RDF):
                self.elements.said[at] = (speaker, name_at)
            elif name != f"{_RDF}ID":
                continue
            mark = (
                self._marks.fragment(at, self._resolved(value))
                if name in _LINKS
                else self._marks.plain(at)
            )
            self._put(at + len(value), mark)
        return {name for name, *_ in attributes}

    def _say_mark(self, tag: re.Match[str], at: int) -> None:
        """Let a blank node say its mark by an element of its own."""
        name = self._marks.property[len("<urn:") : -1]
        number = self._marks.number(at)
        end = tag.end() - len(f"{tag['empty']}>")
        said = f'><k:{name} xmlns:k="urn:">{number}</k:{name}>'
        self._put(
            end, said if not tag["empty"] else f"{said}</{tag['name']}>", len(tag["empty"]) + 1
        )

    def _end_empty(self, tag: re.Match[str], element: _Element) -> None:
        self._open.pop()
        if element.kind == "property" and not element.speaks_for_itself:
            self._put(tag.end() - 2, f">{self._marks.plain(element.at)}</{tag['name']}>", len("/>"))

    def _attributes(
        self, tag: re.Match[str], spaces: dict[str, str]
    ) -> Iterator[tuple[str, str, int, int]]:
        """Of each attribute but xmlns and xml: ones, the expanded name, the value as written, and
        where value and name begin.
        """
        for one in _ATTRIBUTE.finditer(self._text, tag.end("name"), tag.end()):
            prefix, colon, local = one[1].partition(":")
            if colon and prefix not in {"xml", "xmlns"}:
                group = 2 if one[2] is not None else 3
                yield spaces.get(prefix, "") + local, one[group], one.start(group), one.start()

    def _declared(self, tag: re.Match[str]) -> dict[str, str]:
        """The namespaces that a tag declares, entities put in."""
        found = {}
        for one in _ATTRIBUTE.finditer(self._text, tag.end("name"), tag.end()):
            if one[1] == "xmlns" or one[1].startswith("xmlns:"):
                value = one[2] if one[2] is not None else one[3]
                found[one[1].partition(":")[2]] = self._resolved(value)
        return found

    def _resolved(self, value: str) -> str:
        """The value with the entities that the text declares put in."""
        return re.sub(r"&[^;]+;", lambda one: self._entities.get(one[0], one[0]), value)


def mark_xml(text: str, marks: Marks) -> Marked:
    """`text` with its terms marked."""
    marker = _Marker(text, marks)
    return Marked(marker.marked(), marker.elements.complete)


def _expanded(name: str, spaces: dict[str, str]) -> str:
    prefix, _, local = name.rpartition(":")
    return spaces.get(prefix, "") + local
