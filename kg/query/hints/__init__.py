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

_LONGEST = 64 * 1024  # to explain more costs a second and more, where it cannot be ended


@contextmanager
def teaching(text: str, vocabulary: Vocabulary) -> Iterator[None]:
    """Let the faults of the query `text` say how to mend it.

    Raises QuerySyntax and QueryTimeout with `hints`, in the place of those without; a very long
    query gets none.
    """
    try:
        yield
    except QuerySyntax as error:
        if len(text) > _LONGEST:
            raise
        raise explained(text, error, vocabulary) from error
    except QueryTimeout as error:
        hints = narrowing(text) if len(text) <= _LONGEST else []
        detail = " ".join([error.detail, *hints])
        raise QueryTimeout(detail, **error.fields, hints=hints) from error
