"""What a remote service says when it does not answer, as our errors; pure."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import NamedTuple

from kg.counted import counted
from kg.errors import (
    BadRequest,
    KgError,
    Moved,
    OnlyNewest,
    QueryMemory,
    QueryTimeout,
    StoreBusy,
    StoreUnreadable,
    Unsupported,
)

_TIMED_OUT = re.compile(
    r"timed? ?out|cancell?ed|aborted due to|time ?limit|deadline exceeded|S1TAT|result timeout",
    re.IGNORECASE,
)
_OUT_OF_MEMORY = re.compile(r"out ?of ?memory|memory limit|heap space|not enough memory", re.I)
_CONFLICT = re.compile(r"deadlock|SR172|40001|conflict|concurrent modification", re.IGNORECASE)


class Span(NamedTuple):
    """A time limit in seconds, and the moment (time.monotonic) at which it is over."""

    seconds: float
    end: float

    @classmethod
    def of(cls, seconds: float) -> Span:
        """So many seconds from now."""
        return cls(seconds, time.monotonic() + seconds)

    def left(self) -> float:
        """The seconds that are left of it, never none."""
        return max(self.end - time.monotonic(), 0.001)

    def is_over(self) -> bool:
        """Whether nothing is left of it."""
        return time.monotonic() >= self.end

    def timeout(self) -> QueryTimeout:
        """The error for a query that was ended by us or by the service."""
        return QueryTimeout(
            f"The query ran for {self.seconds:g} s, which is the limit, and was ended. Narrow it "
            "with more exact patterns or a LIMIT, or work on a dump.",
            limit=self.seconds,
        )


class Reply(NamedTuple):
    """A whole answer of the service, and the span that it had."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    span: Span

    @property
    def media_type(self) -> str:
        """Its media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def said(self) -> str:
        """The first line of a message."""
        lines = self.body[:2000].decode("utf-8", "replace").strip().splitlines()
        return lines[0][:300].rstrip(".") if lines else f"HTTP status {self.status}"


class OutcomeUnknown(StoreUnreadable):
    """An update was sent, and no answer came: it may have been carried out, or may yet be."""

    def __init__(self) -> None:
        super().__init__(
            "The service did not say whether it carried out the update. `kg log` tells what was "
            "published."
        )


def broken_off(reply: Reply, said: object) -> QueryTimeout | StoreUnreadable:
    """The error for an answer that is not whole: some services write why at its end."""
    if _TIMED_OUT.search(reply.body[-400:].decode("utf-8", "replace")):
        return reply.span.timeout()
    return StoreUnreadable(f"The answer of the service is not whole: {str(said)[:200]}.")


def query_refusal(reply: Reply) -> KgError:
    """The error for a query that the service refused or failed to answer."""
    said = reply.said  # and not what follows: some services echo the query there
    if _TIMED_OUT.search(said) or reply.status == 504:
        return reply.span.timeout()
    if _OUT_OF_MEMORY.search(said):
        return QueryMemory("The query needed more memory than the service gives it. Narrow it.")
    if reply.status == 400:
        return BadRequest(f"The query cannot be answered: {said}.")
    return _refusal(reply, "query")


def update_refusal(reply: Reply) -> KgError:
    """The error for an update that the service refused or failed to carry out."""
    if _CONFLICT.search(reply.said) or reply.status == 409:
        return StoreBusy("Another update was under way at the service. Try again.")
    return _refusal(reply, "update")


def _refusal(reply: Reply, what: str) -> KgError:
    if reply.status in {429, 502, 503}:
        return StoreBusy("The service has too much to do. Try again in a few seconds.")
    if reply.status in {400, 500}:
        return Unsupported(f"The service cannot carry out this {what}: {reply.said}.")
    return StoreUnreadable(_ADVICE.get(reply.status, f"The service answers: {reply.said}."))


_ADVICE = {
    **dict.fromkeys(
        (401, 403),
        "The service refuses our credentials. Check KG_STORE_USER and KG_STORE_PASSWORD, or "
        "KG_STORE_TOKEN, and that they may do this.",
    ),
    **dict.fromkeys(
        (301, 302, 303, 307, 308),
        "The service sends us to another address, which is not followed. Set KG_STORE and "
        "KG_STORE_UPDATE to the addresses themselves.",
    ),
    404: "There is no service at this address. Check KG_STORE and KG_STORE_UPDATE.",
    413: "The service takes no update of this size. Raise its limit, or load in smaller parts.",
}


def moved(planned: int, newest: int) -> Moved:
    """The error for work that began on a release that is not the newest any more."""
    return Moved(
        f"This began on release {planned}, but release {newest} has been published since. Begin "
        "it again.",
        planned=planned,
        current=newest,
    )


def only_newest(asked: int, newest: int) -> OnlyNewest:
    """The error for a release that a service does not keep."""
    return OnlyNewest(
        f"This store only keeps its newest release, {newest}, so release {asked} cannot be asked. "
        "Load a dump of it into an embedded store.",
        asked=asked,
        current=newest,
    )


def incomplete(graph: str, size: int, found: int) -> StoreUnreadable:
    """The error for a graph that the service does not give as it was written."""
    return StoreUnreadable(
        f"The service gave {counted(found, 'statement')} of the graph <{graph}>, which should have "
        f"{size:,}. It cuts answers off (such as ResultSetMaxRows of Virtuoso), alters literals, "
        "or was changed by other means."
    )
