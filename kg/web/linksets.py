"""Links as a document of their own, in both forms of RFC 9264; pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from kg.formats import Format, Kind

_JSON = "application/linkset+json"
LINKSET_JSON = Format("linkset-json", _JSON, "linkset.json", Kind.PAGE, ("application/json",))
LINKSET = Format("linkset", "application/linkset", "linkset", Kind.PAGE, ("text/plain",))
LINKSETS = (LINKSET_JSON, LINKSET)
_URI = "%/:?#[]@!$&'()*+,;=~"  # what stays as it is in a URI (RFC 3986, section 2)


class Typed(NamedTuple):
    """A link: where it leads, by which relation, to what media type and profile."""

    target: str
    relation: str
    media_type: str = ""
    profile: str = ""

    def element(self, anchor: str = "") -> str:
        """The link as an element of a Link header (RFC 8288, section 3)."""
        said = [f'<{_uri(self.target)}>; rel="{self.relation}"']
        said += [f'type="{self.media_type}"'] if self.media_type else []
        said += [f'profile="{self.profile}"'] if self.profile else []
        said += [f'anchor="{_uri(anchor)}"'] if anchor else []
        return "; ".join(said)

    def attributes(self) -> dict[str, str]:
        """The link as a target object (RFC 9264, section 4.2.3)."""
        found = {"href": _uri(self.target), "type": self.media_type, "profile": self.profile}
        return {name: value for name, value in found.items() if value}


Linkset = Iterable[tuple[str, Iterable[Typed]]]  # anchors, each with its links


def write_linkset(links: Linkset, form: Format) -> bytes:
    """The links in one of LINKSETS."""
    if form.name == LINKSET.name:
        elements = [one.element(anchor) for anchor, some in links for one in some]
        return (",\n".join(elements) + "\n").encode()
    return (json.dumps({"linkset": [_context(*one) for one in links]}, indent=1) + "\n").encode()


def _context(anchor: str, links: Iterable[Typed]) -> dict[str, object]:
    by_relation: dict[str, list[dict[str, str]]] = defaultdict(list)
    for one in links:
        by_relation[one.relation].append(one.attributes())
    return {"anchor": _uri(anchor), **by_relation}


def _uri(iri: str) -> str:
    """An IRI as a URI: both forms hold ASCII."""
    return quote(iri, safe=_URI)
