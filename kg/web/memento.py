"""Earlier states of a resource: which there are, and the headers that lead to them; no bodies.

RFC 7089 (Memento): sections 2 (headers and link relations) and 5 (TimeMaps).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from kg.knowledge_graph import KnowledgeGraph
from kg.rdf import date_time
from kg.timeline import Version
from kg.web.headers import link
from kg.web.incoming import When, written_moment


class Memento(NamedTuple):
    """A state of the resource at `path`: the version, and the versions around it, as far as there
    are any. `root` is the path that the server is under.
    """

    root: str
    path: str
    version: Version
    first: Version | None
    before: Version | None
    after: Version | None
    last: Version | None

    @property
    def address(self) -> str:
        """The address of this state (URI-M)."""
        return address(f"{self.root}{self.path}", self.version)

    def links(self) -> list[str]:
        """The links to the resource itself, and to the states around this one."""
        relations = defaultdict(list)
        around = (("first", self.first), ("prev", self.before), ("next", self.after))
        for relation, version in (*around, ("last", self.last), ("", self.version)):
            if version:
                relations[version].append(relation)
        return [
            *gates(self.root, self.path),
            *(
                memento_link(f"{self.root}{self.path}", version, *filter(None, names))
                for version, names in sorted(relations.items())
            ),
        ]


def address(path: str, version: Version) -> str:
    """The address of a version of the resource at `path`."""
    return f"{path}?as-of={version.number}"


def moment_of(version: Version) -> str:
    """When a version was published, as HTTP writes it."""
    return written_moment(datetime.fromisoformat(version.at))


def memento_link(path: str, version: Version, *relations: str) -> str:
    """The link to a version of the resource at `path`."""
    relation = " ".join((*relations, "memento"))
    return f'{link(address(path, version), relation)}; datetime="{moment_of(version)}"'


def gates(root: str, path: str) -> list[str]:
    """The links from any state of a resource to itself, its TimeGate and its TimeMap."""
    return [
        link(f"{root}{path}", "original"),
        link(f"{root}/timegate{path}", "timegate"),
        link(f"{root}/timemap{path}", "timemap", "application/link-format"),
    ]


def in_force(kg: KnowledgeGraph, name: str, moment: datetime) -> Version | None:
    """The version of the thing `name` at a moment; before there was any, the first (RFC 7089,
    section 4.5.3); None where nothing was ever said of it.
    """
    text = date_time(moment)
    until = [one.number for one in kg.releases() if one.at <= text]
    found = kg.versions.newest(name, until[-1]) if until else None
    return found or kg.versions.oldest(name)


def memento(kg: KnowledgeGraph, name: str, when: When, root: str, path: str) -> Memento | None:
    """What the resource at `path`, about the thing `name`, was when it was asked for; None where it
    is asked for as it is, or was nothing.
    """
    if when.fixed:
        version = kg.versions.newest(name, when.release)
    else:
        version = in_force(kg, name, when.moment) if when.moment else None
    return _around(kg, name, version, root, path) if version else None


def _around(kg: KnowledgeGraph, name: str, version: Version, root: str, path: str) -> Memento:
    before = kg.versions.page(name, version.number, 2).versions[1:]
    return Memento(
        root,
        path,
        version,
        first=kg.versions.oldest(name),
        before=before[0] if before else None,
        after=kg.versions.after(name, version.number),
        last=kg.versions.newest(name, kg.current()),
    )
