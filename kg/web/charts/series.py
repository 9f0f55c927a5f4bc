"""What in the rows of an answer can be drawn: names with numbers, years, areas; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kg.rdf import Term
from kg.web.results import Table

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {f"{_XSD}{one}" for one in ("integer", "decimal", "double", "float", "int", "long")}
_DATE = re.compile(r"(1[89]|20)\d\d(-\d\d){0,2}(T.*|Z|[+-]\d\d:\d\d)?")
_MOSTLY = 0.8
_AREA = re.compile(r"http://statistics\.(?:data\.gov\.uk|gov\.scot)/id/statistical-geography/(\w+)")
_MOST_KINDS = 40  # more are no longer kinds to count by

Column = Sequence[Term | None]
_Test = Callable[[Term], bool]


class Series(NamedTuple):
    """Values by key, in order; `counted` is what the values are."""

    counted: str
    values: dict[str, float]


class Columns:
    """The columns of a table, by what they hold."""

    def __init__(self, table: Table) -> None:
        self._by_name: dict[str, Column] = dict(
            zip(table.columns, zip(*table.rows, strict=True), strict=False)
        )
        self._total = len(table.rows)
        self.numbers = [name for name in self._by_name if self._all(name, _is_number)]
        self.dates = [name for name in self._by_name if self._dated(name)]
        self.numbers = [name for name in self.numbers if name not in self.dates]
        self.areas = [name for name in self._by_name if self._all(name, _is_area)]
        self.texts = [name for name in self._by_name if self._all(name, _is_text)]
        self.texts = [name for name in self.texts if name not in self.dates] or self.dates[:1]

    def named(self, value: str | None) -> Series | None:
        """The numbers of column `value`, or the first, by what the texts of a row say; where there
        are no numbers, how often each text of the column with the fewest occurs.
        """
        if self.numbers and self.texts:
            column = self._value(value)
            labels = [" · ".join(self._said(row)) for row in range(self._total)]
            return Series(column, _added(labels, self._floats(column)))
        kinds = [name for name in self.texts if 1 < self._distinct(name) <= _MOST_KINDS]
        if not kinds:
            return None
        kind = min(kinds, key=self._distinct)
        counted = Counter(term.value for term in self._by_name[kind] if term)
        return Series(f"rows by {kind}", dict(counted.most_common()))

    def yearly(self, value: str | None) -> Series | None:
        """The numbers, or the number of rows, by year."""
        if not self.dates:
            return None
        years = [_year(term) for term in self._by_name[self.dates[0]]]
        counted, amounts = self._amounts(value)
        return Series(counted, dict(sorted(_added(years, amounts).items())))

    def by_area(self, value: str | None) -> Series | None:
        """The numbers, or the number of rows, by the code of the area."""
        if not self.areas:
            return None
        found = [_AREA.fullmatch(term.value) if term else None for term in self._area_terms()]
        counted, amounts = self._amounts(value)
        return Series(counted, _added([one[1] if one else "" for one in found], amounts))

    def _area_terms(self) -> Column:
        return self._by_name[self.areas[0]]

    def _amounts(self, value: str | None) -> tuple[str, list[float]]:
        if not self.numbers:
            return "rows", [1.0] * self._total
        column = self._value(value)
        return column, self._floats(column)

    def _value(self, value: str | None) -> str:
        return value if value in self.numbers else self.numbers[0]

    def _floats(self, column: str) -> list[float]:
        return [float(term.value) if term else 0.0 for term in self._by_name[column]]

    def _said(self, row: int) -> Iterable[str]:
        terms = (self._by_name[name][row] for name in self.texts)
        return [term.value for term in terms if term]

    def _distinct(self, name: str) -> int:
        return len({term.value for term in self._by_name[name] if term})

    def _all(self, name: str, holds: _Test) -> bool:
        terms = [term for term in self._by_name[name] if term]
        return bool(terms) and all(map(holds, terms))

    def _dated(self, name: str) -> bool:
        """Whether nearly all are years or days; numbers only where the column is called so."""
        terms = [term for term in self._by_name[name] if term and term.kind == "literal"]
        if "year" not in name.lower():
            terms = [term for term in terms if term.datatype not in _NUMBERS]
        dated = [term for term in terms if _year(term)]
        return len(dated) > _MOSTLY * len([one for one in self._by_name[name] if one])


def _year(term: Term | None) -> str:
    """The year of a date; empty for anything else."""
    return term.value[:4] if term and _DATE.fullmatch(term.value) else ""


def _is_number(term: Term) -> bool:
    return term.datatype in _NUMBERS and re.fullmatch(r"[-+.0-9Ee]+", term.value) is not None


def _is_area(term: Term) -> bool:
    return _AREA.fullmatch(term.value) is not None


def _is_text(term: Term) -> bool:
    return term.kind == "literal" and term.datatype not in _NUMBERS


def _added(keys: Sequence[str], amounts: Sequence[float]) -> dict[str, float]:
    """The amounts of each key, added up, in the order of the keys; empty keys left out."""
    found: dict[str, float] = {}
    for key, amount in zip(keys, amounts, strict=True):
        if key:
            found[key] = found.get(key, 0.0) + amount
    return found
