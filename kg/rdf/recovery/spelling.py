"""Faults in how a text, an IRI, a name or a directive is written, and how to mend them; pure.

Each rule looks at the words around the place where the engine stopped, and advises or passes.
"""

from __future__ import annotations

import difflib
import re
from urllib.parse import quote

from kg.rdf.recovery.trouble import Advice, Trouble

_UNDECLARED = re.compile(r"The prefix (.*): has not been declared")
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")


def no_rdf(trouble: Trouble) -> Advice | None:
    opening = trouble.text[:500].lstrip().lower()
    for start, advice in _OTHER_FILES.items():
        if opening.startswith(start) and not trouble.words:
            return Advice(trouble.at, advice, ends_reading=True)
    if "UTF-8" in trouble.said:
        return Advice(trouble.at, "Save the file as UTF-8.", ends_reading=True)
    return None


_OTHER_FILES = {
    "<!doctype": "This is a web page. Download the file itself, not the page that shows it.",
    "<html": "This is a web page. Download the file itself, not the page that shows it.",
    "<?xml": "This looks like RDF/XML: name the file .rdf.",
    "<rdf:rdf": "This looks like RDF/XML: name the file .rdf.",
    "{": "This looks like JSON-LD or TriG: name the file .jsonld or .trig.",
    "pk\x03\x04": "This is a ZIP file, or a document of an office program. Unpack it first.",
    "\ufffd\x08": "This is a compressed file (gzip). Unpack it.",
    "[{": "This looks like JSON-LD: name the file .jsonld.",
}


def undeclared_prefix(trouble: Trouble) -> Advice | None:
    found = _UNDECLARED.search(trouble.said)
    if not found:
        return None
    name = found[1].rstrip(":")
    if trouble.text.startswith("//", trouble.at + len(name) + 1):
        return Advice(trouble.at, "An IRI stands between < and >.")
    declares = f"@prefix {name}: <{trouble.prefixes.get(name, 'urn:')}> .\n"
    if name in trouble.prefixes:
        advice = f"Add this at the top of the file: {declares.strip()}"
    else:
        near = difflib.get_close_matches(name, trouble.prefixes, 1)
        meant = f" Did you mean {near[0]}: ?" if near else ""
        advice = f"Add @prefix {name}: <…> . at the top of the file, with its namespace.{meant}"
    return Advice(trouble.at, advice, trouble.start, declares)


def swallowed(trouble: Trouble) -> Advice | None:
    """A long text that was not closed goes on to the quotes of the next one."""
    text = trouble.before
    if not text or text.lastgroup != "text" or text.group()[:3] not in {'"""', "'''"}:
        return None
    for line in re.finditer(r"\.[ \t]*\r?\n(?:\s*\n)*(?=\S)", text.group()):
        opening = text.group()[:3]
        advice = f"The text that begins here is not closed: write {opening} where it ends."
        return Advice(text.start(), advice, text.start() + line.end())
    return None


def unclosed(trouble: Trouble) -> Advice | None:
    at = trouble.at
    if (
        "Line jumps" in trouble.said
    ):  # the engine says where the line ends, not where the text began
        at = max((one.start() for one in trouble.words if one.group() in {'"', "'"}), default=at)
    found, opening = trouble.text[at : at + 1], trouble.text[at : at + 3]
    if opening in {'"""', "'''"}:
        advice = f"The text that begins here is not closed: write {opening} where it ends."
        return Advice(at, advice)
    if found in {'"', "'"} and ("Line jumps" in trouble.said or trouble.found == found):
        advice = (
            f"The text that begins here is not closed on its line: write {found} where it ends, "
        )
        return Advice(at, f"{advice}and a line end inside it as \\n.")
    if found == "<" and ">" not in trouble.text[at : at + 1000].partition("\n")[0]:
        return Advice(at, "The IRI that begins here is not closed: write > where it ends.")
    return None


