"""Indexes of releases: what is found, how they follow releases, what a takedown leaves of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes import Changeset, diff
from kg.errors import NotFound, TooBusy
from kg.search import Search, making
from kg.search.finding import Index
from kg.search.index import Size, write_index
from kg.search.texts import Document, Said, roles
from kg.stores import Limits, Store, open_store
from kg.stores.disk import DiskStore
from kg.takedown import of_text
from kg.vocab import EXTERNAL_PREFIXES as X
from kg.vocab import Vocabulary

BASE = "https://w3id.org/uk-case-reviews/"
VOCABULARY = Vocabulary(BASE)
AT = "2026-11-24T00:00:00Z"
SECRET = "Zebedee Invented-Surname"
TITLE, LABEL, ALT = f"{X['dcterms']}title", f"{X['skos']}prefLabel", f"{X['skos']}altLabel"
ABOUT = f"{X['dcterms']}description"


def line(kind: str, key: str, name: str, text: str, language: str = "en") -> str:
    """One statement about a thing of ours."""
    return f'<{BASE}id/{kind}/{key}> <{name}> "{text}"@{language} <{BASE}data/one> .'


FIRST = frozenset(
    {
        line("body", "cpc-fife", LABEL, "Fife Child Protection Committee"),
        line("body", "apc-fife", LABEL, "Fife Adult Protection Committee"),
        line("body", "uni", LABEL, "Cardiff University"),
        line("body", "uni", ALT, "Prifysgol Caerdydd", "cy"),
        line("body", "isles", LABEL, "Outer Hebrides Council"),
        line("body", "isles", ALT, "Comhairle nan Eilean Siar", "gd"),
        line("review", "sct-1", TITLE, "Learning Review: Child Q"),
        line("review", "sct-1", ABOUT, "About neglect, and what Fife learned of it."),
        f'_:b <{LABEL}> "Nobody links here" <{BASE}data/one> .'.replace(
            "_:b", f"<{BASE}.well-known/genid/1>"
        ),
    }
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with one release."""
    with contextlib.closing(open_store(str(tmp_path / "store"), Limits(10, 1024, 16, 1))) as opened:
        opened.commit(Changeset(FIRST), parent=0, at=AT, note={})
        yield opened


@pytest.fixture
def search(store: Store) -> Iterator[Search]:
    with contextlib.closing(Search(store, VOCABULARY)) as opened:
        yield opened


def keys(search: Search, text: str, release: int | None = None) -> list[str]:
    """The last parts of the identifiers of what holds all the words, best first."""
    index = search.newest() if release is None else search.exact(release)
    found = index.find(text, limit=10)
    return [] if found.partial else [hit.iri.rpartition("/")[2] for hit in found.hits]


def test_names_and_abbreviations_and_parts_of_identifiers_are_found(search: Search) -> None:
    """Names before descriptions, and a beginning finds what begins so."""
    assert keys(search, "fife cpc") == ["cpc-fife"]
    assert keys(search, "protection committee fi") == ["apc-fife", "cpc-fife"]
    assert keys(search, "fife")[-1] == "sct-1"
    assert keys(search, "Nobody links here") == []


def test_a_whole_name_comes_before_all_that_hold_its_words(search: Search, store: Store) -> None:
    """However rare the words are elsewhere."""
    more = frozenset({line("body", "la-fife", LABEL, "Fife")})
    store.commit(Changeset(more), parent=1, at=AT, note={})
    assert keys(search, "fife")[0] == "la-fife"


def test_welsh_and_gaelic_words_are_found_as_their_grammar_changes_them(search: Search) -> None:
    """In texts of those languages."""
    assert keys(search, "Gaerdydd") == ["uni"]
    assert keys(search, "a' Chomhairle") == ["isles"]
    assert keys(search, "sìar") == ["isles"]


def test_a_misspelt_word_gets_a_suggestion(search: Search) -> None:
    """With the rest of the words as they were; and none where all words are known."""
    found = search.newest().find("Fife negelct", limit=5)
    assert found.partial
    assert found.suggestion == "fife neglect"
    assert search.newest().find("fife neglect", limit=5).suggestion is None


def test_hits_are_counted_by_kind_and_can_be_narrowed_to_one(search: Search) -> None:
    """The counts stay those of the whole search."""
    found = search.newest().find("fife", kind="review", limit=1)
    assert (found.kinds, found.total) == ((("body", 2), ("review", 1)), 1)
    assert [hit.kind for hit in found.hits] == ["review"]


