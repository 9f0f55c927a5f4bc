"""Publishing: read files, compare, judge, commit. One release, or none and an error that says
why.
"""

from kg.load.loader import Loader, Outcome, Progress
from kg.load.plan import Plan, Proposal, read_proposal
from kg.load.questions import Question
from kg.load.sources import STDIN, Filled, Source, graphs_filled, read_source
from kg.load.writes import Conditions, Write, Writes, etag_of

__all__ = [
    "STDIN",
    "Conditions",
    "Filled",
    "Loader",
    "Outcome",
    "Plan",
    "Progress",
    "Proposal",
    "Question",
    "Source",
    "Write",
    "Writes",
    "etag_of",
    "graphs_filled",
    "read_proposal",
    "read_source",
]
