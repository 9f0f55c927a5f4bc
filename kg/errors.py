"""The error tree, which is the contract with every user; imports nothing of kg.

KgError
├── Refused                 the request, the data or the query is at fault (exit 1)
│   ├── RdfSyntax           400  a file is not well-formed RDF: source, line, column
│   ├── RdfUnsupported      422  well-formed, but not something this graph takes
│   ├── QuerySyntax         400  a query is not well-formed SPARQL: line, column
│   ├── BadRequest          400  a parameter is missing, repeated or has a wrong value
│   ├── Unauthorised        401  a write without a token, or with one that is not valid
│   ├── Forbidden           403  the token does not allow it, or the service takes no writes
│   ├── QueryForbidden      403  a query asks the server to reach outside (SERVICE, LOAD, FROM)
│   ├── ShapesBroken        422  the data break a rule: report
│   ├── NotFound            404  no such resource, release, graph or named query
│   │   └── Dropped         410  a release that is no longer kept
│   ├── Gone                410  the identifier was withdrawn: tombstone
│   ├── NotAcceptable       406  none of the formats asked for can be made
│   ├── UnsupportedMedia    415  the body is in no format that is read here
│   ├── MethodNotAllowed    405  the path has no such method
│   ├── BodyTooSlow         408  the body did not come in time
│   ├── PreconditionFailed  412  the graph is not as If-Match or If-None-Match say
│   ├── Moved               409  the store has moved on since the change was planned
│   ├── IdentifiersVanish   409  a change would leave published identifiers without any trace
│   ├── IdentifiersRetired  409  a change says something of identifiers that were retired
│   ├── AnswerTooLarge      413  the answer passes the size limit
│   ├── BodyTooLarge        413  the body passes the size limit
│   └── TooManyQueries      429  the client has too many queries under way
└── Unavailable             the surroundings are at fault (exit 2)
    ├── QueryTimeout        503  the query passed its time limit (exit 1: the query is refused)
    ├── QueryMemory         503  the query passed its memory limit (exit 1)
    ├── TooMuchWork         503  a check or a write passed its limit of time or memory (exit 1)
    ├── TooBusy             503  all query processes are taken by other clients
    ├── Usage               400  the command line or a setting is wrong
    ├── StoreUnreadable     503  the store's folder cannot be opened, read or written
    ├── StoreTooNew         503  the store was written by a newer version
    ├── StoreBusy           503  another writer holds the store
    └── Unsupported         501  this kind of store cannot do it
        └── OnlyNewest      501  it does not keep the release that was asked for
"""

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


class RdfSyntax(Refused):
    """A file is not well-formed RDF. Fields: source, line, column, excerpt, caret (the column in
    the excerpt) of the first fault, and `faults`: a list of all that were found, each a dict
    with these and with message and advice.
    """

    slug = "rdf-syntax"
    title = "The file is not well-formed RDF"


class RdfUnsupported(Refused):
    """A file is well-formed, but holds what this graph does not take, such as RDF 1.2 terms."""

    slug = "rdf-unsupported"
    title = "The file holds something that is not accepted here"
    status = 422


class QuerySyntax(Refused):
    """A query is not well-formed SPARQL. Fields: line, column, excerpt."""

    slug = "query-syntax"
    title = "The query is not well-formed SPARQL"


class BadRequest(Refused):
    """A parameter is missing, repeated or has a wrong value."""

    slug = "bad-request"
    title = "The request cannot be understood"


class Unauthorised(Refused):
    """A write came without a token, or with one that is not valid. Fields: writer (the name of a
    token that is no longer valid).
    """

    slug = "unauthorised"
    title = "A valid token is needed"
    status = 401


class Forbidden(Refused):
    """The token does not allow this, or the service takes no writes at all."""

    slug = "forbidden"
    title = "This may not be written"
    status = 403


class QueryForbidden(Refused):
    """A query asks the server to reach outside: SERVICE, LOAD, or a FROM that is not one of our
    graphs.
    """

    slug = "query-forbidden"
    title = "The query asks for something that is switched off"
    status = 403


class ShapesBroken(Refused):
    """The data break a rule. Fields: report (a kg.validate.Report)."""

    slug = "shapes-broken"
    title = "The data break a rule"
    status = 422


class NotFound(Refused):
    """There is no such resource, release, graph or named query."""

    slug = "not-found"
    title = "Not found"
    status = 404


class Dropped(NotFound):
    """The release was published once, and is no longer kept."""

    slug = "release-dropped"
    title = "The release is no longer kept"
    status = 410


