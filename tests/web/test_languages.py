"""Names in the language of the reader, with English where there is none."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from kg.web.languages import preferred
from tests.web.names import BROWSER

BODY = "/doc/body/invented-committee"  # "Invented Committee"@en , "Pwyllgor Dychmygol"@cy


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("cy", "cy"),
        ("cy-GB", "cy"),
        ("CY-gb;q=0.9, en;q=0.5", "cy"),
        ("en-GB, cy;q=0.9", "en"),
        ("gd, en;q=0.8", "gd"),
        ("fr, de;q=0.9", "en"),
        ("fr, cy;q=0.1", "cy"),
        ("cy;q=0", "en"),
        ("en;q=0, *;q=0.5", "cy"),
        ("en;q=0, cy;q=0, gd;q=0", "en"),
        ("cy;q=2, gd;q=nan, en;q=0.1", "en"),
        (";;;,=,q=1,\x00,-,cy-,", "cy"),
        ("cyx", "en"),
    ],
)
def test_the_header_is_read_as_rfc_9110_says(header: str | None, language: str) -> None:
    """Qualities, refusals, ranges within a language, garbage."""
    assert preferred(header) == language


@pytest.mark.parametrize(
    ("asked", "title", "spoken"),
    [
        ("cy", '<h1 lang="cy"><bdi>Pwyllgor Dychmygol</bdi></h1>', "cy, en"),
        ("en", "<h1><bdi>Invented Committee</bdi></h1>", "en"),
        ("gd", "<h1><bdi>Invented Committee</bdi></h1>", "gd, en"),
        ("fr", "<h1><bdi>Invented Committee</bdi></h1>", "en"),
    ],
)
def test_a_page_names_things_as_its_reader_does(
    client: TestClient, asked: str, title: str, spoken: str
) -> None:
    """With the language marked, and told in the header; caches are told what it hung on."""
    answer = client.get(BODY, headers={"Accept": BROWSER, "Accept-Language": asked})
    assert title in answer.text
    assert answer.headers["content-language"] == spoken
    assert {"Accept", "Accept-Language"} <= set(answer.headers["vary"].split(", "))


def test_languages_have_validators_of_their_own(client: TestClient) -> None:
    """A Welsh page is no 304 for an English one; data are the same in every language."""
    pages = [
        client.get(BODY, headers={"Accept": "text/html", "Accept-Language": one})
        for one in ("en", "cy")
    ]
    english, welsh = (one.headers["etag"] for one in pages)
    assert english != welsh
    again = client.get(BODY, headers={"Accept-Language": "cy", "If-None-Match": english})
    assert again.status_code == 200
    data = [client.get(f"{BODY}.ttl", headers={"Accept-Language": one}) for one in ("en", "cy")]
    assert data[0].headers["etag"] == data[1].headers["etag"]
    assert "content-language" not in data[0].headers
