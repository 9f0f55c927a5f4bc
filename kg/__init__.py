"""The UK Case Reviews graph: validated, released, queried and dereferenced linked data."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["KgError", "KnowledgeGraph", "open_graph"]

if TYPE_CHECKING:
    from kg.errors import KgError
    from kg.knowledge_graph import KnowledgeGraph, open_graph


def __getattr__(name: str) -> object:
    """Import the public names on first use: a query worker starts in 0.1 s because it needs
    none.
    """
    if name == "KgError":
        from kg.errors import KgError  # noqa: PLC0415

        return KgError
    if name in {"KnowledgeGraph", "open_graph"}:
        from kg import knowledge_graph  # noqa: PLC0415

        return getattr(knowledge_graph, name)
    raise AttributeError(name)
