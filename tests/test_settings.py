"""Settings: where they come from, who wins, and what a wrong one says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import Usage
from kg.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder without kg.toml, and without the settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"KG_{name.upper()}", raising=False)


def test_every_setting_has_a_default_and_says_what_it_is() -> None:
    """The program runs without any setting, and the README's table is made from these."""
    assert read_settings() == Settings()
    assert all(field.description for field in Settings.model_fields.values())


def test_flags_win_over_kg_toml_and_kg_toml_over_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In rising order, as CONTRACT.md says: environment, kg.toml, flags."""
    for name, value in (("KG_PORT", "8001"), ("KG_HOST", "::1"), ("KG_AGENT", "environment")):
        monkeypatch.setenv(name, value)
    (tmp_path / "kg.toml").write_text('port = 8002\nhost = "localhost"\n')
    settings = read_settings(port=8003, host=None)
    assert (settings.port, settings.host, settings.agent) == (8003, "localhost", "environment")


def test_a_flag_that_was_not_given_leaves_the_setting_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """None is not a value."""
    monkeypatch.setenv("KG_STORE", "/somewhere")
    assert read_settings(store=None).store == "/somewhere"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "70000"),
        ("port", "eighty"),
        ("contact", "javascript:alert(1)"),
        ("workers", "0"),
        ("query_seconds", "0"),
        ("query_seconds", "nan"),
        ("query_seconds", "inf"),
        ("query_mib", "1"),
        ("answer_mib", "-1"),
        ("read_only", "perhaps"),
        ("base", "ftp://example.org/"),
        ("base", "https://example.org"),
        ("base", "https://example.org/a b/"),
    ],
)
def test_a_wrong_setting_is_named_in_the_error(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line that says which and why, not a report of a library."""
    monkeypatch.setenv(f"KG_{name.upper()}", value)
    with pytest.raises(Usage, match=f"A setting is wrong: {name}: ") as caught:
        read_settings()
    assert "\n" not in caught.value.detail
    assert caught.value.exit_code == 2


def test_a_setting_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """A slip of the pen in kg.toml must not pass for a setting."""
    (tmp_path / "kg.toml").write_text("prot = 8002\n")
    with pytest.raises(Usage, match="prot"):
        read_settings()


@pytest.mark.parametrize("body", [b"port = = 1", b"port", b"\xff\xfe"])
def test_a_broken_kg_toml_is_told_from_a_wrong_setting(tmp_path: Path, body: bytes) -> None:
    """The file is named."""
    (tmp_path / "kg.toml").write_bytes(body)
    with pytest.raises(Usage, match=r"kg\.toml cannot be read"):
        read_settings()


def test_settings_do_not_change_once_read() -> None:
    """Composition happens once."""
    with pytest.raises(ValueError, match="frozen"):
        read_settings().port = 1
