"""The gate: do these statements keep the shapes? Knows the SHACL engines, and no store."""

from kg.validate.incremental import Ask, Look, Terms, in_memory
from kg.validate.kept import read_modules
from kg.validate.report import Report, unreadable
from kg.validate.results import SYNTAX, UNSUPPORTED, Result, Severity, Spot, discreet, fingerprint
from kg.validate.shapes import Module, Scope
from kg.validate.steps import Edge
from kg.validate.validator import Engine, Validator, View

__all__ = [
    "SYNTAX",
    "UNSUPPORTED",
    "Ask",
    "Edge",
    "Engine",
    "Look",
    "Module",
    "Report",
    "Result",
    "Scope",
    "Severity",
    "Spot",
    "Terms",
    "Validator",
    "View",
    "discreet",
    "fingerprint",
    "in_memory",
    "read_modules",
    "unreadable",
]
