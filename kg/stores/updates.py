"""Runs an update on a copy of a release and says what it changed; runs where engine.py does.

The default graph of the copy holds the merge of the named ones, and is kept so between the parts of
an update, so that each reads what those before it wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg.errors import BadRequest, QuerySyntax
from kg.stores.base import Update
from kg.stores.engine import copied
from kg.stores.results import fault_place


def run(parent: str, place: str, update: Update) -> tuple[bytes, bytes]:
    """The statements that `update` adds to the database `parent`, and those that it removes, as
    N-Quads; the copy is made in the new folder `place`. Blank nodes in them are new.

    Raises QuerySyntax, BadRequest, and what `copied` raises.
    """
    with copied(Path(parent), Path(place)) as before:
        copy = _Copy(before, ox.Store(place))
        for number, part in enumerate(update.parts, start=1):
            _update(copy.store, part.text, update.base)
            copy.touch(part.graphs)
            if number < len(update.parts):
                copy.merge()
        added, removed = copy.change()
    return "\n".join(added).encode(), "\n".join(removed).encode()


def _update(store: ox.Store, text: str, base: str) -> None:
    try:
        store.update(text, base_iri=base)
    except SyntaxError as error:
        said, fields = fault_place(text, error)
        place = said.partition(":")[0]  # the rest lists every token that might come next
        raise QuerySyntax(f"{place}: the update leaves the grammar here.", **fields) from error
    except RuntimeError as error:  # such as a graph that is not there, and no SILENT
        raise BadRequest(f"The update cannot be carried out: {error}.") from error


class _Copy:
    """A copy of the database `before`, and what is known of how it differs."""

    def __init__(self, before: ox.Store, store: ox.Store) -> None:
        self._before, self.store = before, store
        self._touched: set[str] | None = set()
        self._merged: dict[str, frozenset[str]] = {}

    def touch(self, graphs: Iterable[str] | None) -> None:
        """Remember that these graphs may have changed; None: any may."""
        unknown = graphs is None or self._touched is None
        self._touched = None if unknown else {*(self._touched or ()), *(graphs or ())}

    def merge(self) -> None:
        """Make the default graph the merge of the named ones again."""
        gone: set[str] = set()
        for name in self._names():
            was, now = self._known(name), _lines(self.store, name)
            if was != now:
                self._merged[name] = now
                self.store.extend(_triples(now - was))
                gone |= was - now
        for quad in _triples(gone):
            stated = self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object)
            if all(isinstance(one.graph_name, ox.DefaultGraph) for one in stated):
                self.store.remove(quad)
        self._touched = set()

    def change(self) -> tuple[list[str], list[str]]:
        """The statements that are new, and those that are gone, by N-Quads."""
        added: list[str] = []
        removed: list[str] = []
        for name in {*self._names(), *self._merged}:
            was, now = _lines(self._before, name), _lines(self.store, name)
            added += (f"{line[:-1]}<{name}> ." for line in now - was)
            removed += (f"{line[:-1]}<{name}> ." for line in was - now)
        return added, removed

    def _names(self) -> set[str]:
        if self._touched is not None:
            return self._touched
        found = {*self._before.named_graphs(), *self.store.named_graphs()}
        return {one.value for one in found}

    def _known(self, name: str) -> frozenset[str]:
        return self._merged[name] if name in self._merged else _lines(self._before, name)


def _lines(store: ox.Store, name: str) -> frozenset[str]:
    quads = store.quads_for_pattern(None, None, None, ox.NamedNode(name))
    triples = (quad.triple for quad in quads)
    text = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    return frozenset(text.split("\n")) - {""}


def _triples(lines: Iterable[str]) -> ox.QuadParser:
    return ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)
