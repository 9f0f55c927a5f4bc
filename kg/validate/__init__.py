"""The gate: do these statements keep the shapes? Knows the SHACL engines, and no store."""

from kg.validate.report import Report, Result, Severity
from kg.validate.shapes import Module, Scope, read_modules
from kg.validate.validator import Engine, Validator

__all__ = [
    "Engine",
    "Module",
    "Report",
    "Result",
    "Scope",
    "Severity",
    "Validator",
    "read_modules",
]
