"""One SPARQL service over HTTP: requests that end by a deadline and stay under a size; its refusals
and failures as our errors. The only module that knows the HTTP client.

SPARQL 1.1 Protocol, section 2. The client reads in a loop of its own thread, because only there can
a whole exchange be ended at a moment; a time limit on each read would let a slow drip go on.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx2

from kg.errors import (
    AnswerTooLarge,
    QueryMemory,
    QueryTimeout,
    StoreBusy,
    StoreUnreadable,
    Unsupported,
    Usage,
)
from kg.stores.base import Access

T = TypeVar("T")

UPDATE_SECONDS = 600.0
_CONNECT_SECONDS = 10.0
_CONNECTIONS = 32
_TIMED_OUT = re.compile(
    r"timed? ?out|cancell?ed|aborted due to|time ?limit|deadline exceeded|S1TAT|result timeout",
    re.IGNORECASE,
)
_OUT_OF_MEMORY = re.compile(r"out ?of ?memory|memory limit|heap space|not enough memory", re.I)
_CONFLICT = re.compile(r"deadlock|SR172|40001|conflict|concurrent modification", re.IGNORECASE)


class Reply(NamedTuple):
    """A whole answer of the service."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Its media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def said(self) -> str:
        """The first line of a message."""
        lines = self.body[:2000].decode("utf-8", "replace").strip().splitlines()
        return lines[0][:300].rstrip(".") if lines else f"HTTP status {self.status}"


class Service:
    """A service at a query URL and, where it may be written to, an update URL. May be used from any
    thread.
    """

    def __init__(self, query_url: str, access: Access) -> None:
        for url in filter(None, (query_url, access.update)):
            _refuse_credentials(url)
        self._query_url, self._update_url = query_url, access.update
        self._client = httpx2.AsyncClient(
            trust_env=access.proxy,
            limits=httpx2.Limits(max_connections=_CONNECTIONS),
            timeout=httpx2.Timeout(None, connect=_CONNECT_SECONDS),
        )
        self._access = access
        self.authenticate(digest=False)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="kg-service")
        self._thread.daemon = True
        self._thread.start()

    def authenticate(self, *, digest: bool) -> None:
        """Send the credentials that the settings hold, in the way that the product asks for."""
        access = self._access
        if access.token:
            self._client.headers["Authorization"] = f"Bearer {access.token}"
        elif access.user:
            kind = httpx2.DigestAuth if digest else httpx2.BasicAuth
            self._client.auth = kind(access.user, access.password or "")

    def greeting(self, seconds: float) -> Mapping[str, str]:
        """The headers of an answer, whatever it says: they tell the product. Raises
        StoreUnreadable.
        """
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "*/*"}
        content = urlencode({"query": "ASK {}"}).encode()
        exchange = self._exchange(self._query_url, content, headers, 2**20, again=True)
        try:
            return self._run(exchange, seconds).headers
        except (httpx2.TransportError, TimeoutError, _TooLarge) as error:
            raise _unreachable(error) from error

    def query(
        self, form: list[tuple[str, str]], accept: str, *, seconds: float, limit: int
    ) -> Reply:
        """The answer to a query, given as form fields, whole and at most `limit` bytes.

        Raises QueryTimeout, QueryMemory, AnswerTooLarge, StoreBusy, StoreUnreadable, Unsupported.
        """
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        content = urlencode(form).encode()
        exchange = self._exchange(self._query_url, content, headers, limit, again=True)
        with _query_faults(seconds, limit):
            reply = self._run(exchange, seconds)
        if reply.status != 200:
            raise _refusal(reply, "query", seconds)
        return reply

    def update(self, text: str) -> None:
        """Carry out an update. Raises StoreBusy where it was refused because of another one,
        StoreUnreadable, Unsupported; OutcomeUnknown where no answer came.
        """
        if self._update_url is None:
            raise Usage("This store is only read. Set KG_STORE_UPDATE to the service's update URL.")
        headers = {"Content-Type": "application/sparql-update", "Accept": "*/*"}
        content = text.encode()
        exchange = self._exchange(self._update_url, content, headers, 2**20, again=False)
        try:
            reply = self._run(exchange, UPDATE_SECONDS)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise _unreachable(error) from error
        except (httpx2.TransportError, TimeoutError, _TooLarge) as error:
            raise OutcomeUnknown(
                "The service did not say whether it carried out the update. `kg log` tells what "
                "was published."
            ) from error
        if reply.status in {502, 504}:  # from something between us and the service
            raise OutcomeUnknown(
                f"The service did not say what became of the update: {reply.said}."
            )
        if reply.status not in {200, 201, 204}:
            raise _refusal(reply, "update", UPDATE_SECONDS)

    def close(self) -> None:
        """Let go of the connections."""
        self._run(self._client.aclose(), _CONNECT_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[None, None, T], seconds: float) -> T:
        return asyncio.run_coroutine_threadsafe(_within(work, seconds), self._loop).result()

    async def _exchange(
        self, url: str, content: bytes, headers: Mapping[str, str], limit: int, *, again: bool
    ) -> Reply:
        """One exchange; `again`, where the service closed an idle connection before it answered."""
        try:
            return await self._exchanged(url, content, headers, limit)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError):
            if not again:
                raise
            return await self._exchanged(url, content, headers, limit)

    async def _exchanged(
        self, url: str, content: bytes, headers: Mapping[str, str], limit: int
    ) -> Reply:
        body = bytearray()
        sent = self._client.stream("POST", url, content=content, headers=headers)
        async with sent as response:
            async for part in response.aiter_bytes():
                body += part
                if len(body) > limit:
                    raise _TooLarge
        return Reply(response.status_code, response.headers, bytes(body))


