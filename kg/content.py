"""Finds the content folders (ontology, shapes, data) that travel with the package; reads no
file.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
# The base that the content is written with; the setting KG_BASE may put another in its place.
CANONICAL_BASE = "https://w3id.org/uk-case-reviews/"


def content_folder(name: str) -> Path:
    """The folder `name` inside an installed wheel or, in an editable install, beside the
    package.
    """
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def ontology_files() -> list[Path]:
    """The ontology with all that belongs to it, and its concept schemes, in a stable order."""
    folder = content_folder("ontology")
    whole = [folder / f"{name}.ttl" for name in ("core", "background", "mappings", "profile")]
    return [*whole, *sorted(folder.glob("schemes/*.ttl"))]


def shape_files() -> list[Path]:
    """The modules of SHACL shapes, one file each."""
    return sorted(content_folder("shapes").glob("*.ttl"))


def derivation_files() -> list[Path]:
    """The CONSTRUCT queries that say what follows from a graph, one file for each derived term."""
    return sorted((content_folder("ontology") / "derived").glob("*.rq"))


def broken_files() -> list[Path]:
    """Data that break the rules, one file for each, named by its code."""
    return sorted((content_folder("shapes") / "broken").glob("*.ttl"))


def query_files() -> list[Path]:
    """The named queries, one file each."""
    return sorted((PACKAGE / "queries").glob("*.rq"))


def data_files() -> list[Path]:
    """The datasets that come with the package, one file and one named graph each."""
    return sorted(content_folder("data").glob("*.ttl"))


def rebased(body: bytes, base: str) -> bytes:
    """Content of our own, which is written with the canonical base, with `base` instead."""
    return body if base == CANONICAL_BASE else body.replace(CANONICAL_BASE.encode(), base.encode())
