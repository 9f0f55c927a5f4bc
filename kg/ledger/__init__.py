"""The ledger of identifiers: what became of every one that was ever published."""

from kg.ledger.checking import Broken, Checked, Resolve, check_links
from kg.ledger.entries import Change, Entry, State
from kg.ledger.forms import forms
from kg.ledger.labels import labels, labels_in
from kg.ledger.ledger import Ledger
from kg.ledger.lists import as_csv, read_list
from kg.ledger.minting import NATIONS, mint
from kg.ledger.tombstones import TOMBSTONE, Tombstone, read_tombstones, reason, retired

__all__ = [
    "NATIONS",
    "TOMBSTONE",
    "Broken",
    "Change",
    "Checked",
    "Entry",
    "Ledger",
    "Resolve",
    "State",
    "Tombstone",
    "as_csv",
    "check_links",
    "forms",
    "labels",
    "labels_in",
    "mint",
    "read_list",
    "read_tombstones",
    "reason",
    "retired",
]
