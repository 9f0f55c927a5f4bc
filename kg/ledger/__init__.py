"""The ledger of identifiers: what became of every one that was ever published."""

from kg.ledger.entries import Change, Entry, State
from kg.ledger.forms import forms
from kg.ledger.labels import labels, labels_in
from kg.ledger.ledger import Ledger
from kg.ledger.tombstones import Tombstone, read_tombstones, reason, retired

__all__ = [
    "Change",
    "Entry",
    "Ledger",
    "State",
    "Tombstone",
    "forms",
    "labels",
    "labels_in",
    "read_tombstones",
    "reason",
    "retired",
]
