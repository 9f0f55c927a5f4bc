"""Fetching the query editor and the dress of the pages while the package is built, with an npm
that is only a script here.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import io
import sys
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

from kg.content import PACKAGE

DRESS = PACKAGE / "web" / "static" / "vendor" / "govuk-frontend.min.css"
HOOK = PACKAGE.parent / ".assets" / "hook.py"
pytestmark = pytest.mark.skipif(not HOOK.exists(), reason="an installed wheel has no build hook")


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    """The build hook, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("assets_hook", HOOK)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _archive() -> bytes:
    """What npm would fetch: a package with one file."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo("package/build/editor.js")
        member.size = len(b"edit()")
        archive.addfile(member, io.BytesIO(b"edit()"))
    return packed.getvalue()


ARCHIVE = _archive()


def _pins(sha512: str = "") -> str:
    digest = sha512 or base64.b64encode(hashlib.sha512(ARCHIVE).digest()).decode()
    return (
        f'[[package]]\nname = "@some/editor"\nversion = "1.0.0"\nsha512 = "{digest}"\n'
        '[package.files]\n"package/build/editor.js" = "editor.js"\n'
    )


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    return tmp_path / "vendor"


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An npm that puts ARCHIVE where it is told, and notes that it was called."""
    monkeypatch.delenv("KG_SKIP_ASSETS", raising=False)
    (tmp_path / "archive").write_bytes(ARCHIVE)
    script = tmp_path / "bin" / "npm"
    script.parent.mkdir()
    script.write_text(
        f"#!{sys.executable}\nimport pathlib, shutil, sys\n"
        f"pathlib.Path({str(tmp_path / 'called')!r}).write_text(sys.argv[2])\n"
        f"shutil.copy({str(tmp_path / 'archive')!r}, sys.argv[5] + '/some-editor-1.0.0.tgz')\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(script.parent))
    return tmp_path / "called"


def test_the_pinned_files_are_put_beside_the_pages(
    hook: ModuleType, npm: Path, vendor: Path
) -> None:
    """Only those that are named, once."""
    assert hook.fetch(_pins(), vendor) is None
    assert (vendor / "editor.js").read_bytes() == b"edit()"
    assert npm.read_text() == "@some/editor@1.0.0"
    npm.unlink()
    assert hook.fetch(_pins(), vendor) is None
    assert not npm.exists()


@pytest.mark.usefixtures("npm")
def test_what_is_not_ours_to_use_is_cut_out(hook: ModuleType, vendor: Path) -> None:
    """By the patterns of the pins; one that fits nothing stops the build."""
    cut = '[package.cut]\n"editor.js" = [{}]\n'
    assert hook.fetch(_pins() + cut.format("'\\(.*\\)'"), vendor) is None
    assert (vendor / "editor.js").read_text() == "edit"
    with pytest.raises(ValueError, match="taken out"):
        hook.fetch(_pins() + cut.format("'crown'"), vendor)


@pytest.mark.usefixtures("npm")
def test_an_archive_with_another_digest_stops_the_build(hook: ModuleType, vendor: Path) -> None:
    """Nothing of it is used."""
    with pytest.raises(ValueError, match="@some/editor"):
        hook.fetch(_pins("A" * 86 + "=="), vendor)
    assert not (vendor / "editor.js").exists()


def test_without_npm_the_build_goes_on(
    hook: ModuleType, vendor: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The reason is said."""
    monkeypatch.delenv("KG_SKIP_ASSETS", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "no npm" in hook.fetch(_pins(), vendor)


@pytest.mark.usefixtures("npm")
def test_without_a_network_the_build_goes_on(
    hook: ModuleType, vendor: Path, tmp_path: Path
) -> None:
    """npm fails, and the pages do without."""
    (tmp_path / "archive").unlink()
    assert "could not fetch @some/editor" in hook.fetch(_pins(), vendor)


def test_the_files_can_be_left_out_by_choice(
    hook: ModuleType, npm: Path, vendor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KG_SKIP_ASSETS=1, for builds that must not touch the network."""
    monkeypatch.setenv("KG_SKIP_ASSETS", "1")
    assert "KG_SKIP_ASSETS" in hook.fetch(_pins(), vendor)
    assert not npm.exists()


@pytest.mark.skipif(not DRESS.exists(), reason="GOV.UK Frontend was not fetched from npm")
def test_the_dress_holds_no_typeface_and_no_arms_of_the_government() -> None:
    """They belong to GOV.UK alone; and a sheet that loads nothing asks no host."""
    sheet = DRESS.read_text()
    assert ".govuk-button" in sheet
    for one in ("@font-face", "GDS Transport", "crest", "url("):
        assert one not in sheet


def test_the_pins_name_no_registry(hook: ModuleType) -> None:
    """Where packages come from is a matter of each machine."""
    assert "http" not in hook.PINS.read_text()
