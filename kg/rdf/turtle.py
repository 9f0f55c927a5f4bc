"""Turtle that people and `git diff` can read: the same graph always gives the same bytes; pure.

RDF 1.1 Turtle. Subjects in the order of their IRIs, `a` first, one predicate a line, values sorted;
only the prefixes that are used. Blank nodes stand in brackets where they are mentioned, lists in
parentheses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.rdf.nesting import NIL, About, nesting

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LONGEST = 100
_XSD = "http://www.w3.org/2001/XMLSchema#"
# A local name that needs no escape (Turtle, PN_LOCAL, its ASCII part), so that any reader takes it.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_ON_LINES = re.compile(r"\n *")
_TYPED = re.compile(r'(".*")\^\^<(.*)>', re.DOTALL)


def write_turtle(triples: Iterable[str], prefixes: Mapping[str, str]) -> str:
    """Canonical N-Triples lines as Turtle, where `prefixes` maps names to namespaces.

    Raises RdfUnsupported for blank nodes that cannot be written in an order that lasts; see
    nesting.
    """
    shorten = _Shortener(prefixes)
    about: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for line in triples:
        subject, predicate, rest = line.split(" ", 2)
        about[subject][predicate].add(rest[:-2])
    named = [one for one in about if not one.startswith("_:")]
    write = _Writer(about, shorten)
    blocks = [write.block(shorten(subject), subject) for subject in sorted(named)]
    blocks += write.blank_blocks()
    head = [f"@prefix {name}: <{prefixes[name]}> ." for name in sorted(shorten.used)]
    return "\n".join([*head, *([""] if head and blocks else []), "\n\n".join(blocks), ""])


class _Writer:
    """Writes what is said about a subject, and knows how each blank node is written."""

    def __init__(self, about: About, shorten: _Shortener) -> None:
        self._about, self._shorten = about, shorten
        self._nesting = nesting(about)
        self._blanks: dict[str, str] = {}
        for blank in self._nesting.order:  # each after those inside it: no recursion, any depth
            if blank not in self._nesting.cells:
                self._blanks[blank] = self._blank(blank)

    def block(self, written: str, subject: str) -> str:
        """The statement about a subject."""
        said = " ;\n".join(self._predicates(subject))
        return f"{written} {_indented(said)} ."

    def blank_blocks(self) -> list[str]:
        """The statements about the blank nodes that do not stand where they are mentioned."""
        shared = [
            self.block(label, blank)
            for blank, label in self._nesting.labels.items()
            if blank in self._about
        ]
        return sorted([*shared, *(self.block("[]", root) for root in self._nesting.roots)])

    def _blank(self, blank: str) -> str:
        if blank in self._nesting.labels:
            return self._nesting.labels[blank]
        if blank in self._nesting.lists:
            items = [self._value(item) for item in self._nesting.lists[blank]]
            return _bracketed("(", items, "\n", ")")
        return _bracketed("[", self._predicates(blank), " ;\n", "]")

    def _predicates(self, subject: str) -> list[str]:
        about = self._about.get(subject, {})
        lines = []
        for predicate in sorted(about, key=lambda name: (name != RDF_TYPE, name)):
            verb = "a" if predicate == RDF_TYPE else self._shorten(predicate)
            values = [self._value(value) for value in sorted(about[predicate], key=self._place)]
            lines.append(f"{verb} {values[0]}" if len(values) < 2 else _many(verb, values))
        return lines

    def _place(self, value: str) -> tuple[bool, str]:
        """Where a value stands among others: blank nodes last, by how they would be on one line."""
        blank = self._blanks.get(value)
        return blank is not None, value if blank is None else _ON_LINES.sub(" ", blank)

    def _value(self, value: str) -> str:
        if value == NIL:
            return "()"
        return self._blanks.get(value) or self._shorten(value)


class _Shortener:
    """IRIs to prefixed names, remembering which prefixes were used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._by_namespace = {namespace: name for name, namespace in prefixes.items()}
        self.used: set[str] = set()

    def __call__(self, term: str) -> str:
        if term.startswith("<"):
            return self._iri(term[1:-1])
        typed = _TYPED.fullmatch(term)
        if not typed:
            return term
        text, datatype = typed.groups()
        if datatype == f"{_XSD}boolean" and text in {'"true"', '"false"'}:
            return text[1:-1]
        if datatype == f"{_XSD}integer" and re.fullmatch(r'"[+-]?[0-9]+"', text):
            return text[1:-1]
        return f"{text}^^{self._iri(datatype)}"

    def _iri(self, value: str) -> str:
        cut = max(value.rfind("/"), value.rfind("#")) + 1
        namespace, local = value[:cut], value[cut:]
        name = self._by_namespace.get(namespace)
        if name is None or (local and not _LOCAL.fullmatch(local)):
            return f"<{value}>"
        self.used.add(name)
        return f"{name}:{local}"


def _many(verb: str, values: list[str]) -> str:
    inline = f"{verb} {', '.join(values)}"
    if len(inline) <= LONGEST and "\n" not in inline:
        return inline
    return f"{verb}\n    " + ",\n    ".join(map(_indented, values))


def _bracketed(opening: str, parts: list[str], between: str, closing: str) -> str:
    inline = f" {between.strip()} ".replace("  ", " ").join(parts)
    inline = f"{opening} {inline} {closing}" if parts else opening + closing
    if len(inline) <= LONGEST and "\n" not in inline:
        return inline
    return f"{opening}\n    {_indented(between.join(parts))}\n{closing}"


def _indented(text: str) -> str:
    """All lines but the first four places further in. No term holds a line end of its own."""
    return text.replace("\n", "\n    ")
