"""The one table of settings; the only module that reads the environment and kg.toml."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from kg.content import CANONICAL_BASE
from kg.errors import Usage

_PREFIX = "kg_"
_FILE = Path("kg.toml")


def _base_iri(base: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"{}|^`\\]+/", base):
        raise ValueError(
            "must be an IRI that starts with http:// or https:// and ends with a slash"
        )
    return base


def _endpoints(listed: str) -> str:
    for endpoint in listed.split():
        if not re.fullmatch(r"https?://[^\s<>\"{}|^`\\]+", endpoint):
            raise ValueError(f"{endpoint[:100]} is not an IRI that starts with http:// or https://")
    return listed


class Settings(BaseModel):
    """Every setting, each with its default; `read_settings` gives those that are in force."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: Annotated[str, AfterValidator(_base_iri)] = Field(
        CANONICAL_BASE,
        description="IRI that every identifier of this graph starts with",
    )
    store: str = Field(
        "./var/kg",
        description="Where the graph is kept: a folder, `memory:` for a passing one, or the query "
        "URL of a SPARQL 1.1 service",
    )
    store_update: str | None = Field(
        None, description="Update URL of the service; without it, the service is only read"
    )
    store_user: str | None = Field(None, description="User name at the service")
    store_password: SecretStr | None = Field(None, description="Password at the service")
    store_token: SecretStr | None = Field(None, description="Bearer token for the service")
    store_product: str | None = Field(
        None,
        description="Product of the service, where its headers do not say: `oxigraph`, `fuseki`, "
        "`virtuoso`, `graphdb`, or `sparql` for any other",
    )
    store_proxy: bool = Field(
        False, description="Reach the service through the proxy that `HTTPS_PROXY` names"
    )
    host: str = Field("127.0.0.1", description="Address that `kg serve` listens on")
    port: int = Field(8000, ge=0, le=65535, description="Port that `kg serve` listens on")
    read_only: bool = Field(False, description="Refuse every write")
    writers: str | None = Field(
        None,
        description="Folder of the tokens and of the log of writes; without it, one in the folder "
        "of the store",
    )
    workers: int = Field(4, ge=1, le=64, description="Processes that answer queries")
    client_queries: int = Field(
        2, ge=1, description="Queries that one client may have under way; fewer than `workers`"
    )
    client_patience: float = Field(
        5.0, gt=0, description="Seconds that a further query of a client waits before it is refused"
    )
    query_seconds: float = Field(
        20.0,
        gt=0,
        allow_inf_nan=False,
        description="Longest a query may run; a client's `timeout=` only lowers it",
    )
    query_mib: int = Field(1024, ge=256, description="Most memory one query process may take, MiB")
    answer_mib: int = Field(64, ge=1, description="Largest answer to a query, MiB")
    service_endpoints: Annotated[str, AfterValidator(_endpoints)] = Field(
        "",
        description="Endpoints that SERVICE in a query may ask, as IRIs with spaces between them; "
        "none by default",
    )
    body_mib: int = Field(256, ge=1, description="Largest body or file that is read, MiB")
    check_mib: int = Field(8, ge=1, description="Largest body that `/validate` takes, MiB")
    check_seconds: float = Field(
        30.0, gt=0, allow_inf_nan=False, description="Longest a check at `/validate` may take"
    )
    write_seconds: float = Field(
        300.0, gt=0, allow_inf_nan=False, description="Longest a write over HTTP may take"
    )
    write_mib: int = Field(
        2048, ge=512, description="Most memory that a check or a write over HTTP may take, MiB"
    )
    write_patience: float = Field(
        10.0, gt=0, description="Seconds that a write waits for others before it is refused"
    )
    keep_releases: int | None = Field(
        None, ge=1, description="How many of the newest releases stay; without it, all"
    )
    keep_days: float | None = Field(
        None,
        gt=0,
        le=36525,
        description="Days back that every release stays which was the newest on one of them",
    )
    disclosure_k: int = Field(
        3, ge=1, description="How many reviews must share what is said of one, or it is pointed out"
    )
    deny_list: str | None = Field(
        None, description="File of keyed hashes of names that no text may hold; see `kg deny-list`"
    )
    deny_key: SecretStr | None = Field(
        None, description="Key of the deny list, in hexadecimal digits, where the file has none"
    )
    contact: str | None = Field(
        None,
        pattern=r"[^@\s<>]+@[^@\s<>]+",
        description="E-mail address of who answers for this server: where a family asks for a "
        "removal; also for OAI-PMH and security.txt",
    )
    security_expires: date | None = Field(
        None,
        description="Day until which `/.well-known/security.txt` may be relied on; without it and "
        "`contact`, there is none",
    )
    agent: str = Field("unnamed", description="Who makes a release, where `--agent` does not say")

    @property
    def endpoints(self) -> frozenset[str]:
        """The IRIs of the endpoints that SERVICE may ask."""
        return frozenset(self.service_endpoints.split())

    @model_validator(mode="after")
    def _endpoints_in_sight(self) -> Self:
        if self.endpoints and self.store.startswith(("http://", "https://")):
            raise ValueError(
                "service_endpoints: a store behind a URL would ask them out of our sight; unset "
                "it, or keep the graph in a folder"
            )
        return self


def read_settings(**flags: Any) -> Settings:
    """The settings in force: `KG_*` environment variables, then `kg.toml`, then `flags`, in rising
    order; flags of None are not given.

    Raises Usage, naming the setting and what it must be.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings.model_validate(_of_environment() | _of_file() | given)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        raise Usage(
            f"A setting is wrong: {faults}. See the table of settings in the README."
        ) from error
    except (OSError, ValueError) as error:  # kg.toml itself is not well-formed TOML
        raise Usage(f"{_FILE} cannot be read: {error}.") from error


def _of_environment() -> dict[str, str]:
    """What the environment says of settings; a variable that is none of them is another's."""
    said = {
        name.lower().removeprefix(_PREFIX): value
        for name, value in os.environ.items()
        if name.lower().startswith(_PREFIX)
    }
    return {name: said[name] for name in said.keys() & Settings.model_fields.keys()}


def _of_file() -> dict[str, Any]:
    if not _FILE.is_file():
        return {}
    import tomllib  # noqa: PLC0415  4 ms that most commands can spare

    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
