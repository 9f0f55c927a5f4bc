"""Provenance of releases, and which release a date means."""

from __future__ import annotations

import pytest
from hypothesis import given
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, SDO, VOID, XSD

from kg.changes import Changeset
from kg.errors import BadRequest, NotFound
from kg.history import LoadedFile, Note, provenance, release_as_of
from kg.rdf import Syntax, parse
from kg.stores import Release
from kg.vocab import Vocabulary
from tests.rdf.strategies import TEXT

GRAPH = "https://example.org/data/toys"
AT = "2026-03-31T12:00:00Z"
CHANGE = Changeset(
    frozenset(f'<urn:s> <urn:p> "{one}" <{GRAPH}> .' for one in ("a", "b")),
    frozenset({f'<urn:s> <urn:p> "c" <{GRAPH}> .'}),
)
NOTE = Note(
    "A. Tester",
    "New toys",
    (LoadedFile("toys.ttl", "0" * 64, GRAPH),),
    "f" * 64,
    (f"{GRAPH}/1.0.0",),
)


def recorded(vocabulary: Vocabulary, note: Note, number: int = 7) -> Graph:
    """What the history graph says of a release, read by rdflib."""
    statements = provenance(vocabulary, number, AT, note, CHANGE)
    assert all(one.endswith(f" <{vocabulary.history}> .") for one in statements)
    lines = "\n".join(one.rsplit(" ", 2)[0] + " ." for one in statements)
    return Graph().parse(data=lines, format="nt")


def test_a_release_is_an_activity_with_time_agent_and_files(vocabulary: Vocabulary) -> None:
    """PROV-O, so that any tool can follow where a statement came from."""
    graph = recorded(vocabulary, NOTE)
    release = URIRef(vocabulary.release(7))
    agent = graph.value(release, PROV.wasAssociatedWith)
    used = URIRef(f"{release}/file/1")
    assert (release, PROV.used, used) in graph
    assert (release, RDF.type, PROV.Activity) in graph
    assert graph.value(release, PROV.endedAtTime) == Literal(AT, datatype=XSD.dateTime)
    assert graph.value(release, PROV.generated) == URIRef(GRAPH)
    assert graph.value(release, PROV.wasInformedBy) == URIRef(vocabulary.release(6))
    assert graph.value(release, DCTERMS.description) == Literal("New toys", lang="en")
    assert graph.value(agent, FOAF.name) == Literal("A. Tester")
    assert graph.value(used, DCTERMS.title) == Literal("toys.ttl")
    assert graph.value(used, Namespace(SDO).sha256) == Literal("0" * 64)
    assert graph.value(used, DCTERMS.isPartOf) == URIRef(GRAPH)


def test_a_release_says_by_which_rules_it_was_judged(vocabulary: Vocabulary) -> None:
    """The versions of ontology and rules by their IRIs, the rules by their digest too."""
    graph = recorded(vocabulary, NOTE)
    release = URIRef(vocabulary.release(7))
    assert (release, PROV.used, URIRef(f"{GRAPH}/1.0.0")) in graph
    assert graph.value(URIRef(f"{release}/shapes"), Namespace(SDO).sha256) == Literal("f" * 64)
    assert (release, PROV.used, URIRef(f"{release}/shapes")) in graph


def test_a_release_counts_the_statements_that_came_and_went(vocabulary: Vocabulary) -> None:
    """Its own provenance counts among those that came."""
    statements = provenance(vocabulary, 7, AT, NOTE, CHANGE)
    lines = "\n".join(one.rsplit(" ", 2)[0] + " ." for one in statements)
    graph = Graph().parse(data=lines, format="nt")
    release = URIRef(vocabulary.release(7))
    added, removed = (URIRef(f"{release}/{name}") for name in ("added", "removed"))
    assert graph.value(added, VOID.triples) == Literal(2 + len(statements))
    assert graph.value(removed, VOID.triples) == Literal(1)
    assert (added, PROV.wasGeneratedBy, release) in graph
    assert (removed, PROV.wasInvalidatedBy, release) in graph


