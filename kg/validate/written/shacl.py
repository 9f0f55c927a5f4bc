"""Results as sh:ValidationReport (SHACL, section 3.6); pure.

The place in a file is a ptr:LineCharPointer (W3C, Pointer Methods in RDF 1.0), given by
earl:pointer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from kg.validate.results import Result, Spot

_PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "earl": "http://www.w3.org/ns/earl#",
    "ptr": "http://www.w3.org/2009/pointers#",
    "sh": "http://www.w3.org/ns/shacl#",
}


def turtle(results: Sequence[Result], *, conforms: bool) -> str:
    """The report in Turtle."""
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in _PREFIXES.items())
    nodes = "".join(f" ;\n  sh:result {_node(one)}" for one in results)
    return f"{head}\n[] a sh:ValidationReport ;\n  sh:conforms {str(conforms).lower()}{nodes} .\n"


def file_iri(source: str) -> str:
    """A file, by its name as the user knows it, as an N-Triples term."""
    return f"<file:{quote(source)}>"


def _node(one: Result) -> str:
    said = [
        "a sh:ValidationResult",
        f"sh:resultSeverity sh:{one.severity.value}",
        f"sh:focusNode {one.focus}",
        f"sh:resultMessage {_text(one.message)}@en",
    ]
    if one.path and one.path.startswith("<") and one.path.count("<") == 1:
        said.append(f"sh:resultPath {one.path}")
    if one.value:
        said.append(f"sh:value {one.value}")
    if one.component:
        said.append(f"sh:sourceConstraintComponent <{one.component}>")
    if one.shape:
        said.append(f"sh:sourceShape <{one.shape}>")
    if one.spot:
        said += _place(one.spot)
    return f"[ {' ; '.join(said)} ]"


def _place(spot: Spot) -> Iterable[str]:
    source = file_iri(spot.source)
    yield f"dcterms:source {source}"
    if spot.line:
        at = f"ptr:lineNumber {spot.line} ; ptr:charNumber {spot.column}"
        yield f"earl:pointer [ a ptr:LineCharPointer ; ptr:reference {source} ; {at} ]"


def _text(said: str) -> str:
    return json.dumps(said, ensure_ascii=False)
