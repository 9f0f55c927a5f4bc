"""Asks the queries of a page's sections and makes what a page shows of their rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.knowledge_graph import KnowledgeGraph
from kg.query.lexer import with_terms
from kg.rdf import Term, iri
from kg.vocab import Vocabulary
from kg.web.charts.lineage import Lineage, Step, lineage
from kg.web.class_names import CLASSES
from kg.web.links import Links
from kg.web.listing import rows
from kg.web.literals import is_date, readable
from kg.web.sections.reading import Form, Wanted, wanted

SHOWN = 60  # rows of one section
Row = dict[str, Term]


class Cell(NamedTuple):
    """One value: its text and language, where it leads, its date for machines."""

    text: str
    language: str | None = None
    href: str | None = None
    local: bool = True
    date: str | None = None


class Section(NamedTuple):
    """Rows under a heading, and the path of each way to have them. A row has for each column the
    values that it holds; `facts` are labels with their values; `total` counts the rows that there
    are, of which no more than SHOWN are here.
    """

    name: str
    title: str
    form: Form
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[Cell, ...], ...], ...]
    facts: tuple[tuple[str, tuple[Cell, ...]], ...]
    drawing: Lineage | None
    total: int
    query: str
    csv: str
    json: str


def sections_of(
    kg: KnowledgeGraph, kind: str, thing: str, links: Links, release: int
) -> list[Section]:
    """The sections of the page about `thing` for which the release has facts."""
    made = (make(kg, one, {"this": iri(thing)}, links, release) for one in wanted(kind))
    return [section for section in made if section.total]


def make(
    kg: KnowledgeGraph, want: Wanted, terms: dict[str, str], links: Links, release: int
) -> Section:
    """One section, with `terms` in place of the variables `$name` of its query."""
    text = with_terms(want.text, terms)
    found = _distinct(rows(kg, text, release))
    whole = kg.vocabulary.prologue(text) + "\n" + text
    columns = _columns(text, found)
    cells = _Cells(links, kg.vocabulary)
    gathered = _gathered(found, want.each)
    return Section(
        want.name,
        want.title,
        want.form,
        want.note,
        tuple(map(_heading, columns)),
        tuple(tuple(cells.all(rows, one) for one in columns) for rows in gathered[:SHOWN]),
        _facts(found, cells) if want.form is Form.FACTS else (),
        _drawn(found, terms, links) if found and want.form is Form.LINEAGE else None,
        len(gathered),
        links.query(whole),
        links.query(whole, format="csv"),
        links.query(whole, format="json"),
    )


class _Cells(NamedTuple):
    """Terms as cells."""

    links: Links
    vocabulary: Vocabulary

    def all(self, rows: Sequence[Row], column: str) -> tuple[Cell, ...]:
        """The distinct values of a column in rows that are shown as one."""
        found = (self.of(row, column) for row in rows)
        return tuple(dict.fromkeys(cell for cell in found if cell))

    def of(self, row: Row, column: str) -> Cell | None:
        """What column `column` of a row shows."""
        term, name = row.get(column), row.get(f"{column}Name")
        if term is None or term.kind == "blank":
            return Cell(name.value, name.language) if name else None
        if term.kind == "literal":
            return Cell(readable(term), term.language, date=term.value if is_date(term) else None)
        short = self.vocabulary.shorten(term.value)
        text = name.value if name else CLASSES.get(short) or _bare(short)
        href, local = self.links.href(term.value), self.links.local(term.value) is not None
        return Cell(text, name.language if name else None, href, local)


def _gathered(found: Sequence[Row], each: str) -> list[list[Row]]:
    """The rows that say the same thing in column `each` together; without one, each by itself."""
    if not each:
        return [[row] for row in found]
    together: dict[Term, list[Row]] = defaultdict(list)
    for row in found:
        together[row[each]].append(row)
    return list(together.values())


def _bare(name: str) -> str:
    """A web address as people write it; anything else as it is."""
    return re.sub(r"^https?://(?:www\.)?(.*?)/?$", r"\1", name)


def _distinct(found: Iterable[Row]) -> list[Row]:
    """The rows without those that only call the same things by another name; English wins."""
    kept: dict[tuple[tuple[str, Term], ...], Row] = {}
    for row in found:
        named = {key: value for key, value in row.items() if key.endswith("Name")}
        key = tuple(sorted((key, value) for key, value in row.items() if key not in named))
        foreign = any(_is_foreign(value) for value in named.values())
        if key not in kept or (not foreign and any(map(_is_foreign, kept[key].values()))):
            kept[key] = row
    return list(kept.values())


def _is_foreign(term: Term) -> bool:
    return bool(term.language) and not str(term.language).startswith("en")


def _columns(query: str, found: Sequence[Row]) -> list[str]:
    """The columns that a row anywhere fills, in the order of the query, names left out."""
    seen = {name for row in found for name in row}
    order = re.findall(r"\?(\w+)", query.partition("{")[0])
    return [one for one in order if one in seen and one.removesuffix("Name") not in seen - {one}]


def _heading(column: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column.removesuffix("Name")).lower()
    return words[:1].upper() + words[1:]


def _facts(found: Sequence[Row], cells: _Cells) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
    by_label: dict[str, list[Cell]] = defaultdict(list)
    for row in found:
        cell = cells.of(row, "value")
        if cell and cell not in by_label[row["label"].value]:
            by_label[row["label"].value].append(cell)
    return tuple((label, tuple(values)) for label, values in by_label.items())


def _drawn(found: Sequence[Row], terms: dict[str, str], links: Links) -> Lineage:
    steps = [
        Step(
            (row["from"].value, row["fromName"].value),
            (row["to"].value, row["toName"].value),
            ", ".join(readable(row[one]) for one in ("how", "date") if one in row),
        )
        for row in found
    ]
    return lineage(steps, terms["this"][1:-1], links.local)
