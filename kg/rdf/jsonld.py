"""Compact JSON-LD 1.1 with its context inside it; pure.

JSON-LD 1.1, sections 4.1.5 (compact IRIs) and 4.2. Subjects and values in a stable order, so that
the same graph always gives the same bytes. Nothing is left to be fetched by the reader.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.rdf.statement import term_value

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")  # the lexical forms that survive as a JSON number

Json = str | int | bool | Mapping[str, "Json"] | list["Json"]


def write_jsonld(triples: Iterable[str], prefixes: Mapping[str, str]) -> bytes:
    """Canonical N-Triples lines as JSON-LD, where `prefixes` maps names to namespaces."""
    compact = _Compactor(prefixes)
    by_subject: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in sorted(triples):
        subject, predicate, rest = line.split(" ", 2)
        by_subject[subject][predicate].append(rest[:-2])
    nodes = [_node(subject, about, compact) for subject, about in by_subject.items()]
    context = {name: prefixes[name] for name in sorted(compact.used)}
    document = {"@context": context, "@graph": nodes}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


class _Compactor:
    """IRIs to compact IRIs, remembering which prefixes were used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._by_namespace = {namespace: name for name, namespace in prefixes.items()}
        self.used: set[str] = set()

    def __call__(self, value: str) -> str:
        cut = max(value.rfind("/"), value.rfind("#")) + 1
        name = self._by_namespace.get(value[:cut])
        if name is None:
            return value
        self.used.add(name)
        return f"{name}:{value[cut:]}"


def _node(subject: str, about: Mapping[str, list[str]], compact: _Compactor) -> dict[str, Json]:
    node: dict[str, Json] = {"@id": _name(subject, compact)}
    for predicate, values in about.items():
        if predicate == RDF_TYPE:
            node["@type"] = [_name(value, compact) for value in values]
        else:
            found = [_value(value, compact) for value in values]
            node[_name(predicate, compact)] = found[0] if len(found) == 1 else found
    return node


def _name(term: str, compact: _Compactor) -> str:
    return compact(term[1:-1]) if term.startswith("<") else term


def _value(term: str, compact: _Compactor) -> Json:
    if not term.startswith('"'):
        return {"@id": _name(term, compact)}
    said = term_value(term)
    if said.language:
        return {"@value": said.value, "@language": said.language}
    if said.datatype == f"{_XSD}string":
        return said.value
    if said.datatype == f"{_XSD}boolean" and said.value in {"true", "false"}:
        return said.value == "true"
    if said.datatype == f"{_XSD}integer" and _INTEGER.fullmatch(said.value):
        return int(said.value)
    return {"@value": said.value, "@type": compact(said.datatype or "")}
