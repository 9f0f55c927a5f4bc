"""The index of one release: an SQLite database with FTS5, written once and then only read.

entity   what can be found, with its kind and its name
name     every name of each, also folded to its bare words
text     FTS5: names, other names, keywords, descriptions; Welsh and Gaelic texts once more
spelling FTS5 of trigrams: every word of `text`, to find what a misspelt one may mean
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from kg.search.texts import Document, Roles, Said
from kg.search.words import folded
from kg.vocab import Vocabulary

OPENING, CLOSING = "\x02", "\x03"  # what a match stands between; taken out of texts
_WEIGHTS = "10.0, 6.0, 3.0, 1.0, 6.0, 6.0"
# A form of words that is a thing's whole name comes before all that only hold the words.
WHOLE = 25.0
_LONGEST_NAME = 300
_SCHEMA = f"""
CREATE TABLE entity (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, kind TEXT, types TEXT,
    label TEXT, language TEXT, weight REAL, digest BLOB);
CREATE TABLE name (entity INTEGER, place INTEGER, text TEXT, folded TEXT,
    PRIMARY KEY (entity, place)) WITHOUT ROWID;
CREATE INDEX name_folded ON name (folded);
CREATE VIRTUAL TABLE text USING fts5(name, other, keyword, about, welsh, gaelic,
    tokenize="unicode61 remove_diacritics 2", prefix='2 3');
CREATE VIRTUAL TABLE word USING fts5vocab(text, 'row');
CREATE VIRTUAL TABLE spelling USING fts5(term, tokenize='trigram');
INSERT INTO text(text, rank) VALUES ('rank', 'bm25({_WEIGHTS})');
"""  # noqa: S608 (constants)
# Things that people look for by name, before the parts and terms that share its words.
_PRIOR = {"body": 1.1, "review": 1.1, "document": 1.05, "course": 1.05, "term": 0.9}


class Size(NamedTuple):
    """How many things are in an index, and how many of them were indexed anew for it."""

    things: int
    fresh: int


def kind_of(vocabulary: Vocabulary, document: Document) -> str:
    """The kind of a thing, as its IRI and its types say."""
    below = document.iri.removeprefix(vocabulary.base)
    if below == document.iri:
        location = "http://purl.org/dc/terms/Location"
        return "place" if location in document.types else "other"
    head, _, rest = below.partition("/")
    if head == "id":
        return rest.partition("/")[0]
    if head == "data":
        return "dataset"
    key = rest.partition("/")[2]
    if head != "def":
        return "other"
    if any(one.endswith("#ConceptScheme") for one in document.types):
        return "scheme"
    return "concept" if key and any(one.endswith("#Concept") for one in document.types) else "term"


def write_index(
    path: Path,
    documents: Iterable[Document],
    vocabulary: Vocabulary,
    roles: Roles,
    older: Path | None,
) -> Size:
    """Write the index of `documents` to `path`, from an `older` one where there is one: then only
    what changed is indexed anew. Raises OSError, sqlite3.Error.
    """
    if older:
        shutil.copyfile(older, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # Nothing of it is ever read before it is whole, and nothing goes to files beside it.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY"):
            database.execute(f"PRAGMA {pragma}")
        if not older:
            database.executescript(_SCHEMA)
        database.execute("BEGIN")
        size = _Writer(database, vocabulary, roles).write(documents)
        _respell(database)
        database.execute("COMMIT")
    return size


class _Writer:
    def __init__(self, database: sqlite3.Connection, vocabulary: Vocabulary, roles: Roles) -> None:
        self._database, self._vocabulary, self._roles = database, vocabulary, roles

    def write(self, documents: Iterable[Document]) -> Size:
        """Bring the index to what `documents` say."""
        rows = self._database.execute("SELECT iri, id, digest FROM entity")
        known = {name: (number, digest) for name, number, digest in rows}
        things = fresh = 0
        for document in documents:
            number, digest = known.pop(document.iri, (None, None))
            things += 1
            if digest != document.digest():
                fresh += 1
                self._forget(number)
                self._add(document, number)
        for number, _ in known.values():
            self._forget(number)
        return Size(things, fresh)

    def _forget(self, number: int | None) -> None:
        if number is not None:
            self._database.execute("DELETE FROM entity WHERE id = ?", (number,))
            self._database.execute("DELETE FROM name WHERE entity = ?", (number,))
            self._database.execute("DELETE FROM text WHERE rowid = ?", (number,))

    def _add(self, document: Document, number: int | None) -> None:
        kind = kind_of(self._vocabulary, document)
        named = self._ordered(document.said, self._roles.names)
        others = self._ordered(document.said, self._roles.others)
        keywords = self._ordered(document.said, self._roles.keywords)
        about = self._ordered(document.said, self._roles.about)
        key = document.iri.rstrip("/").rpartition("/")[2].rpartition("#")[2]
        shown = (named or about or others)[:1]
        label = _clean(shown[0].text)[:_LONGEST_NAME] if shown else key
        language = shown[0].language if shown else None
        types = " ".join(document.types)
        row = (number, document.iri, kind, types, label, language, _PRIOR.get(kind, 1.0))
        added = self._database.execute(
            "INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, document.digest())
        )
        self._database.execute(
            "INSERT INTO text (rowid, name, other, keyword, about, welsh, gaelic) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                added.lastrowid,
                _joined(named),
                "\n".join([_joined(others), key]),
                _joined(keywords),
                _joined(about),
                *(_joined(_in(document.said, language)) for language in ("cy", "gd")),
            ),
        )
        spoken = [one.text for one in [*named, *others]] + [key]
        called = dict.fromkeys(_clean(one)[:_LONGEST_NAME] for one in spoken)
        self._database.executemany(
            "INSERT INTO name VALUES (?, ?, ?, ?)",
            [(added.lastrowid, place, one, folded(one)) for place, one in enumerate(called)],
        )

    @staticmethod
    def _ordered(said: Iterable[Said], properties: tuple[str, ...]) -> list[Said]:
        """The texts of these properties: the most telling first, and English first."""
        found = [one for one in said if one.property in properties]
        return sorted(
            found, key=lambda one: (properties.index(one.property), _foreign(one), one.text)
        )


def _foreign(one: Said) -> bool:
    return one.language is not None and not one.language.startswith("en")


def _in(said: Iterable[Said], language: str) -> list[Said]:
    return [one for one in said if (one.language or "").partition("-")[0] == language]


def _clean(text: str) -> str:
    return text.replace(OPENING, "").replace(CLOSING, "").replace("\x00", "")


def _joined(said: Iterable[Said]) -> str:
    return "\n".join(_clean(one.text) for one in said)


def _respell(database: sqlite3.Connection) -> None:
    """Let `spelling` hold just the words that the texts now hold."""
    database.execute("CREATE TEMP TABLE used AS SELECT term FROM word WHERE length(term) > 3")
    database.execute("CREATE UNIQUE INDEX temp.used_term ON used (term)")
    database.execute("DELETE FROM spelling WHERE term NOT IN (SELECT term FROM used)")
    database.execute("DELETE FROM used WHERE term IN (SELECT term FROM spelling)")
    database.execute("INSERT INTO spelling SELECT term FROM used WHERE term GLOB '[^0-9]*'")


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """An index for reading: nothing that is asked can change it. Raises sqlite3.Error."""
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    with closing(database):
        database.execute("PRAGMA temp_store = MEMORY")
        yield database
