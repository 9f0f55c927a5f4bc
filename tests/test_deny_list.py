"""The deny list: names that no text may hold, and that no error, file or log repeats."""

from __future__ import annotations

import hmac
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from kg.deny_list import DenyList, add_names, read_deny_list
from kg.errors import BadRequest, ShapesBroken, Usage
from kg.settings import Settings
from tests.seeded import BASE, dataset, review_iri, reviews, seeded

# No name of anyone.
NAME, SHORT = "Xanthippe Quillfeather-Örn", "Zorblat"
ONE = review_iri(1)
NOTE = "<http://www.w3.org/2004/02/skos/core#editorialNote>"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A deny list with two names."""
    listed = tmp_path / "denied"
    assert add_names(listed, [NAME, "", f"  {SHORT} "], None) == 2
    return listed


@pytest.fixture
def denied(path: Path) -> DenyList:
    """The same, read."""
    return read_deny_list(path, None)


@pytest.mark.parametrize(
    "text",
    [
        NAME,
        NAME.upper(),
        "about Xanthippe  Quillfeather Orn's review",
        "xanthippe-quillfeather-orn",
        "Xanthippe\nQuillfeather-Örn.",
        "XANTHIPPE_QUILLFEATHER_ÖRN",
        "(Zorblat)",
        "O'Zorblat",
    ],
)
def test_a_listed_name_is_found_however_it_is_written(denied: DenyList, text: str) -> None:
    """In capitals or not, with accents or not, whatever stands between its words."""
    assert denied.holds(text)


@pytest.mark.parametrize(
    "text", ["", "Xanthippe", "Quillfeather-Örn Xanthippe", "Zorblats", "Zor blat"]
)
def test_a_part_or_a_likeness_of_a_name_is_not_the_name(denied: DenyList, text: str) -> None:
    """A whole name in its order counts, and nothing else."""
    assert not denied.holds(text)


@given(st.text(), st.text())
def test_a_name_is_found_in_any_text_around_it(before: str, after: str) -> None:
    """Whatever characters they are."""
    hashed = hmac.digest(b"k", b"alpha beta", "sha256").hex()
    listed = DenyList(b"k", {2: frozenset({hashed})})
    assert listed.holds(f"{before} Alpha Beta {after}")


def test_the_file_holds_no_name_and_only_its_owner_reads_it(path: Path) -> None:
    """Keyed hashes: without the key, no list of names can be tried against them."""
    text = path.read_text().casefold()
    assert not [word for word in (*NAME.casefold().split(), SHORT.casefold()) if word in text]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    other = path.with_name("other")
    add_names(other, [SHORT], None)
    assert not set(path.read_text().split("\n")[2:]) & set(other.read_text().split("\n")[2:-1])


def test_a_name_is_added_once(path: Path) -> None:
    """The same name in other letters is the same name."""
    before = path.read_text()
    assert add_names(path, [SHORT.upper(), NAME], None) == 0
    assert path.read_text() == before


def test_the_key_may_be_kept_apart_from_the_file(tmp_path: Path) -> None:
    """Then the file alone is of no use, and another key is an error, not a list that finds
    nothing.
    """
    listed, key = tmp_path / "denied", "ab" * 32
    add_names(listed, [SHORT], key)
    assert key not in listed.read_text()
    assert read_deny_list(listed, key).holds(SHORT)
    for wrong in (None, "cd" * 32):
        with pytest.raises(Usage, match="another key"):
            read_deny_list(listed, wrong)


@pytest.mark.parametrize("text", ["", "check x", "key zz\n", "hello", "check a\nkey ab\nx y"])
def test_a_file_that_is_no_deny_list_is_refused(tmp_path: Path, text: str) -> None:
    """It must not look like a list that finds nothing."""
    (tmp_path / "denied").write_text(text)
    with pytest.raises(Usage):
        read_deny_list(tmp_path / "denied", None)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A wrong path must not open the gate."""
    with pytest.raises(Usage, match="cannot be read"):
        read_deny_list(tmp_path / "nothing", None)


def test_a_list_inside_a_repository_is_refused(tmp_path: Path) -> None:
    """Where it could be committed."""
    (tmp_path / ".git").mkdir()
    with pytest.raises(Usage, match="inside a repository"):
        add_names(tmp_path / "deep" / "denied", [SHORT], None)


