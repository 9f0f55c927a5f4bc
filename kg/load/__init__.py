"""Publishing: read files, compare, judge, commit. One release, or none and an error that says
why.
"""

from kg.load.loader import Loader, Privacy
from kg.load.package import own_data, own_statements, own_terms, own_validator
from kg.load.plan import Plan, Proposal, read_proposal
from kg.load.publishing import Outcome, Progress
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
    "Privacy",
    "Progress",
    "Proposal",
    "Question",
    "Source",
    "Write",
    "Writes",
    "etag_of",
    "graphs_filled",
    "own_data",
    "own_statements",
    "own_terms",
    "own_validator",
    "read_proposal",
    "read_source",
]
