"""What the graph says of one thing: the same for its page and for every RDF syntax; reads the
store.
"""

from kg.describe.asking import MOST_LINKS, PARTS, derived_from
from kg.describe.description import Description, Said, describe, said_of
from kg.describe.naming import Name

__all__ = [
    "MOST_LINKS",
    "PARTS",
    "Description",
    "Name",
    "Said",
    "derived_from",
    "describe",
    "said_of",
]