def test_the_first_release_follows_none_and_no_message_says_nothing(
    vocabulary: Vocabulary,
) -> None:
    """What was not said is not made up."""
    graph = recorded(vocabulary, Note("A. Tester", ""), number=1)
    release = URIRef(vocabulary.release(1))
    assert graph.value(release, PROV.wasInformedBy) is None
    assert graph.value(release, DCTERMS.description) is None
    assert graph.value(release, PROV.used) is None


@given(TEXT, TEXT, TEXT)
def test_provenance_is_canonical_whatever_people_write(
    vocabulary: Vocabulary, agent: str, message: str, name: str
) -> None:
    """It goes into the store as it is, so it must be what a parser would give back."""
    note = Note(agent, message, (LoadedFile(name, "0" * 64, GRAPH),))
    statements = provenance(vocabulary, 2, AT, note, CHANGE)
    body = "\n".join(statements).encode()
    assert parse(body, Syntax.NQUADS, source="history").statements == statements


def test_a_note_goes_into_the_record_as_plain_values() -> None:
    """JSON can hold it, and gives it back."""
    assert NOTE.as_record() == {
        "agent": "A. Tester",
        "message": "New toys",
        "files": [{"name": "toys.ttl", "sha256": "0" * 64, "graph": GRAPH}],
        "shapes": "f" * 64,
        "versions": [f"{GRAPH}/1.0.0"],
    }


RELEASES = [
    Release(1, 0, "2025-12-31T23:59:59Z"),
    Release(2, 1, "2026-03-31T08:00:00Z"),
    Release(3, 2, "2026-03-31T12:00:00Z"),
    Release(4, 3, "2026-11-02T00:00:00Z"),
]


@pytest.mark.parametrize(
    ("when", "number"),
    [
        ("1", 1),
        ("4", 4),
        ("2025", 1),
        ("2026", 4),
        ("2026-03", 3),
        ("2026-03-30", 1),
        ("2026-03-31", 3),
        ("2026-03-31T08:00", 2),
        ("2026-03-31T08:00:00Z", 2),
        ("2026-03-31T11:59:59", 2),
        ("2026-03-31T12:00:00Z", 3),
        ("2026-04-01", 3),
        ("9999", 4),
    ],
)
def test_a_date_means_the_newest_release_at_its_end(when: str, number: int) -> None:
    """A day counts to its last second, a year to its last day; a small number is a release."""
    assert release_as_of(RELEASES, when) == number


def test_a_release_number_of_four_digits_wins_over_the_year() -> None:
    """Where there is such a release; someone who means the year writes 2026-12."""
    many = [Release(number, number - 1, AT) for number in range(2024, 2028)]
    assert release_as_of(many, "2025") == 2025


@pytest.mark.parametrize("when", ["0", "5", "99999", "2024", "2025-12-31T23:59:58Z"])
def test_what_was_never_or_not_yet_released_is_not_found(when: str) -> None:
    """With a hint at what there is."""
    with pytest.raises(NotFound, match="release"):
        release_as_of(RELEASES, when)
    with pytest.raises(NotFound):
        release_as_of([], when)


@pytest.mark.parametrize(
    "when",
    [
        "",
        "yesterday",
        "-1",
        "1.5",
        "٤",
        "9" * 5000,
        "31.03.2026",
        "2026-3-31",
        "2026-13",
        "2026-00-01",
        "2026-01-32",
        "2026-01-01T24:00",
        "2026-01-01T12:00:00+01:00",
        "2026-03-31 12:00",
    ],
    ids=lambda when: when[:20],
)
def test_what_is_neither_number_nor_date_is_refused_with_an_example(when: str) -> None:
    """A slip must not silently mean some other release."""
    with pytest.raises(BadRequest, match="2026-03-31"):
        release_as_of(RELEASES, when)
