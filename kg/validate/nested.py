"""Shapes put into other words for the fast engine, which say the same at a lower cost; pure."""

from __future__ import annotations

from collections import defaultdict

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
_SH = "http://www.w3.org/ns/shacl#"
_CLASS, _PROPERTY, _PATH = (f"<{_SH}{name}>" for name in ("class", "property", "path"))
# By these a shape judges each value with another shape; what that finds is not in the report.
_INNER = {f"<{_SH}{name}>" for name in ("or", "and", "xone", "not", "qualifiedValueShape")}


def with_classes_as_paths(shapes: str) -> str:
    """The N-Triples `shapes`, with each sh:class of a nested shape without a name as a property
    that has the class among its values, along rdf:type and any rdfs:subClassOf.

    That is what sh:class means (SHACL, section 4.1.1). The engine lists all members of the class
    whenever it comes to an sh:class, and it comes to a nested one with every value.
    """
    triples = [line.split(" ", 2) for line in shapes.splitlines()]
    inside = _nested(triples)
    lines = []
    classes: dict[str, str] = {}
    for subject, predicate, rest in triples:
        if predicate == _CLASS and subject in inside:
            shape = classes.setdefault(rest[:-2], f"_:member-of-{len(classes)}")
            lines.append(f"{subject} {_PROPERTY} {shape} .")
        else:
            lines.append(f"{subject} {predicate} {rest}")
    if classes:
        lines += _LISTED
    for name, shape in classes.items():
        lines += [f"{shape} {_PATH} _:types .", f"{shape} <{_SH}hasValue> {name} ."]
    return "".join(f"{line}\n" for line in lines)


# ( rdf:type [ sh:zeroOrMorePath rdfs:subClassOf ] )
_LISTED = [
    f"_:types <{_RDF}first> <{_RDF}type> .",
    f"_:types <{_RDF}rest> _:types-above .",
    f"_:types-above <{_RDF}first> _:any-above .",
    f"_:types-above <{_RDF}rest> <{_RDF}nil> .",
    f"_:any-above <{_SH}zeroOrMorePath> {_SUBCLASS} .",
]


def _nested(triples: list[list[str]]) -> set[str]:
    """The blank nodes below what judges values within other shapes."""
    below: dict[str, list[str]] = defaultdict(list)
    waiting = []
    for subject, predicate, rest in triples:
        value = rest[:-2]
        if value.startswith("_:"):
            below[subject].append(value)
            if predicate in _INNER:
                waiting.append(value)
    found: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += below[one]
    return found
