"""Finding things by words: an index of every release, made when it is first asked for."""

from kg.search.finding import Found, Hit, Index
from kg.search.shelf import Search

__all__ = ["Found", "Hit", "Index", "Search"]
