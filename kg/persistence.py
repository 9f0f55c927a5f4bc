"""Redirect rules that make the identifiers outlive the host: the folder of a registry such as
w3id.org; pure.

The folder holds `.htaccess` for Apache's mod_rewrite, and a README that says whom to ask.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.errors import Usage

# What is identified below the base, and where that leads.
PATHS = {
    "id": "a thing: a review, a body, a document and so on; its page is below doc/",
    "doc": "the page about a thing, in HTML or RDF",
    "def": "a class, a property, a concept or a rule, and the file that defines it",
    "data": "a dataset, which is also a named graph",
    "releases": "a release of the data",
    "queries": "a question with a name, and its answer",
    "problems": "what a kind of error means",
    "r": "an answer that was cited",
    "catalog": "the catalogue of all that is published",
    "dumps": "the whole graph as a release left it, and its files",
    "oai": "the repository for harvesters",
    "feed.atom": "the feed of changes",
    ".well-known": "what is in the graph, counted",
}
# Characters that mean nothing to mod_rewrite, so that an address comes out as it went in.
_SERVICE = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~-]+)*/?")
_KEY = "[A-Za-z0-9._~:@/-]"


def redirect_folder(base: str, service: str, contact: str) -> Mapping[str, str]:
    """The files of the folder, by name: every identifier below `base` leads to the same path below
    the address `service`; `contact` is who keeps it. Raises Usage.
    """
    if not _SERVICE.fullmatch(service):
        raise Usage(
            f"{service[:100]!r} cannot be the address of the service. Give one such as "
            "https://example.org or https://example.org/reviews, without a query or a fragment."
        )
    if not contact.strip() or "\n" in contact:
        raise Usage("Say on one line whom to ask about the redirects, with --contact.")
    target = service.rstrip("/")
    return {".htaccess": _rules(base, target), "README.md": _readme(base, target, contact)}


def _rules(base: str, service: str) -> str:
    kinds = "|".join(map(re.escape, PATHS))
    return f"""\
# Redirects of {base} to the service that answers for it. Written by `kg w3id`.

Options +FollowSymLinks
RewriteEngine on

# 307, so that a query that was sent by POST stays one.
RewriteRule ^sparql$ {service}/sparql [R=307,L]

# 303: what is identified is not the document that is sent (Cool URIs for the Semantic Web).
# Keys hold these characters only; anything else is no identifier of ours.
RewriteRule ^((?:{kinds})(?:/{_KEY}*)?)$ {service}/$1 [R=303,L]

RewriteRule ^$ {service}/ [R=303,L]
"""


def _readme(base: str, service: str, contact: str) -> str:
    rows = "".join(f"| `{base}{kind}/…` | {meaning} |\n" for kind, meaning in PATHS.items())
    return f"""\
# UK Case Reviews

Persistent identifiers of a linked-data graph of case reviews in the United Kingdom: reviews of what
happened to children and adults at risk, with the guidance, bodies, courses and learning around
them.

- Identifiers begin with: {base}
- They lead to: {service}/
- Contact: {contact}

| identifier | what it stands for |
| --- | --- |
{rows}| `{base}sparql` | the query service |

The part after the base is the same on the service. To move to another host, only the address in
`.htaccess` changes. An identifier is never used again for something else: what was withdrawn
answers 410, what was merged answers 301.
"""
