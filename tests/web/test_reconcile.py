"""The reconciliation service, as OpenRefine asks it (Reconciliation Service API 0.2)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft7Validator
from starlette.testclient import TestClient

from kg.vocab import EXTERNAL_PREFIXES as X
from tests.web import reconciliation_schemas as schemas
from tests.web.names import BASE

FIFE = f"{BASE}id/body/cpc-fife"
BODY = f"{X['org']}Organization"
SPATIAL, TITLE = f"{X['dcterms']}spatial", f"{X['dcterms']}title"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def valid(schema: dict[str, Any], answer: Any) -> Any:
    """The JSON of an answer, which the schema accepts."""
    assert answer.status_code == 200, answer.text
    said = answer.json()
    Draft7Validator(schema).validate(said)
    return said


def asked(client: TestClient, **queries: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The candidates for each query."""
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    said = valid(schemas.RESULTS, answer)
    return {key: one["result"] for key, one in said.items()}


def test_the_manifest_says_what_there_is_and_every_address_in_it_answers(
    own_client: TestClient,
) -> None:
    """Types, suggestions, preview, view, extension."""
    said = valid(schemas.MANIFEST, own_client.get("/reconcile"))
    assert said["identifierSpace"] == f"{BASE}id/"
    assert {one["name"] for one in said["defaultTypes"]} >= {"Body", "Document", "Case review"}
    services = [*said["suggest"].values(), said["extend"]["propose_properties"]]
    for one in services:
        assert own_client.get(one["service_url"] + one["service_path"]).status_code == 200
    preview = own_client.get(said["preview"]["url"].replace("{{id}}", FIFE))
    assert "Fife Child Protection Committee" in preview.text
    assert "frame-ancestors *" in preview.headers["Content-Security-Policy"]
    view = own_client.get(said["view"]["url"].replace("{{id}}", FIFE))
    assert (view.status_code, view.headers["Location"]) == (303, "/doc/body/cpc-fife")


def test_a_batch_is_answered_by_its_keys_by_both_methods(own_client: TestClient) -> None:
    """Score, type and whether it is certain."""
    queries = {"q0": {"query": "fife cpc", "type": BODY, "limit": 3}, "q1": {"query": "Ofsted"}}
    sent = {"queries": json.dumps(queries)}
    posted = valid(schemas.RESULTS, own_client.post("/reconcile", data=sent))
    assert posted == valid(schemas.RESULTS, own_client.get("/reconcile", params=sent))
    first = posted["q0"]["result"][0]
    assert (first["id"], first["score"], first["match"]) == (FIFE, 100, True)
    assert first["type"] == [{"id": BODY, "name": "Body"}]
    assert len(posted["q0"]["result"]) <= 3
    assert posted["q1"]["result"][0]["description"] == "Also known as Ofsted"


def test_scores_fall_and_only_one_candidate_is_certain(own_client: TestClient) -> None:
    """And a name that is only like another is not."""
    (found,) = asked(own_client, a={"query": "Argyl and Bute Council", "type": "body"}).values()
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert found[0]["name"] == "Argyll and Bute Council"
    assert not any(one["match"] for one in found)


def test_a_type_narrows_and_a_type_of_others_finds_nothing(own_client: TestClient) -> None:
    """One, several, or as an object."""
    found = asked(
        own_client,
        place={"query": "S12000047", "type": f"{X['dcterms']}Location"},
        two={"query": "Fife", "type": [BODY, f"{X['dcterms']}Location"], "limit": 50},
        strange={"query": "Fife", "type": "https://other.example/Type"},
    )
    assert found["place"][0]["name"] == "Fife"
    assert {one["type"][0]["name"] for one in found["two"]} == {"Body", "Place"}
    assert found["strange"] == []


def test_properties_decide_between_things_of_like_names(own_client: TestClient) -> None:
    """By code, by IRI, by name; candidates that disagree lose a fifth, and are not certain."""
    for value in ("S12000047", {"id": f"{X['govscot']}S12000047"}, ["elsewhere", "Fife"]):
        query = {"query": "Child Protection Committee", "type": BODY, "limit": 2}
        wanted = [{"pid": SPATIAL, "v": value}]
        (found,) = asked(own_client, a={**query, "properties": wanted}).values()
        assert found[0]["id"] == FIFE
        features = {one["id"]: one["value"] for one in found[0]["features"]}
        assert features["properties"] == 1
    wrong = {"query": "Fife CPC", "properties": [{"pid": SPATIAL, "v": "S12000033"}]}
    (found,) = asked(own_client, a=wrong).values()
    assert not found[0]["match"]


def test_values_of_reconciled_things_are_given_in_cells(own_client: TestClient) -> None:
    """Things with their names, texts, dates; unknown things and properties are empty."""
    extend = {
        "ids": [FIFE, "no IRI", f"{BASE}id/body/nobody"],
        "properties": [{"id": SPATIAL}, {"id": f"{X['skos']}prefLabel"}, {"id": "nothing"}],
    }
    sent = {"extend": json.dumps(extend)}
    said = valid(schemas.EXTENDED, own_client.post("/reconcile", data=sent))
    row = said["rows"][FIFE]
    assert {"id": f"{X['govscot']}S12000047", "name": "Fife"} in row[SPATIAL]
    assert row[f"{X['skos']}prefLabel"] == [{"str": "Fife Child Protection Committee"}]
    assert row["nothing"] == said["rows"]["no IRI"][SPATIAL] == []
    assert [one["id"] for one in said["meta"]] == [one["id"] for one in extend["properties"]]