def test_a_name_too_short_is_refused_by_its_place(path: Path) -> None:
    """And is not repeated."""
    with pytest.raises(Usage, match="Name 2 is too short") as caught:
        add_names(path, [SHORT, "Qx"], None)
    assert "Qx" not in str(caught.value)


@pytest.mark.parametrize(
    "triple",
    [
        f'<{ONE}> {NOTE} "About {NAME} and others."@en .',
        f"<{ONE}> <http://purl.org/dc/terms/source> <https://news.example/zorblat-inquiry> .",
        f'<{ONE}> {NOTE} "first\\nZorblat" .',
        f"<{ONE}> <http://purl.org/dc/terms/source> <https://news.example/%5Aorblat> .",
    ],
)
def test_a_load_with_a_listed_name_is_refused_without_saying_which(path: Path, triple: str) -> None:
    """It says of which thing, in which dataset; not the name, nor the property, nor the place."""
    with seeded("consistency", "privacy") as graph:
        graph.settings = Settings(store=graph.settings.store, deny_list=str(path))
        with pytest.raises(ShapesBroken) as caught:
            graph.load([dataset("one", *reviews([1]), triple)])
        report = caught.value.fields["report"]
        (result,) = report.violations  # type: ignore[attr-defined]
        assert (result.code, result.focus, result.value, result.path) == (
            "PRIV-99",
            f"<{ONE}>",
            None,
            None,
        )
        for told in (report.text(), report.as_json(), report.turtle()):  # type: ignore[attr-defined]
            assert not [word for word in ("anthippe", "orblat") if word in told.casefold()]


def test_a_name_in_an_identifier_is_not_repeated_either(path: Path) -> None:
    """The identifier is withheld."""
    with seeded("consistency", "privacy") as graph:
        graph.settings = Settings(store=graph.settings.store, deny_list=str(path))
        triple = f'<{BASE}id/person/zorblat> <http://xmlns.com/foaf/0.1/homepage> "x" .'
        report = graph.judge([dataset("one", triple)])
        (result,) = [one for one in report.violations if one.code == "PRIV-99"]
        assert "orblat" not in f"{result.focus}{result.message}".casefold()


def test_a_message_with_a_listed_name_is_refused(path: Path) -> None:
    """It would stay in the history; so would the agent and the names of the files."""
    with seeded("consistency", "privacy") as graph:
        graph.settings = Settings(store=graph.settings.store, deny_list=str(path))
        for told in ({"message": f"About {SHORT}"}, {"agent": SHORT}):
            with pytest.raises(BadRequest, match="deny list") as caught:
                graph.load([dataset("one", *reviews([1]))], **told)
            assert SHORT not in str(caught.value)
        with pytest.raises(BadRequest, match="deny list"):
            graph.load([dataset("one", *reviews([1]))._replace(name="zorblat.nt")])


def test_a_name_that_is_added_counts_at_once(path: Path) -> None:
    """While the graph is open."""
    with seeded("consistency", "privacy") as graph:
        graph.settings = Settings(store=graph.settings.store, deny_list=str(path))
        note = f'<{ONE}> {NOTE} "Flimnap was here."@en .'
        assert graph.judge([dataset("one", *reviews([1]), note)]).conforms
        add_names(path, ["Flimnap"], None)
        assert not graph.judge([dataset("one", *reviews([1]), note)]).conforms


def test_the_graph_that_is_there_already_is_looked_through(path: Path) -> None:
    """kg check --shapes finds a name that was listed after it was loaded."""
    with seeded("consistency", "privacy") as graph:
        graph.settings = Settings(store=graph.settings.store, deny_list=str(path))
        graph.load([dataset("one", *reviews([1]), f'<{ONE}> {NOTE} "Flimnap"@en .')])
        add_names(path, ["Flimnap"], None)
        assert [one.code for one in graph.judge_store().violations] == ["PRIV-99"]


def test_the_key_is_no_part_of_what_settings_show() -> None:
    """In a log or a traceback."""
    settings = Settings(deny_list="/x", deny_key=SecretStr("ab" * 32))
    assert "abab" not in repr(settings)
