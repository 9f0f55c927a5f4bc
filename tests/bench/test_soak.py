"""The soak finds what it looks for; and a short one finds nothing in the service as it is."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.bench.soak import plots, soak
from tests.bench.soak_clients import Client, Editions, Reply, edition
from tests.bench.soak_service import Notes, Service, Took

NAME = "https://example.org/data/any"


def shown(*numbers: int) -> Reply:
    """What a reader is shown of the editions."""
    return Reply(200, {}, b"said\r\n" + b"".join(b"edition %d\r\n" % n for n in numbers))


def test_an_acknowledged_edition_that_is_gone_is_found() -> None:
    """Older, missing, doubled or never sent: each is said. Newer, while it was sent, is right."""
    editions = Editions()
    for _ in range(3):
        last = editions.sending(NAME)
    editions.acknowledged(NAME, last - 1)
    assert editions.any(random.Random(1)) == (NAME, 2)
    wrong = [editions.right(NAME, 2, shown(*some)) for some in ((1,), (), (2, 3), (4,))]
    assert all(said and "2 was acknowledged" in said for said in wrong)
    assert editions.right(NAME, 2, shown(2)) is None
    assert editions.right(NAME, 2, shown(3)) is None


def test_an_edition_says_its_number_and_is_the_same_each_time() -> None:
    """So that a reader can tell which one it sees."""
    assert '"edition 7"@en' in edition(NAME, 6_000_000, 7)
    assert edition(NAME, 6_000_000, 7) == edition(NAME, 6_000_000, 7)


def test_a_service_that_nobody_killed_and_does_not_answer_is_a_fault(tmp_path: Path) -> None:
    """A connection that is refused counts, unless the service was being killed."""
    notes = Notes()
    service = Service(tmp_path / "store", notes)
    assert Client(1, service, notes).ask("a question", "ASK {}") is None
    [fault] = notes.faults
    assert "nobody had killed the service" in fault


def test_latencies_and_memory_are_drawn() -> None:
    """Each kind of request has its curves, in a plot that parses."""
    notes = Notes()
    notes.took += [Took(at, "a question", 3.0 + at) for at in range(50)]
    notes.memory += [(float(at), 100.0) for at in range(0, 50, 2)]
    drawn = plots(notes, 60)
    assert {ET.fromstring(svg).tag.rpartition("}")[2] for svg in drawn.values()} == {"svg"}
    assert "a question, slowest twentieth" in drawn["soak-latencies.svg"]


@pytest.mark.server
@pytest.mark.slow
def test_half_a_minute_of_everything_loses_nothing(tmp_path: Path) -> None:
    """Readers, publishers, bombs, kills and restarts of the real service."""
    found = soak(tmp_path / "store", 30, 3_000, 3, Notes())
    assert found["faults"] == []
    assert found["lost"] == 0
    assert int(str(found["lives of the service"])) > 1
    assert int(str(found["acknowledged editions"])) > 0
