"""Publishing: read files, compare, judge, commit. One release, or none and an error that says why.
"""

from kg.load.loader import Loader, Outcome, Progress
from kg.load.sources import Filled, Source, graphs_filled, read_source

__all__ = [
    "Filled",
    "Loader",
    "Outcome",
    "Progress",
    "Source",
    "graphs_filled",
    "read_source",
]
