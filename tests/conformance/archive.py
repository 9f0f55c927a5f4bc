"""Suites of the W3C that come in the source archives of others; reads those archives.

`.ci/run` fetches them from the registry of packages.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection

from tests.conformance.manifest import Told

TEST = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
FOLDER = Path.home() / ".cache" / "uk-case-reviews"


class Archive(NamedTuple):
    """The folder of an archive that holds a suite, and the address that its files have there."""

    name: str
    folder: str
    base: str

    def files(self) -> dict[str, str]:
        """The files of the suite by their addresses; none where the archive is not there."""
        return _files(self)

    def graph(self, address: str) -> Graph:
        """What a file says."""
        return _graph(self, address)

    def tests(self, address: str) -> Iterator[tuple[Graph, Any]]:
        """The tests of a manifest and of those that it includes, in their order, each with what
        its manifest says.
        """
        if address not in self.files():
            return
        said = self.graph(address)
        for included in said.objects(URIRef(address), TEST.include):
            yield from self.tests(str(included))
        for entries in said.objects(URIRef(address), TEST.entries):
            yield from ((said, test) for test in Collection(said, entries))

    def need(self) -> None:
        """Skip where the archive is not there; in CI that is a fault of .ci/run."""
        if not self.files():
            say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
            say(f"{self.name} is not there; .ci/run says how it is fetched")


def archive(told: Told) -> Archive:
    """The archive that a manifest names."""
    return Archive(told["archive"], told["folder"], told["base"])


@cache
def _files(where: Archive) -> dict[str, str]:
    if not (FOLDER / where.name).exists():
        return {}
    with tarfile.open(FOLDER / where.name) as opened:
        parts = ((one, one.name.partition(f"/{where.folder}/")[2]) for one in opened)
        return {
            f"{where.base}{name}": opened.extractfile(one).read().decode()
            for one, name in parts
            if name and one.isfile()
        }


@cache
def _graph(where: Archive, address: str) -> Graph:
    form = "xml" if address.endswith(".rdf") else "turtle"
    return Graph().parse(data=where.files()[address], format=form, publicID=address)
