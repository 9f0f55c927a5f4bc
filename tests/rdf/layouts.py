"""Turtle as nobody should write it, for the laws of positions: any choice that the grammar leaves,
drawn from a seed.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping

from kg.rdf import term_value
from tests.rdf.strategies import PREFIXES, XSD

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
GAPS = [" ", "\n", "\r\n", "\t", "  ", ' # "a" <comment> . ; [\n', "\n\n\t", "#\r\n"]
_NUMBERS = {
    f"{XSD}integer": r"[+-]?[0-9]+",
    f"{XSD}decimal": r"[+-]?[0-9]*\.[0-9]+",
    f"{XSD}boolean": "true|false",
}


class Layout:
    """Writes one graph; the same seed, the same text."""

    def __init__(
        self, triples: frozenset[str], seed: int, prefixes: Mapping[str, str] = PREFIXES
    ) -> None:
        self._prefixes = prefixes
        self._choose = random.Random(seed)
        self._about: dict[str, list[tuple[str, str]]] = defaultdict(list)
        mentions: Counter[str] = Counter()
        for line in sorted(triples):
            subject, predicate, rest = line.split(" ", 2)
            self._about[subject].append((predicate, rest[:-2]))
            mentions[rest[:-2]] += 1
        self._nested = {
            blank
            for blank in sorted({*self._about, *mentions})
            if blank.startswith("_:") and mentions[blank] == 1 and self._choose.random() < 0.8
        }

    def text(self) -> str:
        """The graph, after its directives."""
        directives = [
            self._choose.choice([f"@prefix {name}:{{0}}<{iri}>{{0}}.", f"PREFIX {name}: <{iri}>"])
            for name, iri in self._prefixes.items()
        ]
        base = self._choose.choice(
            ["@base <https://example.org/> .", "base <https://example.org/>"]
        )
        parts = [one.replace("{0}", self._gap()) for one in [*directives, base]]
        parts += [self._statement(one) for one in self._about if one not in self._nested]
        return self._gap().join(["", *parts, ""])

    def _gap(self) -> str:
        return self._choose.choice(GAPS)

    def _statement(self, subject: str) -> str:
        """All about a subject, at times as several statements."""
        return f"{self._term(subject)}{self._gap()}{self._predicates(subject)}{self._gap()}."

    def _predicates(self, subject: str) -> str:
        said = []
        last = None
        for predicate, value in self._about[subject]:
            written = self._value(value)
            if predicate == last and self._choose.random() < 0.7:
                said[-1] += f"{self._gap()},{self._gap()}{written}"
            else:
                said.append(f"{self._verb(predicate)}{self._gap()}{written}")
            last = predicate
        semicolon = self._choose.choice([";", ";;", "; ;"])
        return f"{self._gap()}{semicolon}{self._gap()}".join(said)

    def _verb(self, predicate: str) -> str:
        return "a" if predicate == RDF_TYPE else self._term(predicate)

    def _value(self, value: str) -> str:
        if value in self._nested:
            if not self._about[value]:
                return self._choose.choice(["[]", "[ \n]"])
            return f"[{self._gap()}{self._predicates(value)}{self._gap()}]"
        return self._literal(value) if value.startswith('"') else self._term(value)

    def _term(self, term: str) -> str:
        if term.startswith("_:"):
            return term
        iri = term[1:-1]
        for name, namespace in self._choose.sample(
            sorted(self._prefixes.items()), len(self._prefixes)
        ):
            local = re.sub(r"[~.!$&'()*+,;=/?#@-]", r"\\\g<0>", iri[len(namespace) :])
            if iri.startswith(namespace) and ":" not in local and self._choose.random() < 0.7:
                return f"{name}:{local}"
        if iri.startswith("https://example.org/") and self._choose.random() < 0.5:
            relative = iri[len("https://example.org/") :]
            if ":" not in relative and relative not in {".a", "a#"}:
                return f"<{relative}>"
        if self._choose.random() < 0.2:
            return f"<{iri[:-1]}\\u{ord(iri[-1]):04X}>"
        return term

    def _literal(self, term: str) -> str:
        said = term_value(term)
        pattern = _NUMBERS.get(said.datatype or "")
        if pattern and re.fullmatch(pattern, said.value) and self._choose.random() < 0.8:
            return said.value
        suffix = f"@{said.language}" if said.language else ""
        if said.datatype and said.datatype != f"{XSD}string":
            suffix = f"^^{self._term(f'<{said.datatype}>')}"
        return f"{self._quoted(said.value)}{suffix}"

    def _quoted(self, text: str) -> str:
        quote = self._choose.choice(['"', "'", '"""', "'''"])
        text = text.replace("\\", "\\\\").replace(quote[0], f"\\{quote[0]}").replace("\r", "\\r")
        if len(quote) == 1:
            text = text.replace("\n", "\\n")
        plain = text and text[-1].isalnum() and text[-2:-1] != "\\"
        if plain and self._choose.random() < 0.3:
            text = f"{text[:-1]}\\U{ord(text[-1]):08X}"
        return f"{quote}{text}{quote}"
