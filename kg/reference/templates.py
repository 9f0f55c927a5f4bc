"""Files to fill in: what a thing of a class needs and may have, by its rules, in Turtle; pure.

What is needed stands with `""` where the value belongs, which no rule takes, so that nothing that
was left out is published. What is optional is commented out, with an example.
"""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kg.errors import BadRequest
from kg.reference.handbook import Handbook, Row
from kg.reference.shapes import Shape
from kg.reference.terms import Concept, Scheme
from kg.vocab import EXTERNAL_PREFIXES, NATION_AREAS

REVIEW = "review"  # a review with what stands around it
_WIDTH = 100
_MOST_LISTED = 24
_BLANK = '""'
_KEY = "eng-a1b2c3"  # what stands for the key of the review in the examples of rules
_TYPE = f"{EXTERNAL_PREFIXES['rdf']}type"
_PREFIX = re.compile(r"(?<![\w<:/])([a-z]+):(?!/)")
_ADVICE = """\
# Write what is yours between each pair of "", or in its place: kg validate says what belongs there.
# Take away the # before a property that you need; what stands behind it is an example. Bodies and
# documents that are known already have names: kg search finds them. In the end, kg format
# --drop-comments takes these notes away.
"""
_AFTER_A_REVIEW = """
# When the report was published is said of its edition, and where it can be read, of a copy of that:
# kg template Edition, kg template Copy.
"""


class Part(NamedTuple):
    """A thing in a template: how it is called there, its class, and what is known of it already, by
    property.
    """

    subject: str
    kind: str
    known: Mapping[str, str]


class Line(NamedTuple):
    """What a thing may say with one property."""

    property: str
    note: str
    value: str
    needed: bool


def template(handbook: Handbook, kind: str, key: str | None, dataset: str | None) -> str:
    """The template for a `kind` of thing: a `review`, whose `key` is given, with its incident and
    its report, or a thing of the class of that name. With the head of a `dataset`, where one is
    named.

    Raises BadRequest for what is no kind of thing, no name of a dataset, or a review without a key.
    """
    parts = [_head(handbook, dataset)] if dataset is not None else []
    parts += _review(handbook, key) if kind == REVIEW else [_thing(handbook, kind)]
    body = "\n".join(_written(handbook, part) for part in parts)
    body = body.replace(_KEY, key or _KEY)
    body += _AFTER_A_REVIEW if kind == REVIEW else ""
    prefixes = handbook.vocabulary.prefixes
    used = sorted({name for name in _PREFIX.findall(body) if name in prefixes})
    declared = "".join(f"@prefix {name}: <{prefixes[name]}> .\n" for name in used)
    return f"{declared}\n{_ADVICE}\n{body}"


def kinds(handbook: Handbook) -> dict[str, str]:
    """The classes that a template can be made for, by their names."""
    every = {*handbook.terms, *handbook.borrowed_classes} - {handbook.index.full("as:Tombstone")}
    described = (one for one in every if _main(handbook, one))
    return {re.split(r"[/#]", one)[-1]: one for one in sorted(described)}


def _main(handbook: Handbook, kind: str) -> Shape | None:
    """The shape that describes the things of a class, and shows how they are named."""
    found = (one for one in handbook.of_class(kind) if one.parts and one.example)
    return next(found, None)


def _head(handbook: Handbook, dataset: str) -> Part:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", dataset):
        raise BadRequest(
            f"{dataset[:60]!r} cannot name a dataset. Use lower case letters, digits and hyphens, "
            "as in our-reviews."
        )
    full = handbook.index.full
    known = {full("prov:wasDerivedFrom"): _BLANK}  # asked for by a rule of its own
    for code in ("SRC-05", "SRC-08"):  # the licence and the version of the rules
        rule = handbook.rules[code]
        known[rule.properties[0]] = rule.example.split(" ", 2)[2].removesuffix(" .")
    return Part(f"data:{dataset}", full("dcat:Dataset"), known)


def _review(handbook: Handbook, key: str | None) -> list[Part]:
    """A review, its incident and its report."""
    if key is None:
        raise BadRequest("Say in which nation the review was, for its key: eng, nir, sct, uk, wal.")
    term, full = handbook.vocabulary.term, handbook.index.full
    area = NATION_AREAS.get(key.partition("-")[0])
    of_review = {term("reviews"): f"incident:{key}"}
    of_review |= {full("dcterms:spatial"): f"<{area}>"} if area else {}
    of_report = {term("reportOf"): f"review:{key}"}
    return [
        Part(f"review:{key}", term("CaseReview"), of_review),
        Part(f"incident:{key}", term("Incident"), {}),
        Part(f"doc:{key}-report", term("ReviewReport"), of_report),
    ]


