"""One list as a page shows it: what was chosen, the things of a page, facets with counts,
charts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from kg.errors import BadRequest, NotFound
from kg.formats import JSON
from kg.knowledge_graph import KnowledgeGraph
from kg.rdf import Term
from kg.web.browsing import query
from kg.web.browsing.facets import WAYS, Facet, Ways
from kg.web.browsing.query import ORDERS, Choice
from kg.web.charting import area_names
from kg.web.charts import Chart, Drawing, draw
from kg.web.kinds import KINDS, Kind
from kg.web.links import Links
from kg.web.listing import PAGE_SIZE, Entry, entry, rows
from kg.web.nations import NATIONS
from kg.web.results import Table, read_table

_OTHER = {"page", "sort", "format", "as-of"}
MOST_VALUES = 80  # of one facet that a page offers; the rest by the list of bodies and the like


class Value(NamedTuple):
    """A value that a facet offers."""

    key: str
    name: str
    things: int
    chosen: bool


class Offer(NamedTuple):
    """A facet with its values; `chosen` is the name of the one that is chosen, and `without` the
    path of the list without it.
    """

    name: str
    label: str
    values: tuple[Value, ...]
    chosen: str
    without: str


class Figure(NamedTuple):
    """A chart, the same numbers as rows, and the paths of its query."""

    title: str
    drawing: Drawing
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    query: str
    csv: str


class _List(NamedTuple):
    """The list that is asked for: of which graph and kind, and what was given."""

    kg: KnowledgeGraph
    links: Links
    release: int
    name: str
    kind: Kind
    ways: Ways
    given: Mapping[str, str]

    def path(self, **changed: str) -> str:
        """The path of the list with some of what was given changed, or with "" left out."""
        kept = {key: value for key, value in {**self.given, **changed}.items() if value}
        path = f"{self.links.root}/browse/{self.name}"
        return f"{path}?{urlencode(kept)}" if kept else path

    def rows(self, text: str) -> list[dict[str, Term]]:
        """The rows of a query."""
        return rows(self.kg, text, self.release)


class Browsed(NamedTuple):
    """What a page of a list holds. `text` is the query of the whole list."""

    name: str
    kind: Kind
    entries: list[Entry]
    total: int
    page: int
    pages: int
    order: str
    orders: Mapping[str, str]
    offers: list[Offer]
    figures: list[Figure]
    text: str
    query: str
    turns: tuple[str, str]

    @property
    def first(self) -> int:
        """The place of the first thing of this page, from 1."""
        return (self.page - 1) * PAGE_SIZE + 1


def browse(
    kg: KnowledgeGraph, name: str, given: Mapping[str, str], links: Links, release: int
) -> Browsed:
    """The list of kind `name`, as the parameters `given` want it. Raises NotFound, BadRequest."""
    given = {key: value for key, value in given.items() if value}
    asked = _List(kg, links, release, name, _kind(name), WAYS.get(name, Ways()), given)
    _check(asked)
    choices = _choices(asked)
    order = _order(given.get("sort", "name"), asked.ways)
    text = query.listing(asked.kind, asked.ways, choices, order)
    (counted,) = asked.rows(query.counting(asked.kind, choices))
    total = int(counted["n"].value)
    pages = max(1, -(-total // PAGE_SIZE))
    page = _page(given.get("page", "1"), pages, asked.kind)
    window = f"{text} LIMIT {PAGE_SIZE} OFFSET {(page - 1) * PAGE_SIZE}"
    whole = kg.vocabulary.prologue(text) + text
    return Browsed(
        name,
        asked.kind,
        [entry(row) for row in asked.rows(window)],
        total,
        page,
        pages,
        order,
        ORDERS if asked.ways.date else {"name": ORDERS["name"]},
        [_offer(asked, facet, choices) for facet in asked.ways.facets],
        _figures(asked, choices),
        whole,
        links.query(whole),
        (asked.path(page=str(page - 1)), asked.path(page=str(page + 1))),
    )


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise NotFound(f"There is no list of {name[:60]!r}. There are lists of {', '.join(KINDS)}.")
    return KINDS[name]


def _check(asked: _List) -> None:
    """A name that is misspelt must not give the whole list as if it had been narrowed."""
    known = [facet.name for facet in asked.ways.facets]
    for stranger in sorted(asked.given.keys() - _OTHER - set(known)):
        raise BadRequest(
            f"This list cannot be narrowed by {stranger[:60]!r}. It can by: "
            f"{', '.join(known) or 'nothing'}.",
            parameter=stranger[:60],
        )


def _order(wanted: str, ways: Ways) -> str:
    if wanted not in ORDERS or (wanted != "name" and not ways.date):
        known = ", ".join(ORDERS if ways.date else ["name"])
        raise BadRequest(
            f"This list cannot be sorted by {wanted[:60]!r}. It can by: {known}.", parameter="sort"
        )
    return wanted


def _page(wanted: str, pages: int, kind: Kind) -> int:
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 6 and int(wanted)):
        raise BadRequest(f"page must be a number from 1, not {wanted[:60]!r}.", parameter="page")
    if int(wanted) > pages:
        raise NotFound(f"The list of {kind.many.lower()} has {pages} pages, not {wanted}.")
    return int(wanted)


def _choices(asked: _List) -> dict[str, Choice]:
    """The value of each facet that is given. Raises BadRequest for one that no thing has."""
    found = {}
    for facet in asked.ways.facets:
        if facet.name in asked.given:
            known, wanted = _known(asked, facet, {}), asked.given[facet.name]
            if facet.name == "nation" and wanted in NATIONS:  # perhaps one without any thing
                found["nation"] = Choice(facet, NATIONS[wanted].area)
                continue
            if wanted not in known:
                raise BadRequest(
                    f"No {asked.kind.one.lower()} has {wanted[:60]!r} as {facet.label.lower()}. "
                    f"There are for example: {', '.join(list(known)[:5]) or 'none'}.",
                    parameter=facet.name,
                )
            found[facet.name] = Choice(facet, known[wanted].value)
    return found


class _Known(NamedTuple):
    """A value of a facet: the IRI or text, its name, how many things have it."""

    value: str
    name: str
    things: int


def _known(asked: _List, facet: Facet, choices: Mapping[str, Choice]) -> dict[str, _Known]:
    """The values of a facet by the key that stands for them in an address."""
    nations = {one.area: key for key, one in NATIONS.items()}
    found: dict[str, _Known] = {}
    for row in asked.rows(query.values(asked.kind, facet, choices)):
        value = row["value"].value
        key = nations.get(value) or value.rpartition("/")[2].rpartition("#")[2]
        if key in found:
            key = "/".join(value.rsplit("/", 2)[-2:])
        name = row["valueName"].value if "valueName" in row else key
        found[key] = _Known(value, name, int(row["things"].value))
    return dict(sorted(found.items(), reverse=True)) if facet.name == "year" else found


def _offer(asked: _List, facet: Facet, choices: Mapping[str, Choice]) -> Offer:
    others = {name: one for name, one in choices.items() if name != facet.name}
    known, wanted = _known(asked, facet, others), asked.given.get(facet.name, "")
    values = tuple(
        Value(key, one.name, one.things, key == wanted)
        for place, (key, one) in enumerate(known.items())
        if place < MOST_VALUES or key == wanted
    )
    chosen = next((one.name for one in values if one.chosen), wanted)
    without = asked.path(**{facet.name: "", "page": ""})
    return Offer(facet.name, facet.label, values, chosen, without)


def _figures(asked: _List, choices: Mapping[str, Choice]) -> list[Figure]:
    found = []
    noun = asked.kind.many.lower().replace(" ", "_")
    for chart in asked.ways.charts:
        text = query.counted(asked.kind, chart, choices, noun)
        text = asked.kg.vocabulary.prologue(text) + text
        plan = asked.kg.plan(text)
        table = read_table(asked.kg.answer(plan, JSON, release=asked.release).body)
        names = area_names(asked.kg, asked.release) if chart.chart is Chart.MAP else None
        drawing = draw(table, chart.chart, noun, names) if table.rows else None
        if drawing:
            ways = asked.links.query(text), asked.links.query(text, format="csv")
            found.append(Figure(chart.title, drawing, *_plain(table), *ways))
    return found


def _plain(table: Table) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The columns and rows of a table as text, without the codes of areas."""
    kept = [place for place, name in enumerate(table.columns) if name != "area"]
    columns = tuple(table.columns[place] for place in kept)
    terms = ([row[place] for place in kept] for row in table.rows)
    return columns, tuple(tuple(one.value if one else "" for one in row) for row in terms)
