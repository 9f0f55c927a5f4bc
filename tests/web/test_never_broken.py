"""Whatever is done to a graph, every identifier that was ever published answers over HTTP: live,
moved in one hop to one that is live, or gone.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test
from starlette.testclient import TestClient

from kg.web.app import create_app
from tests.ledger.test_never_broken import Publishing
from tests.web.harvesters import Subscriber
from tests.web.names import BASE, asked

FORMATS = ("text/html", "text/turtle", "application/n-triples", "application/ld+json", "*/*")


class PublishingOverHttp(Publishing):
    """The same changes, watched by a reader and by a subscriber of the feed."""

    @initialize()
    def opened(self) -> None:
        """A service over the graph, which stays up through every change."""
        super().opened()
        self.client = TestClient(create_app(self.graph), follow_redirects=False)
        self.subscriber = Subscriber(self.client)

    @invariant()
    def every_identifier_answers_over_http(self) -> None:
        """303 or 200 where live; 301 to a live one; 410 in every format: never 404, never a
        loop.
        """
        if not hasattr(self, "client"):
            return
        for turn, name in enumerate(sorted(self.minted)):
            path = f"/{name.removeprefix(BASE)}"
            accept = FORMATS[turn % len(FORMATS)]
            answer = self.client.get(path, headers=asked(accept))
            assert answer.status_code in {200, 301, 303, 410}, (path, answer.status_code)
            if answer.status_code in {301, 303}:
                after = self.client.get(answer.headers["location"], headers=asked(accept))
                assert after.status_code == 200, (path, answer.headers["location"])

    @invariant()
    def feeds_tell_of_every_identifier(self) -> None:
        """Whoever follows the feed knows which are live and which are gone."""
        if not hasattr(self, "client"):
            return
        self.subscriber.go_on()
        entries = self.graph.resolve(sorted(self.minted), changes=False)
        for entry in entries:
            live = str(entry.state) == "live"
            assert (entry.iri in self.subscriber.entries) == live, entry
            assert (entry.iri in self.subscriber.deleted) == (not live), entry


QUICK = settings(
    max_examples=3,
    stateful_step_count=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@pytest.mark.slow
def test_no_address_is_ever_lost() -> None:
    """Sequences of loads, merges, renames, withdrawals, takedowns and rollbacks."""
    run_state_machine_as_test(PublishingOverHttp, settings=QUICK)
