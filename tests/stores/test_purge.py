"""What we say of the files of a product after a takedown is so: they still have every byte, and let
go of it by the steps that the manual names.
"""

from __future__ import annotations

import contextlib
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.changes import Changeset
from kg.stores import Limits, open_store
from kg.takedown import of_text
from tests.stores.conftest import AT, FIRST, OLD
from tests.stores.servers import CACHE, SERVERS

pytestmark = pytest.mark.server
SECRET = "Invented-Secret-Name"
SPOKEN = frozenset({f'<urn:s> <urn:p> "{SECRET}" <{FIRST}> .'})


def into_a_new_database(folder: Path) -> Path:
    """Move what an Oxigraph server had into a new folder."""
    program = Path(sysconfig.get_path("scripts")) / "oxigraph"
    dump = folder / "all.nq"
    subprocess.run([program, "dump", "--location", folder / "db", "-f", dump], check=True)
    subprocess.run([program, "load", "--location", folder / "new", "-f", dump], check=True)
    return folder / "new"


def compacted(folder: Path) -> Path:
    """Compact a TDB2 dataset where it is."""
    jar = sorted(CACHE.glob("jena-fuseki-server-*.jar"))[-1]
    command = ["java", "-cp", jar, "tdb2.tdbcompact", "--loc", folder / "db", "--deleteOld"]
    subprocess.run(command, check=True)
    return folder / "db"


def holding(folder: Path) -> list[str]:
    """The files with the secret in them."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if SECRET.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("product", "purge"), [("oxigraph", into_a_new_database), ("fuseki", compacted)]
)
def test_files_let_go_by_the_steps_of_the_manual(
    tmp_path: Path, limits: Limits, product: str, purge: Callable[[Path], Path]
) -> None:
    """And not before, which is why we say so."""
    takedown = of_text(SECRET)
    with (
        SERVERS[product](tmp_path) as server,
        contextlib.closing(open_store(server.url, limits, server.access)) as store,
    ):
        store.commit(Changeset(OLD | SPOKEN), parent=0, at=AT, note={"message": SECRET})
        store.commit(Changeset(removed=SPOKEN), parent=1, at=AT, note={})
        store.erase(takedown.holds, takedown.scrub, {"authority": "an invented order"})
        assert store.dump() == OLD
    assert holding(tmp_path / "db")
    assert holding(purge(tmp_path)) == []
