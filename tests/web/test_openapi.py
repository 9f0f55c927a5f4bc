"""What the OpenAPI document promises, tried with whatever a client may send."""

from __future__ import annotations

from itertools import product

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kg.knowledge_graph import KnowledgeGraph
from kg.web.app import create_app

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
TRIED = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)


@pytest.mark.slow
def test_every_answer_is_one_that_was_promised(kg: KnowledgeGraph) -> None:
    """No 5xx, no status and no media type that the document does not know, whether what is asked
    is as the document says or not.
    """
    interface = schemathesis.openapi.from_asgi("/openapi.json", create_app(kg))
    faults: dict[str, str] = {}
    both = product(interface.get_all_operations(), GenerationMode)
    for found, mode in both:
        operation = found.ok()

        @TRIED
        @given(case=operation.as_strategy(generation_mode=mode))
        def attempt(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        try:
            attempt()
        except Unsatisfiable:  # what takes nothing cannot be asked wrongly
            assert mode is GenerationMode.NEGATIVE
        except FailureGroup as error:
            faults[f"{operation.label}, {mode}"] = str(error.exceptions)
    assert not faults, "\n\n".join(f"{name}: {said}" for name, said in faults.items())
