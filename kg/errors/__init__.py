"""The error tree, which is the contract with every user; imports nothing else of kg.

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
├── Usage                   400  the command line or a setting is wrong (exit 2)
└── Unavailable             the surroundings are at fault (exit 2)
    ├── QueryTimeout        503  the query passed its time limit (exit 1: the query is refused)
    ├── QueryMemory         503  the query passed its memory limit (exit 1)
    ├── TooMuchWork         503  a check or a write passed its limit of time or memory (exit 1)
    ├── TooBusy             503  all query processes are taken by other clients
    ├── StoreUnreadable     503  the store's folder cannot be opened, read or written
    ├── StoreTooNew         503  the store was written by a newer version
    ├── StoreBusy           503  another writer holds the store
    └── Unsupported         501  this kind of store cannot do it
        └── OnlyNewest      501  it does not keep the release that was asked for
"""

from kg.errors.base import (
    KgError,
    Refused,
    Unavailable,
)
from kg.errors.refused import (
    AnswerTooLarge,
    BadRequest,
    BodyTooLarge,
    BodyTooSlow,
    Dropped,
    Forbidden,
    Gone,
    IdentifiersRetired,
    IdentifiersVanish,
    MethodNotAllowed,
    Moved,
    NotAcceptable,
    NotFound,
    PreconditionFailed,
    QueryForbidden,
    QuerySyntax,
    RdfSyntax,
    RdfUnsupported,
    ShapesBroken,
    TooManyQueries,
    Unauthorised,
    UnsupportedMedia,
)
from kg.errors.unavailable import (
    OnlyNewest,
    QueryMemory,
    QueryTimeout,
    StoreBusy,
    StoreTooNew,
    StoreUnreadable,
    TooBusy,
    TooMuchWork,
    Unsupported,
    Usage,
)

__all__ = [
    "AnswerTooLarge",
    "BadRequest",
    "BodyTooLarge",
    "BodyTooSlow",
    "Dropped",
    "Forbidden",
    "Gone",
    "IdentifiersRetired",
    "IdentifiersVanish",
    "KgError",
    "MethodNotAllowed",
    "Moved",
    "NotAcceptable",
    "NotFound",
    "OnlyNewest",
    "PreconditionFailed",
    "QueryForbidden",
    "QueryMemory",
    "QuerySyntax",
    "QueryTimeout",
    "RdfSyntax",
    "RdfUnsupported",
    "Refused",
    "ShapesBroken",
    "StoreBusy",
    "StoreTooNew",
    "StoreUnreadable",
    "TooBusy",
    "TooManyQueries",
    "TooMuchWork",
    "Unauthorised",
    "Unavailable",
    "Unsupported",
    "UnsupportedMedia",
    "Usage",
]
