"""The books: what a remote store writes about itself, and the updates that keep them; pure
text.

    <head>           <newest>  <release/6>              replaced by every commit
    <release/6>      <by>      <commit/t>               who won the race to publish it
                     <record>  "{…}" ; <graphs> "{…}"   its record; its graphs and their sizes
    <staged/t>       <since>   "…"                      statements too many for one update, and when
    <staged/t>       <adds>    <staged/t/1>             a graph of them
    <staged/t/1>     <to>      <graph>                  where they belong
    <commit/t>       <void>    "…"                      a commit that must not happen any more
    <commit/t>       <claims>  "…"                      a writer that wants to be alone, since when
    <head>           <key>     "…"                      what lines of the log are signed with
    <takedown/2>     <line>    "…"                      a line of the log of takedowns

What decides is an IRI: Virtuoso may give a row without a literal that another transaction has
only just written. SPARQL 1.1 Update, section 3.1.3: one operation deletes, inserts and checks,
or does nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kg.changes import Changeset
from kg.rdf import literal
from kg.stores.quirks import AS_WRITTEN, STORE, Quirks

_HEAD = f"<{STORE}head>"
_LOCK = f"<{STORE}lock> <{STORE}lock> <{STORE}lock>"


def _term(name: str) -> str:
    return f"<{STORE}{name}>"


NEWEST, BY, RECORD, GRAPHS = (_term(name) for name in ("newest", "by", "record", "graphs"))
SINCE, ADDS, REMOVES, TO = (_term(name) for name in ("since", "adds", "removes", "to"))
VOID, CLAIMS = _term("void"), _term("claims")
KEY, LINE = _term("key"), _term("line")


def release(number: int) -> str:
    """The name of a release in the books."""
    return _term(f"release/{number}")


def release_number(name: str) -> int:
    """The number of a release, or of a takedown, from its name in the books."""
    return int(name.strip("<>").rpartition("/")[2])


def staged(token: str) -> str:
    """The name of what one commit stages."""
    return _term(f"staged/{token}")


def commit(token: str) -> str:
    """The name of a commit in the books."""
    return _term(f"commit/{token}")


class Entry(NamedTuple):
    """What the books say of a release: its number, the token of the commit that published it, its
    record and its graphs.
    """

    number: int
    token: str
    record: str
    graphs: str


class Books:
    """The books of a store with these quirks."""

    def __init__(self, quirks: Quirks) -> None:
        self._quirks = quirks
        self._graph = f"GRAPH <{quirks.books}>"
        self._locked = f"DELETE DATA {self._in(_LOCK)} ;\nINSERT DATA {self._in(_LOCK)} ;\n"
        self._before = self._locked if quirks.lock else ""

    def _in(self, pattern: str) -> str:
        return f"{{ {self._graph} {{ {pattern} }} }}"

    def ask_newest(self) -> str:
        """A query for `?release`: the newest; while a store is founded, older ones beside it."""
        return f"SELECT ?release {self._in(f'{_HEAD} {NEWEST} ?release')}"

    def ask_entry(self, number: int) -> str:
        """A query for the `?commit`, `?record` and `?graphs` of a release."""
        said = f"{release(number)} {BY} ?commit ; {RECORD} ?record ; {GRAPHS} ?graphs"
        return f"SELECT ?commit ?record ?graphs {self._in(said)}"

    def ask_commits(self, number: int) -> str:
        """A query for each `?commit` that published a release: one, where all is well."""
        return f"SELECT ?commit {self._in(f'{release(number)} {BY} ?commit')}"

    def ask_records(self) -> str:
        """A query for the `?record` of every release."""
        return f"SELECT ?record {self._in(f'?release {RECORD} ?record')}"

    def ask_staged(self) -> str:
        """A query for everything staged: `?staged`, and `?since` when, in seconds."""
        return f"SELECT ?staged ?since {self._in(f'?staged {SINCE} ?since')}"

    def ask_staging(self, name: str) -> str:
        """A query for each staging `?graph` of what is staged under `name`."""
        return (
            f"SELECT ?graph {self._in(f'{name} ?adds_or_removes ?graph . ?graph {TO} ?graph_of')}"
        )

    def found(self) -> str:
        """An update that begins the books; the same again, and in a race, does no harm."""
        return f"INSERT DATA {self._in(f'{_HEAD} {NEWEST} {release(0)} . {_LOCK}')}"

    def publish(self, entry: Entry, changeset: Changeset) -> str:
        """An update that applies `changeset` and makes `entry` the newest release, or does nothing
        where its parent is not the newest any more.
        """
        return self._publish(entry, self.quads(changeset.removed), self.quads(changeset.added))

    def publish_staged(self, entry: Entry) -> str:
        """The same, with the statements that were staged under the entry's token."""
        added = self._staged(entry.token, ADDS, "gaining")
        removed = self._staged(entry.token, REMOVES, "losing")
        losing, gaining = "GRAPH ?losing { ?s ?p ?o }", "GRAPH ?gaining { ?s ?p ?o }"
        return self._publish(entry, losing, gaining, f"{{ {added} }} UNION {{ {removed} }}")

    def _staged(self, token: str, does: str, graph: str) -> str:
        said = f"{staged(token)} {does} ?at_{graph} . ?at_{graph} {TO} ?{graph}"
        return f"{self._graph} {{ {said} }} GRAPH ?at_{graph} {{ ?s ?p ?o }}"

    def _publish(self, entry: Entry, deleted: str, inserted: str, where: str = "") -> str:
        name = release(entry.number)
        parent = f"{_HEAD} {NEWEST} {release(entry.number - 1)}"
        said = f"{_HEAD} {NEWEST} {name} . {name} {BY} {commit(entry.token)} ; "
        said += f"{RECORD} {literal(entry.record)} ; {GRAPHS} {literal(entry.graphs)}"
        published = self._in(f"{name} {BY} ?another")
        voided = self._in(f"{commit(entry.token)} {VOID} ?why")
        return (
            f"{self._before}"
            f"DELETE {{ {self._graph} {{ {parent} }}\n{deleted} }}\n"
            f"INSERT {{ {self._graph} {{ {said} }}\n{inserted} }}\n"
            f"WHERE {{ {self._graph} {{ {parent} }}\n{where}\n"
            f"FILTER NOT EXISTS {published}\nFILTER NOT EXISTS {voided} }}"
        )

    def void(self, token: str) -> str:
        """An update after which the commit with this token has happened or never will."""
        said = f"{commit(token)} {VOID} {literal('No answer came.')}"
        return f"{self._before}INSERT DATA {self._in(said)}"

    def ask_claims(self) -> str:
        """A query for every claim to write: `?claim`, and `?since` when, in seconds; and beside
        each, or alone where there is none, the newest `?release`.
        """
        said = f"{_HEAD} {NEWEST} ?release . OPTIONAL {{ ?claim {CLAIMS} ?since }}"
        return f"SELECT ?release ?claim ?since {self._in(said)}"

    def claim(self, name: str, since: float) -> str:
        """An update by which the commit `name` says that it wants to write."""
        return f"INSERT DATA {self._in(f'{name} {CLAIMS} {literal(str(since))}')}"

    def withdraw(self, name: str) -> str:
        """An update that takes a claim back."""
        return f"DELETE WHERE {self._in(f'{name} {CLAIMS} ?since')}"

    def stage(self, name: str, since: float, places: Iterable[tuple[str, str, str]]) -> str:
        """An update that says what will be staged under `name`: `places` are ADDS or REMOVES, a
        staging graph, and the graph that its statements belong to.
        """
        said = " ".join(f"{name} {does} <{at}> . <{at}> {TO} <{to}> ." for does, at, to in places)
        return f"INSERT DATA {self._in(f'{name} {SINCE} {literal(str(since))} . {said}')}"

    def unstage(self, name: str, graphs: Iterable[str]) -> str:
        """An update that removes the staging `graphs` of `name`, and forgets it."""
        cleared = (f"CLEAR SILENT GRAPH <{graph}>" for graph in sorted(graphs))
        said = self._in(f"{name} ?adds_or_removes ?graph . ?graph {TO} ?graph_of")
        since = self._in(f"{name} {SINCE} ?since")
        return " ;\n".join([*cleared, f"DELETE WHERE {said}", f"DELETE WHERE {since}"])

    def ask_graphs(self) -> str:
        """A query for the `?graphs` that the record of each `?release` lists."""
        return f"SELECT ?release ?graphs {self._in(f'?release {GRAPHS} ?graphs')}"

    def rewrite_record(self, number: int, record: str) -> str:
        """An update that puts `record` in the place of the record of a release."""
        said = f"{release(number)} {RECORD}"
        old, new = self._in(f"{said} ?record"), self._in(f"{said} {literal(record)}")
        return f"DELETE {old} INSERT {new} WHERE {old}"

    def forget_graphs(self, number: int) -> str:
        """An update after which the books do not say what graphs a release had."""
        return f"DELETE WHERE {self._in(f'{release(number)} {GRAPHS} ?graphs')}"

    def ask_log(self) -> str:
        """A query for each `?line` of the log, and the `?takedown` that it is of."""
        return f"SELECT ?takedown ?line {self._in(f'?takedown {LINE} ?line')}"

    def ask_key(self) -> str:
        """A query for the `?key` of the log."""
        return f"SELECT ?key {self._in(f'{_HEAD} {KEY} ?key')}"

    def enter(self, number: int, line: str, key: str) -> str:
        """An update that adds a line to the log, signed with `key`."""
        entered = f"{_term(f'takedown/{number}')} {LINE} {literal(line)}"
        return f"INSERT DATA {self._in(f'{entered} . {_HEAD} {KEY} {literal(key)}')}"

    def quads(self, statements: Iterable[str]) -> str:
        """Statements as SPARQL quads."""
        by_graph: dict[str, list[str]] = defaultdict(list)
        for statement in statements:
            triple, graph, _ = statement.rsplit(" ", 2)
            by_graph[graph].append(self._as_stored(triple))
        blocks = ((name, " .\n".join(sorted(triples))) for name, triples in by_graph.items())
        return "\n".join(f"GRAPH {name} {{\n{block} }}" for name, block in sorted(blocks))

    def _as_stored(self, triple: str) -> str:
        subject, predicate, value = triple.split(" ", 2)
        if not self._quirks.alters(value):
            return triple
        text, _, datatype = value.rpartition("^^<")
        return f"{subject} {predicate} {text}^^<{AS_WRITTEN}{datatype}"
