"""The reconciler package, as an analyst cleans a column of names."""

from __future__ import annotations

import pandas as pd
import pytest

pytestmark = [
    pytest.mark.server,
    # Old habits of the client, not of ours.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def test_reconciler_finds_the_bodies_of_a_column(endpoint: str) -> None:
    """In batches of ten, the best candidate of each."""
    from reconciler import reconcile

    names = {
        "fife cpc": "cpc-fife",
        "Perth & Kinross Child Protection Cttee": "cpc-perth-kinross",
        "OFSTED": "ofsted",
        "Llywodraeth Cymru": "welsh-government",
        **{
            f"{place} Council": f"la-{place.lower()}"
            for place in ("Fife", "Angus", "Falkirk", "Stirling", "Midlothian", "Torbay", "Gwynedd")
        },
    }
    found = reconcile(
        pd.Series(list(names)),
        type_id="http://www.w3.org/ns/org#Organization",
        reconciliation_endpoint=endpoint.replace("/sparql", "/reconcile"),
    )
    keys = {row.input_value: row.id.rpartition("/")[2] for row in found.itertuples()}
    assert keys == names
    assert found["match"].all() or found["score"].min() > 80
    assert set(found["type"]) == {"Body"}
