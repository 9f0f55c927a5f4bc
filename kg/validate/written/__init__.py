"""How results are written: for people, as JSON, as SHACL's own report, as SARIF and for GitHub."""

from kg.validate.written.github import github
from kg.validate.written.plain import as_dict
from kg.validate.written.sarif import sarif
from kg.validate.written.shacl import file_iri, turtle
from kg.validate.written.text import Line, text

__all__ = ["Line", "as_dict", "file_iri", "github", "sarif", "text", "turtle"]
