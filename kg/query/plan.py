"""What a query is, before it runs: its form, the graphs that it sees, whether it may run at all;
pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urljoin

from kg.errors import BadRequest, BodyTooLarge, QueryForbidden, QuerySyntax
from kg.formats import DATASETS, GRAPHS, ROWS, Format
from kg.query.lexer import Token, calls_service, decoded, tokens
from kg.stores import UNION, Dataset

FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
# An answer that uses one of these differs from run to run, so it is never kept.
_VOLATILE = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}
# Planning runs where it cannot be ended, at up to 8 s a MiB; the engine parses by recursion.
LONGEST = 256 * 1024
DEEPEST = 200
_OPENS, _CLOSES = {"(", "{", "["}, {")", "}", "]"}


class QueryPlan(NamedTuple):
    """A query that may run. `graphs` are the graphs that it names in FROM or the protocol, as
    IRIs.
    """

    text: str
    form: str
    dataset: Dataset
    graphs: frozenset[str]
    volatile: bool

    @property
    def formats(self) -> tuple[Format, ...]:
        """What the answer can be written in, best first."""
        return ROWS if self.form in {"SELECT", "ASK"} else (*GRAPHS, *DATASETS)


def plan(
    text: str,
    *,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    endpoints: frozenset[str] = frozenset(),
) -> QueryPlan:
    """The plan of a query; `default_graphs` and `named_graphs` win over its FROM clauses (SPARQL
    1.1 Protocol, section 2.1.4); SERVICE may ask `endpoints` and no others.

    Raises QuerySyntax where it has no query form or nests too deep, QueryForbidden where it
    reaches outside, BadRequest where it is an update, BodyTooLarge.
    """
    refuse_too_long(text)
    read = list(_not_too_deep(tokens(text)))
    words = {token.keyword for token in read}
    _refuse_reaching_out(text, words, endpoints)
    form = _form(read)
    default, named = _from_clauses(read)
    if default_graphs or named_graphs:
        default, named = list(default_graphs), list(named_graphs)
    dataset = Dataset(tuple(default), tuple(named)) if default or named else UNION
    graphs = frozenset([*default, *named])
    volatile = bool(words & _VOLATILE) or bool(endpoints and calls_service(text))
    return QueryPlan(text, form, dataset, graphs, volatile)


def refuse_too_long(text: str) -> None:
    """Raises BodyTooLarge where a query is longer than LONGEST characters."""
    if len(text) > LONGEST:
        raise BodyTooLarge(
            f"The query has {len(text):,} characters; {LONGEST:,} is the most. Ask in parts, for "
            "example with fewer values at a time.",
            limit=LONGEST,
        )


def _not_too_deep(read: Iterable[Token]) -> Iterator[Token]:
    """The tokens, as long as they nest no deeper than DEEPEST. Raises QuerySyntax."""
    depth = 0
    for token in read:
        depth += (token.text in _OPENS) - (token.text in _CLOSES)
        if depth > DEEPEST:
            raise QuerySyntax(
                f"The query nests more than {DEEPEST} brackets. Take some of them out; most "
                "expressions and patterns need none."
            )
        yield token


def _refuse_reaching_out(text: str, words: set[str], endpoints: frozenset[str]) -> None:
    # The engine undoes code point escapes its own way, so both readings must be clean.
    if calls_service(text, endpoints) or calls_service(decoded(text), endpoints):
        allowed = (
            f"SERVICE may only ask {' or '.join(f'<{one}>' for one in sorted(endpoints))}, written "
            "out"
            if endpoints
            else "SERVICE is switched off: this server asks no other server"
        )
        raise QueryForbidden(
            f"{allowed}. Query the other endpoint yourself and join the answers, or name this "
            "endpoint in a SERVICE of your own."
        )
    if "LOAD" in words:
        raise QueryForbidden(
            "LOAD is switched off: this server fetches nothing. Send the data themselves."
        )


def _form(read: list[Token]) -> str:
    """The query form: the first keyword after the prologue."""
    for token in read:
        if token.keyword in FORMS:
            return token.keyword
        if token.keyword in _UPDATES:
            raise BadRequest(
                f"This is an update ({token.keyword}), not a query. /sparql only reads; an update "
                "goes to /update, with a token."
            )
        if token.text == "{":
            break
    raise QuerySyntax(
        "There is no SELECT, ASK, CONSTRUCT or DESCRIBE in the query. Begin with one, after the "
        "prefixes.",
        line=1,
        column=1,
    )


def _from_clauses(read: list[Token]) -> tuple[list[str], list[str]]:
    """The graphs after FROM, and after FROM NAMED."""
    default: list[str] = []
    named: list[str] = []
    prefixes, base = prologue(read)
    for place, token in enumerate(read):
        if token.text == "{":
            break
        if token.keyword == "FROM":
            following = read[place + 1 : place + 3]
            is_named = bool(following) and following[0].keyword == "NAMED"
            name = following[1:] if is_named else following[:1]
            (named if is_named else default).extend(expanded(name, prefixes, base))
    return default, named


def prologue(read: Sequence[Token]) -> tuple[dict[str, str], str]:
    """The namespaces by prefix, its colon with it, and the base IRI, empty where there is none."""
    prefixes: dict[str, str] = {}
    base = ""
    for place, token in enumerate(read):
        if token.keyword in FORMS:
            break
        if token.keyword == "PREFIX" and len(read) > place + 2:
            prefixes[read[place + 1].text] = read[place + 2].text[1:-1]
        if token.keyword == "BASE" and len(read) > place + 1:
            base = read[place + 1].text[1:-1]
    return prefixes, base


def expanded(names: Iterable[Token], prefixes: dict[str, str], base: str) -> Iterable[str]:
    """The IRIs that `names` stand for, those that are neither IRIs nor prefixed names left out."""
    for token in names:
        if token.kind == "iri":
            yield urljoin(base, token.text[1:-1]) if base else token.text[1:-1]
        elif token.kind == "name":
            prefix, colon, local = token.text.partition(":")
            yield prefixes.get(prefix + colon, prefix + colon) + local
