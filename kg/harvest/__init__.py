"""The change log that every harvester reads: what each record is, and the release that last changed
it.
"""

from kg.harvest.dublin_core import ELEMENTS, dublin_core
from kg.harvest.log import Change, ChangeLog
from kg.harvest.records import Records, kind_of, record_of

__all__ = [
    "ELEMENTS",
    "Change",
    "ChangeLog",
    "Records",
    "dublin_core",
    "kind_of",
    "record_of",
]
