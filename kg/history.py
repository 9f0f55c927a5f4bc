"""The provenance of each release, as PROV-O triples that travel in the release's own changeset;
pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice, pairwise
from typing import NamedTuple

from kg.changes import Changeset
from kg.errors import BadRequest, Dropped, NotFound
from kg.rdf import Statements, iri, literal
from kg.stores import Release
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

_PROV, _DCTERMS = EXTERNAL_PREFIXES["prov"], EXTERNAL_PREFIXES["dcterms"]
_FOAF, _SCHEMA, _XSD = (EXTERNAL_PREFIXES[name] for name in ("foaf", "schema", "xsd"))
_VOID = EXTERNAL_PREFIXES["void"]
_TYPE = f"{EXTERNAL_PREFIXES['rdf']}type"


class LoadedFile(NamedTuple):
    """A file that went into a release: its name, its SHA-256, the graph that it filled."""

    name: str
    sha256: str
    graph: str


class Note(NamedTuple):
    """What the writer says of a release; `shapes` is the digest of the rules that it was judged by,
    `versions` are the IRIs of the versions of ontology and rules that it holds.
    """

    agent: str
    message: str
    files: tuple[LoadedFile, ...] = ()
    shapes: str = ""
    versions: tuple[str, ...] = ()

    def as_record(self) -> dict[str, object]:
        """The note as plain values, for the store's own record of the release."""
        files = [file._asdict() for file in self.files]
        return {**self._asdict(), "files": files, "versions": list(self.versions)}


def provenance(
    vocabulary: Vocabulary, number: int, at: str, note: Note, change: Changeset
) -> Statements:
    """What the history graph says of release `number`, published `at` (xsd:dateTime), which makes
    `change`, to which these statements come.

    PROV-O: the release is an activity that used files and rules, and by which statements came
    (section 3.1, prov:wasGeneratedBy) and went (prov:wasInvalidatedBy).
    """
    release = vocabulary.release(number)
    said = [
        (release, _TYPE, iri(f"{_PROV}Activity")),
        (release, f"{_DCTERMS}title", literal(f"Release {number}", language="en")),
        (release, f"{_PROV}endedAtTime", literal(at, datatype=f"{_XSD}dateTime")),
        (release, f"{_PROV}wasAssociatedWith", iri(f"{release}/agent")),
        (f"{release}/agent", _TYPE, iri(f"{_PROV}Agent")),
        (f"{release}/agent", f"{_FOAF}name", literal(note.agent)),
        *((release, f"{_PROV}generated", iri(graph)) for graph in sorted(change.graphs())),
        *((release, f"{_PROV}used", iri(version)) for version in note.versions),
    ]
    if note.message:
        said.append((release, f"{_DCTERMS}description", literal(note.message, language="en")))
    if number > 1:
        said.append((release, f"{_PROV}wasInformedBy", iri(vocabulary.release(number - 1))))
    if note.shapes:
        said += _used(release, "shapes", literal("Rules", language="en"), note.shapes)
    for place, file in enumerate(note.files, start=1):
        node = f"file/{place}"
        said += _used(release, node, literal(file.name), file.sha256)
        said.append((f"{release}/{node}", f"{_DCTERMS}isPartOf", iri(file.graph)))
    added, removed = len(change.added), len(change.removed)
    whole = added + len(set(said)) + 2 * _OF_COUNT
    said += _counted(f"{release}/added", "Added", f"{_PROV}wasGeneratedBy", release, whole)
    said += _counted(f"{release}/removed", "Removed", f"{_PROV}wasInvalidatedBy", release, removed)
    graph = iri(vocabulary.history)
    return frozenset(f"{iri(s)} {iri(p)} {o} {graph} ." for s, p, o in said)


_OF_COUNT = 4  # statements about statements that came or went


def _counted(
    node: str, title: str, by: str, release: str, count: int
) -> list[tuple[str, str, str]]:
    return [
        (node, _TYPE, iri(f"{_VOID}Dataset")),
        (node, f"{_DCTERMS}title", literal(title, language="en")),
        (node, f"{_VOID}triples", literal(str(count), datatype=f"{_XSD}integer")),
        (node, by, iri(release)),
    ]


def _used(release: str, name: str, title: str, sha256: str) -> list[tuple[str, str, str]]:
    node = f"{release}/{name}"
    return [
        (release, f"{_PROV}used", iri(node)),
        (node, _TYPE, iri(f"{_PROV}Entity")),
        (node, f"{_DCTERMS}title", title),
        (node, f"{_SCHEMA}sha256", literal(sha256)),
    ]


_NUMBER = re.compile(r"[0-9]{1,18}")
_DATE = re.compile(
    r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])"
    r"(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?Z?)?)?)?"
)


def release_as_of(releases: Sequence[Release], when: str, dropped: Sequence[Release] = ()) -> int:
    """The number of the release meant by `when`: a release number, or a date.

    A date is a year, a month, a day or a moment (UTC, xsd:dateTime), and means the newest release
    at its end. `dropped` are those that are no longer kept. Raises BadRequest; NotFound where there
    was none yet or never one; Dropped.
    """
    every = sorted((*releases, *dropped), key=lambda one: one.number)
    number = int(when) if _NUMBER.fullmatch(when) else None
    if number is not None and any(one.number == number for one in every):
        return _kept(releases, number, f"Release {number}")
    if number is not None and len(when) != 4:
        raise NotFound(f"There is no release {number}. {there_is(releases)}")
    if not _DATE.fullmatch(when):
        raise BadRequest(
            f"{when[:60]!r} is neither a release nor a date. Write a release number such as 12, or "
            "a date such as 2026-03-31 or 2026-03-31T12:00:00Z."
        )
    moment = when.rstrip("Z")
    until = [one for one in every if one.at[: len(moment)] <= moment]
    if not until:
        raise NotFound(f"There was no release yet at {when}. {there_is(releases)}")
    newest = until[-1].number
    return _kept(releases, newest, f"Release {newest}, which was the newest at {when},")


def _kept(releases: Sequence[Release], number: int, called: str) -> int:
    if all(one.number != number for one in releases):
        raise Dropped(f"{called} is no longer kept. {there_is(releases)}")
    return number


def there_is(releases: Sequence[Release]) -> str:
    """A sentence that says which releases are kept."""
    if not releases:
        return "There is no release yet."
    first, last = releases[0], releases[-1]
    if first is last:
        return f"There is release {first.number}, of {first.at}."
    return f"There are releases {first.number}, of {first.at}, to {last.number}, of {last.at}."


# Readers may be under way on a release that was the newest until a moment ago.
_GRACE = timedelta(minutes=1)


def outdated(
    releases: Sequence[Release], keep: int | None, days: float | None, now: datetime
) -> list[int]:
    """The numbers of the releases to drop, where the newest `keep` are to stay and those that were
    the newest at some moment of the last `days`; None wants none. With neither, all stay.

    `now` has a time zone. A release is never dropped within a minute of having been the newest.
    """
    if keep is None and days is None:
        return []
    kept = keep or 1
    since = now - (_GRACE if days is None else max(_GRACE, timedelta(days=days)))
    return [
        one.number
        for one, after in islice(pairwise(releases), max(0, len(releases) - kept))
        if datetime.fromisoformat(after.at) < since
    ]
