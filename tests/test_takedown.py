"""Takedown: what was erased is nowhere, and a trace without content stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.changes import Changeset
from kg.errors import BadRequest, NotFound, StoreUnreadable
from kg.formats import CSV
from kg.stores import Limits, Store, open_store
from kg.takedown import Takedown, graves, of_record, of_text
from kg.vocab import Vocabulary

BASE = "https://w3id.org/uk-case-reviews/"
VOCABULARY = Vocabulary(BASE)
SECRET = "Invented Secret-Name of nobody"
ENTRY = {"at": "2026-11-24T00:00:00Z", "authority": "an invented order"}
AT = "2026-11-24T00:00:00Z"


def about(key: str, title: str) -> frozenset[str]:
    """A review with a report, and a link to it from elsewhere."""
    review, report = f"<{BASE}id/review/{key}>", f"<{BASE}id/document/{key}-report>"
    graph = f"<{BASE}data/reviews>"
    title_of = "<http://purl.org/dc/terms/title>"
    return frozenset(
        {
            f'{review} {title_of} "{title}"@en {graph} .',
            f"{report} <{BASE}def/core/reportOf> {review} {graph} .",
            f'{report} {title_of} "Report of {title}"@en {graph} .',
            f"<{BASE}id/review/other> <http://purl.org/dc/terms/relation> {review} {graph} .",
        }
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Four releases: harmless; with the secret; the secret retracted; harmless again."""
    opened = open_store(str(tmp_path / "store"), Limits(10, 1024, 16, 1))
    secret = about("sct-aaaaaa", f'{SECRET} "quoted"'.replace('"', '\\"'))
    steps = [
        Changeset(about("sct-bbbbbb", "Child B")),
        Changeset(secret),
        Changeset(removed=secret),
        Changeset(about("sct-cccccc", "Child C")),
    ]
    for parent, step in enumerate(steps):
        note = {"message": f"loaded {SECRET}"} if parent == 1 else {}
        opened.commit(step, parent=parent, at=AT, note=note)
    return opened


def bytes_under(folder: Path) -> bytes:
    """Every byte of every file, names included."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(path.name.encode() + path.read_bytes() for path in files)


def erase(store: Store, takedown: Takedown) -> None:
    """Erase, and let go of the store's processes."""
    store.erase(takedown.holds, takedown.scrub, ENTRY)


def test_no_byte_of_an_erased_text_is_left_under_the_folder(store: Store, tmp_path: Path) -> None:
    """Not in the release that held it, nor in the files that later ones share with it, nor in a
    note.
    """
    assert SECRET.encode() in bytes_under(tmp_path)
    erase(store, of_text(SECRET))
    assert SECRET.lower().encode() not in bytes_under(tmp_path).lower()
    store.close()


def test_what_was_not_erased_is_as_it_was_in_every_release(store: Store) -> None:
    """Only the statements that hold the text go, from each release, and its hash follows."""
    before = {one.number: store.dump(release=one.number) for one in store.releases()}
    takedown = of_text(SECRET)
    erase(store, takedown)
    for release in store.releases():
        kept = {one for one in before[release.number] if not takedown.holds(one)}
        assert store.dump(release=release.number) == kept
    store.close()


def test_readers_that_had_the_release_open_no_longer_see_the_text(store: Store) -> None:
    """A query process keeps databases open; one that was built anew is opened anew."""
    question = 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(CONTAINS(STR(?o), "Secret-Name")) }'
    assert store.query(question, CSV, release=2).split() == [b"n", b"2"]
    erase(store, of_text(SECRET))
    assert store.query(question, CSV, release=2).split() == [b"n", b"0"]
    store.close()


def test_a_backup_that_the_store_knows_is_cleaned_too(store: Store, tmp_path: Path) -> None:
    """The store remembers where its backups are."""
    store.back_up(tmp_path / "backup")
    erase(store, of_text(SECRET))
    assert SECRET.encode() not in bytes_under(tmp_path / "backup")
    store.close()


def test_a_record_goes_with_its_parts_and_the_links_to_it(store: Store) -> None:
    """The report of an erased review goes too, and nothing points to either."""
    takedown = of_record(store, VOCABULARY, f"{BASE}id/review/sct-aaaaaa")
    assert takedown.identifiers == {
        f"<{BASE}id/review/sct-aaaaaa>",
        f"<{BASE}id/document/sct-aaaaaa-report>",
    }
    erase(store, takedown)
    assert not [one for one in store.dump(release=2) if "sct-aaaaaa" in one]
    store.close()


def test_a_tombstone_says_only_that_and_when_and_why_in_general() -> None:
    """Type, time and the reason `privacy`: no former title, no former type."""
    (grave,) = graves(VOCABULARY, [f"{BASE}id/review/sct-aaaaaa"], AT)
    said = {one.split(" ")[1] for one in grave.statements(VOCABULARY)}
    assert {name.rstrip(">").rpartition("/")[2].rpartition("#")[2] for name in said} == {
        "type",
        "deleted",
        "removalReason",
    }


def test_the_log_says_when_and_on_whose_authority_and_not_what(
    store: Store, tmp_path: Path
) -> None:
    """A line of counts, signed together with the one before."""
    erase(store, of_text(SECRET))
    line = (tmp_path / "store" / "TAKEDOWNS").read_text().partition("\t")[0]
    assert json.loads(line) == {**ENTRY, "releases": [2, 3, 4], "statements": 2}
    store.verify()
    store.close()


def test_a_log_that_was_changed_is_found_out(store: Store, tmp_path: Path) -> None:
    """Changing or removing a line breaks the chain of signatures."""
    erase(store, of_text(SECRET))
    erase(store, of_text("Child B"))
    log = tmp_path / "store" / "TAKEDOWNS"
    log.write_text("".join(log.read_text().splitlines(keepends=True)[1:]))
    with pytest.raises(StoreUnreadable, match="not as it was written"):
        store.verify()
    store.close()


def test_a_text_that_is_too_short_is_refused() -> None:
    """Three letters occur everywhere."""
    with pytest.raises(BadRequest, match="fewer than 4"):
        of_text("abc")


def test_a_record_that_no_release_knows_is_not_found(store: Store) -> None:
    """A misspelt IRI must not look like a takedown that was done."""
    with pytest.raises(NotFound):
        of_record(store, VOCABULARY, f"{BASE}id/review/nothing")
    store.close()
