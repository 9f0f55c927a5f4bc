"""Lists of the things of a kind: narrowed by facets, sorted, by page, drawn; asks the graph."""

from kg.web.browsing.browsed import Browsed, browse

__all__ = ["Browsed", "browse"]
