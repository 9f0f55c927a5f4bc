"""The request, the data or the query is at fault; imports nothing else of kg."""

from __future__ import annotations

from kg.errors.base import Refused


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
