"""The notebook of the README, run from its first cell to its last against a real server."""

from __future__ import annotations

import json

import pytest
from nbformat import NotebookNode

from tests.clients.notebook import executed, outputs, read
from tests.clients.question import Numbers

pytestmark = [
    pytest.mark.server,
    pytest.mark.slow,
    # Old habits of the kernel, not of ours.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def ran(endpoint: str) -> NotebookNode:
    return executed(endpoint.removesuffix("/sparql"))


def test_every_cell_shows_what_the_notebook_shows(ran: NotebookNode) -> None:
    """So that who only reads it on the web reads what the data say."""
    for (source, shown), (_, said) in zip(outputs(read()), outputs(ran), strict=True):
        assert said == shown, f"run python -m tests.clients.notebook\n{source}"


def test_it_counts_what_the_graph_counts(ran: NotebookNode, numbers: Numbers) -> None:
    """The same numbers as every other client."""
    cells = dict(outputs(ran))
    (counted,) = [said for source, said in cells.items() if "COUNT(DISTINCT ?review)" in source]
    words = " ".join(counted)
    for name, count in [*numbers[:5], *numbers[-5:]]:
        assert f"{name} {count}" in words


def test_it_names_no_server_but_the_readers_own() -> None:
    """Whoever runs it asks nobody else."""
    sources = [cell.source for cell in read().cells if cell.cell_type == "code"]
    text = json.dumps(sources).replace("https://w3id.org/uk-case-reviews/", "")
    assert "https://" not in text.replace("http://www.w3.org/", "")
    assert text.count("http://127.0.0.1:8000") == 1