def _thing(handbook: Handbook, kind: str) -> Part:
    known = {name.lower(): iri for name, iri in kinds(handbook).items()}
    iri = known.get(kind.lower(), "")
    shape = _main(handbook, iri)
    if shape is None:
        names = [REVIEW, *kinds(handbook)]
        near = difflib.get_close_matches(kind.lower(), (one.lower() for one in names), 1)
        meant = next((one for one in names if one.lower() in near), None)
        hint = f" Did you mean {meant}?" if meant else ""
        raise BadRequest(
            f"There is no template for {kind[:60]!r}.{hint} There is one for: {', '.join(names)}."
        )
    shown = shape.example.split()[0]
    # Of one of our own, a rule asks for the rest of the name.
    return Part(shown if shown.startswith("<") else f"{shown.partition(':')[0]}:", iri, {})


def _written(handbook: Handbook, part: Part) -> str:
    short = handbook.vocabulary.shorten
    term, shape = handbook.terms.get(part.kind), _main(handbook, part.kind) or _dataset(handbook)
    label, said = (term.label, term.definition) if term else (shape.name, shape.description)
    text = _note("", f"{label[:1].upper()}{label[1:]}. {said}")
    text += f"{part.subject} a {short(part.kind)} ;\n"
    for one in sorted(_lines(handbook, part), key=lambda one: not one.needed):
        mark = "" if one.needed else "#"
        text += _note("    ", one.note) + f"    {mark}{short(one.property)} {one.value} ;\n"
    return f"{text}    .\n"


def _lines(handbook: Handbook, part: Part) -> Iterator[Line]:
    """What a thing may say: the properties that its rules name."""
    for name, row in _rows(handbook, part.kind):
        value = part.known.get(name) or (_BLANK if row.is_required else "")
        example = _example(handbook, name, row)
        if value or example:
            often = "one or more" if value == _BLANK and not row.is_required else row.often
            note = f"{_about(handbook, name, row, often)}{_choices(handbook, name, row)}"
            shown = f" For example: {example} ." if value == _BLANK and example else ""
            yield Line(name, f"{note}{shown}", value or example, bool(value))


def _dataset(handbook: Handbook) -> Shape:
    return handbook.rules["SRC-01"]


def _rows(handbook: Handbook, kind: str) -> Iterator[tuple[str, Row]]:
    if _main(handbook, kind) is None:  # a dataset is told by its properties, not by its class
        for rule in handbook.parts(_dataset(handbook)):
            found = handbook.row(rule.properties[0], kind)
            others = (found.rule, *found.others) if found else ()
            yield rule.properties[0], Row(rule, rule.count, rule.wants, others)
        return
    rows = [row for group in handbook.groups(kind) for row in group.rows]
    for name in dict.fromkeys(name for row in rows for name in row.rule.properties):
        row = handbook.row(name, kind)
        if row and name != _TYPE and row.often != "never" and not row.rule.path.startswith("^"):
            yield name, row


def _about(handbook: Handbook, name: str, row: Row, often: str) -> str:
    term = handbook.terms.get(name)
    label, said = (term.label, term.definition) if term else (row.rule.name, row.rule.description)
    return f"{label[:1].upper()}{label[1:]}, {often}. {said}"


def _choices(handbook: Handbook, name: str, row: Row) -> str:
    """The concepts that a property takes, or where their lists are, where they are many."""
    rules = (one for one in (row.rule, *row.others) if name in one.properties)
    named = dict.fromkeys(scheme for rule in rules for scheme in rule.schemes)
    lists = [handbook.schemes[one] for one in named if one in handbook.schemes]
    return "".join(f" {_listed(handbook, one)}" for one in lists)


def _listed(handbook: Handbook, scheme: Scheme) -> str:
    short = handbook.vocabulary.shorten
    if scheme.size > _MOST_LISTED:
        return f"One of the {scheme.size} of {short(scheme.iri)} at {scheme.iri} ."
    return f"One of {', '.join(short(one.iri) for one in _every(scheme.top))}."


def _every(concepts: Iterable[Concept]) -> Iterator[Concept]:
    for one in concepts:
        yield one
        yield from _every(one.narrower)


def _example(handbook: Handbook, name: str, row: Row) -> str:
    """A value that a rule about the property shows as good."""
    short = re.escape(handbook.vocabulary.shorten(name))
    for rule in (row.rule, *row.others):
        if found := re.fullmatch(rf"\S+ {short} ([^;]+) \.", rule.example):
            return found[1]
    return ""


def _note(margin: str, text: str) -> str:
    lines = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return "".join(f"{margin}# {line}\n" for line in lines)
