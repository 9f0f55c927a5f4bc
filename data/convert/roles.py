"""Roles in bodies, read from the words of the title where these are clear. Pure."""

from data.convert.datasets import Row, rows
from data.convert.rdf import Triple, concept

COMMITTEES = {
    "adult-protection-committee",
    "child-protection-committee",
    "local-safeguarding-children-board",
}

TITLES = {
    "Lead Officer": "lead-officer-of-a-committee",
    "Vice Chair": "vice-chair",
    "convener": "chair",
    "independent scrutineer": "independent-scrutineer",
    "panel member": "national-panel-member",
}


def role(row: Row, membership: str) -> list[Triple]:
    """The role that the title names; nothing where the title is only a job."""
    title = row.cells["role"]
    key = TITLES.get(title) or (_chair(row) if "chair" in title.lower() else "")
    return [(membership, "org:role", concept("role", key))] if key else []


def _chair(row: Row) -> str:
    """The chair of a committee is independent only if the title says so."""
    kinds = {body.key: set(body.cells["type"].split("|")) for body in rows("bodies")}
    local = kinds[row.cells["body"]] & COMMITTEES or "Board" in row.cells["role"]
    independent = "independent" in row.cells["role"]
    return "independent-chair-of-a-committee" if local and independent else "chair"
