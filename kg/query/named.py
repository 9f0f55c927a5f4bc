"""The questions that come with the package: SPARQL with a title, a description and parameters.

Each is a file in `kg/queries`: a header of comments, then the query. In the query a parameter is
the variable `$name`, which stands for a whole term, so that a value can never become syntax.
Reads those files and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from kg.content import query_files, rebased
from kg.errors import BadRequest
from kg.query.lexer import with_terms
from kg.rdf import iri, literal
from kg.vocab import EXTERNAL_PREFIXES

_XSD = EXTERNAL_PREFIXES["xsd"]
_LINE = re.compile(r"# (title|description|group|columns|param \w+): (.*)")
_PARAMETER = re.compile(r"(\w+) = (.*?) \| (.*)")


class Kind(StrEnum):
    """What a parameter takes. An iri or a concept may be given by its last part alone."""

    IRI = "iri"
    CONCEPT = "concept"
    STRING = "string"
    INTEGER = "integer"
    DATE = "date"
    YEAR = "year"


@dataclass(frozen=True)
class Parameter:
    """A blank to fill in: `default` serves where nothing is given, and as the example in errors."""

    name: str
    kind: Kind
    default: str
    description: str

    def term(self, value: str) -> str:
        """`value` as a SPARQL term. Raises BadRequest, which says what was expected."""
        try:
            return _TERMS[self.kind](value, self.default)
        except ValueError as error:
            raise BadRequest(
                f"The parameter {self.name} cannot be {value[:60]!r}: {error}. "
                f"Give for example {self.name}={self.default}.",
                parameter=self.name,
            ) from error


@dataclass(frozen=True)
class NamedQuery:
    """A question that anyone can ask by its name. `columns` are those of the answer, in order."""

    name: str
    title: str
    description: str
    group: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    text: str

    def text_with(self, values: Mapping[str, str]) -> str:
        """The query with `values` for its parameters, and their defaults for those not given.

        Raises BadRequest for an unknown parameter or a value of the wrong kind.
        """
        known = {one.name: one for one in self.parameters}
        for stranger in sorted(values.keys() - known):
            raise self._no_such(stranger[:60])
        terms = {name: one.term(values.get(name, one.default)) for name, one in known.items()}
        return with_terms(self.text, terms)

    def _no_such(self, parameter: str) -> BadRequest:
        takes = ", ".join(f"{one.name} (such as {one.default})" for one in self.parameters)
        return BadRequest(
            f"{self.name} has no parameter {parameter!r}. It takes {takes or 'none'}.",
            parameter=parameter,
        )


@cache
def named_queries(base: str) -> Mapping[str, NamedQuery]:
    """The named queries by name, about things under `base`."""
    return {
        path.stem: _read(path, rebased(path.read_bytes(), base).decode()) for path in query_files()
    }


def _read(path: Path, text: str) -> NamedQuery:
    """The query in a file. Raises ValueError where its header is not as it should be."""
    header, query = _parted(text)
    fields = _fields(header)
    parameters = tuple(
        _parameter(key.removeprefix("param "), said)
        for key, said in fields.items()
        if key.startswith("param ")
    )
    if missing := {"title", "description", "group", "columns"} - fields.keys():
        raise ValueError(f"{path.name} does not say its {', '.join(sorted(missing))}.")
    columns = tuple(fields["columns"].split())
    title, description, group = fields["title"], fields["description"], fields["group"]
    return NamedQuery(path.stem, title, description, group, parameters, columns, query)


def _parted(text: str) -> tuple[list[str], str]:
    lines = text.split("\n")
    first = next(place for place, line in enumerate(lines) if not line.startswith("#"))
    return lines[:first], "\n".join(lines[first:]).strip() + "\n"


def _fields(header: list[str]) -> dict[str, str]:
    """What the header says, by key; a line without a key goes on with the one before."""
    fields: dict[str, str] = {}
    key = ""
    for line in header:
        if found := _LINE.fullmatch(line):
            key = found[1]
            fields[key] = found[2].strip()
        else:
            fields[key] = f"{fields.get(key, '')} {line.lstrip('# ')}"
    return fields


def _parameter(name: str, said: str) -> Parameter:
    found = _PARAMETER.fullmatch(said)
    if not found:
        raise ValueError(f"The parameter {name} must be written: kind = default | description.")
    parameter = Parameter(name, Kind(found[1]), found[2], found[3])
    parameter.term(parameter.default)
    return parameter


def _resource(value: str, default: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", value):
        return iri(default[: default.rindex("/") + 1] + value)
    if not re.match(r"https?://", value):
        raise ValueError("it must be a full IRI, which begins with http, or the last part of one")
    try:
        return iri(value)
    except ValueError as error:
        raise ValueError("it has a character that no IRI can have") from error


def _string(value: str, _default: str) -> str:
    if re.search(r"[\ud800-\udfff\x00]", value):
        raise ValueError("it has a character that no text can have")
    return literal(value)


def _typed(pattern: str, datatype: str, expected: str) -> Callable[[str, str], str]:
    def term(value: str, _default: str) -> str:
        if not re.fullmatch(pattern, value, re.ASCII):
            raise ValueError(f"it must be {expected}")
        return literal(value, datatype=f"{_XSD}{datatype}")

    return term


_DAY = _typed(r"\d{4}-\d\d-\d\d", "date", "a day, written year-month-day")


def _date(value: str, default: str) -> str:
    term = _DAY(value, default)
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("there is no such day") from error
    return term


_TERMS: dict[Kind, Callable[[str, str], str]] = {
    Kind.IRI: _resource,
    Kind.CONCEPT: _resource,
    Kind.STRING: _string,
    Kind.INTEGER: _typed(r"[+-]?\d{1,18}", "integer", "a whole number of at most 18 digits"),
    Kind.DATE: _date,
    Kind.YEAR: _typed(r"\d{4}", "gYear", "a year in four digits"),
}
