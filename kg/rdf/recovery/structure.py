"""Faults in how the parts of a statement are put together, and how to mend them; pure.

Each rule looks at the words around the place where the engine stopped, and advises or passes.
"""

from __future__ import annotations

from kg.rdf.recovery.trouble import PAIRS, Advice, Trouble

_COMPLETE = {"iri", "name", "blank", "text", "tag", "integer", "decimal", "double", "anon", "nil"}
_COMPLETE_WORDS = {"]", ")", "true", "false"}


def brackets(trouble: Trouble) -> Advice | None:
    found, opened = trouble.found, trouble.open_brackets
    if found in {"]", ")"} and not opened:
        opening = {"]": "[", ")": "("}[found]
        return Advice(trouble.at, f"This {found} closes nothing: take it out, or open a {opening}.")
    new_statement = trouble.word is not None and trouble.begins(trouble.word)
    if not opened or not (found in {".", "]", ")", ""} or new_statement):
        return None
    if trouble.before and trouble.before.group() in {",", ";"} and found != ".":
        return None
    closing = PAIRS[opened[-1].group()]
    place = trouble.place_of(opened[-1])
    advice = f"The {opened[-1].group()} of {place} is not closed: write {closing} here."
    return Advice(behind(trouble) if new_statement else trouble.at, advice, beginning(trouble))


def missing_term(trouble: Trouble) -> Advice | None:
    name = _SIGNS.get(trouble.found)
    if name and "RDF object" in trouble.said:
        if trouble.before and trouble.before.group() == ",":
            advice = f"Take out the comma before {name}, or write a value behind it."
            return Advice(trouble.at, advice)
        return Advice(trouble.at, f"Write a value before {name}.")
    if name and "predicate" in trouble.said and trouble.words:
        return Advice(trouble.at, f"Write a property and its value before {name}.")
    return None


_SIGNS = {
    ".": "the dot",
    "}": "the brace",
    "]": "the bracket",
    ";": "the semicolon",
    ",": "the comma",
}


def line_without_dot(trouble: Trouble) -> Advice | None:
    """N-Triples: the engine says so at the line behind."""
    if "must be followed by a dot" not in trouble.said:
        return None
    advice = "Write a dot at the end of this line."
    if trouble.words:
        return Advice(behind(trouble), advice)
    before = trouble.text[: trouble.at].rstrip()
    return Advice(len(before), advice, trouble.at)


def wrong_separator(trouble: Trouble) -> Advice | None:
    """A semicolon or comma where a dot belongs shows only two or three words later."""
    for place in range(len(trouble.words) - 1, max(0, len(trouble.words) - 4), -1):
        word, before = trouble.words[place], trouble.words[place - 1]
        if before.group() in {";", ","} and trouble.begins(word) and not trouble.open_brackets:
            name = {";": "semicolon", ",": "comma"}[before.group()]
            advice = f"Write a dot instead of this {name}: behind it, a new statement begins."
            return Advice(before.start(), advice, word.start())
    return None


def missing_separator(trouble: Trouble) -> Advice | None:
    """The end of a statement is missing, or what joins its parts."""
    before, word = trouble.before, trouble.word
    if not before or not (before.lastgroup in _COMPLETE or before.group() in _COMPLETE_WORDS):
        return None
    if word is None or trouble.begins(word):
        return Advice(
            behind(trouble), "Write a dot at the end of this statement.", beginning(trouble)
        )
    if "is expected" in trouble.expected or "should end with" in trouble.said:
        advice = (
            "Write a semicolon here if a further property of the same subject follows, a comma if "
            "a further value, a dot if a new statement."
        )
        return Advice(behind(trouble), advice)
    return None


def unfinished(trouble: Trouble) -> Advice | None:
    if trouble.word is None and "Unexpected end" in trouble.said:
        return Advice(behind(trouble), "The file ends in the middle of a statement.")
    return None


def unclosed_graph(trouble: Trouble) -> Advice | None:
    """The end of a TriG file, inside a graph."""
    if trouble.word or trouble.open_brackets or "Unexpected end" not in trouble.said:
        return None
    return Advice(behind(trouble), "The graph is not closed: write } where it ends.")


def spare_dot(trouble: Trouble) -> Advice | None:
    """A dot behind the dot or the brace that has ended something already."""
    if trouble.found != "." or trouble.words or "is not a valid subject" not in trouble.said:
        return None
    ended = trouble.text[: trouble.at].rstrip()[-1:]
    if ended not in {".", "}"}:
        return None
    name = {".": "another dot", "}": "the brace of a graph"}[ended]
    return Advice(trouble.at, f"Take out this dot: behind {name} stands none.", trouble.at + 1)


def wrong_kind(trouble: Trouble) -> Advice | None:
    kinds = (
        _KINDS_BY_LINE
        if trouble.by_line
        else {
            "predicate": "A property is an IRI or a name such as dcterms:title.",
            "subject": "A statement begins with an IRI, a name such as review:x, or a blank node.",
            "object": "A value is an IRI, a name, a blank node, a number, or text between quotes.",
        }
    )
    return next(
        (Advice(trouble.at, text) for kind, text in kinds.items() if kind in trouble.said), None
    )


_KINDS_BY_LINE = {
    "predicate": "In this syntax a property is a whole IRI, between < and >.",
    "subject": "In this syntax a line begins with a whole IRI, between < and >, or a blank node.",
    "object": "In this syntax a value is a whole IRI, between < and >, a blank node, or text "
    "between quotes; behind the text of a number stands ^^ and its datatype.",
}


def behind(trouble: Trouble) -> int:
    """Where something is missing behind the word before."""
    return trouble.before.end() if trouble.before else trouble.at


def beginning(trouble: Trouble) -> int | None:
    """Where the next statement begins, if that is where the engine stopped."""
    return trouble.word.start() if trouble.word and trouble.begins(trouble.word) else None