class OutcomeUnknown(StoreUnreadable):
    """An update was sent, and no answer came: it may have been carried out, or may yet be."""


class _TooLarge(Exception):
    """The answer passes the limit."""


async def _within(work: Coroutine[None, None, T], seconds: float) -> T:
    async with asyncio.timeout(seconds):
        return await work


@contextmanager
def _query_faults(seconds: float, limit: int) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise query_timeout(seconds) from error
    except _TooLarge as error:
        raise AnswerTooLarge(
            f"The answer of the service is larger than {limit // 2**20} MiB, so none of it is "
            "sent. Narrow the query, or page with LIMIT and OFFSET.",
            limit=limit,
        ) from error
    except httpx2.TransportError as error:
        raise _unreachable(error) from error


def query_timeout(seconds: float) -> QueryTimeout:
    """The error for a query that was ended by us or by the service."""
    return QueryTimeout(
        f"The query was ended at its time limit, at most {round(seconds, 1):g} s. Narrow it with "
        "more exact patterns or a LIMIT, or work on a dump.",
        limit=round(seconds, 1),
    )


def broken_off(body: bytes, seconds: float, said: object) -> QueryTimeout | StoreUnreadable:
    """The error for an answer that is not whole: some services write why at its end."""
    if _TIMED_OUT.search(body[-400:].decode("utf-8", "replace")):
        return query_timeout(seconds)
    return StoreUnreadable(f"The answer of the service is not whole: {str(said)[:200]}.")


def _refusal(
    reply: Reply, what: str, seconds: float
) -> QueryTimeout | QueryMemory | StoreBusy | StoreUnreadable | Unsupported:
    said = reply.said  # and not what follows: some services echo the query there
    if what == "query" and (_TIMED_OUT.search(said) or reply.status == 504):
        return query_timeout(seconds)
    if _OUT_OF_MEMORY.search(said):
        return QueryMemory("The service had not enough memory for this. Narrow it.")
    if what == "update" and (_CONFLICT.search(said) or reply.status == 409):
        return StoreBusy("Another update was under way at the service. Try again.")
    if reply.status in {429, 502, 503}:
        return StoreBusy("The service has too much to do. Try again in a few seconds.")
    if reply.status in {400, 500}:
        return Unsupported(f"The service cannot carry out this {what}: {said}.")
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


def _unreachable(error: Exception) -> StoreUnreadable:
    return StoreUnreadable(
        f"The service that KG_STORE names cannot be reached or broke off: "
        f"{str(error)[:200] or type(error).__name__}."
    )


def _refuse_credentials(url: str) -> None:
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise Usage(
            "A password in the URL of a store ends up in logs. Take it out, and set KG_STORE_USER "
            "and KG_STORE_PASSWORD."
        )
