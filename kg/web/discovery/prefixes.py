"""The prefixes of this graph, for every tool that asks for some; pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from kg.formats import HTML, TURTLE, Format, Kind

CONTEXT = Format("jsonld", "application/ld+json", "jsonld", Kind.PAGE, ("json-ld", "context"))
SPARQL = Format(
    "sparql", "application/sparql-query", "rq", Kind.PAGE, ("text/plain", "rq"), charset=True
)
PLAIN = Format("json", "application/json", "json", Kind.PAGE)
FORMATS = (HTML, CONTEXT, TURTLE, SPARQL, PLAIN)

Prefixes = Mapping[str, str]


def written(prefixes: Prefixes, form: Format) -> bytes:
    """The prefixes, by name, in a format of FORMATS but HTML."""
    return _WRITERS[form.name](dict(sorted(prefixes.items()))).encode()


def _context(prefixes: Prefixes) -> str:
    """A JSON-LD 1.1 context (section 3.1), to be kept or referred to."""
    return json.dumps({"@context": prefixes}, indent=1) + "\n"


def _turtle(prefixes: Prefixes) -> str:
    return "".join(f"@prefix {name}: <{prefixes[name]}> .\n" for name in prefixes)


def _sparql(prefixes: Prefixes) -> str:
    return "".join(f"PREFIX {name}: <{prefixes[name]}>\n" for name in prefixes)


def _json(prefixes: Prefixes) -> str:
    return json.dumps(prefixes, indent=1) + "\n"


_WRITERS: Mapping[str, Callable[[Prefixes], str]] = {
    CONTEXT.name: _context,
    TURTLE.name: _turtle,
    SPARQL.name: _sparql,
    PLAIN.name: _json,
}
