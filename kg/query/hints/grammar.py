"""The grammar of SPARQL queries, and where a text first leaves it; pure.

SPARQL 1.1 Query, section 19.8. The engine says whether a query is right, and this says where it
goes wrong: the engine's own position is past the fault by the length of a keyword that it tried.
The grammar is the W3C's made a little wider, so that one token is enough to choose the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

# CAPITALS are keywords, small letters are kinds of token, quotes hold marks, Names are rules.
_RULES = """
Query: Prologue ( Select | Construct | Describe | Ask ) Values? end
Prologue: ( BASE iri | PREFIX name iri )*
Select: SelectClause Dataset* Where Modifiers
SelectClause: SELECT ( DISTINCT | REDUCED )? ( '*' | ( var | '(' Expression AS var ')' )+ )
Construct: CONSTRUCT ( Template Dataset* Where Modifiers | Dataset* WHERE Template Modifiers )
Template: '{' ( Subject ( '.' Subject? )* )? '}'
Describe: DESCRIBE ( '*' | VarOrIri+ ) Dataset* Where? Modifiers
Ask: ASK Dataset* Where Modifiers
Dataset: FROM ( Iri | NAMED Iri )
Where: WHERE? Group
Modifiers: ( GROUP BY GroupedBy+ )? ( HAVING Constraint+ )? ( ORDER BY OrderedBy+ )? Slice?
GroupedBy: var | Call | '(' Expression ( AS var )? ')'
OrderedBy: var | ( ASC | DESC ) Bracketed | Constraint
Slice: LIMIT number ( OFFSET number )? | OFFSET number ( LIMIT number )?
Values: VALUES ( var '{' Value* '}' | '(' var* ')' '{' ( '(' Value* ')' )* '}' )
Value: Iri | Literal | UNDEF
Group: '{' ( SelectClause Where Modifiers Values? | Pattern ) '}'
Pattern: ( Subject ( '.' Subject? )* )? ( Clause '.'? ( Subject ( '.' Subject? )* )? )*
Clause: OPTIONAL Group | Group ( UNION Group )* | MINUS Group | GRAPH VarOrIri Group
        | SERVICE SILENT? VarOrIri Group | FILTER Constraint | BIND '(' Expression AS var ')'
        | Values
