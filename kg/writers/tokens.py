"""Bearer tokens: made once, shown once, kept as keyed hashes; knows a folder and no store.

A token is 256 random bits, so nobody can try them all, and a slow hash (argon2, scrypt) would only
let strangers keep the server busy with wrong tokens. It is kept as HMAC-SHA256 under a key in a
file of its own: whoever sees the register alone cannot even check a guess. RFC 6750 (Bearer).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from kg.errors import BadRequest, Forbidden, NotFound, StoreUnreadable, Unauthorised
from kg.rdf import date_time, iri
from kg.writers import files

REGISTER = "TOKENS"
_NAME = re.compile(r"[^\W_](?:[\w .@-]{0,62}[\w])?")
_TOKEN = re.compile(r"kg_([0-9a-f]{12})_[\w-]{43}", re.ASCII)
_DURATION = re.compile(r"([1-9][0-9]{0,4})([hd])")
_KEPT_TO = timedelta(minutes=1)  # how exactly the last use is kept


class Scope(StrEnum):
    """What a token may write: datasets, or also the terms, lists and rules under /def/."""

    PUBLISH = "publish"
    ADMIN = "admin"


@dataclass(frozen=True)
class Writer:
    """Whoever holds a token. `graphs` are the only ones it may write, where there are any; times
    are UTC, as xsd:dateTime; `expires` is None for a token that stays valid.
    """

    id: str
    name: str
    scope: Scope
    graphs: tuple[str, ...]
    created: str
    expires: str | None
    used: str | None = None
    revoked: str | None = None

    def refuse_others(self, graphs: Collection[str], terms: str) -> None:
        """Raise Forbidden where `graphs` holds one that this writer may not write; the IRIs of
        graphs of terms begin with `terms`.
        """
        for graph in sorted(graphs):
            if self.graphs and graph not in self.graphs:
                raise Forbidden(
                    f"The token {self.name!r} may not write the graph <{graph[:300]}>, only: "
                    f"{', '.join(f'<{one}>' for one in self.graphs)}."
                )
            if self.scope is not Scope.ADMIN and graph.startswith(terms):
                raise Forbidden(
                    f"<{graph[:300]}> holds terms or rules, which only a token of scope admin may "
                    f"change; {self.name!r} has scope {self.scope.value}."
                )

    def state(self, now: datetime) -> str:
        """valid, expired or revoked."""
        if self.revoked:
            return "revoked"
        return "expired" if self.expires and date_time(now) >= self.expires else "valid"


class Register:
    """The tokens in one folder. May be used by several processes at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path, self._key_path = folder / REGISTER, folder / "KEY"

    def create(
        self, name: str, scope: Scope, graphs: Sequence[str] = (), expires: str = "365d"
    ) -> str:
        """A new token for whoever is called `name`; it is kept nowhere, so it is shown only now.

        `expires`: so many days or hours (90d, 12h), a date, or never. Raises BadRequest,
        StoreUnreadable.
        """
        _refuse_wrong(name, graphs)
        now = datetime.now(UTC)
        end = _end(expires, now)
        with files.locked(self._folder):
            kept = self._read()
            if any(one.name == name and one.state(now) == "valid" for one, _ in kept):
                raise BadRequest(
                    f"There is a token called {name!r} already. Revoke it first, or choose another "
                    "name."
                )
            token = f"kg_{secrets.token_hex(6)}_{secrets.token_urlsafe(32)}"
            made = Writer(token[3:15], name, Scope(scope), tuple(graphs), date_time(now), end)
            self._write([*kept, (made, self._digest(token, make_key=True))])
        return token

    def writers(self) -> list[Writer]:
        """Everyone who was given a token, oldest first. Raises StoreUnreadable."""
        return [one for one, _ in self._read()]

    def revoke(self, name: str) -> int:
        """End every token called `name`, or with this id, and forget its hash; how many were
        ended. Raises NotFound.
        """
        now = date_time(datetime.now(UTC))
        with files.locked(self._folder):
            kept = self._read()
            meant = [one for one, _ in kept if name in {one.name, one.id} and not one.revoked]
            if not meant:
                raise NotFound(f"There is no token called {name[:60]!r}; see kg token list.")
            self._write(
                [(replace(one, revoked=now), "") if one in meant else (one, d) for one, d in kept]
            )
        return len(meant)

    def writer_of(self, token: str) -> Writer:
        """Who holds `token`; its use is noted. Raises Unauthorised (with `writer`, where it is a
        token that is no longer valid), StoreUnreadable.
        """
        now = datetime.now(UTC)
        found = _TOKEN.fullmatch(token)
        kept = {one.id: (one, digest) for one, digest in self._read()}
        writer, digest = kept.get(found[1] if found else "", (None, ""))
        # An unknown token takes the same path as a wrong one.
        same = hmac.compare_digest(digest, self._digest(token)) and bool(digest)
        if writer and writer.revoked:
            raise Unauthorised("The token was revoked. Ask the keeper of the service for another.")
        if not writer or not same:
            raise Unauthorised("The token is not known here. Check that it was copied whole.")
        if writer.state(now) == "expired":
            raise Unauthorised(
                f"The token expired at {writer.expires}. Ask the keeper of the service for "
                "another.",
                writer=writer.name,
            )
        self._note_use(writer, now)
        return writer

    def _note_use(self, writer: Writer, now: datetime) -> None:
        if writer.used and writer.used > date_time(now - _KEPT_TO):
            return
        used = date_time(now)
        with files.locked(self._folder):
            self._write(
                [
                    (replace(one, used=used) if one.id == writer.id else one, digest)
                    for one, digest in self._read()
                ]
            )

    def _digest(self, token: str, *, make_key: bool = False) -> str:
        if make_key and not self._key_path.exists():
            files.replace(self._key_path, secrets.token_bytes(32))
        key = self._key_path.read_bytes() if self._key_path.exists() else secrets.token_bytes(32)
        return hmac.new(key, token.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def _read(self) -> list[tuple[Writer, str]]:
        try:
            text = self._path.read_text() if self._path.exists() else "[]"
            return [_writer(**said) for said in json.loads(text)]
        except (OSError, ValueError, TypeError) as error:
            raise StoreUnreadable(
                "The register of tokens cannot be read. Restore it, or remove it and make new "
                "tokens."
            ) from error

    def _write(self, kept: Sequence[tuple[Writer, str]]) -> None:
        said = [{**asdict(one), "digest": digest} for one, digest in kept]
        files.replace(self._path, json.dumps(said, indent=1, ensure_ascii=False).encode())


def _writer(*, digest: str, scope: str, graphs: list[str], **said: str) -> tuple[Writer, str]:
    return Writer(scope=Scope(scope), graphs=tuple(graphs), **said), digest


def _refuse_wrong(name: str, graphs: Sequence[str]) -> None:
    if not _NAME.fullmatch(name):
        raise BadRequest(
            f"{name[:80]!r} cannot name a token: use letters, digits, spaces and . @ - _, 64 at "
            "most. The name is published with each release."
        )
    for graph in graphs:
        try:
            iri(graph)
        except ValueError as error:
            raise BadRequest(f"{graph[:200]!r} is not the IRI of a graph.") from error


def _end(expires: str, now: datetime) -> str | None:
    """When a token that `expires` so ends. Raises BadRequest."""
    if expires == "never":
        return None
    if found := _DURATION.fullmatch(expires):
        unit = timedelta(days=1) if found[2] == "d" else timedelta(hours=1)
        return date_time(now + int(found[1]) * unit)
    try:
        end = datetime.fromisoformat(expires)
    except ValueError:
        end = datetime.min
    end = end.astimezone(UTC) if end.tzinfo else end.replace(tzinfo=UTC)
    if end <= now:
        raise BadRequest(
            f"{expires[:60]!r} is not a time to come. Give days or hours (90d, 12h), a date "
            "(2030-01-31) or never."
        )
    return date_time(end)
