"""A cited answer as a short text that holds all it takes to serve the answer again; pure.

The text is the token in `/r/{token}`: the query, its dataset, the release, the format, and the
digest of the answer, packed. Nothing is kept on the server: what people ask is their own, a log of
it would outlive a takedown, and anyone could fill it. The digest tells whether the same bytes still
come.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import NamedTuple

from kg.errors import NotFound
from kg.query import QueryPlan
from kg.stores import Dataset

LONGEST = 4000  # characters; a longer address is cut off on its way by too many programs
_LARGEST = 2**18  # bytes of a query, unpacked
_DIGEST = 16  # bytes
_VERSION = b"\x01"
# What queries have in common, so that tokens are short. It must never change: old tokens need it.
_COMMON = b"""
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX schema: <https://schema.org/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX crv: <https://w3id.org/uk-case-reviews/def/core/>
COUNT(DISTINCT ?) AS ?n) FILTER NOT EXISTS { FILTER( BIND( UNION { GRAPH ?g { OPTIONAL { VALUES ?
GROUP BY ? LIMIT 100 ORDER BY DESC(? https://w3id.org/uk-case-reviews/id/review/ ; skos:prefLabel ?
ASK { CONSTRUCT { SELECT DISTINCT ?review ?title WHERE {\\n  ?review a crv:CaseReview ;
 dcterms:title ?title . ["json",null,null,"["csv",null,null,"PREFIX """


class Citation(NamedTuple):
    """What was asked and of which release, the name of the format, the digest of the answer in
    hexadecimal digits.
    """

    text: str
    dataset: Dataset
    release: int
    form: str
    digest: str

    def token(self) -> str | None:
        """The citation as the last part of an address; None where it would be too long."""
        said = [self.release, self.form, *self.dataset, self.text]
        packer = zlib.compressobj(9, zdict=_COMMON)
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        packed = packer.compress(text.encode()) + packer.flush()
        whole = _VERSION + bytes.fromhex(self.digest) + packed
        token = base64.urlsafe_b64encode(whole).rstrip(b"=").decode()
        return token if len(token) <= LONGEST else None


def cited(plan: QueryPlan, release: int, form: str, digest: str) -> Citation | None:
    """The citation of an answer; None where the query would give another each time."""
    if plan.volatile:
        return None
    return Citation(plan.text, plan.dataset, release, form, digest)


def read_citation(token: str) -> Citation:
    """The citation that `token` holds. Raises NotFound."""
    try:
        whole = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        version, digest, packed = whole[:1], whole[1 : _DIGEST + 1], whole[_DIGEST + 1 :]
        release, form, default, named, text = json.loads(_unpacked(version, packed))
        graphs = (None if one is None else tuple(map(str, one)) for one in (default, named))
        return Citation(str(text), Dataset(*graphs), int(release), str(form), digest.hex())
    except (ValueError, TypeError, RecursionError, binascii.Error, zlib.error) as error:
        raise NotFound(
            "This is no citation of an answer. Perhaps a part of the address is missing."
        ) from error


def _unpacked(version: bytes, packed: bytes) -> bytes:
    """Raises ValueError, zlib.error."""
    unpacker = zlib.decompressobj(zdict=_COMMON)
    text = unpacker.decompress(packed, _LARGEST)
    if version != _VERSION or not unpacker.eof or unpacker.unused_data:
        raise ValueError("not a whole citation")
    return text
