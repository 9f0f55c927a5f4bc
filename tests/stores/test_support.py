"""The manual says of each store what the code does."""

from __future__ import annotations

from pathlib import Path

from kg.stores.quirks import QUIRKS
from kg.stores.support import COLUMNS, RUN, purges, table
from tests.stores.servers import SERVERS, VIRTUOSO_INI

README = (Path(__file__).parents[2] / "README.md").read_text()


def test_the_table_of_stores_is_that_of_the_code() -> None:
    """`python -m kg.stores.support` prints what belongs there."""
    assert table() in README
    assert purges() in README


def test_a_product_is_called_run_where_the_contract_runs_over_it() -> None:
    """And every one that the contract runs over has its column."""
    run = {name.lower() for name, how in RUN.items() if how != "no"}
    assert run == set(SERVERS)
    assert all(COLUMNS[name.capitalize()] is QUIRKS[name] for name in run)


def test_the_settings_of_virtuoso_are_those_that_were_run() -> None:
    """The ini of the manual is the ini of the tests, on the usual ports."""
    assert VIRTUOSO_INI.format(sql=1111, http=8890) in README


def test_every_product_that_can_be_named_is_in_the_manual() -> None:
    """By its name in KG_STORE_PRODUCT."""
    section = README.partition("## Stores beyond one machine")[2].partition("\n## ")[0]
    assert all(f"`{product}`" in section for product in QUIRKS)
