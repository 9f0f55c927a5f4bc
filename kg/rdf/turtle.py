"""Turtle that people and `git diff` can read: the same graph always gives the same bytes; pure.

RDF 1.1 Turtle. Subjects in the order of their IRIs, `a` first, one predicate a line, values sorted;
only the prefixes that are used. Blank nodes do not occur: they were skolemised on the way in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_XSD = "http://www.w3.org/2001/XMLSchema#"
# A local name that needs no escape (Turtle, PN_LOCAL, its ASCII part), so that any reader takes it.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_TYPED = re.compile(r'(".*")\^\^<(.*)>', re.DOTALL)


def write_turtle(triples: Iterable[str], prefixes: Mapping[str, str]) -> str:
    """Canonical N-Triples lines as Turtle, where `prefixes` maps names to namespaces."""
    shorten = _Shortener(prefixes)
    by_subject: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for line in triples:
        subject, predicate, rest = line.split(" ", 2)
        by_subject[subject][predicate].add(rest[:-2])
    blocks = [_block(subject, by_subject[subject], shorten) for subject in sorted(by_subject)]
    head = [f"@prefix {name}: <{prefixes[name]}> ." for name in sorted(shorten.used)]
    return "\n".join([*head, *([""] if head and blocks else []), "\n\n".join(blocks), ""])


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


def _block(subject: str, about: Mapping[str, set[str]], shorten: _Shortener) -> str:
    lines = []
    for predicate in sorted(about, key=lambda name: (name != RDF_TYPE, name)):
        verb = "a" if predicate == RDF_TYPE else shorten(predicate)
        values = [shorten(value) for value in sorted(about[predicate])]
        lines.append(f"{verb} {', '.join(values)}" if len(values) < 2 else _many(verb, values))
    return f"{shorten(subject)} " + " ;\n    ".join(lines) + " ."


def _many(verb: str, values: list[str]) -> str:
    inline = f"{verb} {', '.join(values)}"
    return inline if len(inline) <= 100 else f"{verb}\n        " + ",\n        ".join(values)
