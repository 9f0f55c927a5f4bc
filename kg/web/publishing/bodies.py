"""Bodies with RDF: read within bounds of size and time, and told apart by their media type.

RFC 9110 (Content-Encoding, section 8.4), RFC 7578 (multipart/form-data).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import AsyncGenerator, Sequence
from typing import NamedTuple

import anyio
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from kg.errors import BadRequest, BodyTooLarge, BodyTooSlow, UnsupportedMedia
from kg.formats import DATASETS, GRAPHS, Format, by_suffix
from kg.load import Source

MULTIPART = "multipart/form-data"
_MOST_FILES = 20
_SAFE = re.compile(r"[^\w.-]+")
_NAMES = {"text/plain"}  # may be anything: nobody's name for RDF


async def read_body(request: Request, mib: int, seconds: float) -> bytes:
    """The body, undone where it is in gzip; never more of it in memory than `mib` MiB.

    Raises BodyTooLarge, BodyTooSlow, UnsupportedMedia, BadRequest.
    """
    limit = mib * 2**20
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"identity", "gzip", "x-gzip"}:
        raise UnsupportedMedia(
            f"A body in {coding[:40]} is not read here. Send it plain, or in gzip.",
            available=["gzip", "identity"],
        )
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise _too_large(mib)
    unpack = None if coding == "identity" else zlib.decompressobj(wbits=31)
    body = bytearray()
    try:
        with anyio.fail_after(seconds):
            async for chunk in request.stream():
                # One byte more than fits tells that it does not.
                room = limit + 1 - len(body)
                body += unpack.decompress(chunk, room) if unpack else chunk
                if len(body) > limit:
                    raise _too_large(mib)
    except TimeoutError as error:
        raise BodyTooSlow(
            f"The body did not come within {seconds:g} s, so it was not read. Send it again, or "
            "over a faster line.",
            limit=seconds,
        ) from error
    except zlib.error as error:
        raise BadRequest("The body is said to be in gzip, and is not.") from error
    if unpack and body and not unpack.eof:
        raise BadRequest("The body in gzip ends too early.")
    return bytes(body)


def _too_large(mib: int) -> BodyTooLarge:
    return BodyTooLarge(
        f"The body is larger than {mib} MiB, so it was not read.", limit=mib * 2**20
    )


class Form(NamedTuple):
    """What a form brings: its fields, and its files."""

    fields: dict[str, str]
    sources: tuple[Source, ...]


def media_type(request: Request) -> str:
    """The media type of the body, without parameters. Raises UnsupportedMedia for a charset other
    than UTF-8.
    """
    name, *parameters = request.headers.get("content-type", "").lower().split(";")
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "charset" and value.strip(' "') not in {"utf-8", "utf8", "us-ascii"}:
            raise UnsupportedMedia(f"A body in {value.strip()[:40]} is not read. Send UTF-8.")
    return name.strip()


def source(name: str, body: bytes, kind: str, available: Sequence[Format] = GRAPHS) -> Source:
    """The body as a source called `name`, its syntax told by the media type `kind`. Raises
    UnsupportedMedia.
    """
    for one in available:
        if kind == one.media_type or kind in {*one.aliases} - _NAMES:
            return Source(f"{_SAFE.sub('-', name)[:80]}.{one.suffix}", body, one.syntax)
    raise UnsupportedMedia(
        f"RDF is not read from {kind[:80] or 'a body without Content-Type'} here. Send it as one "
        f"of: {', '.join(one.media_type for one in available)}.",
        available=[one.media_type for one in available],
    )


async def form(
    request: Request, body: bytes, available: Sequence[Format] = (*GRAPHS, *DATASETS)
) -> Form:
    """The parts of a body in multipart/form-data. Raises BadRequest, UnsupportedMedia."""

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body
        yield b""

    headers = Headers({"content-type": request.headers.get("content-type", "")})
    parser = MultiPartParser(
        headers, stream(), max_files=_MOST_FILES, max_fields=20, max_part_size=len(body) + 1
    )
    try:
        parts = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise BadRequest("The body is not well-formed multipart/form-data.") from error
    fields: dict[str, str] = {}
    files: list[Source] = []
    for name, value in parts.multi_items():
        if isinstance(value, UploadFile):
            said = await value.read()
            if said or value.filename:
                files.append(_file(value, said, available))
        else:
            fields[name] = value
    await parts.close()
    return Form(fields, tuple(files))


def _file(part: UploadFile, body: bytes, available: Sequence[Format]) -> Source:
    """A file of a form: its syntax is told by its suffix, else by the media type of its part."""
    path = (part.filename or "").replace("\\", "/").rpartition("/")[2]
    told = by_suffix(path)
    if told in available:
        stem = path.rpartition(".")[0]
        return source(stem or "file", body, told.media_type if told else "", available)
    kind = (part.content_type or "").partition(";")[0].strip().lower()
    return source(path.partition(".")[0] or "file", body, kind, available)