def bad_iri(trouble: Trouble) -> Advice | None:
    if found := re.search(r"Invalid IRI code point '(.*)'", trouble.said):
        return Advice(trouble.at, f"In an IRI, write {found[1]!r} as {quote(found[1], safe='')}.")
    if "No scheme found" in trouble.said:
        return Advice(
            trouble.at,
            "Write the whole IRI, such as <https://example.org/x>, or say at the top of the file "
            "what it is relative to: @base <https://example.org/> .",
        )
    return None


def comment(trouble: Trouble) -> Advice | None:
    if trouble.text.startswith(("//", "/*"), trouble.at):
        return Advice(trouble.at, "A comment begins with #, and ends with its line.")
    return None


def odd_characters(trouble: Trouble) -> Advice | None:
    said = trouble.text[trouble.at : trouble.at + 1]
    if "escape" in trouble.said:
        return Advice(trouble.at, "In a text, write a backslash as \\\\.")
    if said and said in "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb":
        return Advice(trouble.at, 'Put text between straight quotes: "…".')
    if said == "^":
        return Advice(trouble.at, "Between a text and its datatype stands ^^.")
    before = trouble.before
    if trouble.found.startswith("_") and before and before.lastgroup == "tag":
        return Advice(trouble.at, "A language tag has hyphens, such as @en-GB.")
    if "language" in trouble.said or (said == "@" and before and before.lastgroup == "text"):
        return Advice(trouble.at, 'Behind a text stands a language such as @en: "Text"@en.')
    return None


def directive(trouble: Trouble) -> Advice | None:
    first = trouble.text[trouble.start : trouble.start + 7].lower()
    before = trouble.before
    if trouble.said.startswith("The PREFIX"):
        (word, *_) = first.split() or ["@prefix"]  # recovery may begin in the space before it
        dot = " ." if word.startswith("@") else ""
        shown = f"{word} ex: <https://example.org/>{dot}"
        return Advice(trouble.at, f"A prefix ends in a colon: {shown}")
    if trouble.found == "." and not before and _FOLLOWS_PREFIX.search(trouble.text[: trouble.at]):
        advice = "Behind PREFIX and BASE stands no dot; behind @prefix and @base one does."
        return Advice(trouble.at, advice, trouble.at + 1)
    return None


_FOLLOWS_PREFIX = re.compile(r"(?:prefix[^\n]*|base\s*)<[^>\n]*>\s*$", re.IGNORECASE)


def quote_in_text(trouble: Trouble) -> Advice | None:
    before, word = trouble.before, trouble.word
    if not (before and word and before.lastgroup == "text"):
        return None
    between = trouble.text[before.end() : word.start()]
    if between and (word.lastgroup not in {"word", "odd"} or "\n" in between):
        return None
    if word.lastgroup not in {"word", "odd", "text", "name", "integer"}:
        return None
    quote_mark = before.group()[0]
    return Advice(
        before.end() - 1,
        f"Inside a text, write {quote_mark} as \\{quote_mark}, or put the text between "
        f"{quote_mark * 3} and {quote_mark * 3}.",
    )


def unquoted_date(trouble: Trouble) -> Advice | None:
    before, word = trouble.before, trouble.word
    if not (before and word and before.lastgroup == word.lastgroup == "integer"):
        return None
    date = _DATE.match(trouble.text, before.start())
    return Advice(before.start(), f'Write a date as "{date[0]}"^^xsd:date.') if date else None


def bare_word(trouble: Trouble) -> Advice | None:
    said = trouble.found
    if said in {"{", "GRAPH"}:
        return Advice(trouble.at, "Named graphs are written in TriG: name the file .trig.")
    if said.lower() in {"true", "false"}:
        return Advice(trouble.at, f"Write {said.lower()}, in lower case.")
    if trouble.word and trouble.word.lastgroup == "word" and said.lower() not in {"prefix", "base"}:
        advice = (
            f'Put text between quotes, "{said}"; a name has a prefix and a colon: dcterms:title.'
        )
        return Advice(trouble.at, advice)
    return None
