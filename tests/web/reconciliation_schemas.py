"""What the answers of a reconciliation service must look like, as JSON schemas.

Written for these tests after the schemas that go with the Reconciliation Service API, version
0.2 (Final Report of the W3C Entity Reconciliation Community Group, edited by A. Delpeuch and
others, https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/): the
same names, types, patterns and obligations, and no member that they do not name: what these
accept, those accept. No package ships the schemas themselves, and their repository names no
licence.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_TEMPLATE: Schema = {"type": "string", "pattern": r".*\{\{id\}\}.*"}


def _object(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """An object with these members and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


_TYPE = _object({"id": _TEXT, "name": _TEXT}, {"description": _TEXT})
_TYPE_OR_ID: Schema = {"oneOf": [_object({"id": _TEXT}, {"name": _TEXT}), _TEXT]}
_SERVICE = _object({"service_url": _TEXT, "service_path": _TEXT})

MANIFEST = _object(
    {
        "versions": {**_list(_TEXT), "contains": {"enum": ["0.2"]}},
        "name": _TEXT,
        "identifierSpace": _TEXT,
        "schemaSpace": _TEXT,
    },
    {
        "serviceVersion": _TEXT,
        "batchSize": {"type": "integer"},
        "defaultTypes": {**_list(_TYPE), "uniqueItems": True},
        "view": _object({"url": _TEMPLATE}),
        "preview": _object(
            {"url": _TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}}
        ),
        "suggest": _object(dict.fromkeys(("entity", "property", "type"), _SERVICE)),
        "extend": _object({"propose_properties": _SERVICE, "property_settings": _list({})}),
    },
)
_FEATURE = _object({"id": _TEXT, "value": {"type": ["boolean", "number"]}})
_CANDIDATE = _object(
    {"id": _TEXT, "name": _TEXT, "score": {"type": "number"}},
    {
        "description": _TEXT,
        "features": _list(_FEATURE),
        "match": {"type": "boolean"},
        "type": _list(_TYPE_OR_ID),
    },
)
RESULTS: Schema = {
    "type": "object",
    "additionalProperties": _object({"result": _list(_CANDIDATE)}),
}
_SUGGESTED = {"description": _TEXT, "notable": _list(_TYPE_OR_ID)}
SUGGESTED = _object({"result": _list(_object({"id": _TEXT, "name": _TEXT}, _SUGGESTED))})
PROPOSED = _object(
    {"type": _TEXT, "properties": _list(_object({"id": _TEXT, "name": _TEXT}))},
    {"limit": {"type": "integer"}},
)
_HOUR, _SIXTY = "(?:2[0-3]|[01]\\d)", "[0-5]\\d"
_DAY = "-?(?:[1-9]\\d*)?\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])"
_TIME = f"{_HOUR}:{_SIXTY}:{_SIXTY}(?:\\.\\d+)?(?:Z|[+-]{_HOUR}:{_SIXTY})?"
_DAY_AND_TIME = f"^{_DAY}T{_TIME}$"
_CELL: Schema = {
    "oneOf": [
        _object({}),
        _object({"id": _TEXT, "name": _TEXT}, {"description": _TEXT}),
        _object({"str": _TEXT}),
        _object({"float": {"type": "number"}}),
        _object({"int": {"type": "integer"}}),
        _object({"date": {"type": "string", "pattern": _DAY_AND_TIME}}),
    ]
}
_META = _object({"id": _TEXT, "name": _TEXT}, {"type": _object({"id": _TEXT}, {"name": _TEXT})})
EXTENDED = _object(
    {
        "meta": _list(_META),
        "rows": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": _list(_CELL)},
        },
    }
)
