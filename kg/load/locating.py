"""Where each result of a report is in the files that were judged; reads no file, knows no store.

The value where the rule names one, else the subject. Done only for what there is to report.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kg.errors import ShapesBroken
from kg.load.marking import File
from kg.load.searching import SUBJECT, Found, Reading
from kg.load.sources import Filled, Source
from kg.validate import Report, Result, Severity, discreet


def locate(report: Report, filled: Mapping[str, Filled], base: str) -> Report:
    """The report with its results placed in the sources of the graphs `filled`, by file and line;
    those that no source says anything about stay without a place.
    """
    if not report.results:
        return report
    sources = dict.fromkeys(source for one in filled.values() for source in one.sources)
    files = {source: File(source) for source in sources}
    results = tuple(discreet(report.results))
    found = _found(results, filled, base, files)
    for one, at in found.items():
        if one.mark:
            files[at.source].hide(at.place)
    hidden = {one.focus for one in results if one.hides_all}
    placed = [
        replace(
            one,
            spot=files[found[one].source].spot(
                found[one].place, private=one.private, quoted=one.focus not in hidden
            ),
        )
        if one in found
        else one
        for one in results
    ]
    return replace(report, results=tuple(sorted(_once(placed), key=_by_file)))


@contextlib.contextmanager
def placing(filled: Mapping[str, Filled], base: str) -> Iterator[None]:
    """Inside, a refusal by the shapes gets places in the sources of the graphs `filled`."""
    try:
        yield
    except ShapesBroken as error:
        report = error.fields.get("report")
        if isinstance(report, Report):
            error.fields["report"] = locate(report, filled, base)
        raise


def _found(
    results: Iterable[Result], filled: Mapping[str, Filled], base: str, files: Mapping[Source, File]
) -> dict[Result, Found]:
    """The best place of each result in any file of its graph, or of any graph."""
    best: dict[Result, Found] = {}
    readings = {
        source: Reading(
            source, file.text, [name for name, one in filled.items() if source in one.sources], base
        )
        for source, file in files.items()
    }
    for mentioned in (False, True):
        results = [one for one in results if one not in best or best[one].rank > SUBJECT]
        for reading in readings.values():
            reading.look_for(results, mentioned=mentioned)
        for graph, one in filled.items():
            here = [result for result in results if result.graph in {None, graph}]
            for source in one.sources:
                for result, found in readings[source].find(here, graph):
                    if result not in best or found.rank < best[result].rank:
                        best[result] = found
    return best


def _once(results: Iterable[Result]) -> list[Result]:
    """Without what was found in a graph alone and in all of them together."""
    kept: dict[tuple[object, ...], Result] = {}
    for one in results:
        said = (one.severity, one.focus, one.code, one.message, one.path, one.value, one.mark)
        key = (*said, one.spot, None if one.spot else one.graph)
        if key not in kept or kept[key].graph is None:
            kept[key] = one
    return list(kept.values())


def _by_file(one: Result) -> tuple[int, bool, str, int, int, tuple[str, ...]]:
    """Worst first, then as the files have it."""
    spot = one.spot
    said = (one.focus, one.graph, one.code, one.message, one.path, one.value, one.mark)
    return (
        list(Severity).index(one.severity),
        spot is None,
        spot.source if spot else "",
        (spot.line if spot else None) or 0,
        (spot.column if spot else None) or 0,
        tuple(part or "" for part in said),
    )
