"""What each product does in its own way, as data; pure.

Each row was found by running the product, except where it says that it is from its documentation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from kg.content import CANONICAL_BASE
from kg.errors import Usage

STORE = f"{CANONICAL_BASE}store/"
# Literals that a product would change carry their datatype behind this, and come back without it.
AS_WRITTEN = "x-as-written:"
_XSD = "http://www.w3.org/2001/XMLSchema#"


class Quirks(NamedTuple):
    """How a product differs from SPARQL 1.1 as most products read it.

    `books`: the graph that holds what the store writes about itself. `merge`: the graph that is the
    merge of all named graphs; `keeps_merge`: it is the product's own, and leaves `books` out.
    `names_no_graph`: the protocol cannot say that no graph may be named, so one without statements
    is named instead. `timeout`: the parameter that limits a query, and its unit in seconds.
    `digest`: passwords go by RFC 7616 and not by RFC 7617. `lock`: concurrent updates read what
    others are about to change, so each takes a lock first. `statements`, `characters`: what one
    update operation may hold; more is staged. `kept`: by datatype, the lexical forms that come back
    as they were written. `mended`: bytes of answers to replace. `describing`: what makes a DESCRIBE
    give what is said of a thing, and not what points to it. `boolean`: the variable of the row that
    answers an ASK. `cut_by`: headers that say that an answer is cut short, and whether by time.
    `purge`: what to do so that its files let go of what was deleted.
    """

    books: str = f"{STORE}books"
    merge: str = f"{STORE}merge"
    keeps_merge: bool = False
    names_no_graph: bool = False
    timeout: tuple[str, float] | None = None
    digest: bool = False
    isolates: bool = False
    lock: bool = False
    statements: int | None = None
    characters: int | None = 16 * 2**20
    stages: bool = False
    kept: Mapping[str, re.Pattern[str]] = {}
    mended: tuple[tuple[bytes, bytes], ...] = ()
    describing: str = ""
    boolean: str | None = None
    cut_by: Mapping[str, bool] = {}
    purge: str = "purge them as its manual says, and remove older backups"

    def alters(self, term: str) -> bool:
        """Whether the product would give the N-Triples term back in another form."""
        typed = _TYPED.fullmatch(term) if self.kept else None
        kept = self.kept.get(typed[2]) if typed else None
        return kept is not None and typed is not None and not kept.fullmatch(typed[1])


_TYPED = re.compile(r'"(.*)"\^\^<(.*)>')
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_DECIMAL = re.compile(r"0|-?[1-9][0-9]{0,8}|-?(?:0|[1-9][0-9]{0,8})\.[0-9]{0,4}[1-9]")
# Six significant figures are kept; forms that Python would not give back alike are left out.
_DOUBLE = re.compile(r"(?!-0\.0)-?(?:0|[1-9][0-9]?)\.(?:[0-9]{0,3}[1-9]|0)")
_NONE = re.compile(r"(?!)")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9:]{5})?")
_INTEGERS = (
    "integer int long short byte nonNegativeInteger positiveInteger nonPositiveInteger "
    "negativeInteger unsignedLong unsignedInt unsignedShort unsignedByte"
)
_VIRTUOSO_KEEPS = {
    **dict.fromkeys((_XSD + name for name in _INTEGERS.split()), _INTEGER),
    _XSD + "decimal": _DECIMAL,
    _XSD + "double": _DOUBLE,
    _XSD + "float": _DOUBLE,
    _XSD + "boolean": re.compile("true|false"),
    _XSD + "dateTime": _MOMENT,
    _XSD + "time": re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9:]{5})?"),
    _XSD + "gYear": re.compile(r"[1-9][0-9]{3}Z?"),
    _XSD + "duration": _NONE,
    _XSD + "dayTimeDuration": _NONE,
    _XSD + "yearMonthDuration": _NONE,
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral": _NONE,
    "http://www.opengis.net/ont/geosparql#wktLiteral": _NONE,
}
_BOOLEAN = rb'"datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": "%s"'

_NEW_DATABASE = (
    "its files keep every text that was ever in them, so move its data into a new database by {}, "
    "and remove the old one and older backups"
)

QUIRKS = {
    "sparql": Quirks(),
    "oxigraph": Quirks(
        characters=64 * 2**20, purge=_NEW_DATABASE.format("`oxigraph dump` and `oxigraph load`")
    ),
    "fuseki": Quirks(
        books="urn:x-arq:DefaultGraph",
        merge="urn:x-arq:UnionGraph",
        keeps_merge=True,
        isolates=True,
        timeout=("timeout", 1),
        characters=None,
        purge="stop it, run `tdb2.tdbcompact --loc DIR --deleteOld`, and remove older backups",
    ),
    "virtuoso": Quirks(
        names_no_graph=True,
        timeout=("timeout", 0.001),
        digest=True,
        isolates=True,
        lock=True,
        statements=1000,
        characters=400_000,
        stages=True,
        kept=_VIRTUOSO_KEEPS,
        mended=((_BOOLEAN % b"1", _BOOLEAN % b"true"), (_BOOLEAN % b"0", _BOOLEAN % b"false")),
        describing='DEFINE sql:describe-mode "CBD" ',
        boolean="__ASK_RETVAL",
        cut_by={"x-sql-state": True, "x-sparql-maxrows": False},
        purge=_NEW_DATABASE.format("a dump and a load of every graph"),
    ),
    # From the documentation of RDF4J's REST interface, which GraphDB speaks.
    "graphdb": Quirks(timeout=("timeout", 1)),
}


def quirks_of(product: str) -> Quirks:
    """The quirks of a product that was named in a setting. Raises Usage."""
    if product not in QUIRKS:
        raise Usage(
            f"There is no product {product[:60]!r} for KG_STORE_PRODUCT. Take one of "
            f"{', '.join(QUIRKS)}; sparql stands for any other."
        )
    return QUIRKS[product]


def recognised(headers: Mapping[str, str]) -> Quirks:
    """The quirks of the product that answers with these headers."""
    server = headers.get("server", "").lower()
    if "fuseki-request-id" in headers:
        return QUIRKS["fuseki"]
    found = (quirks for product, quirks in QUIRKS.items() if product in server)
    return next(found, QUIRKS["sparql"])
