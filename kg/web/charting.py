"""Charts over HTTP: which of them an answer has, and one as a file or inside a page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import BadRequest, NotAcceptable
from kg.formats import JSON, Format, Kind
from kg.knowledge_graph import KnowledgeGraph
from kg.web.asking import Parameters, Question, ask, at_most_once, chosen_format
from kg.web.charts import Chart, Drawing, charts_of, draw
from kg.web.headers import respond
from kg.web.listing import rows
from kg.web.results import Table, read_table

SVG = Format("svg", "image/svg+xml", "svg", Kind.PAGE)
_CODE = re.compile(r".*/statistical-geography/(\w+)")


def formats_of(asked: Question) -> Sequence[Format]:
    """What the answer can be had in: rows also as a chart."""
    formats = asked.plan.formats
    return (*formats, SVG) if formats[0].kind == Kind.ROWS else formats


def wanted_format(request: Request, parameters: Parameters, asked: Question) -> Format:
    """What `format=` names, else what Accept likes best; a chart only where it is named."""
    available = formats_of(asked) if "format" in parameters else asked.plan.formats
    return chosen_format(request, parameters, available)


def chart_of(
    kg: KnowledgeGraph, parameters: Parameters, table: Table, release: int
) -> Drawing | None:
    """The chart that `chart=` asks for, else the first that the rows have; None where they have
    none. Raises BadRequest, NotAcceptable.
    """
    possible = charts_of(table)
    name = at_most_once(parameters, "chart")
    if not name and not possible:
        return None
    chart = _named(name) if name else possible[0]
    names = area_names(kg, release) if chart is Chart.MAP else None
    drawn = draw(table, chart, at_most_once(parameters, "value"), names)
    if drawn is None:
        can = ", ".join(possible) or "none"
        raise NotAcceptable(
            f"These rows have nothing for the chart {chart!s}. What they have: {can}. Bars need a "
            "column of numbers or of texts that recur, a timeline one of years or days, a map one "
            "of councils.",
            available=list(possible),
        )
    return drawn


def _named(name: str) -> Chart:
    try:
        return Chart(name)
    except ValueError as error:
        raise BadRequest(
            f"There is no chart {name[:60]!r}. There are {', '.join(Chart)}."
        ) from error


def area_names(kg: KnowledgeGraph, release: int) -> Mapping[str, str]:
    """What the areas of the map are called, by code."""
    query = "SELECT ?area ?name { ?area a dcterms:Location ; skos:prefLabel ?name }"
    found = {row["area"].value: row["name"].value for row in rows(kg, query, release)}
    return {match[1]: name for area, name in found.items() if (match := _CODE.fullmatch(area))}


def chart_answer(
    request: Request, kg: KnowledgeGraph, asked: Question, parameters: Parameters
) -> Response:
    """The chart of an answer as a file. Raises NotAcceptable, BadRequest."""
    given = ask(kg, asked, JSON)
    made = chart_of(kg, parameters, read_table(given.body, None), given.release)
    if made is None:
        raise NotAcceptable("These rows have nothing to draw: no numbers, no years, no councils.")
    return respond(
        request, made.svg.encode(), SVG.content_type, release=given.release, KG_Complete="true"
    )
