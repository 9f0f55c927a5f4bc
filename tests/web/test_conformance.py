"""`/conformance` tells the same outcomes as a page, as JSON and as EARL."""

from __future__ import annotations

from rdflib import DCTERMS, RDF, Graph, Namespace, URIRef
from starlette.testclient import TestClient

from kg.web.conformance.outcomes import suites
from tests.web.names import asked

EARL = Namespace("http://www.w3.org/ns/earl#")
HERE = "http://testserver/conformance"


def test_the_page_has_each_figure_and_the_reason_of_each_failure(client: TestClient) -> None:
    """In a table, and below it suite by suite."""
    page = client.get("/conformance", headers=asked("text/html")).text
    for suite in suites():
        row = f"{suite.title}</a></th><td>{suite.passed}</td><td>{suite.total}</td>"
        assert row in page
        for check in suite.failures:
            assert f"<code>{check.name}</code>" in page
    assert page.count("<dd>") == sum(len(suite.failures) for suite in suites()) > 0


def test_json_has_every_test(client: TestClient) -> None:
    """With its outcome, and the reason where it fails."""
    told = client.get("/conformance", headers=asked("application/json")).json()
    assert [(one["suite"], one["passed"], one["total"]) for one in told] == [
        (suite.key, suite.passed, suite.total) for suite in suites()
    ]
    for check in (check for one in told for check in one["checks"]):
        assert (check["outcome"] == "failed") == ("reason" in check)


def test_earl_asserts_every_test(client: TestClient) -> None:
    """Each assertion has what EARL asks for: by whom, of what, which test, how, with which
    result.
    """
    answer = client.get("/conformance", headers=asked("text/turtle"))
    said = Graph().parse(data=answer.text, format="turtle")
    for suite in suites():
        part = URIRef(f"{HERE}#{suite.key}")
        outcomes = []
        for one in said.subjects(EARL.subject, part):
            assert (one, RDF.type, EARL.Assertion) in said
            assert said.value(one, EARL.assertedBy) == URIRef(f"{HERE}#checks")
            assert said.value(one, EARL["mode"]) == EARL.automatic
            assert said.value(said.value(one, EARL.test), DCTERMS.title)
            outcomes.append(said.value(said.value(one, EARL.result), EARL.outcome))
        assert len(outcomes) == suite.total
        assert outcomes.count(EARL.passed) == suite.passed
    reasons = {str(one) for one in said.objects(None, EARL.info)}
    assert reasons == {check.reason for suite in suites() for check in suite.failures}


def test_a_test_of_the_w3c_has_the_name_that_it_has_there(client: TestClient) -> None:
    """So that reports of several implementations can be laid side by side."""
    query = "urn:x-shacl-test:/core/node/class-001"
    said = Graph().parse(data=client.get("/conformance?format=ntriples").text, format="nt")
    parts = {str(said.value(one, EARL.subject)) for one in said.subjects(EARL.test, URIRef(query))}
    assert parts == {f"{HERE}#shacl-fast", f"{HERE}#shacl-reference"}
