"""Each dataset of bodies, documents, courses, people and figures as a whole: links and trust."""

import csv
import re
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS

from tests.data import cells
from tests.data.cells import CRV, Row, table, thing
from tests.data.expect import SCHEMA

TABLES = (
    *("bodies", "courses", "documents", "people_roles", "statistics"),
    *("reviews", "learning_points", "responses", "status"),
)
NAMES = ("bodies", "courses", "curated", "documents", "people", "review-types", "statistics")
LEVELS = ["seen", "known", "inferred"]
FILES = [
    path
    for name in NAMES
    for path in sorted((cells.ROOT / "data").glob(f"{name}.ttl"))
    + sorted((cells.ROOT / "data").glob(f"{name}-known.ttl"))
    + sorted((cells.ROOT / "data").glob(f"{name}-inferred.ttl"))
]

# How notes say that something in the row is weaker than the row.
ADMITS = re.compile(
    r"general knowledge|inferred|approximate|exact name not seen|year not seen|from its address"
    r"|that of the news item|calling it recent|dates are the statutory|Implied only"
    r"|\bours\b|\bby us\b|\bexpanded\b|could be the third|from the region|not spelled out"
    r"|board footprint|saying five years ago|set reporting date|stands for its predecessor"
    r"|is the successor of|read from the areas|to government used"
)

# Rows whose note says so of something that no cell of the row holds.
NOT_OF_A_CELL = {"cooperating-ni-2017", "fiona-johnston", "rsb-gwent", "rsb-west-glamorgan"}


@pytest.fixture(scope="module")
def everything() -> Graph:
    return cells.graph("*.ttl")


def weaker() -> list[Row]:
    with (cells.ROOT / "data/convert/weaker.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_two_parsers_read_the_same_and_no_node_is_blank(path: Path) -> None:
    """Each file is plain Turtle that any tool reads, and every node in it can be linked to."""
    graph = Graph().parse(path)
    quads = set(pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE))
    assert len(graph) == len(quads) > 0
    assert not [node for node in graph.all_nodes() if isinstance(node, BNode)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_says_what_it_is_and_how_far_to_trust_it(path: Path) -> None:
    """A dataset names itself as its graph, with licence, sources and one confidence."""
    graph = Graph().parse(path)
    subject = URIRef(f"{cells.BASE}data/{path.stem}")
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license):
        assert len(list(graph.objects(subject, predicate))) == 1
    assert list(graph.objects(subject, PROV.wasDerivedFrom))
    level = path.stem.rpartition("-")[2]
    expected = level if level in LEVELS else {"curated": "inferred"}.get(path.stem, "seen")
    assert list(graph.objects(subject, CRV.confidence)) == [cells.concept("confidence", expected)]


def test_every_thing_that_is_linked_to_is_described(everything: Graph) -> None:
    """No link into our own identifiers leads nowhere."""
    found = Graph()
    for path in FILES:
        found.parse(path)
    assert sorted(cells.undescribed(found, everything)) == []


def test_every_body_is_in_the_graph_of_its_confidence() -> None:
    """General knowledge never stands among what was read; `weaker.csv` may only lower a row."""
    levels = cells.confidences("bodies.ttl") | cells.confidences("bodies-known.ttl")
    lowered = {line["row_id"] for line in weaker() if line["column"] == "*"}
    for row in table("bodies"):
        kind = "catalogue" if row["type"] == "repository-service" else "body"
        expected = "known" if row["id"] in lowered else row["confidence"]
        assert levels[thing(kind, row["id"])] == expected, row["id"]


def test_every_note_that_admits_weaker_evidence_lowers_a_cell() -> None:
    """A date from general knowledge is not passed off as read, whatever its row says."""
    lowered = {(line["file"], line["row_id"]) for line in weaker()}
    missed = [
        (name, row["id"])
        for name in TABLES
        for row in table(name)
        if ADMITS.search(row["note"])
        and row.get("confidence") != "known"
        and row["id"] not in NOT_OF_A_CELL
        and (name, row["id"]) not in lowered
    ]
    assert missed == []


