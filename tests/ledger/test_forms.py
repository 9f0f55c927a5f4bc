"""The forms of an identifier: what people write, and what they mean."""

from __future__ import annotations

import pytest

from kg.content import CANONICAL_BASE as BASE
from kg.ledger import forms

HOST = BASE.partition("://")[2]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (f"{BASE}id/review/x", "id/review/x"),
        (f"{BASE}id/review/x/", "id/review/x"),
        (f"http://{HOST}id/review/x", "id/review/x"),
        (f"HTTPS://W3ID.org/{HOST.partition('/')[2]}id/review/x", "id/review/x"),
        (f"{BASE}doc/review/x", "id/review/x"),
        (f"{BASE}doc/review/x.ttl", "id/review/x"),
        (f"{BASE}doc/review/x.html?as-of=3#top", "id/review/x"),
        ("http://localhost:8000/doc/review/x.jsonld", "id/review/x"),
        ("http://127.0.0.1/id/review/x", "id/review/x"),
        ("http://[::1]:8080/id/review/x", "id/review/x"),
        (f"{BASE}id/review/x.ttl", "id/review/x.ttl"),
    ],
)
def test_a_thing_is_meant_by_each_of_its_forms(written: str, meant: str) -> None:
    """Scheme, host, page, suffix, slash, query and fragment make no other thing."""
    assert forms(written, BASE) == (BASE + meant,)


def test_a_term_or_a_dataset_may_end_in_a_slash_or_not() -> None:
    """The ledger knows which; as it is written comes first."""
    assert forms(f"{BASE}def/core", BASE) == (f"{BASE}def/core", f"{BASE}def/core/")
    assert forms(f"{BASE}data/one.ttl", BASE)[1] == f"{BASE}data/one"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "x",
        BASE,
        f"{BASE}id/",
        f"{BASE}sparql",
        f"{BASE}releases/1",
        "https://example.org/id/review/x",
        "http://localhost.example.org/id/review/x",
        f"{BASE}id/review/x y",
        f" {BASE}id/review/x",
    ],
)
def test_what_is_not_ours_means_nothing(written: str) -> None:
    """Neither other hosts nor other paths of this one."""
    assert forms(written, BASE) == ()


def test_another_base_has_its_own_forms() -> None:
    """Nothing is written with the canonical base in mind."""
    base = "http://reviews.example/"
    assert forms("https://reviews.example/doc/review/x", base) == (f"{base}id/review/x",)
    assert forms(f"{BASE}id/review/x", base) == ()