def test_a_snippet_marks_what_matched(search: Search) -> None:
    """In parts, so that no text is taken for markup."""
    (hit,) = search.newest().find("neglect", limit=5).hits
    assert ("neglect", True) in hit.snippet
    assert "".join(text for text, _ in hit.snippet).startswith("About neglect")


def test_names_are_suggested_as_they_are_typed(search: Search) -> None:
    """From names alone, not from descriptions."""
    hits = search.newest().begun("fife ch", 5)
    assert [hit.label for hit in hits] == ["Fife Child Protection Committee"]
    assert search.newest().begun("negl", 5) == []
    assert search.newest().begun(" .", 5) == []


def test_each_release_is_searched_as_it_was(search: Search, store: Store) -> None:
    """Newer ones see what changed, older ones do not."""
    gone = frozenset({line("body", "apc-fife", LABEL, "Fife Adult Protection Committee")})
    store.commit(
        Changeset(frozenset({line("body", "new", LABEL, "Fife Zoo")}), gone),
        parent=1,
        at=AT,
        note={},
    )
    assert keys(search, "adult protection") == []
    assert keys(search, "zoo") == ["new"]
    assert keys(search, "adult protection", 1) == ["apc-fife"]
    assert keys(search, "zoo", 1) == []
    with pytest.raises(NotFound):
        search.exact(3)


def test_an_index_lies_beside_the_releases_and_is_made_once(
    search: Search, store: Store, tmp_path: Path
) -> None:
    """Another process finds it there; and only a few are kept."""
    for number in range(1, 12):
        added = frozenset({line("review", f"r{number}", TITLE, f"Review {number}")})
        store.commit(Changeset(added), parent=number, at=AT, note={})
        assert keys(search, f"review {number}")[0] == f"r{number}"
    kept = sorted((tmp_path / "store" / "indexes").glob("*.sqlite"))
    assert len(kept) == making.KEPT
    before = [path.stat().st_mtime_ns for path in kept]
    with contextlib.closing(Search(store, VOCABULARY)) as other:
        assert keys(other, "review 11")[0] == "r11"
    assert [path.stat().st_mtime_ns for path in kept] == before


def test_an_index_goes_with_its_release(search: Search, store: DiskStore, tmp_path: Path) -> None:
    """When old releases are dropped."""
    store.commit(Changeset(frozenset({line("body", "x", LABEL, "Zoo")})), parent=1, at=AT, note={})
    assert [keys(search, "zoo", number) for number in (1, 2)] == [[], ["x"]]
    store.drop([1])
    left = (tmp_path / "store" / "indexes").glob("*.sqlite")
    assert [path.name.partition("-")[0] for path in left] == ["2"]
    assert keys(search, "zoo") == ["x"]


def test_what_a_killed_process_left_is_swept_away(search: Search, tmp_path: Path) -> None:
    """When the next index is made."""
    left = tmp_path / "store" / "indexes" / ".building-x"
    left.parent.mkdir()
    left.write_text("half")
    keys(search, "fife")
    assert not left.exists()


def test_a_service_makes_the_newest_index_before_anyone_asks(
    search: Search, tmp_path: Path
) -> None:
    """And nobody waits for long."""
    search.begin()
    assert keys(search, "fife cpc", 1) == ["cpc-fife"]
    with (
        contextlib.closing(open_store(str(tmp_path / "empty"), Limits(10, 1024, 16, 1))) as empty,
        contextlib.closing(Search(empty, VOCABULARY)) as of_nothing,
    ):
        of_nothing.begin()
        assert keys(of_nothing, "fife", 0) == []


def test_an_index_that_is_being_made_is_given_up_with_its_service(
    store: Store, tmp_path: Path
) -> None:
    """And made by the next one."""
    given_up = Search(store, VOCABULARY)
    given_up.begin()
    given_up.close()
    with contextlib.closing(Search(store, VOCABULARY)) as other:
        assert keys(other, "fife cpc") == ["cpc-fife"]
    assert not list((tmp_path / "store" / "indexes").glob(".building-*"))


