"""How to mend what a parser of XML or JSON refuses, by what it says; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_UNKNOWN_PREFIX = re.compile(r"Unknown prefix (\w+):")
# What expat and the engine say, or a part of it, and what helps.
_REMEDIES = {
    "mismatched tag": "Close each element by the name that opened it, the innermost first.",
    "not well-formed": "Write & as &amp; and < as &lt; where they are text, and put the values of "
    "attributes between quotes.",
    "undefined entity": "Write the character itself; XML knows &amp; &lt; &gt; &quot; &apos; only.",
    "junk after document element": "Put everything into one outermost element, rdf:RDF.",
    "duplicate attribute": "Take out one of the two attributes.",
    "no element found": "The file is empty or ends too soon. Download it again, or close what is "
    "open.",
    "unclosed": "The file ends too soon. Download it again, or close what is open.",
    "Trailing commas are not allowed": "Take out the comma before this bracket.",
    "Object values must be followed": "Write a comma between the members of an object, and } "
    "behind the last.",
    "Array values must be followed": "Write a comma between the values of a list, and ] behind the "
    "last.",
    "Object keys must be": 'Put a name between double quotes, and a colon behind it: "name": 1.',
    "is not a valid escape sequence": "In a text, write a backslash as \\\\.",
    "true expected": "Write true, or put the text between double quotes.",
    "false expected": "Write false, or put the text between double quotes.",
    "null expected": "Write null, or put the text between double quotes.",
    "Unexpected char: '''": 'Put names and texts between double quotes: "…".',
    "Unexpected end of file": "The file ends too soon. Download it again, or close what is open.",
    "Unexpected file end": "The file ends too soon. Download it again, or close what is open.",
}


def remedy(said: str, prefixes: Mapping[str, str]) -> str:
    """What helps against what a parser says; empty where that is not known. `prefixes` are those
    that an undeclared one may mean.
    """
    if found := _UNKNOWN_PREFIX.search(said):
        name = found[1]
        return f'Declare it in the first element: xmlns:{name}="{prefixes.get(name, "…")}".'
    return next((text for part, text in _REMEDIES.items() if part in said), "")
