"""Takedown: statements leave every release of an embedded store, and every byte of them its files.

A statement that was removed stays in the files of the releases that held it, and, through hard
links, in those of later ones. So every release from the first that held it is built anew: that one
from its statements, the later ones as changes to it. Where releases were dropped, nobody knows what
they held, so that all that are kept are built anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace

from kg.changes import Changeset, diff
from kg.rdf import Statements, content_after
from kg.stores import engine, touched
from kg.stores.base import Erased, Holds, Release
from kg.stores.folders import ReleaseFolders


def erase(folders: ReleaseFolders, holds: Holds, scrub: Callable[[str], str]) -> Erased:
    """Take the statements that `holds` names out of every release, and `scrub` the records' texts.

    Safe to run again after it was killed: a release is whole at every moment, in its old or new
    form. Raises StoreBusy, StoreUnreadable.
    """
    with folders.writing():
        rebuilt: list[int] = []
        gone: set[str] = set()
        before: Statements = frozenset()
        dropped = folders.dropped()
        for release in folders.releases():
            whole = _statements(folders, release.number)
            held = {statement for statement in whole if holds(statement)}
            kept = whole - held
            if held or rebuilt or dropped:
                _rebuild(folders, release, kept, before, rebuilt)
                gone |= held
                rebuilt.append(release.number)
            _scrub_record(folders, release.number, scrub)
            before = kept
        for release in dropped:
            _scrub_record(folders, release.number, scrub)
        # Last: an index that is made from now on is made of what is left.
        folders.empty_indexes()
        return Erased(tuple(rebuilt), len(gone))


def _statements(folders: ReleaseFolders, number: int) -> Statements:
    database = str(folders.database(number))
    body = engine.dump(database, folders.identity(number), None)
    return frozenset(body.decode().split("\n")) - {""}


def _rebuild(
    folders: ReleaseFolders,
    release: Release,
    kept: Statements,
    before: Statements,
    rebuilt: list[int],
) -> None:
    """Build a release anew, on the one rebuilt before it or, for the first, on nothing; `before` is
    what the release before it holds.
    """
    change = diff(before, kept)
    building = folders.building(release.number)
    shutil.rmtree(building, ignore_errors=True)
    if rebuilt:
        engine.build(folders.database(rebuilt[-1]), building, change)
    else:
        engine.build(folders.database(0), building, Changeset(added=kept))
    record = replace(release, content=content_after("", kept, ()), rebuilt=True)
    if before:
        touched.write(building, change)
    if before or release.number == 1:
        record = replace(record, added=len(change.added), removed=len(change.removed))
    folders.replace(record)


def _scrub_record(folders: ReleaseFolders, number: int, scrub: Callable[[str], str]) -> None:
    record = folders.record(number)
    text = json.dumps(record.note, ensure_ascii=False)
    if scrub(text) != text:
        folders.write_record(replace(record, note=json.loads(scrub(text))))
