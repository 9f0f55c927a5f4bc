"""What is wrong with a query that the engine refused, where, and how to mend it; pure.

The first fault in reading order is told: a string without its end, a token that cannot stand where
it does, a prefix that is not declared, an IRI that is not whole, a variable out of place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import QuerySyntax
from kg.query.hints.finding import Finding
from kg.query.hints.grammar import first_fault
from kg.query.hints.meaning import misunderstood
from kg.query.hints.mending import out_of_place
from kg.query.hints.words import words
from kg.vocab import Vocabulary


def explained(text: str, error: QuerySyntax, vocabulary: Vocabulary) -> QuerySyntax:
    """The engine's `error` about the query `text`, told so that a person can mend the query.

    Fields: line, column, excerpt, token, hints, expected.
    """
    finding = next(_findings(text, vocabulary), None)
    return finding.told(text) if finding else _as_the_engine_says(error)


def _findings(text: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    read = words(text)
    for word in read:
        if word.kind == "unclosed":
            yield Finding(word, "A string begins here and never ends.", ("Close its quotes.",))
    fault = first_fault([word.kind for word in read])
    if fault:
        yield out_of_place(text, read, fault)
    yield from misunderstood(read, vocabulary)


def _as_the_engine_says(error: QuerySyntax) -> QuerySyntax:
    """The engine's sentences, without the lists of characters; its place is past the fault."""
    told = error.detail.partition(": ")[2].removeprefix("expected").strip()
    said = [one.strip(" .") for one in re.split(r"one of|,", told)]
    whole = [f"{one}." for one in said if re.fullmatch(r"[A-Z][\w' ?-]+ [\w' ?-]+", one)]
    line, column = error.fields.get("line"), error.fields.get("column")
    where = f"At or before line {line}, column {column}: " if line else ""
    detail = " ".join(whole) or "the query is not well-formed SPARQL."
    fields = {name: value for name, value in error.fields.items() if name != "column"}
    return QuerySyntax(where + detail, **fields)
