"""Literals in the words of a reader."""

from __future__ import annotations

import pytest

from kg.rdf import Term
from kg.web.literals import readable

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("value", "datatype", "words"),
    [
        ("2015-03-31", "date", "31 March 2015"),
        ("2015-03-31Z", "date", "2015-03-31Z"),
        ("2015-05", "gYearMonth", "May 2015"),
        ("2015", "gYear", "2015"),
        ("2025-11-24T09:05:00Z", "dateTime", "24 November 2025 at 09:05 UTC"),
        ("2025-11-24T09:05:00+01:00", "dateTime", "24 November 2025 at 09:05"),
        ("soon", "date", "soon"),
        ("true", "boolean", "Yes"),
        ("0", "boolean", "No"),
        ("P5Y", "duration", "5 years"),
        ("P1Y6M", "duration", "1 year, 6 months"),
        ("PT5M", "duration", "PT5M"),
        ("56", "integer", "56"),
    ],
)
def test_a_literal_reads_as_english(value: str, datatype: str, words: str) -> None:
    """What cannot be put into words stays as it is, and nothing is made up."""
    assert readable(Term("literal", value, None, f"{XSD}{datatype}")) == words
