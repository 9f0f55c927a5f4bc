"""Triples to Turtle, the same bytes every time. Pure text in memory: reads and writes no files.

A term is already Turtle: `iri`, `text`, `date` and their kin make terms, and `write` sorts and
prints triples of them.
"""

import re
from collections.abc import Iterable
from itertools import groupby

Triple = tuple[str, str, str]

BASE = "https://w3id.org/uk-case-reviews/"

ID_PREFIXES = {
    "action": "action",
    "body": "body",
    "catalogue": "catalogue",
    "catalogue-record": "record",
    "change-event": "event",
    "copy": "copy",
    "course": "course",
    "course-instance": "run",
    "credential": "credential",
    "document": "doc",
    "edition": "edition",
    "incident": "incident",
    "learning-point": "lp",
    "membership": "membership",
    "observation": "observation",
    "participation": "participation",
    "person": "person",
    "response": "response",
    "review": "review",
    "review-step": "rstep",
    "service": "service",
    "statement": "statement",
    "status-update": "supdate",
    "subject": "subject",
}

DEF_PREFIXES = {
    "age-band": "age",
    "agency-type": "agency",
    "audience": "audience",
    "availability": "avail",
    "body-type": "btype",
    "cause-category": "cause",
    "certainty": "certainty",
    "change-type": "change",
    "confidence": "conf",
    "core": "crv",
    "document-type": "dtype",
    "finding-type": "ftype",
    "harm-type": "harm",
    "learning-topic": "topic",
    "legal-status": "legal",
    "level": "level",
    "measure": "measure",
    "outcome": "outcome",
    "practice-theme": "theme",
    "progress-status": "progress",
    "publication-status": "pubstat",
    "removal-reason": "reason",
    "response-decision": "decision",
    "review-criterion": "criterion",
    "review-element": "element",
    "review-methodology": "method",
    "review-status": "rstatus",
    "review-type": "rtype",
    "risk-factor": "risk",
    "role": "role",
    "step-type": "step",
    "title-status": "tstatus",
    "unit": "unit",
}

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "data": BASE + "data/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gov": "http://statistics.data.gov.uk/id/statistical-geography/",
    "govscot": "http://statistics.gov.scot/id/statistical-geography/",
    "openwemi": "https://ns.dublincore.org/openwemi/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{prefix: f"{BASE}id/{kind}/" for kind, prefix in ID_PREFIXES.items()},
    **{prefix: f"{BASE}def/{scheme}/" for scheme, prefix in DEF_PREFIXES.items()},
}

LOCAL = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)?")
BAD_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def slug(name: str) -> str:
    """The key made from a name: lower case letters, digits and single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "").replace("\u2019", "")).strip(
        "-"
    )


def iri(address: str) -> str:
    """The term for an absolute IRI, short where a prefix fits, bad characters escaped."""
    namespace, local = _split(address)
    for prefix, known in PREFIXES.items():
        if known == namespace and LOCAL.fullmatch(local):
            return f"{prefix}:{local}"
    return "<" + BAD_IN_IRI.sub(lambda found: f"%{ord(found[0]):02X}", address) + ">"


def thing(kind: str, key: str) -> str:
    """The term for a thing of ours. Raises KeyError if the kind is not in the model."""
    return iri(PREFIXES[ID_PREFIXES[kind]] + key)


def concept(scheme: str, key: str) -> str:
    """The term for a concept; an empty key gives the scheme. Raises KeyError if there is none."""
    return iri(PREFIXES[DEF_PREFIXES[scheme]] + key)


def text(value: str, language: str = "en") -> str:
    """A literal in a language; an empty language gives a plain string."""
    quoted = '"' + "".join(ESCAPES.get(character, character) for character in value) + '"'
    return f"{quoted}@{language}" if language else quoted


def date(value: str) -> str:
    """A literal as precise as the text: day, month or year. Raises ValueError for anything else."""
    datatypes = {
        r"\d{4}-\d{2}-\d{2}": "xsd:date",
        r"\d{4}-\d{2}": "xsd:gYearMonth",
        r"\d{4}": "xsd:gYear",
    }
    for pattern, datatype in datatypes.items():
        if re.fullmatch(pattern, value):
            return f'"{value}"^^{datatype}'
    raise ValueError(f"not a date, month or year: {value!r}")


def number(value: str | int) -> str:
    """A whole or decimal number. Raises ValueError if it is neither."""
    datatype = "xsd:decimal" if "." in str(value) else "xsd:integer"
    float(value)
    return f'"{value}"^^{datatype}'


def true() -> str:
    """The boolean true; the model never writes false."""
    return '"true"^^xsd:boolean'


def write(triples: Iterable[Triple], header: str) -> str:
    """A Turtle document: header as comments, prefixes used, one block a subject, all sorted."""
    rows = sorted(set(triples), key=_order)
    comment = "".join(f"# {line}\n" for line in header.splitlines())
    blocks = [
        _block(subject, list(group)) for subject, group in groupby(rows, key=lambda row: row[0])
    ]
    return comment + "\n" + _prefix_lines(rows) + "\n" + "\n\n".join(blocks) + "\n"


def _split(address: str) -> tuple[str, str]:
    cut = max(address.rfind("/"), address.rfind("#")) + 1
    return address[:cut], address[cut:]


def _expand(term: str) -> str:
    if term.startswith(("<", '"')) or term == "a":
        return term
    prefix, _, local = term.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def _order(row: Triple) -> tuple[str, bool, str, str]:
    subject, predicate, value = row
    return _expand(subject), predicate != "a", _expand(predicate), _expand(value)


def _block(subject: str, rows: list[Triple]) -> str:
    lines = [
        f"{predicate} " + " , ".join(value for _, _, value in group)
        for predicate, group in groupby(rows, key=lambda row: row[1])
    ]
    return f"{subject} " + " ;\n  ".join(lines) + " ."


def _prefix_lines(rows: list[Triple]) -> str:
    terms = {
        term for row in rows for term in row if not term.startswith(("<", '"')) and term != "a"
    }
    datatypes = {found[1] for row in rows if (found := re.search(r'"\^\^(\w+:\w+)$', row[2]))}
    used = sorted({term.partition(":")[0] for term in terms | datatypes})
    return "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in used)
