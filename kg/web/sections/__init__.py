"""The parts of a page about one thing, by its kind: each is a query beside this file, and what it
gives is shown as facts, a table, a list, a timeline or a line of descent, with the query itself.
"""

from kg.web.sections.making import Section, sections_of

__all__ = ["Section", "sections_of"]
