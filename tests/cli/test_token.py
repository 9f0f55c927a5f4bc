"""The commands for tokens, as their keeper types them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from kg.writers import Attempt, WriteLog


def _kg(*arguments: str, store: Path | str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments, "--store", str(store)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_token_is_made_listed_and_ended(tmp_path: Path) -> None:
    """It is alone on stdout, once; the list knows all but the token."""
    store = tmp_path / "store"
    graph = "https://base.example/data/ours"
    made = _kg("token", "create", "ours", "--graph", graph, "--expires", "90d", store=store)
    assert made.returncode == 0
    token = made.stdout.strip()
    assert token.startswith("kg_")
    assert "not shown again" in made.stderr
    listed = _kg("token", "list", "--json", store=store)
    (one,) = json.loads(listed.stdout)
    assert (one["name"], one["state"], one["graphs"]) == ("ours", "valid", [graph])
    assert token not in listed.stdout
    assert _kg("token", "revoke", "ours", store=store).returncode == 0
    assert "revoked" in _kg("token", "list", store=store).stdout
    assert _kg("token", "revoke", "ours", store=store).returncode == 1


def test_a_folder_with_tokens_can_still_become_a_store(tmp_path: Path) -> None:
    """Tokens may be made before anything is loaded; a backup does not hold them."""
    store = tmp_path / "store"
    assert _kg("token", "create", "ours", store=store).returncode == 0
    assert _kg("backup", str(tmp_path / "copy"), store=store).returncode == 0
    assert (tmp_path / "copy" / "STORE").exists()
    assert not (tmp_path / "copy" / "writers").exists()


def test_the_log_of_writes_is_read(tmp_path: Path) -> None:
    """Newest first."""
    log = WriteLog(tmp_path / "store" / "writers")
    log.add(Attempt("ours", "PUT", "https://base.example/data/a", 201, "done", 2))
    log.add(Attempt("ours", "PUT", "https://base.example/data/b", 422, "shapes-broken"))
    said = json.loads(_kg("token", "log", "--json", store=tmp_path / "store").stdout)
    assert [one["status"] for one in said] == [422, 201]


def test_a_passing_store_keeps_no_tokens() -> None:
    """And says where they could be kept."""
    refused = _kg("token", "create", "ours", store="memory:")
    assert refused.returncode == 2
    assert "KG_WRITERS" in refused.stderr
