"""What a parameter of a named query may be set to, for the form: concepts and things by name."""

from __future__ import annotations

from typing import NamedTuple

from kg.knowledge_graph import KnowledgeGraph
from kg.query import Kind, Parameter
from kg.web.listing import NAMES, rows

_MOST = 400  # a longer list is no help in a form


class Choice(NamedTuple):
    """A value as the form sends it, and what the thing is called."""

    value: str
    name: str


def choices(kg: KnowledgeGraph, parameter: Parameter, release: int) -> list[Choice]:
    """What is like the default, by name: the concepts of its scheme, or the things of its class.

    Empty for anything but IRIs, and where there are too many.
    """
    alike = {Kind.CONCEPT: "skos:inScheme", Kind.IRI: "a"}.get(parameter.kind)
    if not alike:
        return []
    query = f"""SELECT ?thing (SAMPLE(?called) AS ?name) {{
        <{parameter.default}> {alike} ?same . ?thing {alike} ?same ; {NAMES} ?called
        FILTER(LANG(?called) IN ("en", ""))
        }} GROUP BY ?thing ORDER BY LCASE(?name) LIMIT {_MOST}"""
    found = rows(kg, query, release)
    if len(found) == _MOST:
        return []
    namespace = parameter.default[: parameter.default.rindex("/") + 1]
    return [Choice(row["thing"].value.removeprefix(namespace), row["name"].value) for row in found]
