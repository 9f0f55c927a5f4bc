"""Seeded graphs in our own model, of any size, that keep every shape. All of it is invented.

Skewed as the real data are: a few boards hold most reviews, recent years more than early ones, and
a few themes recur. One dataset (one named graph) holds up to REVIEWS_A_GRAPH reviews.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from kg.content import CANONICAL_BASE as BASE
from kg.vocab import EXTERNAL_PREFIXES as X

REVIEWS_A_GRAPH = 2_000
_TYPE = f"<{X['rdf']}type>"
_HARMS = ["neglect", "physical-abuse", "sexual-abuse", "emotional-abuse", "self-neglect"]
_THEMES = ["voice-of-the-child", "weak-risk-assessment", "cross-boundary-working", "thresholds"]
_AGES = ["under-1-year", "1-to-5-years", "6-to-10-years", "11-to-15-years", "16-and-17-years"]
_NATIONS = {
    "eng": f"{'http://statistics.data.gov.uk'}/id/statistical-geography/E92000001",
    "wal": f"{'http://statistics.data.gov.uk'}/id/statistical-geography/W92000004",
    "sct": f"{'http://statistics.gov.scot'}/id/statistical-geography/S92000003",
}
_KEY = "abcdefghjkmnpqrstuvwxyz23456789"
_BOARDS = 150


def graphs(triples: int, seed: int = 1) -> Iterator[tuple[str, list[str]]]:
    """Graph IRIs with their N-Triples lines, about `triples` of them in all."""
    choose = random.Random(seed)
    left, number = triples, 0
    while left > 0:
        name = f"{BASE}data/generated-{number}"
        lines = [*dataset(name), *(_boards() if number == 0 else ())]
        for place in range(REVIEWS_A_GRAPH):
            lines += review(choose, number * REVIEWS_A_GRAPH + place)
            if len(lines) >= left:
                break
        yield name, lines
        left, number = left - len(lines), number + 1


def review(choose: random.Random, number: int) -> list[str]:
    """One review with its incident, subject, report, edition, copy and learning: about 45
    triples.
    """
    nation = choose.choices(list(_NATIONS), [8, 1, 2])[0]
    key = f"{nation}-{_opaque(number)}"
    year = int(2025 - choose.expovariate(0.15)) if choose.random() < 0.98 else 2003
    year = max(year, 2003)
    board = min(int(choose.paretovariate(0.7)), _BOARDS)
    thing, incident = _id("review", key), _id("incident", key)
    report, edition = _id("document", f"{key}-report"), _id("edition", f"{key}-report-en")
    title = f'"Child {chr(65 + number % 26)}{number % 90 + 10} (generated {number})"@en'
    said = [
        (thing, _TYPE, _core("CaseReview")),
        (thing, _dct("title"), title),
        (thing, _core("titleStatus"), _concept("title-status", "descriptive")),
        (thing, _core("reviewType"), _concept("review-type", "serious-case-review")),
        (thing, _dct("spatial"), f"<{_NATIONS[nation]}>"),
        (thing, _core("reviews"), incident),
        (thing, _core("commissionedBy"), _id("body", f"generated-{board}")),
        *((thing, _core("theme"), _theme(choose)) for _ in range(choose.randint(1, 3))),
        (incident, _TYPE, _core("Incident")),
        (incident, _core("firstYear"), _year(year - 1)),
        (incident, _core("lastYear"), _year(year - 1)),
        (incident, _core("incidentOutcome"), _concept("outcome", choose.choice(_OUTCOMES))),
        (incident, _core("harmType"), _concept("harm-type", _skewed(choose, _HARMS))),
        (incident, _core("ageBand"), _concept("age-band", _skewed(choose, _AGES))),
        (incident, _core("concernsSubject"), _id("subject", f"{key}-1")),
        (_id("subject", f"{key}-1"), _TYPE, _core("ReviewSubject")),
        (_id("subject", f"{key}-1"), _core("pseudonym"), f'"Child {chr(65 + number % 26)}"'),
        (report, _TYPE, _core("ReviewReport")),
        (report, _dct("title"), title),
        (report, _dct("type"), _concept("document-type", "overview-report")),
        (report, _core("reportOf"), thing),
        (report, _core("publicationStatus"), _concept("publication-status", "published")),
        (edition, _TYPE, _core("Edition")),
        (edition, f"<{X['openwemi']}expresses>", report),
        (edition, f"<{X['schema']}inLanguage>", '"en"'),
        (edition, _dct("publisher"), _id("body", f"generated-{board}")),
        (edition, _dct("issued"), f'"{year}-{choose.randint(1, 12):02}"^^<{X["xsd"]}gYearMonth>'),
        *_copy(edition, key),
    ]
    for place in range(choose.randint(1, 4)):
        said += _learning(choose, key, thing, place, board)
    return [" ".join((*triple, ".")) for triple in said]


_OUTCOMES = ["death", "serious-harm"]


def _copy(edition: str, key: str) -> list[tuple[str, str, str]]:
    copy = _id("copy", f"{key}-report-en-1")
    return [
        (copy, _TYPE, _core("Copy")),
        (copy, f"<{X['openwemi']}instantiates>", edition),
        (copy, _core("availability"), _concept("availability", "not-tested")),
        (copy, f"<{X['schema']}contentUrl>", f"<https://boards.example/{key}.pdf>"),
    ]


def _learning(
    choose: random.Random, key: str, thing: str, place: int, board: int
) -> list[tuple[str, str, str]]:
    point = _id("learning-point", f"lp-{key}-{place:02}")
    words = " ".join(choose.choices(_WORDS, k=12))
    return [
        (point, _TYPE, _core("Recommendation")),
        (point, _dct("description"), f'"{words}"@en'),
        (point, _core("arisingFrom"), thing),
        (point, _core("level"), _concept("level", "local")),
        (point, _core("addressedTo"), _id("body", f"generated-{board}")),
        (point, _core("theme"), _theme(choose)),
    ]


_WORDS = [
    "agencies",
    "should",
    "record",
    "share",
    "test",
    "review",
    "the",
    "plans",
    "of",
    "families",
    "and",
    "staff",
    "in",
    "good",
    "time",
    "with",
    "care",
    "so",
    "that",
    "worries",
    "about",
    "children",
    "reach",
    "those",
    "who",
    "can",
    "act",
    "on",
    "them",
]


def dataset(name: str) -> list[str]:
    said = [
        (_TYPE, f"<{X['dcat']}Dataset>"),
        (_dct("title"), '"Generated reviews"@en'),
        (_dct("description"), '"Invented reviews, for measuring only."@en'),
        (_dct("license"), "<https://creativecommons.org/publicdomain/zero/1.0/>"),
        (_dct("publisher"), _id("body", "uk-case-reviews")),
        (_dct("conformsTo"), f"<{BASE}def/shape/1.0.0>"),
        (f"<{X['prov']}wasDerivedFrom>", "<https://generated.example/>"),
        (_core("confidence"), _concept("confidence", "illustrative")),
    ]
    return [f"<{name}> {predicate} {value} ." for predicate, value in said]


def _boards() -> list[str]:
    said = []
    for number in range(1, _BOARDS + 1):
        board = _id("body", f"generated-{number}")
        kind = _concept("body-type", "local-safeguarding-children-board")
        said += [
            (board, _TYPE, f"<{X['org']}Organization>"),
            (board, f"<{X['skos']}prefLabel>", f'"Generated Board {number}"@en'),
            (board, f"<{X['org']}classification>", kind),
            (board, _dct("spatial"), f"<{_NATIONS['eng']}>"),
        ]
    return [" ".join((*triple, ".")) for triple in said]


def _opaque(number: int) -> str:
    digits = []
    for _ in range(6):
        number, digit = divmod(number, len(_KEY))
        digits.append(_KEY[digit])
    return "".join(digits)


def _skewed(choose: random.Random, options: list[str]) -> str:
    return options[min(int(choose.expovariate(0.9)), len(options) - 1)]


def _theme(choose: random.Random) -> str:
    return _concept("practice-theme", _skewed(choose, _THEMES))


def _id(kind: str, key: str) -> str:
    return f"<{BASE}id/{kind}/{key}>"


def _concept(scheme: str, key: str) -> str:
    return f"<{BASE}def/{scheme}/{key}>"


def _core(name: str) -> str:
    return f"<{BASE}def/core/{name}>"


def _dct(name: str) -> str:
    return f"<{X['dcterms']}{name}>"


def _year(year: int) -> str:
    return f'"{year}"^^<{X["xsd"]}gYear>'
