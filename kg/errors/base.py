"""What every error has, and the two kinds that there are; imports nothing of kg."""

from __future__ import annotations

from typing import ClassVar


class KgError(Exception):
    """A fault with a sentence that a person can act on.

    `slug` names the kind of fault in URLs and JSON, `status` is its HTTP status (RFC 9110),
    `exit_code` its exit code, `title` its short name. `fields` holds what a machine can use: line,
    column, source.
    """

    slug: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 2

    def __init__(self, detail: str, **fields: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = {name: value for name, value in fields.items() if value is not None}


class Refused(KgError):
    """The request, the data or the query is at fault; the store stays as it was."""

    status = 400
    exit_code = 1


class Unavailable(KgError):
    """The surroundings are at fault: a limit, a folder, a port, another process."""

    status = 503
