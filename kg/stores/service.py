"""One SPARQL service over HTTP: requests that end by a deadline and stay under a size. The only
module that knows the HTTP client.

SPARQL 1.1 Protocol, section 2. The client reads in a loop of its own thread, because only there can
a whole exchange be ended at a moment; a time limit on each read would let a slow drip go on.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import Coroutine, Mapping
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx2

from kg.errors import StoreBusy, StoreUnreadable, Unavailable, Usage
from kg.stores.base import Access
from kg.stores.refusals import OutcomeUnknown, Reply, Span, query_refusal, update_refusal
from kg.stores.results import too_large

T = TypeVar("T")

UPDATE_SECONDS = 600.0
_CONNECT_SECONDS = 10.0
_CONNECTIONS = 32
_TRIES = 12
_LARGEST_MESSAGE = 2**20
# JSON and N-Triples are longer than most formats that they are turned into.
_LONGER = 4
_FORM = "application/x-www-form-urlencoded"


class _Request(NamedTuple):
    url: str
    content: bytes
    headers: Mapping[str, str]
    limit: int


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

    def greeting(self) -> Mapping[str, str]:
        """The headers of an answer, whatever it says: they tell the product. Raises
        StoreUnreadable.
        """
        headers = {"Content-Type": _FORM, "Accept": "*/*"}
        request = _Request(
            self._query_url, urlencode({"query": "ASK {}"}).encode(), headers, _LARGEST_MESSAGE
        )
        span = Span.of(_CONNECT_SECONDS)
        try:
            return self._run(self._exchange(request, span, again=True), span).headers
        except (httpx2.TransportError, TimeoutError, _TooLarge) as error:
            raise _unreachable(error) from error

    def query(self, form: list[tuple[str, str]], accept: str, span: Span, limit: int) -> Reply:
        """The answer to a query, given as form fields, whole, for a result of `limit` bytes.

        Raises QueryTimeout, QueryMemory, AnswerTooLarge, BadRequest, StoreBusy, StoreUnreadable,
        Unsupported.
        """
        headers = {"Content-Type": _FORM, "Accept": accept}
        request = _Request(self._query_url, urlencode(form).encode(), headers, _LONGER * limit)
        try:
            reply = self._run(self._exchange(request, span, again=True), span)
        except TimeoutError as error:
            raise span.timeout() from error
        except _TooLarge as error:
            raise too_large(limit) from error
        except httpx2.TransportError as error:
            raise _unreachable(error) from error
        if reply.status != 200:
            raise query_refusal(reply)
        return reply

    def update(self, text: str) -> None:
        """Carry out an update that does no harm when it is sent twice.

        Again where the service gave it up for another one's sake. Raises StoreBusy, Unsupported,
        StoreUnreadable; OutcomeUnknown where no answer came.
        """
        for attempt in range(1, _TRIES + 1):
            try:
                return self._update(text)
            except StoreBusy:
                if attempt == _TRIES:
                    raise
                time.sleep(attempt * (5 + secrets.randbelow(20)) / 1000)
        return None

    def _update(self, text: str) -> None:
        if self._update_url is None:
            raise Usage("This store is only read. Set KG_STORE_UPDATE to the service's update URL.")
        headers = {"Content-Type": "application/sparql-update", "Accept": "*/*"}
        request = _Request(self._update_url, text.encode(), headers, _LARGEST_MESSAGE)
        span = Span.of(UPDATE_SECONDS)
        try:
            reply = self._run(self._exchange(request, span, again=False), span)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise _unreachable(error) from error
        except (httpx2.TransportError, TimeoutError, _TooLarge) as error:
            raise OutcomeUnknown from error
        if reply.status in {502, 504}:  # from something between us and the service
            raise OutcomeUnknown
        if reply.status not in {200, 201, 204}:
            raise update_refusal(reply)

    def close(self) -> None:
        """Let go of the connections. Closing twice does no harm."""
        if not self._loop.is_closed():
            self._run(self._client.aclose(), Span.of(_CONNECT_SECONDS))
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def _run(self, work: Coroutine[None, None, T], span: Span) -> T:
        if self._loop.is_closed():
            work.close()
            raise Unavailable("The store is closed.")
        return asyncio.run_coroutine_threadsafe(_within(work, span), self._loop).result()

    async def _exchange(self, request: _Request, span: Span, *, again: bool) -> Reply:
        """One exchange; `again`, where the service closed an idle connection before it answered."""
        try:
            return await self._exchanged(request, span)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError):
            if not again:
                raise
            return await self._exchanged(request, span)

    async def _exchanged(self, request: _Request, span: Span) -> Reply:
        body = bytearray()
        url, content, headers, limit = request
        sent = self._client.stream("POST", url, content=content, headers=headers)
        async with sent as response:
            async for part in response.aiter_bytes():
                body += part
                if len(body) > limit:
                    raise _TooLarge
        return Reply(response.status_code, response.headers, bytes(body), span)


class _TooLarge(Exception):
    """The answer passes the limit."""


async def _within(work: Coroutine[None, None, T], span: Span) -> T:
    async with asyncio.timeout(span.left()):
        return await work


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
