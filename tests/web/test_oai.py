"""OAI-PMH 2.0, verb by verb and error by error, and by two harvesters of other people."""

from __future__ import annotations

import base64
import contextlib
import json
import warnings
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.settings import Settings
from kg.web.app import create_app
from tests.seeded import dataset, review_iri, reviews, seeded
from tests.web.harvesters import OAI, Harvester, error_of, oai
from tests.web.names import BASE, REVIEW
from tests.web.serving import served

DC = "{http://purl.org/dc/elements/1.1/}"
FULL = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


def test_identify_says_what_the_repository_is(client: TestClient) -> None:
    """Deletions are for ever, datestamps to the second, and it is where it was found."""
    answer = oai(client, verb="Identify")
    said = {one.tag.removeprefix(OAI): one.text for one in answer.find(f"{OAI}Identify") or ()}
    assert said["baseURL"] == "http://testserver/oai"
    assert said["protocolVersion"] == "2.0"
    assert said["deletedRecord"] == "persistent"
    assert said["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert said["earliestDatestamp"] == "2025-11-25T09:00:00Z"
    assert said["adminEmail"].endswith(".invalid")


def test_the_address_of_whom_to_ask_is_a_setting() -> None:
    """adminEmail is `contact`."""
    settings = Settings(store="memory:", workers=1, contact="keeper@reviews.example")
    with open_graph(settings) as kg, TestClient(create_app(kg)) as client:
        answer = oai(client, verb="Identify")
        assert answer.findtext(f"{OAI}Identify/{OAI}adminEmail") == "keeper@reviews.example"
        assert error_of(oai(client, **FULL)) == "noRecordsMatch"  # an empty store


def test_every_record_has_dublin_core(client: TestClient, kg: KnowledgeGraph) -> None:
    """And every format lists the same records, each in its set."""
    by_format = [Harvester(client, one).go_on() for one in ("oai_dc", "rdf", "nquads")]
    assert len({frozenset(one.records) for one in by_format}) == 1
    assert len({frozenset(one.deleted) for one in by_format}) == 1
    assert by_format[0].deleted == {f"{BASE}id/review/withdrawn", f"{BASE}id/review/merged"}
    sets = {one.text for one in oai(client, verb="ListSets").iter(f"{OAI}setSpec")}
    inside = [Harvester(client, "oai_dc").go_on(set=str(one)) for one in sets]
    assert sum(len(one.records) for one in inside) == len(by_format[0].records)
    assert kg.current() == 2


def test_dublin_core_gives_names_and_editions(client: TestClient) -> None:
    """What is pointed to is told by its name in every language, and a document has the date and
    the language of its edition.
    """
    review = record(client, REVIEW)
    assert [one.text for one in review.findall(f"{DC}title")] == ["Child J"]
    assert {one.text for one in review.findall(f"{DC}publisher")} == {
        "Invented Committee",
        "Pwyllgor Dychmygol",
    }
    report = record(client, f"{BASE}id/document/abc-12345-report")
    assert {one.text for one in report.findall(f"{DC}date")} == {"2016-05-10", "2016-06"}
    assert report.findtext(f"{DC}language") == "en"
    assert report.findtext(f"{DC}identifier") == f"{BASE}id/document/abc-12345-report"


def record(client: TestClient, name: str) -> ET.Element:
    """The Dublin Core of a record."""
    answer = oai(client, verb="GetRecord", identifier=name, metadataPrefix="oai_dc")
    (found,) = answer.findall(f"{OAI}GetRecord/{OAI}record/{OAI}metadata/*")
    return found


def test_a_deleted_record_is_a_header(client: TestClient) -> None:
    """With its datestamp and set, and nothing of what it said."""
    name = f"{BASE}id/review/withdrawn"
    answer = oai(client, verb="GetRecord", identifier=name, metadataPrefix="oai_dc")
    header = answer.find(f"{OAI}GetRecord/{OAI}record/{OAI}header")
    assert header is not None
    assert header.get("status") == "deleted"
    assert header.findtext(f"{OAI}setSpec") == "review"
    assert answer.find(f".//{OAI}metadata") is None


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("", "badVerb"),
        ("verb=Harvest", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&set=review", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=rdf", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2025-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2025-01-01T00:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2025-01-01&until=2025-01-01T00:00:00Z",
         "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2025-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListIdentifiers&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-12-31", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nonsense", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&from=2999-01-01", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=garbage", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=W10", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=%FF%00", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=urn:x", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00%3C", "idDoesNotExist"),
        (f"verb=GetRecord&metadataPrefix=marc21&identifier={REVIEW}", "cannotDisseminateFormat"),
        ("verb=ListMetadataFormats&identifier=urn:x", "idDoesNotExist"),
    ],
)  # fmt: skip
def test_every_fault_has_its_code(client: TestClient, arguments: str, code: str) -> None:
    """The same by GET and by POST; what was asked is repeated only where it made sense."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for answer in (
        client.get(f"/oai?{arguments}"),
        client.post("/oai", content=arguments, headers=form),
    ):
        root = ET.fromstring(answer.content)
        assert (answer.status_code, error_of(root)) == (200, code)
        asked = root.find(f"{OAI}request")
        assert asked is not None
        assert asked.text == "http://testserver/oai"
        assert bool(asked.attrib) == (code not in {"badVerb", "badArgument"})


def test_spans_of_time_include_both_ends(client: TestClient) -> None:
    """By day or by second."""
    day = Harvester(client, "oai_dc").go_on(from_="2025-11-25", until="2025-11-25")
    second = Harvester(client, "oai_dc").go_on(from_="2025-11-25T09:00:00Z")
    assert day.records.keys() == second.records.keys() != set()
    late = oai(client, **FULL, from_="2025-11-25T09:00:01Z")
    assert error_of(late) == "noRecordsMatch"


def test_a_token_ends_with_its_release() -> None:
    """Stateless, so that any process takes it; another release makes another list."""
    with seeded("privacy") as graph:
        graph.load([dataset("one", *reviews(range(1, 12)))])
        with TestClient(create_app(graph)) as one, TestClient(create_app(graph)) as other:
            token = oai(one, **FULL).find(f".//{OAI}resumptionToken")
            assert token is not None
            assert token.text
            assert int(token.get("completeListSize", "0")) > 100 > int(token.get("cursor", "9"))
            again = {"verb": "ListRecords", "resumptionToken": token.text}
            assert error_of(oai(other, **again)) is None
            wrong_verb = {**again, "verb": "ListIdentifiers"}
            assert error_of(oai(one, **wrong_verb)) == "badResumptionToken"
            graph.withdraw(review_iri(1), "created-in-error")
            assert error_of(oai(one, **again)) == "badResumptionToken"


def test_a_forged_token_opens_nothing(client: TestClient) -> None:
    """Whatever a token says, the answer is one that could be had without it, or an error."""
    token = oai(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    assert token.find(f".//{OAI}resumptionToken") is None  # few enough to come whole
    for said in (
        ["ListRecords", "oai_dc", "", "", "", "x", 1],
        ["ListRecords", "marc21", "", "", "", "x", -1],
        ["ListRecords", ["oai_dc"], {}, "", "", "x", True],
        {"a": 1},
    ):
        text = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
        answer = oai(client, verb="ListRecords", resumptionToken=text)
        assert error_of(answer) == "badResumptionToken"


def test_a_body_that_no_harvester_would_send_is_refused(client: TestClient) -> None:
    """Before it is looked at."""
    assert client.post("/oai", content=b"verb=" + b"x" * 20_000).status_code == 413


@pytest.fixture(scope="module")
def address(own: KnowledgeGraph) -> Iterator[str]:
    """A server of the data of the package."""
    with served(own) as found:
        yield found


@pytest.mark.server
def test_sickle_harvests_everything(address: str, own: KnowledgeGraph) -> None:
    """Every record in every format, by GET and by POST, and the identifiers alone."""
    from sickle import Sickle

    for method in ("GET", "POST"):
        harvester = Sickle(f"{address}/oai", http_method=method)
        assert harvester.Identify().deletedRecord == "persistent"
        found = {one.header.identifier for one in harvester.ListRecords(metadataPrefix="oai_dc")}
        assert found == {one.identifier for one in harvester.ListIdentifiers(metadataPrefix="rdf")}
        records = list(harvester.ListRecords(metadataPrefix="nquads"))
        assert found == {one.header.identifier for one in records}
        assert _statements(one.raw for one in records) == own.store.dump()
    assert {one.setSpec for one in harvester.ListSets()} >= {"review", "document", "body"}


def _statements(records: Iterable[str]) -> frozenset[str]:
    """What records in the format `nquads` say, all together."""
    parts = [ET.fromstring(one).find(f"{OAI}metadata/*") for one in records]
    said = "".join(one.text or "" for one in parts if one is not None)
    return frozenset(said.splitlines())


@pytest.mark.server
def test_scythe_harvests_everything(address: str, own: KnowledgeGraph) -> None:
    """The same by another harvester."""
    from oaipmh_scythe import Scythe

    with warnings.catch_warnings(), contextlib.closing(Scythe(f"{address}/oai")) as harvester:
        warnings.simplefilter("ignore")
        documents = list(harvester.list_records(metadata_prefix="oai_dc", set_="document"))
        assert len(documents) > 400
        assert all(one.metadata["title"] for one in documents)
        records = list(harvester.list_records(metadata_prefix="nquads"))
        assert _statements(one.raw for one in records) == own.store.dump()
