"""What things are called: the most telling of their names, in the language asked for; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kg.rdf import term_value


class Name(NamedTuple):
    """What a thing is called, in which language (None: not said), and what kind of thing it is.

    `own` is false where the name is that of the thing it belongs to.
    """

    text: str
    language: str | None = None
    kind: str = ""
    own: bool = True


def best_names(
    rows: Iterable[Mapping[str, str]], order: Sequence[str], language: str
) -> dict[str, Name]:
    """The most telling name of each thing, in `language` and else in English, its owner's where it
    has none.
    """
    found: dict[str, dict[str, list[tuple[int, Name]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        said, text = term_value(row["said"]).value, term_value(row["text"])
        rank = order.index(row["p"][1:-1]) if said == "own" else 0
        foreign = _foreignness(text.language, language)
        name = Name(text.value, text.language, own=said != "owner")
        found[row["thing"][1:-1]][said].append((rank * 3 + foreign, name))
    return {thing: _one_name(by) for thing, by in found.items()}


def _foreignness(spoken: str | None, wanted: str) -> int:
    """0 for the language that is wanted, 1 for English or where none is said, 2 for any other."""
    if spoken and spoken.partition("-")[0] == wanted:
        return 0
    return 1 if spoken is None or spoken.startswith("en") else 2


def _one_name(by: Mapping[str, list[tuple[int, Name]]]) -> Name:
    kinds = sorted({name.text for _, name in by.get("kind", ())})
    named = by.get("own") or by.get("owner") or [(0, Name(""))]
    return min(named)[1]._replace(kind=", ".join(kinds))