class Gone(Refused):
    """The identifier was withdrawn. Fields: tombstone."""

    slug = "gone"
    title = "Withdrawn"
    status = 410


class NotAcceptable(Refused):
    """None of the formats asked for can be made. Fields: available."""

    slug = "not-acceptable"
    title = "None of the formats asked for is available"
    status = 406


class UnsupportedMedia(Refused):
    """The body is in no format that is read here. Fields: available."""

    slug = "unsupported-media-type"
    title = "The format of the body is not read here"
    status = 415


class MethodNotAllowed(Refused):
    """The path exists and has no such method. Fields: allow."""

    slug = "method-not-allowed"
    title = "The method is not allowed here"
    status = 405


class BodyTooSlow(Refused):
    """The body of the request did not come in time. Fields: limit (seconds)."""

    slug = "body-too-slow"
    title = "The body did not come in time"
    status = 408


class PreconditionFailed(Refused):
    """The graph is not as If-Match or If-None-Match say, so nothing was written. Fields: etag (of
    the graph as it is, where there is one).
    """

    slug = "precondition-failed"
    title = "The graph is not as you last saw it"
    status = 412


class Moved(Refused):
    """The store has moved on since the change was planned. Fields: planned, current (release
    numbers).
    """

    slug = "store-moved"
    title = "The store has moved on"
    status = 409


class IdentifiersVanish(Refused):
    """A change would leave identifiers that were published without description or tombstone.
    Fields: identifiers (the first of them), count.
    """

    slug = "identifiers-vanish"
    title = "Published identifiers would vanish"
    status = 409


class IdentifiersRetired(Refused):
    """A change says something of identifiers that were retired, which are never used again. Fields:
    identifiers (the first of them), count.
    """

    slug = "identifiers-retired"
    title = "Retired identifiers are not used again"
    status = 409


class AnswerTooLarge(Refused):
    """The answer passes the size limit; nothing of it is sent. Fields: limit (bytes)."""

    slug = "answer-too-large"
    title = "The answer is too large"
    status = 413


class BodyTooLarge(Refused):
    """The body of the request passes the size limit. Fields: limit (bytes)."""

    slug = "body-too-large"
    title = "The body is too large"
    status = 413


class TooManyQueries(Refused):
    """The client has too many queries under way. Fields: retry_after (seconds)."""

    slug = "too-many-queries"
    title = "Too many queries at once"
    status = 429


class Unavailable(KgError):
    """The surroundings are at fault: a limit, a folder, a port, another process."""

    status = 503


class QueryTimeout(Unavailable):
    """The query passed its time limit and was ended. Fields: limit (seconds)."""

    slug = "query-timeout"
    title = "The query took too long"
    exit_code = 1


class QueryMemory(Unavailable):
    """The query passed its memory limit and was ended."""

    slug = "query-memory"
    title = "The query needed too much memory"
    exit_code = 1


class TooMuchWork(Unavailable):
    """A check or a write passed its limit of time or memory, and was ended. Fields: limit."""

    slug = "too-much-work"
    title = "This needs too much time or memory"
    exit_code = 1


class TooBusy(Unavailable):
    """Other clients hold every query process; try again. Fields: retry_after (seconds)."""

    slug = "too-busy"
    title = "The service is busy"


class Usage(KgError):
    """The command line or a setting is wrong."""

    slug = "usage"
    title = "The command or a setting is wrong"
    status = 400

    @classmethod
    def unreadable(cls, path: object, error: OSError | UnicodeDecodeError) -> Usage:
        """A file that cannot be read, and why; `error` of the system names the path once more."""
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        return cls(f"{path} cannot be read: {why}.")


class StoreUnreadable(Unavailable):
    """The store's folder cannot be opened, read or written."""

    slug = "store-unreadable"
    title = "The store cannot be used"


class StoreTooNew(Unavailable):
    """The store was written by a newer version of this program."""

    slug = "store-too-new"
    title = "The store is of a newer version"


class StoreBusy(Unavailable):
    """Another writer holds the store; try again."""

    slug = "store-busy"
    title = "The store is being written to"


class Unsupported(Unavailable):
    """This kind of store cannot do what was asked; another can."""

    slug = "store-cannot"
    title = "This store cannot do that"
    status = 501


class OnlyNewest(Unsupported):
    """The store only keeps its newest release, and another was asked for. Fields: asked, current
    (release numbers).
    """

    slug = "only-newest-release"
    title = "This store only keeps its newest release"
