"""What the reconciliation service reads and writes (Reconciliation Service API 0.2); no HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kg.errors import BadRequest
from kg.search.reconciling import Candidate
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary
from kg.web.kinds import KINDS, called

MOST_QUERIES = 50
MOST_CANDIDATES = 50
_USUAL_CANDIDATES = 10
_LONGEST = 500
_MOST_PROPERTIES = 10
# The kinds that names are reconciled with, and the class that stands for each.
CLASSES = {
    "body": "org:Organization",
    "document": "crv:Document",
    "review": "crv:CaseReview",
    "course": "schema:Course",
    "concept": "skos:Concept",
    "place": "dcterms:Location",
    "person": "foaf:Person",
    "catalogue": "dcat:Catalog",
    "service": "crv:SupportService",
}


class Wanted(NamedTuple):
    """A value that a property should have: the property and the values, as they were written."""

    property: str
    values: tuple[str, ...]


class Query(NamedTuple):
    """One query of a batch (section 4.2): a name, the kinds of thing it may name, how many
    candidates, and what else is known.
    """

    text: str
    kinds: tuple[str, ...]
    limit: int
    wanted: tuple[Wanted, ...]


class Types:
    """The types of the service: the kinds of thing under the names of their classes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        prefixes = vocabulary.prefixes
        self._kinds: dict[str, str] = {}
        for kind, name in CLASSES.items():
            for one in (*(KINDS[kind].classes if kind in KINDS else ()), name):
                prefix, _, local = one.partition(":")
                self._kinds[prefixes[prefix] + local] = kind
        self.ids = {kind: self._iri(name, prefixes) for kind, name in CLASSES.items()}

    @staticmethod
    def _iri(name: str, prefixes: Mapping[str, str]) -> str:
        prefix, _, local = name.partition(":")
        return prefixes[prefix] + local

    def kind(self, type_id: str) -> str | None:
        """The kind that a type stands for: a class, or the name of a kind."""
        return type_id if type_id in CLASSES else self._kinds.get(type_id)

    def type(self, kind: str) -> dict[str, str]:
        """The type of a kind, with its name."""
        return {"id": self.ids.get(kind, kind), "name": called(kind)}

    def all(self) -> list[dict[str, str]]:
        """Every type."""
        return [self.type(kind) for kind in CLASSES]


