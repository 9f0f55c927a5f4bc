"""Plan, then apply: what was shown is what is done, or nothing is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.changes import Changeset
from kg.derive import is_derived
from kg.errors import BadRequest, Moved, Refused
from kg.knowledge_graph import KnowledgeGraph
from kg.load import Source
from kg.load.plan import Plan
from kg.rdf import Syntax
from tests.seeded import BASE, dataset, review_iri, reviews, seeded

ONE, TWO, FOUR = (review_iri(number) for number in (1, 2, 4))
NOTE = f'<{ONE}> <http://www.w3.org/2004/02/skos/core#editorialNote> "Checked."@en .'


@pytest.fixture
def graph() -> Iterator[KnowledgeGraph]:
    """Release 3 holds reviews 1, 2 and 3, in the dataset `one`."""
    with seeded("consistency", "privacy") as opened:
        opened.load([dataset("one", *reviews([1, 2, 3]))])
        yield opened


def written(graph: KnowledgeGraph) -> frozenset[str]:
    """What a graph holds besides its history."""
    every = graph.store.graphs() - {graph.vocabulary.history}
    return graph.store.dump(sorted(every))


# The laws


SUBJECTS = st.sampled_from([f"<https://example.org/{name}>" for name in "abc"])
TRIPLES = st.builds(
    lambda s, p, o: f"{s} <https://example.org/{p}> {o} .",
    SUBJECTS,
    st.sampled_from("pq"),
    st.sampled_from(
        ['"1"', '"x"@en', '"a \\"quoted\\" line\\nand more"', "<https://example.org/a>"]
    ),
)
DATASETS = st.frozensets(TRIPLES, max_size=8)


@settings(suppress_health_check=list(HealthCheck), max_examples=15, deadline=None)
@given(pairs=st.lists(DATASETS, min_size=2, max_size=4))
def test_what_a_plan_shows_is_the_difference_of_the_sets(
    pairs: list[frozenset[str]], shared: KnowledgeGraph
) -> None:
    """And applying it makes the second dataset of the first, statement for statement."""
    before: frozenset[str] = shared.store.dump(["https://example.org/graph"])
    for triples in pairs:
        body = "\n".join(sorted(triples)).encode()
        source = Source("x.nt", body, Syntax.NTRIPLES, "https://example.org/graph")
        after = frozenset(f"{one[:-1]}<https://example.org/graph> ." for one in triples)
        plan = shared.propose([source])
        assert plan.proposal.changeset == Changeset(after - before, before - after)
        if plan.applicable:
            shared.apply(plan.as_file())
        assert shared.store.dump(["https://example.org/graph"]) == after
        before = after


@pytest.fixture(scope="module")
def shared() -> Iterator[KnowledgeGraph]:
    """A graph that every example adds to."""
    with seeded("consistency", "privacy") as opened:
        yield opened


def test_to_load_is_to_plan_and_apply(graph: KnowledgeGraph) -> None:
    """The same statements, the same files in the history, the same message and agent."""
    sources = [dataset("one", *reviews([1, 2, 3]), NOTE), dataset("two", *reviews([4]))]
    plan = graph.propose(sources, agent="A. Publisher", message="More")
    applied = graph.apply(plan.as_file())
    with seeded("consistency", "privacy") as other:
        other.load([dataset("one", *reviews([1, 2, 3]))])
        loaded = other.load(sources, agent="A. Publisher", message="More")
        assert written(other) == written(graph)
    assert applied.release is not None
    assert loaded.release is not None
    assert applied.release.note == loaded.release.note
    assert applied.changeset == loaded.changeset == plan.proposal.changeset


def test_a_plan_publishes_nothing(graph: KnowledgeGraph) -> None:
    """With its questions, too, which are asked of what is not published."""
    before = written(graph), graph.current()
    graph.propose([dataset("two", *reviews([4]))], questions=True)
    assert (written(graph), graph.current()) == before


# What refuses a plan


def test_a_plan_on_an_older_release_changes_nothing(graph: KnowledgeGraph) -> None:
    """Another release came between."""
    plan = graph.propose([dataset("two", *reviews([4]))]).as_file()
    graph.load([dataset("one", *reviews([1, 2, 3]), NOTE)])
    before = written(graph), graph.current()
    with pytest.raises(Moved, match="made on release 3"):
        graph.apply(plan)
    assert (written(graph), graph.current()) == before


def test_a_plan_is_applied_once(graph: KnowledgeGraph) -> None:
    """The second time, the store has moved on."""
    plan = graph.propose([dataset("two", *reviews([4]))]).as_file()
    graph.apply(plan)
    with pytest.raises(Moved):
        graph.apply(plan)


def test_a_plan_for_another_store_is_refused(graph: KnowledgeGraph) -> None:
    """Its release may have the same number; its statements are others."""
    plan = graph.propose([dataset("two", *reviews([4]))]).as_file()
    with seeded("consistency", "privacy") as other:
        other.load([dataset("one", *reviews([1, 2]))])
        assert other.current() == graph.current()
        with pytest.raises(Moved, match="another one"):
            other.apply(plan)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("Child", "Infant", 1),
        lambda text: text.replace('"parent": 3', '"parent": 4'),
        lambda text: text[:-40],
        lambda text: text.replace('"version": 1', '"version": 2'),
        lambda _: "[]",
        lambda _: "null",
        lambda _: '{"hash": "x"}',
        lambda _: "",
    ],
)
def test_a_plan_that_was_changed_is_refused(
    graph: KnowledgeGraph, spoil: Callable[[str], str]
) -> None:
    """By its hash, before anything else is looked at."""
    text = graph.propose([dataset("two", *reviews([4]))]).as_file()
    with pytest.raises(BadRequest, match="not as kg plan wrote it"):
        graph.apply(spoil(text))


def test_a_forged_plan_passes_the_gate_or_nothing_does(graph: KnowledgeGraph) -> None:
    """A hash can be worked out by anyone; the rules hold for plans as for files."""
    plan = graph.propose([dataset("two", *reviews([4]))])
    graph.withdraw(TWO, "privacy")
    stone = graph.store.dump([graph.vocabulary.tombstones])
    content = graph.releases()[-1].content
    for change in (
        Changeset(removed=stone),
        Changeset(frozenset({f'<{TWO}> <urn:p> "x" <{BASE}data/two> .'})),
        Changeset(frozenset({f'<{ONE}> <urn:p> "x" <{graph.vocabulary.history}> .'})),
        Changeset(removed=graph.store.dump([f"{BASE}data/one"])),
    ):
        forged = plan.proposal._replace(parent=graph.current(), content=content, changeset=change)
        text = Plan(forged, plan.report, plan.survey).as_file()
        before = written(graph)
        with pytest.raises(Refused, match=r"does not come to|were retired|described no more"):
            graph.apply(text)
        assert written(graph) == before


def test_a_refused_plan_shows_why_and_cannot_be_applied(graph: KnowledgeGraph) -> None:
    """It keeps no statement: what a privacy rule keeps out is in no file either."""
    secret = f'<{FOUR}> <{BASE}def/core/pseudonym> "Invented Name" .'
    plan = graph.propose([dataset("two", *reviews([4]), secret)])
    assert not plan.report.conforms
    assert "Invented Name" not in plan.as_file()
    with pytest.raises(BadRequest, match="refused when it was made"):
        graph.apply(plan.as_file())


def test_a_plan_names_what_would_vanish(graph: KnowledgeGraph) -> None:
    """With its name, and it is refused."""
    plan = graph.propose([dataset("one", *reviews([2, 3]))])
    gone = {one.iri: one for one in plan.survey.vanishing}
    assert gone[ONE].label == "Child B11 (generated 1)"
    assert gone[ONE].added == 0 < gone[ONE].removed
    assert not plan.applicable
    assert "described no more" in plan.refusals[0]


# What a plan shows


def test_a_plan_tells_new_things_from_changed_ones(graph: KnowledgeGraph) -> None:
    """By their statements, with their names."""
    plan = graph.propose([dataset("one", *reviews([1, 2, 3]), NOTE), dataset("two", *reviews([4]))])
    assert [(one.iri, one.added, one.removed) for one in plan.survey.changed] == [(ONE, 1, 0)]
    new = {one.iri: one.label for one in plan.survey.added}
    assert new[FOUR] == "Child E14 (generated 4)"
    assert f"{BASE}data/two" in new
    assert not plan.survey.vanishing


def test_a_plan_names_links_that_lead_nowhere(graph: KnowledgeGraph) -> None:
    """To what was never described, and to what was retired; not to what comes with it."""
    graph.withdraw(TWO, "privacy")
    link, nothing = "<http://purl.org/dc/terms/relation>", f"{BASE}id/review/nothing"
    links = [f"<{ONE}> {link} <{target}> ." for target in (nothing, TWO, FOUR)]
    plan = graph.propose([dataset("two", *reviews([4]), *links)])
    assert [(one.iri, one.mentioned_by) for one in plan.survey.dangling] == sorted(
        [(nothing, (ONE,)), (TWO, (ONE,))]
    )


def test_a_plan_names_the_questions_that_get_other_answers(graph: KnowledgeGraph) -> None:
    """With how many rows there were and will be; only those."""
    plan = graph.propose([dataset("two", *reviews([4]))], questions=True)
    assert plan.questions is not None
    asked = {one.name: one for one in plan.questions}
    kind = asked["where-to-read-reports"]
    assert (kind.before, kind.after, kind.added, kind.removed) == (3, 4, 1, 0)
    assert "guidance-before-a-document" not in asked


def test_questions_are_asked_as_long_as_there_is_time(graph: KnowledgeGraph) -> None:
    """Those that were not are named, so that nobody takes them for unchanged."""
    plan = graph.propose([dataset("two", *reviews([4]))], questions=True, patience=0.0)
    assert plan.questions
    assert all(one.why for one in plan.questions)
    assert plan.applicable


def test_a_plan_warns_where_few_reviews_are_alike(graph: KnowledgeGraph) -> None:
    """Without saying in what."""
    plan = graph.propose([dataset("two", *reviews([4]))])
    (warning,) = [one for one in plan.report.results if one.code == "PRIV-98"]
    assert warning.focus == f"<{FOUR}>"
    assert warning.value is None
    assert plan.applicable


def test_a_load_warns_as_its_plan_did(graph: KnowledgeGraph) -> None:
    """At the lines of the file."""
    source = dataset("two", *reviews([4]))
    planned = graph.propose([source]).report
    outcome = graph.load([source])
    assert outcome.report.results == planned.results
    (warning,) = [one for one in outcome.report.results if one.code == "PRIV-98"]
    assert warning.spot
    assert warning.spot.source == "two.nt"


def test_a_plan_reads_the_same_as_a_page_and_as_a_file(graph: KnowledgeGraph) -> None:
    """The page is plain values; the file holds it, and every statement."""
    plan = graph.propose([dataset("two", *reviews([4]))], message="More")
    page = plan.as_page()
    assert json.loads(json.dumps(page)) == json.loads(plan.as_file())["shown"]
    assert page["statements"] == {"added": len(plan.proposal.changeset.added), "removed": 0}
    kept = json.loads(plan.as_file())["added"]
    assert [one for one in kept if is_derived(one.rsplit(" ", 2)[1][1:-1])]
    assert frozenset(kept) == plan.proposal.changeset.added


def test_a_plan_without_a_change_says_so(graph: KnowledgeGraph) -> None:
    """There is nothing to apply."""
    plan = graph.propose([dataset("one", *reviews([1, 2, 3]))])
    assert not plan.proposal.changeset
    assert not plan.applicable
