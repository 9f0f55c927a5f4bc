"""Where each statement of a text was read: built from what the engine makes of the marked text;
pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.errors import RdfUnsupported
from kg.rdf.parse import Parsed, as_kept
from kg.rdf.positions.marks import Marks
from kg.rdf.skolem import skolem_iris
from kg.rdf.statement import split
from kg.rdf.tokens import Lines

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST = f"<{_RDF}first>"


class Place(NamedTuple):
    """A place in a text: line and column from 1, columns in characters; in JSON-LD its path too."""

    line: int
    column: int
    path: str | None = None


class Located(NamedTuple):
    """Where subject, predicate and object of a statement are written. A term that is only implied,
    such as the cells of a list, is where the first thing written for it is.
    """

    subject: Place
    predicate: Place
    object: Place


@dataclass(frozen=True)
class PositionMap:
    """For each graph (its N-Triples term, or "" outside any), its triples, with blank nodes as the
    text names them or under labels of no meaning, and where each is written.
    """

    graphs: Mapping[str, Mapping[str, Located]]

    def skolemised(
        self, graphs: Iterable[str] | None, *, base: str, scope: str
    ) -> dict[str, Located]:
        """The triples of some graphs together, or of all, as kg.rdf.skolemise names their blank
        nodes. Those in a circle, which have no such names, keep their labels.
        """
        found: dict[str, Located] = {}
        for graph in self.graphs if graphs is None else graphs:
            found |= self.graphs.get(graph, {})
        iris = _iris(found, base, scope)
        return {_renamed(line, iris): located for line, located in found.items()}


def _iris(triples: Iterable[str], base: str, scope: str) -> dict[str, str]:
    try:
        return skolem_iris(frozenset(triples), base=base, scope=scope)
    except RdfUnsupported:
        return {}


def _renamed(line: str, iris: Mapping[str, str]) -> str:
    if "_:" not in line:
        return line
    subject, predicate, rest = line.split(" ", 2)
    value = rest[:-2]
    return f"{iris.get(subject, subject)} {predicate} {iris.get(value, value)} ."


Offsets = tuple[int | None, int | None, int | None]


class Row(NamedTuple):
    """A triple, and where its terms begin, as far as that is known."""

    graph: str
    terms: tuple[str, str, str]
    offsets: Offsets


class Marked(NamedTuple):
    """A text with marks. `complete` says where terms without a mark are; `list_starts` where the
    bracket of a list opens, by where its first item is; `paths` the paths of JSON-LD.
    """

    text: str
    complete: Callable[[Row], Row] = lambda row: row
    list_starts: Mapping[int, int] = {}
    paths: Mapping[int, str] = {}


def places(parsed: Parsed, marks: Marks, marked: Marked, lines: Lines) -> PositionMap:
    """The map of a text with these `lines`, from its `marked` form as `parsed`."""
    rows, blanks = _rows(parsed, marks)
    rows = _completed(rows, _cells(rows, blanks, marked.list_starts) | blanks, marked.complete)
    filled = sorted((offsets, row) for row in rows if (offsets := _filled(row.offsets)))
    kept = _kept(row.terms[2] for _, row in filled)
    graphs: dict[str, dict[str, Located]] = defaultdict(dict)
    for offsets, row in filled:
        line = f"{row.terms[0]} {row.terms[1]} {kept.get(row.terms[2], row.terms[2])} ."
        located = Located(*(Place(*lines.place(at), marked.paths.get(at)) for at in offsets))
        graphs[row.graph].setdefault(line, located)
    return PositionMap(graphs)


def _completed(
    rows: list[Row], blanks: dict[str, int], complete: Callable[[Row], Row]
) -> list[Row]:
    """The rows with the places of blank nodes; what is learnt from one may complete another."""
    while True:
        rows = [complete(_with_blanks(row, blanks)) for row in rows]
        learnt = {
            row.terms[0]: at
            for row in rows
            if row.terms[0].startswith("_:") and (at := row.offsets[0]) is not None
        }
        if learnt.keys() <= blanks.keys():
            return rows
        blanks = learnt | blanks


def _rows(parsed: Parsed, marks: Marks) -> tuple[list[Row], dict[str, int]]:
    """The rows without the triples by which blank nodes say their marks, and what these say."""
    rows: list[Row] = []
    blanks: dict[str, int] = {}
    for line in [*(f"{line[:-1]} ." for line in parsed.triples), *parsed.statements]:
        subject, predicate, value, graph = split(line)
        if predicate == marks.property:
            blanks[subject] = marks.offsets[int(value.strip('"'))]
        else:
            pairs = [marks.unmark(term) for term in (subject, predicate, value)]
            (s, at_s), (p, at_p), (o, at_o) = pairs
            rows.append(Row(marks.unmark(graph)[0], (s, p, o), (at_s, at_p, at_o)))
    return rows, blanks


def _cells(
    rows: Iterable[Row], blanks: Mapping[str, int], list_starts: Mapping[int, int]
) -> dict[str, int]:
    """Where each cell of a list is: at its item, or, for the first, at the bracket that opens."""
    item_of = {
        row.terms[0]: (row.terms[2], row.offsets[2])
        for row in rows
        if row.terms[1] == _FIRST and row.offsets[1] is None
    }
    cells: dict[str, int] = {}
    for cell in item_of:
        inward = [cell]
        while inward[-1] in item_of and inward[-1] not in cells:
            inward.append(item_of[inward[-1]][0])
        last = inward.pop()
        at = cells.get(last, blanks.get(last))
        for one in reversed(inward):
            found = item_of[one][1] if at is None else at
            if found is None:
                break
            at = cells[one] = list_starts.get(found, found)
    return cells


def _with_blanks(row: Row, blanks: Mapping[str, int]) -> Row:
    at_subject, at_predicate, at_value = row.offsets
    offsets = (
        blanks.get(row.terms[0]) if at_subject is None else at_subject,
        at_predicate,
        blanks.get(row.terms[2]) if at_value is None else at_value,
    )
    return Row(row.graph, row.terms, offsets)


def _filled(offsets: Offsets) -> tuple[int, int, int] | None:
    """What is not known, at what is nearest to it."""
    subject, predicate, value = offsets
    known = [one for one in (predicate, value, subject) if one is not None]
    if not known:
        return None
    return (
        known[0] if subject is None else subject,
        known[0] if predicate is None else predicate,
        known[0] if value is None else value,
    )


def _kept(terms: Iterable[str]) -> dict[str, str]:
    """Typed literals as the engine keeps them."""
    typed = sorted({term for term in terms if "^^" in term})
    lines = as_kept(frozenset(f"<urn:{n}> <urn:is> {term} ." for n, term in enumerate(typed)))
    read = (line.split(" ", 2) for line in lines)
    return {typed[int(subject[5:-1])]: value[:-2] for subject, _, value in read}
