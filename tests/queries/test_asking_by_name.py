"""`kg query` with the name of a question: listing, asking, and being told what was wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from kg.cli import main
from kg.content import CANONICAL_BASE, content_folder
from kg.knowledge_graph import open_graph
from kg.load import read_source
from kg.query import named_queries
from kg.settings import read_settings


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with the dataset of the source page."""
    folder = str(tmp_path_factory.mktemp("store") / "kg")
    with open_graph(read_settings(store=folder)) as graph:
        graph.load([read_source(content_folder("data") / "withscotland-page.ttl")], agent="test")
    return folder


class Shell:
    """Runs `kg` in this process; keeps its exit code and what it wrote."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[bytes]
    ) -> None:
        self._monkeypatch, self._captured = monkeypatch, captured
        self.code, self.out, self.err = 0, "", ""

    def kg(self, *words: str) -> None:
        self._monkeypatch.setattr(sys, "argv", ["kg", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = self._captured.readouterr()
        self.code = int(ended.value.code or 0)
        self.out, self.err = said.out.decode(), " ".join(said.err.decode().split())


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Shell:
    return Shell(monkeypatch, capsysbinary)


def test_a_named_query_answers_like_its_text(shell: Shell, store: str) -> None:
    """The name stands for the query with its defaults."""
    shell.kg("query", "who-can-supply-reviewers", "-f", "csv", "--store", store)
    by_name = shell.out
    text = named_queries(CANONICAL_BASE)["who-can-supply-reviewers"].text_with({})
    shell.kg("query", text, "-f", "csv", "--store", store)
    assert by_name == shell.out
    assert by_name.count("WithScotland,") == 3


def test_parameters_are_given_one_by_one(shell: Shell, store: str) -> None:
    """The last part of an IRI is enough, and every parameter has its own `--param`."""
    asked = ["query", "who-does-what-in-a-review", "-f", "csv", "--store", store]
    shell.kg(*asked, "--param", "kind=serious-case-review")
    assert shell.code == 0
    assert "usual conductor" not in shell.out
    shell.kg(*asked, "--param", "kind=significant-case-review")
    assert "usual conductor" in shell.out


def test_the_list_shows_every_query_with_its_title(shell: Shell) -> None:
    """As a table for people and as JSON for programs, without opening a store."""
    queries = named_queries(CANONICAL_BASE)
    shell.kg("query", "--list")
    assert all(name in shell.out and one.title in shell.out for name, one in queries.items())
    shell.kg("query", "--list", "--json")
    listed = {one["name"]: one for one in json.loads(shell.out)}
    assert listed.keys() == queries.keys()
    (blank,) = listed["reports-of-a-review"]["parameters"]
    assert blank["kind"] == "iri"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["recuring-themes"], 1, "Did you mean recurring-themes?"),
        (["xyzzy"], 1, "kg query --list shows them"),
        (["recurring-themes", "--param", "theme=x"], 1, "It takes none"),
        (["reports-of-a-review", "--param", "review=body:x"], 1, "Give for example review=http"),
        (["reports-of-a-review", "--param", "review"], 2, "--param takes name=value"),
        (["SELECT * {}", "--param", "a=b"], 2, "for named queries only"),
        ([], 2, "kg query --list"),
    ],
)
def test_what_cannot_be_asked_is_said_with_what_can(
    shell: Shell, words: list[str], code: int, said: str
) -> None:
    """One sentence on stderr, nothing on stdout, and the exit code of its kind."""
    shell.kg("query", *words, "--store", "memory:")
    assert (shell.code, shell.out) == (code, "")
    assert said in shell.err


def test_a_folder_of_the_graph_is_not_needed_to_list(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Listing makes no store in the folder where one stands."""
    monkeypatch.chdir(tmp_path)
    shell.kg("query", "--list")
    assert list(tmp_path.iterdir()) == []
