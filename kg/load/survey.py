"""What a draft means for its readers: things that come, change and go, and links that lead nowhere;
reads the store.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kg.ledger import Ledger, labels, labels_in
from kg.load.drafts import Draft
from kg.load.rewriting import authored
from kg.rdf import split
from kg.stores import Store
from kg.vocab import Vocabulary


class Entity(NamedTuple):
    """A thing that a draft touches: its name, and how many statements of it come and go."""

    iri: str
    label: str | None
    added: int
    removed: int


class Dangling(NamedTuple):
    """An identifier that nothing describes after the draft, and things that point to it."""

    iri: str
    mentioned_by: tuple[str, ...]


class Survey(NamedTuple):
    """The things that a draft adds, changes and lets vanish, and the links to nothing in it."""

    added: tuple[Entity, ...] = ()
    changed: tuple[Entity, ...] = ()
    vanishing: tuple[Entity, ...] = ()
    dangling: tuple[Dangling, ...] = ()


def survey(store: Store, vocabulary: Vocabulary, ledger: Ledger, draft: Draft) -> Survey:
    """What `draft` means for those who use the things in it."""
    added, removed = (authored(one, vocabulary) for one in draft.changeset)
    come, go = _counted(added, ledger), _counted(removed, ledger)
    touched = come.keys() | go.keys()
    known = ledger.live(touched, release=draft.parent)
    vanishing = set(ledger.vanishing(draft.changeset, draft.parent))
    named = labels_in(added)
    called = {**labels(store, touched - named.keys(), draft.parent), **named}

    def listed(names: Iterable[str]) -> tuple[Entity, ...]:
        return tuple(Entity(one, called.get(one), come[one], go[one]) for one in sorted(names))

    return Survey(
        listed(touched - known),
        listed((touched & known) - vanishing),
        listed(vanishing),
        _dangling(added, vocabulary, ledger, draft),
    )


def _counted(statements: Iterable[str], ledger: Ledger) -> Counter[str]:
    """How many statements there are of each thing."""
    subjects = Counter(one.split(" ", 1)[0] for one in statements)
    counts = {term[1:-1]: count for term, count in subjects.items()}
    return Counter({name: count for name, count in counts.items() if ledger.keeps(name)})


def _dangling(
    added: Iterable[str], vocabulary: Vocabulary, ledger: Ledger, draft: Draft
) -> tuple[Dangling, ...]:
    """The links from `added` statements to things that nothing describes after the draft."""
    things = f"<{vocabulary.base}id/"
    pointing: dict[str, set[str]] = defaultdict(set)
    for subject, _, value, _ in map(split, added):
        if value.startswith(things):
            pointing[value[1:-1]].add(subject[1:-1])
    said = ledger.described(draft.changeset.added)
    gone = ledger.vanishing(draft.changeset, draft.parent)
    asked = pointing.keys() - said
    retired = ledger.tombstones(asked, release=draft.parent)
    live = ledger.live(asked, release=draft.parent) - retired.keys() - set(gone)
    return tuple(Dangling(one, tuple(sorted(pointing[one]))) for one in sorted(asked - live))
