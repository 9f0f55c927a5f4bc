"""A plan: what a load would change, to be read by people and applied as it is, or not at all; pure.

A plan is a JSON file. It holds the fingerprint of the release that it was made on, every statement
that comes or goes, what goes into the history, what the plan showed, and a hash over all of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.changes import Changeset
from kg.errors import BadRequest
from kg.history import LoadedFile, Note
from kg.load.questions import Answered
from kg.load.survey import Survey
from kg.validate import Report, Severity

VERSION = 1


class Proposal(NamedTuple):
    """A change to the release `parent`, whose statements have the fingerprint `content`."""

    parent: int
    content: str
    note: Note
    changeset: Changeset


@dataclass(frozen=True)
class Plan:
    """A proposal and what there is to know of it: the gate's report, the disclosure warnings in it,
    the things that it touches, the questions whose answers change (None: not asked), and why else
    it is refused.
    """

    proposal: Proposal
    report: Report
    survey: Survey
    questions: tuple[Answered, ...] | None = None
    refusals: tuple[str, ...] = ()

    @property
    def applicable(self) -> bool:
        """Whether the plan can be applied: it changes something, and nothing refuses it."""
        return bool(self.proposal.changeset) and self.report.conforms and not self.refusals

    def as_page(self) -> dict[str, object]:
        """The plan as plain values, without the statements: for a page, a terminal or a program."""
        note, change = self.proposal.note, self.proposal.changeset
        asked = self.questions
        return {
            "parent": self.proposal.parent,
            "agent": note.agent,
            "message": note.message,
            "files": [file._asdict() for file in note.files],
            "graphs": sorted(change.graphs()),
            "statements": {"added": len(change.added), "removed": len(change.removed)},
            **{
                name: [one._asdict() for one in listed]
                for name, listed in self.survey._asdict().items()
            },
            "questions": None if asked is None else [one._asdict() for one in asked],
            "report": json.loads(self.report.as_json()),
            "severities": {
                severity.value: sum(one.severity == severity for one in self.report.results)
                for severity in Severity
            },
            "refusals": list(self.refusals),
            "applicable": self.applicable,
        }

    def as_file(self) -> str:
        """The plan as the text of a file that `read_proposal` reads; without the statements
        where it is refused, as they may be what must not be repeated.
        """
        change = self.proposal.changeset if self.applicable else Changeset()
        plan: dict[str, object] = {
            "version": VERSION,
            "parent": self.proposal.parent,
            "content": self.proposal.content,
            "note": self.proposal.note.as_record(),
            "added": sorted(change.added),
            "removed": sorted(change.removed),
            "shown": self.as_page(),
        }
        return json.dumps({**plan, "hash": _hash(plan)}, indent=1, ensure_ascii=False) + "\n"


def read_proposal(text: str) -> Proposal:
    """The proposal in the text of a plan. Raises BadRequest where it is not as it was written, or
    was refused when it was made.
    """
    try:
        plan = json.loads(text)
        said = {name: value for name, value in plan.items() if name != "hash"}
        whole = plan["hash"] == _hash(said) and plan["version"] == VERSION
    except (ValueError, TypeError, KeyError, AttributeError):
        whole = False
    if not whole:
        raise BadRequest("The plan is not as kg plan wrote it, so nothing is applied. Plan again.")
    if not plan["shown"]["applicable"]:
        raise BadRequest(
            "The plan was refused when it was made, or changes nothing. There is nothing to apply."
        )
    change = Changeset(frozenset(plan["added"]), frozenset(plan["removed"]))
    return Proposal(plan["parent"], plan["content"], _note(plan["note"]), change)


def _note(said: Mapping[str, object]) -> Note:
    files = said["files"]
    listed = files if isinstance(files, list) else []
    return Note(
        str(said["agent"]), str(said["message"]), tuple(LoadedFile(**file) for file in listed)
    )


def _hash(plan: Mapping[str, object]) -> str:
    text = json.dumps(plan, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
