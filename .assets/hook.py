"""Copies the pinned files of npm packages into the package while it is built; runs npm.

Without npm, without a network, or with KG_SKIP_ASSETS=1, the build goes on without them: the pages
then fall back to what works without scripts. An archive with another digest stops the build.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PINS = Path(__file__).with_name("pins.toml")
VENDOR = "kg/web/static/vendor"
_SECONDS = 120


class Assets(BuildHookInterface):  # type: ignore[type-arg]
    """The hook that hatchling calls."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch the files before a wheel or an editable install is made."""
        if self.target_name != "wheel":
            return
        missing = fetch(PINS.read_text(), Path(self.root) / VENDOR)
        if missing:
            self.app.display_warning(
                f"{missing} The pages wear the plain style, and the query page is a plain form."
            )
        build_data["artifacts"].append(f"/{VENDOR}/*")


def fetch(pins: str, vendor: Path) -> str | None:
    """Put the pinned files into the folder `vendor`, unless they are there; why not, where they
    could not be had. Raises ValueError for an archive that is not the pinned one.
    """
    stamp = vendor / "pins.toml"
    if os.environ.get("KG_SKIP_ASSETS") == "1":
        return "KG_SKIP_ASSETS is set."
    if stamp.exists() and stamp.read_text() == pins:
        return None
    npm = shutil.which("npm")
    if npm is None:
        return "There is no npm on this machine."
    vendor.mkdir(parents=True, exist_ok=True)
    for package in tomllib.loads(pins)["package"]:
        try:
            archive = _packed(npm, f"{package['name']}@{package['version']}")
        except (OSError, subprocess.SubprocessError) as error:
            return f"npm could not fetch {package['name']}: {error}."
        _check(archive, package)
        _unpack(archive, package["files"], vendor)
        for name, patterns in package.get("cut", {}).items():
            _cut(vendor / name, patterns)
    stamp.write_text(pins)
    return None


def _packed(npm: str, name: str) -> bytes:
    """The archive of an npm package. Raises OSError, SubprocessError."""
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", name, "--silent", "--pack-destination", folder]
        subprocess.run(  # noqa: S603  # the words are those of pins.toml
            command, check=True, capture_output=True, timeout=_SECONDS, cwd=folder
        )
        (path,) = Path(folder).glob("*.tgz")
        return path.read_bytes()


def _check(archive: bytes, package: dict[str, Any]) -> None:
    digest = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if digest != package["sha512"]:
        raise ValueError(
            f"The archive of {package['name']} {package['version']} has the SHA-512 {digest}, and "
            f"not the one in {PINS.name}. Do not use it before you know why."
        )


def _unpack(archive: bytes, files: dict[str, str], vendor: Path) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(archive)
        file.seek(0)
        with tarfile.open(fileobj=file, mode="r:gz") as members:
            for inside, name in files.items():
                member = members.extractfile(inside)
                if member is None:
                    raise ValueError(f"{inside} is no file in the archive.")
                (vendor / name).write_bytes(member.read())


def _cut(path: Path, patterns: list[str]) -> None:
    """Take out of a file all that fits one of the patterns. Raises ValueError where one fits
    nowhere: then what had to go may be there still, in another form.
    """
    text = path.read_text()
    for pattern in patterns:
        text, found = re.subn(pattern, "", text)
        if not found:
            raise ValueError(f"Nothing in {path.name} fits {pattern!r}, which should be taken out.")
    path.write_text(text)