def test_every_property_of_everything_fits_in_cells(own_client: TestClient) -> None:
    """Whatever its datatype."""
    proposed = valid(schemas.PROPOSED, own_client.get("/reconcile/properties?limit=200"))
    names = [one["id"] for one in proposed["properties"]]
    things = own_client.get("/search?q=review&format=json").json()["results"]
    ids = [one["iri"] for one in things] + [f"{BASE}data/reviews-scotland"]
    for start in range(0, len(names), 20):
        extend = {"ids": ids, "properties": [{"id": one} for one in names[start : start + 20]]}
        valid(schemas.EXTENDED, own_client.get("/reconcile", params={"extend": json.dumps(extend)}))


def test_suggestions_are_of_what_there_is(own_client: TestClient) -> None:
    """Things, types and properties by what has been typed; page by page."""
    things = valid(schemas.SUGGESTED, own_client.get("/reconcile/suggest/entity?prefix=fife%20chi"))
    assert {"id": FIFE, "name": "Fife Child Protection Committee"}.items() <= things["result"][
        0
    ].items()
    types = valid(schemas.SUGGESTED, own_client.get("/reconcile/suggest/type?prefix=bod"))
    assert types["result"] == [{"id": BODY, "name": "Body"}]
    found = valid(schemas.SUGGESTED, own_client.get("/reconcile/suggest/property?prefix=title"))
    assert TITLE in {one["id"] for one in found["result"]}
    pages = [
        own_client.get(f"/reconcile/suggest/entity?prefix=fife&cursor={start}").json()["result"]
        for start in (0, 10)
    ]
    assert pages[0]
    assert not {one["id"] for one in pages[0]} & {one["id"] for one in pages[1]}


def test_properties_are_proposed_for_a_type(own_client: TestClient) -> None:
    """Those that its things have."""
    sent = {"type": BODY, "limit": 5}
    said = valid(schemas.PROPOSED, own_client.get("/reconcile/properties", params=sent))
    assert (said["type"], len(said["properties"])) == (BODY, 5)
    everything = own_client.get("/reconcile/properties", params={"type": BODY, "limit": 200})
    names = {one["id"] for one in everything.json()["properties"]}
    assert f"{X['org']}classification" in names
    assert f"{BASE}def/core/reportOf" not in names


def test_other_sites_may_ask(own_client: TestClient) -> None:
    """CORS, for what comes from a browser."""
    answer = own_client.get("/reconcile", headers={"Origin": "http://127.0.0.1:3333"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert own_client.options("/reconcile").status_code == 204


def test_the_preview_shows_stored_markup_as_text(client: TestClient) -> None:
    """Nothing that a publisher wrote runs in the page of another."""
    hit = client.get("/search?q=script&format=json").json()["results"]
    for one in hit:
        page = client.get("/reconcile/preview", params={"id": one["iri"]}).text
        assert not re.search("<script", page, re.IGNORECASE)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"queries": "{"}, 400),
        ({"queries": "[" * 50_000}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": '{"a": 1}'}, 400),
        ({"queries": '{"a": {}}'}, 400),
        ({"queries": '{"a": {"query": 5}}'}, 400),
        ({"queries": json.dumps({"a": {"query": "x" * 501}})}, 400),
        ({"queries": '{"a": {"query": "x", "limit": -1}}'}, 400),
        ({"queries": '{"a": {"query": "x", "limit": NaN}}'}, 400),
        ({"queries": '{"a": {"query": "x", "limit": true}}'}, 400),
        ({"queries": '{"a": {"query": "x", "type": 5}}'}, 400),
        ({"queries": '{"a": {"query": "x", "properties": [{"pid": 1}]}}'}, 400),
        ({"queries": '{"a": {"query": "x", "limit": 1e308, "type_strict": "any"}}'}, 200),
        ({"queries": '{"a": {"query": "\\u0000\\ud800"}}'}, 200),
        ({"queries": '{"a": {"query": "x", "properties": [{"pid": "<", "v": null}]}}'}, 200),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(51)})}, 400),
        ({"queries": "{}"}, 200),
        ({"extend": '{"ids": [1], "properties": []}'}, 400),
        ({"extend": '{"ids": ["a"], "properties": [{}]}'}, 400),
        ({"extend": json.dumps({"ids": [str(n) for n in range(1001)], "properties": []})}, 400),
        ({"other": "x"}, 400),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    own_client: TestClient, sent: dict[str, str], status: int
) -> None:
    """And what can be, however strange, is answered."""
    answer = own_client.post("/reconcile", data=sent)
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.json()["detail"].endswith(".")


def test_other_bodies_and_unknown_things_are_refused(own_client: TestClient) -> None:
    """415, 404; never an open redirect."""
    assert own_client.post("/reconcile", json={"queries": {}}).status_code == 415
    assert own_client.post("/reconcile", content=b"\xff", headers=FORM).status_code == 400
    for path in ("view", "preview"):
        for name in ("https://other.example/", "javascript:alert(1)", f"{BASE}id/body/nobody"):
            assert own_client.get(f"/reconcile/{path}", params={"id": name}).status_code == 404
