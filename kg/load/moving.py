"""Moving an identifier to another: a new name for a thing, or two descriptions made one; reads the
store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.changes import Changeset, diff
from kg.errors import BadRequest, Gone
from kg.ledger import Ledger, State
from kg.load.parts import Parts
from kg.load.retiring import Moment, Retiring
from kg.load.rewriting import rewritten
from kg.stores import Store
from kg.vocab import Vocabulary


class Moving:
    """Plans moves in one store, as changes to authored statements and to the tombstones."""

    def __init__(self, store: Store, vocabulary: Vocabulary, ledger: Ledger) -> None:
        self._store, self._vocabulary, self._ledger = store, vocabulary, ledger
        self._retiring = Retiring(store, vocabulary, ledger)

    def move(self, given: str, to: str, moment: Moment) -> Changeset:
        """The change that retires the thing `given` for `to`: every link to it leads there.

        Where nothing is known of `to`, it takes over what is said of the thing. Else it is the one
        that is kept: what is said of the duplicate goes, its parts that point to it are handed
        over, and those that it points to go too, replaced by their only counterparts where there
        are such. Raises NotFound, Gone, BadRequest.
        """
        old = self._retiring.live(given)
        new = self._target(old, to)
        if old == new:
            raise BadRequest(f"<{old}> cannot be moved to itself.")
        parts = Parts(self._store, self._vocabulary, moment.parent)
        if self._ledger.live({new}, release=moment.parent):
            held = parts.held_by({old})
            pairs = dict(self._counterparts(parts, old, new, held))
            dropped = parts.owned_by(held - pairs.keys()) | pairs.keys()
        else:
            pairs, dropped = {old: new}, set()
        before = parts.statements({*pairs, *dropped}) | self._retiring.graph(old, moment.parent)
        after = rewritten(before, dropped, pairs)
        fresh = [
            *self._retiring.stones(dropped - pairs.keys(), before, "created-in-error", moment.at),
            *(
                one._replace(replaced_by=pairs[one.identifier])
                for one in self._retiring.stones(pairs, before, "duplicate", moment.at)
            ),
        ]
        return self._retiring.with_tombstones(diff(before, after), fresh, moment.parent)

    def _target(self, old: str, to: str) -> str:
        """The identifier that `to` means: one that is live, or one that may be minted."""
        (entry,) = self._ledger.resolve([to], changes=False)
        if entry.state in {State.MOVED, State.GONE}:
            raise Gone(f"<{entry.iri}> was retired, and is not used again. Move to another.")
        head = old.removeprefix(self._vocabulary.base).partition("/")[0]
        below = "/[a-z-]+/[A-Za-z0-9_-]+" if head == "id" else "(/[A-Za-z0-9_-]+)+/?"
        pattern = f"{re.escape(self._vocabulary.base)}{head}{below}"
        if entry.iri is None or not re.fullmatch(pattern, entry.iri):
            raise BadRequest(
                f"<{to[:200]}> cannot take the place of <{old}>: it must be an identifier under "
                f"<{self._vocabulary.base}{head}/>."
            )
        return entry.iri

    def _counterparts(
        self, parts: Parts, old: str, new: str, held: set[str]
    ) -> Iterator[tuple[str, str]]:
        """`old` and `new`, and each part that `old` has to itself with the one of `new` that does
        the same for it, where either has one only.
        """
        yield old, new
        mine, theirs = parts.linked(old), parts.linked(new)
        # Nothing may point to a subject, so that no code is tied to another (PRIV-04).
        subject = f"<{self._vocabulary.term('concernsSubject')}>"
        for link in mine.keys() & theirs.keys() - {subject}:
            if len(mine[link]) == len(theirs[link]) == 1:
                (part,), (other,) = mine[link], theirs[link]
                if part in held and part != other:
                    yield from self._counterparts(parts, part, other, held - {part})
