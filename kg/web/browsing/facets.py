"""By what the things of each kind can be narrowed, sorted and counted. Data only.

A pattern says how a thing, `?thing`, comes to the value `?value`; `?date` is what it is sorted by.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.web.charts import Chart
from kg.web.nations import NATIONS

_NATIONS = ", ".join(f"<{one.area}>" for one in NATIONS.values())
_NATION = f"?thing dcterms:spatial ?value FILTER(?value IN ({_NATIONS}))"
_YEAR = "BIND(SUBSTR(STR(?date), 1, 4) AS ?value)"


class Facet(NamedTuple):
    """A way to narrow a list."""

    name: str
    label: str
    pattern: str


class Counted(NamedTuple):
    """A chart of a list: what it counts by, and how it is drawn."""

    chart: Chart
    title: str
    pattern: str


class Ways(NamedTuple):
    """What can be done with the list of a kind. `date` is the pattern of `?date`, if it has one."""

    facets: tuple[Facet, ...] = ()
    date: str = ""
    charts: tuple[Counted, ...] = ()


NATION = Facet("nation", "Nation", _NATION)
_PUBLISHED = "?thing crv:published ?date"
_ISSUED = "?edition openwemi:expresses ?thing ; dcterms:issued ?date"
_COUNCIL = (
    "?thing dcterms:spatial ?area . ?area skos:prefLabel ?areaName "
    'FILTER(REGEX(STR(?area), "/([SW]1|W06|E0[6-9]|E10)[0-9]+$|/S12[0-9]+$"))'
)

WAYS = {
    "review": Ways(
        (
            NATION,
            Facet("type", "Type of review", "?thing crv:reviewType ?value"),
            Facet("harm", "Harm", "?thing crv:reviews/crv:harmType ?value"),
            Facet("outcome", "Outcome", "?thing crv:reviews/crv:incidentOutcome ?value"),
            Facet("age", "Age band", "?thing crv:reviews/crv:ageBand ?value"),
            Facet("theme", "Theme", "?thing crv:theme ?value"),
            Facet("body", "Commissioned by", "?thing crv:commissionedBy ?value"),
            Facet("year", "Year published", f"{_PUBLISHED} {_YEAR}"),
        ),
        _PUBLISHED,
        (
            Counted(Chart.TIMELINE, "By year of publication", f"{_PUBLISHED} {_YEAR}"),
            Counted(Chart.BARS, "By type", "?thing crv:reviewType ?value"),
            Counted(Chart.MAP, "By council", _COUNCIL),
        ),
    ),
    "document": Ways(
        (
            NATION,
            Facet("type", "Kind of document", "?thing dcterms:type ?value"),
            Facet("standing", "Standing in law", "?thing crv:legalStatus ?value"),
            Facet("status", "How it was published", "?thing crv:publicationStatus ?value"),
            Facet(
                "publisher",
                "Publisher",
                "?published openwemi:expresses ?thing ; dcterms:publisher ?value",
            ),
            Facet("year", "Year published", f"{_ISSUED} {_YEAR}"),
        ),
        _ISSUED,
        (
            Counted(Chart.TIMELINE, "By year of publication", f"{_ISSUED} {_YEAR}"),
            Counted(Chart.BARS, "By kind", "?thing dcterms:type ?value"),
        ),
    ),
    "body": Ways(
        (
            NATION,
            Facet("type", "Kind of body", "?thing org:classification ?value"),
            Facet("answers-to", "Answers to", "?thing org:reportsTo ?value"),
        ),
        "?thing schema:foundingDate ?date",
        (
            Counted(Chart.BARS, "By kind", "?thing org:classification ?value"),
            Counted(Chart.MAP, "By council", _COUNCIL),
        ),
    ),
    "learning-point": Ways(
        (
            Facet("type", "Kind", "?thing a ?value FILTER(STRSTARTS(STR(?value), STR(crv:)))"),
            Facet("theme", "Theme", "?thing crv:theme ?value"),
            Facet("progress", "Latest progress", "?thing crv:currentStatus ?value"),
            Facet("body", "Addressed to", "?thing crv:addressedTo ?value"),
        ),
        charts=(
            Counted(Chart.BARS, "By theme", "?thing crv:theme ?value"),
            Counted(Chart.BARS, "By latest progress", "?thing crv:currentStatus ?value"),
        ),
    ),
    "course": Ways(
        (
            Facet("provider", "Provider", "?thing schema:provider ?value"),
            Facet("teaches", "Teaches", "?thing schema:teaches ?value"),
            Facet("for", "For", "?thing dcterms:audience ?value"),
        ),
        "?thing schema:hasCourseInstance/schema:startDate ?date",
    ),
    "catalogue": Ways(
        (
            NATION,
            Facet("publisher", "Kept by", "?thing dcterms:publisher ?value"),
            Facet("collects", "Collects", "?thing crv:collectsType ?value"),
        ),
    ),
    "person": Ways(
        (
            Facet("role", "Role", "?membership org:member ?thing ; org:role ?value"),
            Facet("body", "Body", "?membership org:member ?thing ; org:organization ?value"),
        ),
    ),
    "statement": Ways(
        (
            Facet("certainty", "Certainty", "?thing crv:certainty ?value"),
            Facet("by", "Stated by", "?thing crv:statedBy ?value"),
        ),
        "?thing dcterms:date ?date",
    ),
    "observation": Ways(
        (Facet("counted", "What is counted", "?thing schema:measuredProperty ?value"), NATION),
    ),
    "dataset": Ways((Facet("confidence", "Confidence", "?thing crv:confidence ?value"),)),
}
