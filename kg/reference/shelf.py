"""The handbook of each release that is asked for; reads the store, and keeps the last few."""

from __future__ import annotations

from functools import lru_cache

from kg.reference.handbook import Handbook
from kg.stores import Store
from kg.vocab import Vocabulary

_KEPT = 3  # handbooks of releases


class Shelf:
    """The handbooks of one store."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._store, self._vocabulary = store, vocabulary
        self._kept = lru_cache(maxsize=_KEPT)(self._read)

    def handbook(self, release: int) -> Handbook:
        """What a release says of terms and rules. Raises NotFound for an unknown release."""
        return self._kept(release, self._store.identity(release))

    def _read(self, release: int, _identity: str) -> Handbook:
        start = f"{self._vocabulary.base}def/"
        graphs = [name for name in self._store.graphs(release=release) if name.startswith(start)]
        # No name is every graph to a store.
        statements = self._store.dump(graphs, release=release) if graphs else frozenset()
        return Handbook(statements, self._vocabulary)
