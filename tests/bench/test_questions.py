"""The questions of the benchmark: real questions, never the same twice."""

from __future__ import annotations

import pytest

from kg.formats import JSON
from kg.knowledge_graph import open_graph
from kg.load import Source
from kg.query import plan
from kg.rdf import Syntax
from kg.settings import Settings
from tests.bench.generate import graphs
from tests.bench.questions import EXAMPLES, questions

TRIPLES = 3_000


def test_fifteen_examples_are_asked() -> None:
    """As many of our own queries as the benchmark promises."""
    assert len(EXAMPLES) == 15


def test_no_text_is_asked_twice() -> None:
    """Each number gives a text of its own, so that an answer that is kept serves nobody."""
    for name, text in questions(TRIPLES).items():
        asked = {text(number) for number in range(20)}
        assert len(asked) == 20, name


def test_every_question_is_sparql() -> None:
    """With its constants filled in."""
    for text in questions(TRIPLES).values():
        assert plan(text(7)).form in {"SELECT", "DESCRIBE"}


@pytest.mark.slow
def test_the_generated_graph_answers_the_questions_about_it() -> None:
    """A question that nothing answers would measure nothing: those about reviews have rows."""
    with open_graph(Settings(store="memory:")) as kg:
        kg.load_own_data()
        name, lines = next(iter(graphs(TRIPLES)))
        kg.load([Source("generated.nt", "\n".join(lines).encode(), Syntax.NTRIPLES, name)])
        asked = questions(TRIPLES)
        for question in ("lookup", "reports-of-a-review", "aggregate", "10,000-row export"):
            found = kg.answer(kg.plan(asked[question](1)), JSON)
            assert found.body.count(b'"value"') > 1, question
