"""What all clients ask: how many reviews there are of each type."""

from __future__ import annotations

from kg.content import CANONICAL_BASE

Numbers = list[tuple[str, int]]

PREFIXES = f"""PREFIX crv: <{CANONICAL_BASE}def/core/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
PATTERN = "?review a crv:CaseReview ; crv:reviewType/skos:prefLabel ?type"
QUESTION = f"""{PREFIXES}SELECT ?type (COUNT(DISTINCT ?review) AS ?n) {{ {PATTERN} }}
GROUP BY ?type ORDER BY DESC(?n) STR(?type)"""
