"""What an update is, before it runs: which graphs it may write, what it reads, whether it may run
at all; pure.

SPARQL 1.1 Update, section 3; SPARQL 1.1 Protocol, section 2.2. The engine says whether an update is
well-formed; where its words are not in the grammar, they are left to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.errors import BadRequest, QueryForbidden, QuerySyntax
from kg.query.lexer import Token, calls_service, decoded, placed, says_load
from kg.query.plan import FORMS, expanded
from kg.rdf import iri
from kg.stores import Update, UpdatePart

_MOST_PARTS = 200
_MANAGING = {"CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_OPERATIONS = {"INSERT", "DELETE", "WITH", *_MANAGING}
Placed = tuple[int, Token]


class Using(NamedTuple):
    """The graphs of using-graph-uri and using-named-graph-uri, as IRIs."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def clauses(self) -> str:
        """The same as clauses of an update. Raises BadRequest."""
        try:
            said = [f"USING {iri(one)}" for one in self.default]
            said += [f"USING NAMED {iri(one)}" for one in self.named]
        except ValueError as error:
            raise BadRequest(f"A graph of using-graph-uri is not an IRI: {error}.") from error
        return " ".join(said)


@dataclass(frozen=True, eq=False)
class _Operation:
    """One operation: its tokens without its prologue, the prefixes and the base before it, and
    where the semicolon after it stands; -1 where there is none; whether it `declares` prefixes or
    a base itself. `outer` are its keywords outside braces, each after its index.
    """

    read: Sequence[Placed]
    prefixes: dict[str, str]
    base: str
    after: int
    declares: bool
    depths: list[int] = field(init=False)
    outer: list[tuple[int, str]] = field(init=False)

    def __post_init__(self) -> None:
        depths = list(_depths(self.read))
        marked = enumerate(zip(self.read, depths, strict=True))
        outer = [(n, token.keyword) for n, ((_, token), depth) in marked if not depth]
        object.__setattr__(self, "depths", depths)
        object.__setattr__(self, "outer", outer)

    @property
    def kind(self) -> str:
        return self.read[0][1].keyword

    @property
    def start(self) -> int:
        return self.read[0][0]

    @property
    def end(self) -> int:
        place, token = self.read[-1]
        return place + len(token.text)

    def outside(self, *words: str) -> int | None:
        """Where one of `words` first stands outside braces, as an index."""
        return next((n for n, keyword in self.outer if keyword in words), None)

    @property
    def reads(self) -> bool:
        """Whether what it does depends on what operations before it wrote."""
        return self.outside("WHERE", "TO") is not None

    def name(self, token: Token) -> str | None:
        """The IRI of the graph that a term names; None for a variable."""
        return next(iter(expanded([token], self.prefixes, self.base)), None)


def plan_update(text: str, base: str, using: Using | None = None) -> Update:
    """The plan of an update; relative IRIs resolve against `base`.

    Raises QueryForbidden where it reaches outside; BadRequest where it is a query, writes the
    default graph, or names graphs to read from in two ways; QuerySyntax where it is empty.
    """
    if says_load(text) or says_load(decoded(text)):
        raise QueryForbidden(
            "LOAD is switched off: this server fetches nothing. Send the data themselves."
        )
    if calls_service(text) or calls_service(decoded(text)):
        raise QueryForbidden("SERVICE is switched off: this server asks no other server.")
    operations = list(_operations(text, base))
    if not operations:
        raise QuerySyntax("There is no operation in the update.", line=1, column=1)
    for one in operations:
        _refuse_other_kinds(one)
    parts = list(_parts(text, operations, using or Using()))
    if len(parts) > _MOST_PARTS:
        raise BadRequest(
            f"There are more than {_MOST_PARTS} operations in this update that read what others "
            "wrote or have prefixes of their own. Send it in several."
        )
    return Update(tuple(parts), base, any(map(_clears_everything, operations)))


def _depths(read: Sequence[Placed]) -> Iterator[int]:
    """How many braces are open at each token; the braces themselves are inside."""
    depth = 0
    for _, token in read:
        depth += token.text == "{"
        yield depth
        depth -= token.text == "}"


def _operations(text: str, base: str) -> Iterator[_Operation]:
    read = list(placed(text))
    prefixes: dict[str, str] = {}
    for run, after in _between_semicolons(read):
        rest = run
        while rest and rest[0][1].keyword in {"PREFIX", "BASE"}:
            taken = 3 if rest[0][1].keyword == "PREFIX" else 2
            said = [token.text for _, token in rest[1:taken]]
            if taken == 3 and len(said) == 2:
                prefixes = {**prefixes, said[0]: said[1][1:-1]}
            elif taken == 2 and said:
                base = said[0][1:-1]
            rest = rest[taken:]
        if rest:
            yield _Operation(rest, prefixes, base, after, len(rest) < len(run))


def _between_semicolons(read: Sequence[Placed]) -> Iterator[tuple[Sequence[Placed], int]]:
    """The runs of tokens between semicolons outside braces, and where each of these stands."""
    done = 0
    for place, depth in enumerate(_depths(read)):
        if read[place][1].text == ";" and not depth:
            yield read[done:place], read[place][0]
            done = place + 1
    yield read[done:], -1


