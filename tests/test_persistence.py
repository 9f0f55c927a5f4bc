"""Redirect rules send every identifier to the same path of the service, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from kg.cli.app import app as commands
from kg.content import CANONICAL_BASE
from kg.errors import Usage
from kg.knowledge_graph import open_graph
from kg.persistence import PATHS, redirect_folder
from kg.settings import Settings
from kg.web.app import create_app

SERVICE = "https://service.example/reviews"
RULE = re.compile(r"RewriteRule (\S+) (\S+) \[R=(\d+),L\]")
# Pages of this one service, which nothing identifies.
NOT_IDENTIFIERS = {
    *("", "browse", "healthz", "readyz", "openapi.json", "static", "sparql"),
    *("about", "nations", "search", "reconcile", "resolve", "graph-store", "update", "validate"),
    *("conformance", "linkset", "prefixes", "robots.txt", "sitemap.xml", "sitemaps"),
    *("timegate", "timemap"),
}


class Redirect(NamedTuple):
    """A status and an address."""

    status: int
    target: str


def redirect(rules: str, path: str) -> Redirect | None:
    """What Apache's mod_rewrite answers to a path below the folder, by the first rule that fits."""
    for pattern, target, status in RULE.findall(rules):
        if found := re.search(pattern, path):
            return Redirect(int(status), found.expand(target.replace("$1", r"\1")))
    return None


@pytest.fixture(scope="module")
def rules() -> str:
    return redirect_folder(CANONICAL_BASE, f"{SERVICE}/", "A. Keeper")[".htaccess"]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "id/review/eng-q4qx45",
        "id/body/sbni",
        "doc/review/eng-q4qx45",
        "doc/review/eng-q4qx45.ttl",
        "def/",
        "def/core/",
        "def/core/CaseReview",
        "def/core/1.0.0",
        "def/harm-type/neglect",
        "def/shape/CaseReview-title",
        "def/rule/PRIV-01",
        "data/bodies",
        "data/bodies/derived",
        "data/bodies.nq",
        "releases",
        "releases/3",
        "queries/reviews-by-year-and-nation",
        "problems/gone",
        "r/0a1b2c3d",
        "catalog",
        "dumps/3/",
        "dumps/3/data/bodies.ttl.gz",
        "feed.atom",
        ".well-known/void",
    ],
)
def test_every_kind_of_path_leads_to_itself_on_the_service(rules: str, path: str) -> None:
    """303 to the same path; the service says what is there, what moved and what is gone."""
    assert redirect(rules, path) == Redirect(303, f"{SERVICE}/{path}")


def test_a_query_by_post_stays_one(rules: str) -> None:
    """303 would turn it into a GET without its body."""
    assert redirect(rules, "sparql") == Redirect(307, f"{SERVICE}/sparql")


@pytest.mark.parametrize(
    "path", ["wp-login.php", "id/a b", "id/x?y", "ideas/x", "static/style.css"]
)
def test_what_is_no_identifier_goes_nowhere(rules: str, path: str) -> None:
    """The registry answers 404 and does not pass noise on."""
    assert redirect(rules, path) is None


def test_every_route_of_the_service_has_a_redirect_or_identifies_nothing() -> None:
    """A new kind of path cannot be forgotten."""
    with open_graph(Settings(store="memory:")) as graph:
        paths = create_app(graph).openapi()["paths"]
    first = {path.strip("/").partition("/")[0] for path in paths}
    assert first - NOT_IDENTIFIERS <= PATHS.keys()


def test_the_folder_says_what_it_is_for(tmp_path: Path) -> None:
    """Base, service and contact are in the README of the folder that the command writes."""
    folder = tmp_path / "uk-case-reviews"
    given = ["w3id", str(folder), "--service", SERVICE, "--contact", "A. Keeper"]
    assert CliRunner().invoke(commands, given).exit_code == 0
    readme = (folder / "README.md").read_text()
    for said in (CANONICAL_BASE, SERVICE, "A. Keeper"):
        assert said in readme
    assert (folder / ".htaccess").read_text().count("RewriteRule") == 3


@pytest.mark.parametrize(
    "service",
    [
        "service.example",
        "ftp://x.example",
        "https://x.example/?a",
        "https://x/ [P]",
        "https://x/$1",
    ],
)
def test_an_address_that_would_change_the_rules_is_refused(service: str) -> None:
    """Nothing in it may mean something to mod_rewrite."""
    with pytest.raises(Usage):
        redirect_folder(CANONICAL_BASE, service, "A. Keeper")


def test_someone_must_keep_the_redirects() -> None:
    """A registry asks for a person, on one line."""
    for contact in (" ", "A\nRewriteRule . https://evil.example"):
        with pytest.raises(Usage):
            redirect_folder(CANONICAL_BASE, SERVICE, contact)
