"""Our shapes as other engines are given them: as N-Triples, and rule by rule. Reads the package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.content import shape_files
from kg.validate import Scope, read_modules
from kg.vocab import EXTERNAL_PREFIXES as X

_SH = X["sh"]
# Each counts as a rule broken in RDF4J, is passed over, or is not checked in a transaction.
UNSUPPORTED = ("sparql", "alternativePath", "closed", "xone", "severity")
# Rules that RDF4J 4.1.3 finds broken by a commit of valid data that it takes when it judges
# everything at once.
LEFT_OUT = frozenset(
    {
        "CaseReview",
        "Copy",
        "Dataset",
        "Document",
        "Edition",
        "Incident",
        "LearningPoint",
        "ReviewReport",
        "ReviewSubject",
    }
)


def shapes() -> list[str]:
    """The triples of every rule that a peer can judge: not those about single statements, which
    need a type on each of their subjects, nor those about derived terms, which peers hold as data.
    """
    modules = read_modules((path.name, path.read_bytes()) for path in shape_files())
    lines = sorted({one for each in modules if each.scopes != {Scope.USE} for one in each.triples})
    derived = {line.split(" ", 1)[0] for line in lines if '"DER-' in line and "identifier" in line}
    return [line for line in lines if not derived & {line.split(" ", 1)[0], _object(line)}]


def rules() -> list[list[str]]:
    """One list of triples for each shape with a target, with all that it refers to."""
    said = defaultdict(list)
    for line in shapes():
        said[line.split(" ", 1)[0]].append(line)
    return [
        list(_whole(node, said))
        for node, lines in said.items()
        if any(f"<{_SH}target" in line for line in lines)
    ]


def simple_rules() -> list[list[str]]:
    """The rules that use nothing of UNSUPPORTED, and are not left out by name."""
    far = tuple(f" <{_SH}{name}> " for name in UNSUPPORTED)
    return [
        rule
        for rule in rules()
        if not any(mark in line for line in rule for mark in far)
        and rule[0].split("> ", 1)[0].rpartition("/")[2] not in LEFT_OUT
    ]


def text(chosen: Iterable[list[str]]) -> bytes:
    """Rules as one N-Triples document."""
    return "\n".join(sorted({line for rule in chosen for line in rule} | {""})).encode() + b"\n"


def _whole(node: str, said: dict[str, list[str]]) -> Iterator[str]:
    waiting, seen = [node], {node}
    while waiting:
        for line in said[waiting.pop()]:
            yield line
            if (value := _object(line)) in said and value not in seen:
                seen.add(value)
                waiting.append(value)


def _object(line: str) -> str:
    return line.split(" ", 2)[2].removesuffix(" .")
