"""The peers of the benchmark are real: each is started as it is measured, filled, and asked."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

import httpx2
import pytest

from tests.bench import rules
from tests.bench.figures import Missing, On
from tests.bench.gates import GATES
from tests.bench.generate import graphs
from tests.bench.peers import PEERS, NotInstalled, Peer
from tests.bench.publishing import BULK, CHANGE
from tests.bench.starting import ROWS

pytestmark = [pytest.mark.server, pytest.mark.slow]
TRIPLES = 500


def installed(name: str) -> Peer:
    """The peer. One that is not here fails in CI and is skipped elsewhere."""
    peer = PEERS[name]()
    try:
        peer.version()
    except NotInstalled as error:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(error))
    return peer


def dumped(folder: Path) -> Path:
    """A small generated graph as a file."""
    path = folder / "dump.nt"
    _, lines = next(iter(graphs(TRIPLES)))
    path.write_text("".join(f"{line}\n" for line in sorted(set(lines))))
    return path


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_holds_what_it_was_filled_with_after_a_restart(name: str, tmp_path: Path) -> None:
    """Every triple of the file is in the default graph, as the questions ask it."""
    peer, dump = installed(name), dumped(tmp_path)
    own = tmp_path / "own"
    own.mkdir()
    with peer.up(own) as service:
        peer.load(service, dump)
    with peer.up(own) as service:
        query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . FILTER(STRSTARTS(STR(?s), 'https://w3id')) }"
        reply = httpx2.post(service.url, data={"query": query}, headers=ROWS, timeout=60)
        [row] = reply.json()["results"]["bindings"]
    assert int(row["n"]["value"]) == dump.read_text().count("\n")


@pytest.mark.parametrize("name", GATES)
def test_a_gate_judges_the_whole_and_a_change(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A peer that knows SHACL gives a figure for both."""
    peer, dump = installed(name), dumped(tmp_path)
    # All would take it a minute; those about classes need the terms, which this graph lacks.
    plain = (one for one in rules.simple_rules() if not any("#class>" in line for line in one))
    some = list(islice(plain, 6))
    monkeypatch.setattr(rules, "simple_rules", lambda: some)
    own = tmp_path / "own"
    own.mkdir()
    with peer.up(own) as service:
        peer.load(service, dump)
        found = list(GATES[name](On(name, TRIPLES), service, 1, 0.0))
    measured = {one.what for one in found if not isinstance(one, Missing)}
    assert measured == {BULK, CHANGE}