def test_while_an_index_is_made_the_last_one_answers(
    search: Search, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says of which release it speaks; a search of just that release is told to wait."""
    assert search.newest().release == 1
    added = frozenset({line("body", "zoo", LABEL, "Fife Zoo")})
    store.commit(Changeset(added), parent=1, at=AT, note={})
    monkeypatch.setattr(Search, "_made", lambda *_: None)
    assert search.newest().release == 1
    with pytest.raises(TooBusy, match="release 2"):
        search.exact(2)


def bytes_under(folder: Path) -> bytes:
    """Every byte of every file, names included."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(path.name.encode() + path.read_bytes() for path in files)


def test_no_byte_of_an_erased_text_is_left_in_any_index(
    search: Search, store: Store, tmp_path: Path
) -> None:
    """Not in the index of a release that held it, nor in one that was made from that; nor is it
    found or suggested afterwards.
    """
    secret = frozenset({line("review", "sct-2", TITLE, f"About {SECRET}")})
    store.commit(Changeset(secret), parent=1, at=AT, note={})
    store.commit(Changeset(removed=secret), parent=2, at=AT, note={})
    assert keys(search, "zebedee", 2) == ["sct-2"]
    assert keys(search, "zebedee", 3) == []
    assert b"zebedee" in bytes_under(tmp_path / "store" / "indexes").lower()
    takedown = of_text(SECRET)
    store.erase(takedown.holds, takedown.scrub, {"at": AT, "authority": "an invented order"})
    assert b"zebedee" not in bytes_under(tmp_path).lower()
    assert [keys(search, "zebedee", number) for number in (1, 2, 3)] == [[], [], []]
    assert search.exact(2).find("zebedea", limit=5).suggestion is None
    assert b"zebedee" not in bytes_under(tmp_path).lower()


def test_a_word_that_is_no_longer_said_is_not_suggested(search: Search, store: Store) -> None:
    """The list of words follows the texts."""
    added = frozenset({line("body", "x", LABEL, "Quintessence")})
    store.commit(Changeset(added), parent=1, at=AT, note={})
    assert search.newest().find("quintesence", limit=1).suggestion == "quintessence"
    store.commit(Changeset(removed=added), parent=2, at=AT, note={})
    assert search.newest().find("quintesence", limit=1).suggestion is None


_WORDS = st.sampled_from(["fife", "child", "board", "review", "neglect", "caerdydd"])
_TEXTS = st.lists(_WORDS, min_size=1, max_size=4).map(" ".join)
_GRAPHS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.lists(st.tuples(st.sampled_from([LABEL, ALT, ABOUT]), _TEXTS), min_size=1, max_size=3),
)


def _documents(graph: dict[str, list[tuple[str, str]]]) -> list[Document]:
    return [
        Document(
            f"{BASE}id/body/{key}",
            (),
            tuple(Said(name, text, "en") for name, text in sorted(set(said))),
        )
        for key, said in sorted(graph.items())
    ]


@settings(max_examples=25)
@given(first=_GRAPHS, second=_GRAPHS)
def test_an_index_made_from_an_older_one_answers_like_one_made_anew(
    tmp_path_factory: pytest.TempPathFactory,
    first: dict[str, list[tuple[str, str]]],
    second: dict[str, list[tuple[str, str]]],
) -> None:
    """Hits, scores and order; and only what changed is indexed."""
    folder = tmp_path_factory.mktemp("indexes")
    known = roles(VOCABULARY)
    write_index(folder / "1", _documents(first), VOCABULARY, known, None)
    size = write_index(folder / "2", _documents(second), VOCABULARY, known, folder / "1")
    write_index(folder / "new", _documents(second), VOCABULARY, known, None)
    changed = [key for key in second if sorted(set(second[key])) != sorted(set(first.get(key, [])))]
    assert size == Size(len(second), len(changed))
    for text in ("fife", "child board", "caerdydd neglect review"):
        said = [Index(folder / name, 1).find(text, limit=10) for name in ("2", "new")]
        assert said[0] == said[1]


def test_a_change_of_one_review_indexes_one_review(store: Store, search: Search) -> None:
    """Though the whole release is read."""
    search.newest()
    before = store.dump()
    after = (before - {line("review", "sct-1", TITLE, "Learning Review: Child Q")}) | {
        line("review", "sct-1", TITLE, "Learning Review: Child R")
    }
    store.commit(diff(before, after), parent=1, at=AT, note={})
    assert keys(search, "child r") == ["sct-1"]
    assert keys(search, "child q") == []
