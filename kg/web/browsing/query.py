"""The SPARQL of a list: what is chosen, in which order, counted by what; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kg.rdf import iri, literal
from kg.web.browsing.facets import Counted, Facet, Ways
from kg.web.charts import Chart
from kg.web.kinds import Kind
from kg.web.listing import NAMES

ORDERS = {
    "name": "By name",
    "newest": "Newest first",
    "oldest": "Oldest first",
}
_KEYS = {
    "name": "LCASE(STR(COALESCE(?name, ?description, ?thing)))",
    "newest": "DESC(STR(?date)) LCASE(STR(?name))",
    "oldest": "(!BOUND(?date)) STR(?date) LCASE(STR(?name))",
}
# How a value is called, whatever it is.
_CALLED = "skos:prefLabel|rdfs:label|dcterms:title|foaf:name|schema:name"


class Choice(NamedTuple):
    """A facet and the value that is chosen: an IRI, or a text such as a year."""

    facet: Facet
    value: str

    @property
    def pattern(self) -> str:
        """What a thing must be to have the value."""
        term = iri(self.value) if ":" in self.value else literal(self.value)
        own = self.facet.name.replace("-", "_")
        text = self.facet.pattern.replace("?value", f"?{own}_").replace("?date", f"?{own}_date")
        return f"{{ SELECT DISTINCT ?thing {{ {text} FILTER(?{own}_ = {term}) }} }}"


def _chosen(kind: Kind, choices: Mapping[str, Choice], but: str = "") -> str:
    narrowed = " ".join(one.pattern for name, one in choices.items() if name != but)
    return f"{narrowed} VALUES ?class {{ {' '.join(kind.classes)} }} ?thing a ?class"


def counting(kind: Kind, choices: Mapping[str, Choice]) -> str:
    """How many things there are."""
    return f"SELECT (COUNT(DISTINCT ?thing) AS ?n) {{ {_chosen(kind, choices)} }}"


def listing(kind: Kind, ways: Ways, choices: Mapping[str, Choice], order: str) -> str:
    """Every thing with its name and date, in order."""
    date = f"OPTIONAL {{ {ways.date} }}" if ways.date else ""
    given = " (MIN(STR(?day)) AS ?date)" if ways.date else ""
    shown = "?thing ?name ?description ?date" if ways.date else "?thing ?name ?description"
    # Grouped inside: Virtuoso does not order by an expression of what is grouped beside it.
    return (
        f"SELECT {shown} {{ {{\n"
        f"SELECT ?thing (SAMPLE(?called) AS ?name) (SAMPLE(?said) AS ?description){given} {{\n"
        f"  {_chosen(kind, choices)}\n"
        f'  OPTIONAL {{ ?thing {NAMES} ?called FILTER(LANG(?called) IN ("en", "")) }}\n'
        "  OPTIONAL { ?thing dcterms:description ?said FILTER(!BOUND(?called)) }\n"
        f"  {date.replace('?date', '?day')}\n"
        f"}} GROUP BY ?thing }} }} ORDER BY {_KEYS[order]} ?thing"
    )


def values(kind: Kind, facet: Facet, choices: Mapping[str, Choice]) -> str:
    """Each value of a facet with how many things have it, those of other facets chosen."""
    return (
        "SELECT ?value (SAMPLE(?called) AS ?valueName) ?things {\n"
        "  { SELECT ?value (COUNT(DISTINCT ?thing) AS ?things) {\n"
        f"    {_chosen(kind, choices, but=facet.name)} . {facet.pattern} }} GROUP BY ?value }}\n"
        f'  OPTIONAL {{ ?value {_CALLED} ?called FILTER(LANG(?called) IN ("en", "")) }}\n'
        "} GROUP BY ?value ?things ORDER BY DESC(?things) ?valueName ?value"
    )


def counted(kind: Kind, chart: Counted, choices: Mapping[str, Choice], noun: str) -> str:
    """The rows of a chart: a label, an area or a year, and a number called `noun`."""
    total = f"(COUNT(DISTINCT ?thing) AS ?{noun})"
    chosen = _chosen(kind, choices)
    if chart.chart is Chart.MAP:
        return (
            f"SELECT ?area ?areaName {total} {{ {chosen} . {chart.pattern} }} "
            f"GROUP BY ?area ?areaName ORDER BY DESC(?{noun}) ?areaName"
        )
    if chart.chart is Chart.TIMELINE:
        pattern = chart.pattern.replace("?value", "?year")
        return f"SELECT ?year {total} {{ {chosen} . {pattern} }} GROUP BY ?year ORDER BY ?year"
    return (
        f"SELECT ?name {total} {{ {chosen} . {chart.pattern} . ?value skos:prefLabel ?name "
        f'FILTER(LANG(?name) IN ("en", "")) }} GROUP BY ?name ORDER BY DESC(?{noun}) ?name'
    )
