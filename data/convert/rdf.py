"""Terms and triples as the converters make them, in the canonical form of kg.rdf. Pure.

A subject or a value is an N-Triples term. Classes and properties may stand as prefixed names, such
as crv:theme, and `a` for rdf:type, with the prefixes of kg.vocab; `write` spells them out.
"""

import re
from collections.abc import Iterable

from kg import rdf
from kg.content import CANONICAL_BASE
from kg.vocab import DEF_PREFIXES, ID_PREFIXES, Vocabulary

Triple = tuple[str, str, str]

PREFIXES = Vocabulary(CANONICAL_BASE).prefixes
BAD_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


def slug(name: str) -> str:
    """The key made from a name: lower case letters, digits and single hyphens."""
    plain = name.lower().replace("'", "").replace("\u2019", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def iri(address: str) -> str:
    """The term for an absolute IRI, bad characters escaped. Raises ValueError if it is not one."""
    return rdf.iri(BAD_IN_IRI.sub(lambda found: f"%{ord(found[0]):02X}", address))


def thing(kind: str, key: str) -> str:
    """The term for a thing of ours. Raises KeyError if the kind is not in the model."""
    return iri(PREFIXES[ID_PREFIXES[kind]] + key)


def concept(scheme: str, key: str) -> str:
    """The term for a concept; an empty key gives the scheme. Raises KeyError if there is none."""
    return iri(PREFIXES[DEF_PREFIXES[scheme]] + key)


def text(value: str, language: str = "en") -> str:
    """A literal in a language; an empty language gives a plain string."""
    return rdf.literal(value, language=language)


def typed(value: str, datatype: str) -> str:
    """A literal of an XML Schema datatype, such as gYear."""
    return rdf.literal(value, datatype=PREFIXES["xsd"] + datatype)


def date(value: str) -> str:
    """A literal as precise as the text: day, month or year. Raises ValueError for anything else."""
    datatypes = {
        r"\d{4}-\d{2}-\d{2}": "date",
        r"\d{4}-\d{2}": "gYearMonth",
        r"\d{4}": "gYear",
    }
    for pattern, datatype in datatypes.items():
        if re.fullmatch(pattern, value):
            return typed(value, datatype)
    raise ValueError(f"not a date, month or year: {value!r}")


def number(value: str | int) -> str:
    """A whole or decimal number. Raises ValueError if it is neither."""
    float(value)
    return typed(str(value), "decimal" if "." in str(value) else "integer")


def true() -> str:
    """The boolean true; the model never writes false."""
    return typed("true", "boolean")


def write(triples: Iterable[Triple], header: str) -> str:
    """A Turtle document: the header as comments, then the triples as kg.rdf writes them."""
    comment = "".join(f"# {line}\n" for line in header.splitlines())
    lines = (f"{' '.join(map(_full, triple))} ." for triple in triples)
    return f"{comment}\n{rdf.write_turtle(lines, PREFIXES)}"


def _full(term: str) -> str:
    """An N-Triples term as it is; a prefixed name as the IRI that it stands for."""
    if term.startswith(("<", '"')):
        return term
    prefix, _, local = ("rdf:type" if term == "a" else term).partition(":")
    return f"<{PREFIXES[prefix]}{local}>"
