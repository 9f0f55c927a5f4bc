"""What to tell whoever asked a query that failed, ran too long or found nothing; knows no HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kg.errors import QuerySyntax, QueryTimeout
from kg.query.hints.nothing import says_nothing
from kg.query.hints.slow import narrowing
from kg.query.hints.syntax import explained
from kg.query.hints.terms import Terms
from kg.vocab import Vocabulary

__all__ = ["Terms", "explained", "narrowing", "says_nothing", "teaching"]


@contextmanager
def teaching(text: str, vocabulary: Vocabulary) -> Iterator[None]:
    """Let the faults of the query `text` say how to mend it.

    Raises QuerySyntax and QueryTimeout with `hints`, in the place of those without.
    """
    try:
        yield
    except QuerySyntax as error:
        raise explained(text, error, vocabulary) from error
    except QueryTimeout as error:
        hints = narrowing(text)
        detail = " ".join([error.detail, *hints])
        raise QueryTimeout(detail, **error.fields, hints=hints) from error
