"""Clients of other languages: Comunica in Node, base R, curl."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.question import QUESTION, Numbers

pytestmark = pytest.mark.server

COMUNICA = "@comunica/query-sparql@4.5.0"
SCRIPT = """
const { QueryEngine } = require("@comunica/query-sparql");
(async () => {
  const [query, ...sources] = process.argv.slice(2);
  const bindings = await new QueryEngine().queryBindings(query, { sources });
  const rows = await bindings.toArray();
  console.log(JSON.stringify(rows.map((row) => [row.get("type").value, row.get("n").value])));
})();
"""


def _run(*command: str, cwd: Path | None = None) -> str:
    """What a client prints. Where it is not there, .ci/run fails and others pass the test over."""
    if shutil.which(command[0]) is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say(f"there is no {command[0]} on this machine")
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=cwd, timeout=300)
    return done.stdout


@pytest.mark.slow
def test_comunica_finds_out_what_the_endpoint_is(
    endpoint: str, numbers: Numbers, tmp_path: Path
) -> None:
    """Told only the address, it reads the service description and sends the query there."""
    _run("npm", "install", "--silent", "--no-audit", "--no-fund", COMUNICA, cwd=tmp_path)
    (tmp_path / "ask.js").write_text(SCRIPT)
    rows = json.loads(_run("node", "ask.js", QUESTION, endpoint, cwd=tmp_path))
    assert [(name, int(count)) for name, count in rows] == numbers


def test_base_r_reads_an_address(csv_url: str, numbers: Numbers) -> None:
    """`read.csv(url)`, no package."""
    script = "write.csv(read.csv(commandArgs(TRUE)[1]), row.names = FALSE)"
    rows = csv.DictReader(io.StringIO(_run("Rscript", "-e", script, csv_url)))
    assert [(row["type"], int(row["n"])) for row in rows] == numbers


def test_curl_asks_as_the_readme_says(endpoint: str, numbers: Numbers, tmp_path: Path) -> None:
    """A file with the question, and the format by Accept."""
    (tmp_path / "question.rq").write_text(QUESTION)
    sent = ["-G", endpoint, "--data-urlencode", "query@question.rq", "-H", "Accept: text/csv"]
    rows = csv.DictReader(io.StringIO(_run("curl", "-s", *sent, cwd=tmp_path)))
    assert [(row["type"], int(row["n"])) for row in rows] == numbers