Subject: Term Properties | Node Properties?
Properties: Verb Objects ( ';' ( Verb Objects )? )*
Objects: Object ( ',' Object )*
Object: Term | Node
Node: '(' Object* ')' | '[' Properties? ']'
Term: var | Iri | Literal | blank
Verb: var | Path
Path: Steps ( '|' Steps )*
Steps: Step ( '/' Step )*
Step: '^'? PathPrimary ( '?' | '*' | '+' )?
PathPrimary: Iri | 'a' | '(' Path ')' | '!' ( Inverse | '(' ( Inverse ( '|' Inverse )* )? ')' )
Inverse: '^'? ( Iri | 'a' )
Constraint: Bracketed | Call
Bracketed: '(' Expression ')'
Expression: And ( '||' And )*
And: Compared ( '&&' Compared )*
Compared: Sum ( Comparison Sum | NOT? IN List )?
Comparison: '=' | '!=' | '<' | '>' | '<=' | '>='
Sum: Product ( ( '+' | '-' ) Product )*
Product: Factor ( ( '*' | '/' ) Factor )*
Factor: ( '!' | '+' | '-' )* ( Bracketed | Function | Iri Arguments? | Plain | var )
Call: Function | Iri Arguments
Function: function Arguments | NOT? EXISTS Group
Arguments: '(' ( DISTINCT? ( '*' | Expression ) ( ',' Expression )* Separator? )? ')'
Separator: ';' SEPARATOR '=' string
List: '(' ( Expression ( ',' Expression )* )? ')'
Literal: ( '+' | '-' )? Plain
Plain: string ( tag | '^^' Iri )? | number | TRUE | FALSE
VarOrIri: var | Iri
Iri: iri | name
"""
KEYWORDS = frozenset(re.findall(r"(?<!')\b[A-Z]{2,}\b", _RULES))
_PIECE = re.compile(r"'[^']+'|\w+:?|\S")


@dataclass(eq=False)
class _Node:
    """A piece of the grammar: `kind` is token, rule, all, one, maybe or many."""

    kind: str
    name: str = ""
    parts: tuple[_Node, ...] = ()

    @cached_property
    def first(self) -> frozenset[str]:
        """The tokens that it can begin with."""
        if self.kind == "token":
            return frozenset([self.name])
        if self.kind == "rule":
            return _grammar()[self.name].first
        found: frozenset[str] = frozenset()
        for part in self.parts:
            found |= part.first
            if self.kind == "all" and not part.may_be_empty:
                break
        return found

    @cached_property
    def may_be_empty(self) -> bool:
        """Whether it can stand for no token at all."""
        if self.kind in {"maybe", "many"}:
            return True
        if self.kind == "rule":
            return _grammar()[self.name].may_be_empty
        every = any if self.kind == "one" else all
        return bool(self.parts) and every(part.may_be_empty for part in self.parts)

    def opened(self, token: str) -> tuple[_Node, ...]:
        """What it stands for where `token` follows."""
        if self.kind == "rule":
            return (_grammar()[self.name],)
        if self.kind == "one":
            fits = [part for part in self.parts if token in part.first]
            fits += [part for part in self.parts if part.may_be_empty]
            return (*fits, self.parts[0])[:1]
        if self.kind == "all":
            return self.parts
        more = (self,) if self.kind == "many" else ()
        return (*self.parts, *more) if token in self.parts[0].first else ()


# What is still to be read, the next first; an empty tuple once all is.
Stack = tuple[()] | tuple[_Node, "Stack"]


class Fault(NamedTuple):
    """The place among the tokens where a text leaves the grammar, and what is still to be read."""

    place: int
    stack: Stack

    @property
    def expected(self) -> frozenset[str]:
        """The tokens that could stand there."""
        found: frozenset[str] = frozenset()
        stack = self.stack
        while stack:
            node, stack = stack
            found |= node.first
            if not node.may_be_empty:
                break
        return found

    def reach(self, tokens: Iterable[str]) -> int:
        """How many of `tokens` could be read there."""
        stack: Stack | None = self.stack
        for count, token in enumerate(tokens):
            stack = _after(stack, token) if stack else None
            if stack is None:
                return count
        return count + 1


def starts(rule: str) -> frozenset[str]:
    """The tokens that what is called `rule` in the grammar can begin with."""
    return _grammar()[rule].first


def first_fault(tokens: Sequence[str]) -> Fault | None:
    """Where `tokens` leave the grammar; None where they are a query. `end` must be the last.

    A token is a keyword in capitals, a mark, or one of iri, name, var, string, tag, number, blank,
    function, word and end.
    """
    stack: Stack = (_grammar()["Query"], ())
    for place, token in enumerate(tokens):
        after = _after(stack, token)
        if after is None:
            return Fault(place, stack)
        stack = after
    return None


def _after(stack: Stack, token: str) -> Stack | None:
    """What is to be read after `token`; None where it cannot stand here."""
    while stack:
        node, stack = stack
        if node.kind == "token":
            return stack if node.name == token else None
        for part in reversed(node.opened(token)):
            stack = (part, stack)
    return None


@cache
def _grammar() -> dict[str, _Node]:
    """The rules by name."""
    pieces = _PIECE.findall(_RULES)
    starts = [place for place, piece in enumerate(pieces) if piece.endswith(":")]
    ends = [*starts[1:], len(pieces)]
    return {
        pieces[start][:-1]: _choice(iter([*pieces[start + 1 : end], ")"]))
        for start, end in zip(starts, ends, strict=True)
    }


def _choice(pieces: Iterator[str]) -> _Node:
    """The node written by `pieces` up to a closing bracket, which is read too."""
    ways: list[list[_Node]] = [[]]
    for piece in pieces:
        if piece == ")":
            break
        if piece == "|":
            ways.append([])
        elif piece in _REPEATED:
            ways[-1][-1:] = _REPEATED[piece](ways[-1][-1])
        else:
            ways[-1].append(_choice(pieces) if piece == "(" else _leaf(piece))
    nodes = tuple(way[0] if len(way) == 1 else _Node("all", parts=tuple(way)) for way in ways)
    return nodes[0] if len(nodes) == 1 else _Node("one", parts=nodes)


def _leaf(piece: str) -> _Node:
    return _Node(
        "rule" if piece[0].isupper() and not piece.isupper() else "token", piece.strip("'")
    )


_REPEATED: dict[str, Callable[[_Node], list[_Node]]] = {
    "?": lambda node: [_Node("maybe", parts=(node,))],
    "*": lambda node: [_Node("many", parts=(node,))],
    "+": lambda node: [node, _Node("many", parts=(node,))],
}