def test_weaker_cells_exist_and_are_filled() -> None:
    """Each line of `weaker.csv` names a row and a column that say something."""
    for line in weaker():
        [row] = [row for row in table(line["file"]) if row["id"] == line["row_id"]]
        assert line["column"] == "*" or row[line["column"]], line
        assert line["confidence"] in LEVELS[1:]


def test_a_lowered_date_is_only_in_the_weaker_graph() -> None:
    """Whoever loads only what was read does not get a year from general knowledge."""
    seen, known = cells.graph("bodies.ttl"), cells.graph("bodies-known.ttl")
    scie = thing("body", "scie")
    assert (scie, SCHEMA.foundingDate, None) not in seen
    assert (scie, SCHEMA.foundingDate, None) in known


def test_a_query_gives_the_values_that_we_follow() -> None:
    """For each thing on which sources differ, one dataset is followed and one value comes out."""
    found: dict[str, set[str]] = {}
    curated = cells.graph("curated.ttl")
    for statement, dataset in curated.subject_objects(PROV.hadPrimarySource):
        followed = Graph().parse(cells.ROOT / f"data/{str(dataset).rpartition('/')[2]}.ttl")
        named = set(curated.objects(statement, SCHEMA.about))
        assert list(curated.objects(statement, SKOS.editorialNote))
        for subject, predicate, value in followed:
            if {subject, predicate} <= named:
                key = f"{subject} {predicate}".replace(cells.BASE + "id/", "")
                found.setdefault(key, set()).add(str(value).rpartition("/")[2])
    issued = str(DCTERMS.issued)
    assert found == {
        f"edition/scr-guidance-scotland-2015-en {issued}": {"2015-03-31"},
        f"edition/wood-2016-en {issued}": {"2016-05-26"},
        f"catalogue/national-case-review-repository {DCTERMS.publisher}": {"nspcc-library"},
        f"observation/sn-009 {SCHEMA.startDate}": {"2015-04"},
        f"observation/sn-009 {SCHEMA.endDate}": {"2018-03"},
    }


def test_where_two_datasets_differ_the_curators_have_decided(everything: Graph) -> None:
    """A date of issue or a publisher that differs between page and tables is dealt with."""
    page = cells.graph("withscotland-page.ttl")
    tables = Graph()
    for path in FILES:
        if path.stem != "curated":
            tables.parse(path)
    decided = set(everything.objects(None, SCHEMA.about))
    for predicate in (DCTERMS.issued, DCTERMS.publisher, SCHEMA.startDate, DCTERMS.title):
        for subject, value in page.subject_objects(predicate):
            ours = set(tables.objects(subject, predicate))
            assert not ours or value in ours or subject in decided, (subject, value)


def test_sources_of_the_page_stay_as_the_page_says() -> None:
    """The page's own date of the guidance is kept beside the one that is followed."""
    page = cells.graph("withscotland-page.ttl")
    edition = thing("edition", "scr-guidance-scotland-2015-en")
    assert [str(value) for value in page.objects(edition, DCTERMS.issued)] == ["2015-04"]


def test_no_unverified_abbreviation_is_spelt_out(everything: Graph) -> None:
    """The long form of PIN is not verified, so no text of ours gives one."""
    texts = " ".join(str(value) for value in everything.objects()).lower()
    assert "practice improvement" not in texts


def test_every_cell_that_is_left_out_has_a_reason_and_exists() -> None:
    """Nothing is listed as left out without saying why, or by mistake."""
    for (file, row_id, column), reason in cells.unexpressed().items():
        assert reason
        found = [row for row in table(file.removesuffix(".csv")) if row["id"] == row_id]
        assert found, (file, row_id)
        assert column == "*" or any(row[column] for row in found), (file, row_id, column)
