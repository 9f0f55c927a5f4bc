"""The questions that are asked of every system: fifteen of our named queries and the five kinds of
question of a researcher, each with constants that vary, so that no cache helps. Makes texts only.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from kg.content import CANONICAL_BASE as BASE
from kg.query.named import named_queries
from tests.bench.generate import graphs

_PREFIXES = """PREFIX crv: <https://w3id.org/uk-case-reviews/def/core/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX openwemi: <https://ns.dublincore.org/openwemi/>
"""
# The names of our queries, with what each of their parameters takes here.
EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "deaths-of-children-reviewed": {"from": "{year}", "to": "{later}"},
    "exploitation-since-a-year": {"from": "{year}"},
    "guidance-that-governs-reviews-now": {},
    "harm-alone-or-with-others": {"harm": "{harm}"},
    "harm-to-children-under-six": {"harm": "{harm}"},
    "harm-types-by-age-band": {},
    "incidents-by-outcome-and-nation": {},
    "learning-points-on-a-theme": {"theme": "{theme}"},
    "recurring-themes": {},
    "reports-of-a-review": {"review": "{review}"},
    "reviews-by-year-and-nation": {},
    "reviews-of-a-body-and-its-predecessors": {"body": "{body}"},
    "reviews-of-a-kind": {},
    "rules-in-force-on-a-date": {"date": "{date}"},
    "themes-by-nation": {},
}
KINDS = {
    "lookup": "SELECT ?p ?o {{ <{review}> ?p ?o }} LIMIT {limit}",
    "join": """SELECT ?title ?date {{ ?review crv:commissionedBy <{body}> ; dcterms:title ?title .
        ?report crv:reportOf ?review . ?edition openwemi:expresses ?report ; dcterms:issued ?date }}
        LIMIT {limit}""",
    "aggregate": """SELECT ?theme (COUNT(*) AS ?n) {{ ?review crv:theme ?theme ; crv:reviews ?i .
        ?i crv:firstYear ?first FILTER(STR(?first) > "{year}") }} GROUP BY ?theme LIMIT {limit}""",
    "text filter": """SELECT ?review {{ ?review dcterms:title ?title
        FILTER(CONTAINS(?title, "generated {n}")) }} LIMIT {limit}""",
    "10,000-row export": "SELECT ?review ?title {{ ?review dcterms:title ?title }} LIMIT {rows}",
    "describe": "DESCRIBE <{review}>",
}
_HARMS = ("neglect", "physical-abuse", "sexual-abuse", "emotional-abuse", "self-neglect")
_THEMES = ("voice-of-the-child", "weak-risk-assessment", "cross-boundary-working", "thresholds")

Question = Callable[[int], str]


def questions(triples: int) -> dict[str, Question]:
    """Every question by its name, as the text with its n-th constants; about a generated graph of
    so many triples.
    """
    reviews = some_reviews(triples)
    return {
        **{name: _example(name, reviews) for name in EXAMPLES},
        **{name: _kind(name, reviews) for name in KINDS},
    }


def some_reviews(triples: int) -> list[str]:
    """The IRIs of the reviews in the first generated graph."""
    _, lines = next(iter(graphs(triples)))
    return [line.split(">")[0][1:] for line in lines if line.endswith("/CaseReview> .")]


def _example(name: str, reviews: Sequence[str]) -> Question:
    query = named_queries(BASE)[name]

    def text(number: int) -> str:
        said = _constants(number, reviews)
        values = {one: value.format(**said) for one, value in EXAMPLES[name].items()}
        return f"{query.text_with(values).rstrip()} LIMIT {said['sorted']}\n"

    return text


def _kind(name: str, reviews: Sequence[str]) -> Question:
    return lambda number: _PREFIXES + KINDS[name].format(**_constants(number, reviews))


def _constants(number: int, reviews: Sequence[str]) -> dict[str, str]:
    choose = random.Random(number)
    year = 2004 + number % 15
    said = {
        "body": f"{BASE}id/body/generated-{choose.randint(1, 150)}",
        "review": reviews[number % len(reviews)],
        "harm": choose.choice(_HARMS),
        "theme": choose.choice(_THEMES),
        "year": year,
        "later": year + 5,
        "date": f"{year}-{choose.randint(1, 12):02}-{choose.randint(1, 28):02}",
        "limit": 200 + number,
        "n": number,
        "rows": 9_000 + number % 1_000,
        "sorted": 5_000 + number % 4_000,  # Virtuoso sorts no more than 10,000 rows
    }
    return {name: str(value) for name, value in said.items()}
