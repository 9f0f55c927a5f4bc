"""A query before it is sent to a remote service: is it SPARQL, its form, its graphs; pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection

import pyoxigraph as ox

from kg.errors import BadRequest
from kg.stores.base import Dataset
from kg.stores.quirks import STORE, Quirks
from kg.stores.results import syntax_fault

NOTHING = f"{STORE}nothing"
# The engine parses a query before it finds that this variable is not in it, and then evaluates
# nothing. A random name, so that no query can have it.
_ABSENT: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
    ox.Variable(f"kg{secrets.token_hex(8)}"): ox.NamedNode(NOTHING)
}
_GAP = r"(?:\s|\#[^\r\n]*)*"
_PROLOGUE = re.compile(
    rf"{_GAP}(?:(?:BASE{_GAP}<[^>]*>|PREFIX{_GAP}[^\s:]*:{_GAP}<[^>]*>){_GAP})*(\w+)", re.IGNORECASE
)


def form_of(text: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE. Raises QuerySyntax, as every other store would."""
    try:
        ox.Store().query(text, substitutions=_ABSENT)
    except SyntaxError as error:
        raise syntax_fault(text, error) from error
    except RuntimeError:  # well-formed, and without that variable
        pass
    found = _PROLOGUE.match(text)
    return found[1].upper() if found else ""


def graph_fields(
    dataset: Dataset, graphs: Collection[str], quirks: Quirks
) -> list[tuple[str, str]]:
    """The protocol's form fields that show a query the graphs of `dataset`, out of the named
    `graphs` of the release (SPARQL 1.1 Protocol, section 2.1.4). Raises BadRequest.
    """
    default, named = dataset.default, dataset.named
    if default is None and named is None:
        default, named = (quirks.merge,), tuple(graphs)
    if not default and not named:
        default = (NOTHING,)
    if not named and quirks.names_no_graph:
        named = (NOTHING,)
    return [
        *(("default-graph-uri", _checked(graph)) for graph in default or ()),
        *(("named-graph-uri", _checked(graph)) for graph in named or ()),
    ]


def _checked(graph: str) -> str:
    try:
        ox.NamedNode(graph)
    except ValueError as error:
        raise BadRequest(f"A graph name is not an IRI: {error}.") from error
    return graph