def read_json(text: str, name: str) -> dict[str, Any]:
    """A parameter that is a JSON object. Raises BadRequest."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"{name} is not JSON.") from error
    if not isinstance(said, dict):
        raise BadRequest(f"{name} must be a JSON object.")
    return said


def read_queries(text: str, types: Types) -> dict[str, Query]:
    """A batch of queries (section 4.2). Raises BadRequest."""
    said = read_json(text, "queries")
    if len(said) > MOST_QUERIES:
        raise BadRequest(
            f"There are {len(said):,} queries in the batch, and {MOST_QUERIES} at most are "
            "answered at once. Send them in parts.",
            limit=MOST_QUERIES,
        )
    return {key: _query(key, one, types) for key, one in said.items()}


def _query(key: str, said: object, types: Types) -> Query:
    if not isinstance(said, dict):
        raise BadRequest(f"Query {key[:60]!r} must be an object.")
    text = said.get("query", "")
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise BadRequest(
            f"In query {key[:60]!r}, query must be a string of {_LONGEST} characters at most."
        )
    limit = said.get("limit", _USUAL_CANDIDATES)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit >= 1:
        raise BadRequest(f"In query {key[:60]!r}, limit must be a number from 1.")
    wanted = _wanted(key, said.get("properties") or [])
    if not text.strip() and not wanted:
        raise BadRequest(f"Query {key[:60]!r} has neither a query nor properties.")
    most = int(min(limit, MOST_CANDIDATES))
    return Query(text, _kinds(key, said.get("type"), types), most, wanted)


def _kinds(key: str, said: object, types: Types) -> tuple[str, ...]:
    """The kinds that a query is about: all where it names no type; none for a type of others."""
    if not said:
        return tuple(CLASSES)
    named = said if isinstance(said, list) else [said]
    ids = [one.get("id") if isinstance(one, dict) else one for one in named]
    if not all(isinstance(one, str) for one in ids):
        raise BadRequest(f"In query {key[:60]!r}, type must be a string, or a list of strings.")
    return tuple({kind for one in ids if (kind := types.kind(str(one)))})


def _wanted(key: str, said: object) -> tuple[Wanted, ...]:
    if not isinstance(said, list) or len(said) > _MOST_PROPERTIES:
        raise BadRequest(
            f"In query {key[:60]!r}, properties must be a list of {_MOST_PROPERTIES} at most."
        )
    found = []
    for one in said:
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise BadRequest(f"In query {key[:60]!r}, each property must have a pid and a v.")
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        texts = (value.get("id") if isinstance(value, dict) else value for value in values)
        found.append(Wanted(one["pid"], tuple(str(text)[:_LONGEST] for text in texts)))
    return tuple(found)


def result(
    candidates: Sequence[Candidate], types: Types, agreeing: Mapping[str, float], limit: int
) -> dict[str, object]:
    """The answer to one query (section 4.3), of `limit` candidates at most. The score is the
    likeness of the names, from 0 to 100; where properties were given, they make up a fifth of
    it (`agreeing`, by IRI).
    """
    scored = [(_score(one, agreeing), one) for one in candidates]
    scored.sort(key=lambda each: -each[0])
    return {"result": [_candidate(one, score, types, agreeing) for score, one in scored[:limit]]}


def _score(one: Candidate, agreeing: Mapping[str, float]) -> float:
    share = one.likeness if not agreeing else 0.8 * one.likeness + 0.2 * agreeing.get(one.iri, 0)
    return round(100 * share, 2)


def _candidate(
    one: Candidate, score: float, types: Types, agreeing: Mapping[str, float]
) -> dict[str, object]:
    features = [{"id": "name", "value": one.likeness}]
    if agreeing:
        features.append({"id": "properties", "value": round(agreeing.get(one.iri, 0.0), 4)})
    said = {
        "id": one.iri,
        "name": one.label,
        "type": [types.type(one.kind)],
        "score": score,
        "match": one.match and (not agreeing or agreeing.get(one.iri, 0.0) > 0),
        "features": features,
    }
    if one.called != one.label:
        said["description"] = f"Also known as {one.called}"
    return said


def manifest(vocabulary: Vocabulary, types: Types, root: str, version: str) -> dict[str, object]:
    """What the service at the address `root` can do (section 3)."""

    def at(path: str) -> dict[str, str]:
        return {"service_url": root, "service_path": f"/reconcile/{path}"}

    return {
        "versions": ["0.2"],
        "name": "UK Case Reviews",
        "identifierSpace": f"{vocabulary.base}id/",
        "schemaSpace": f"{vocabulary.base}def/",
        "serviceVersion": version,
        "defaultTypes": types.all(),
        "batchSize": MOST_QUERIES,
        "view": {"url": f"{root}/reconcile/view?id={{{{id}}}}"},
        "preview": {
            "url": f"{root}/reconcile/preview?id={{{{id}}}}",
            "width": 430,
            "height": 260,
        },
        "suggest": {one: at(f"suggest/{one}") for one in ("entity", "type", "property")},
        "extend": {"propose_properties": at("properties"), "property_settings": []},
    }


def cell(value: Mapping[str, str], label: str | None) -> dict[str, object]:
    """A value of SPARQL 1.1 Query Results JSON as one of a data extension (section 7.2)."""
    xsd = EXTERNAL_PREFIXES["xsd"]
    text, datatype = value["value"], value.get("datatype", "").removeprefix(xsd)
    if value["type"] == "uri":
        return {"id": text, "name": label or text}
    if datatype == "integer" and text.lstrip("+-").isdecimal() and len(text) < 16:
        return {"int": int(text)}
    if datatype in {"decimal", "double", "float"}:
        return _number(text)
    if datatype == "date" and len(text) == 10:
        return {"date": f"{text}T00:00:00"}
    return {"str": text}


def _number(text: str) -> dict[str, object]:
    number = float(text)
    finite = number - number == 0
    return {"float": number} if finite else {"str": text}


def ids_and_properties(text: str) -> tuple[list[str], list[str]]:
    """What a data extension asks (section 7.2): of which things which properties. Raises
    BadRequest.
    """
    said = read_json(text, "extend")
    ids, named = said.get("ids"), said.get("properties")
    if not _strings(ids) or not isinstance(named, list):
        raise BadRequest("extend must have a list of ids and a list of properties.")
    properties = [one.get("id") if isinstance(one, dict) else one for one in named]
    if not _strings(properties):
        raise BadRequest("Each property of extend must have an id.")
    return list(dict.fromkeys(map(str, ids or ()))), list(dict.fromkeys(map(str, properties)))


def _strings(listed: object) -> bool:
    return isinstance(listed, list) and all(isinstance(one, str) for one in listed)


def agreement(wanted: Iterable[Wanted], values: Mapping[str, Iterable[str]]) -> float:
    """The share of the wanted properties that have one of their values, as `values` by property
    says, each value written in every way that counts.
    """
    asked = list(wanted)
    agreeing = [
        any(value.casefold().strip() in set(values.get(one.property, ())) for value in one.values)
        for one in asked
    ]
    return sum(agreeing) / len(asked) if asked else 0.0