def _refuse_other_kinds(one: _Operation) -> None:
    if one.kind in FORMS:
        raise BadRequest(f"This is a query ({one.kind}), not an update. Send it to /sparql.")


def _clears_everything(one: _Operation) -> bool:
    return one.kind in {"CLEAR", "DROP"} and one.outside("ALL", "NAMED") is not None


def _parts(text: str, operations: Sequence[_Operation], using: Using) -> Iterator[UpdatePart]:
    """The operations, so few together that each can be shown what those before it wrote, and that
    all prologues come first: the engine takes none after a semicolon.
    """
    groups: list[list[_Operation]] = []
    for one in operations:
        if groups and not one.reads and not one.declares:
            groups[-1].append(one)
        else:
            groups.append([one])
    for group in groups:
        writes: set[str] | None = set()
        for one in group:
            found = _written(text, one)
            writes = None if found is None or writes is None else writes | found
        graphs = None if writes is None else frozenset(writes)
        yield UpdatePart(_cut(text, operations, group, using), graphs)


def _cut(
    text: str, operations: Sequence[_Operation], group: Sequence[_Operation], using: Using
) -> str:
    """The text up to the end of `group` with no other operation in it, all in their old places."""
    start, end = group[0].start, group[-1].end
    others = [one for one in operations if one.end <= start]
    spans: list[tuple[int, int, str | None]] = [(one.start, one.end, None) for one in others]
    spans += [(one.after, one.after + 1, None) for one in others]
    spans += [(one.start, one.end, _using(text, one, using)) for one in group]
    pieces: list[str] = []
    done = 0
    for first, last, said in sorted(spans):
        pieces += (text[done:first], _blank(text[first:last]) if said is None else said)
        done = last
    return "".join([*pieces, text[done:end]])


def _blank(text: str) -> str:
    lines = text.split("\n")
    return "\n" * (len(lines) - 1) + " " * len(lines[-1])


def _using(text: str, one: _Operation, using: Using) -> str:
    """The operation, with the graphs to read from that the request names."""
    start, clauses = one.start, using.clauses()
    where = one.outside("WHERE")
    said = text[start : one.end]
    if not clauses or where is None:
        return said
    if one.outside("USING", "WITH") is not None:
        raise BadRequest(
            "The graphs to read from are named in the request and in the update. Leave out "
            "using-graph-uri and using-named-graph-uri, or USING and WITH."
        )
    at = one.read[where][0] - start
    if one.kind == "DELETE" and where == 1:  # the short form has no place for USING
        return f"{said[:at]}{said[at + 5 :]} {clauses} {said[at:]}"
    return f"{said[:at]}{clauses} {said[at:]}"


def _written(text: str, one: _Operation) -> set[str] | None:
    """The graphs that an operation may write; None: any. Raises BadRequest for the default one."""
    if one.kind in _MANAGING:
        return _managed(text, one)
    if one.kind not in _OPERATIONS or one.depths[-1] > 1:
        return None
    with_graph = one.name(one.read[1][1]) if one.kind == "WITH" and len(one.read) > 1 else None
    ends = one.outside("USING", "WHERE")
    short = one.kind == "DELETE" and ends == 1  # DELETE WHERE
    until = len(one.read) if ends is None or short else ends
    return _templates(text, one, until, with_graph)


def _managed(text: str, one: _Operation) -> set[str] | None:
    tokens = [token for _, token in one.read]
    to = next((n for n, token in enumerate(tokens) if token.keyword == "TO"), 0)
    # COPY and ADD leave what they read as it was.
    targets = tokens[to + 1 :] if one.kind in {"COPY", "ADD"} else tokens[1:]
    if any(token.keyword == "DEFAULT" for token in targets):
        raise _default_graph(text, one.start)
    if any(token.keyword in {"ALL", "NAMED"} for token in targets):
        return None
    names = [one.name(token) for token in targets if token.kind in {"iri", "name"}]
    return {name for name in names if name}


def _templates(text: str, one: _Operation, until: int, with_graph: str | None) -> set[str] | None:
    """The graphs that the templates before the token `until` name."""
    found: set[str] = set()
    marked = list(zip(one.read, one.depths, strict=True))[:until]
    anything = False
    for place, ((start, token), depth) in enumerate(marked):
        if depth != 1 or token.text in {"{", "}", "."}:
            continue
        before = marked[place - 1][0][1]
        if token.keyword == "GRAPH":
            continue
        if before.keyword == "GRAPH":
            name = one.name(token)
            anything = anything or name is None
            found |= {name} if name else set()
        elif with_graph is None:
            raise _default_graph(text, start)
        else:
            found.add(with_graph)
    return None if anything else found


def _default_graph(text: str, place: int) -> BadRequest:
    line, column = text.count("\n", 0, place) + 1, place - (text.rfind("\n", 0, place))
    return BadRequest(
        f"Line {line}, column {column}: this would write the default graph, which is the merge of "
        "all named graphs and is not written itself. Name a graph with GRAPH <…> { … } or WITH.",
        line=line,
        column=column,
    )
