"""Bodies and areas, found by the names that reviews use. May read tables; writes nothing."""

import re
from functools import cache

from data.convert import areas
from data.convert.facts import parts, rows
from data.convert.rdf import slug, thing
from data.convert.vocabulary import AREAS, nation

# The same name, differently spelt, in the tables of bodies and of reviews.
SAME_BODY = {
    "Area Child Protection Committees of Northern Ireland": "acpc-ni",
    "Cardiff and the Vale of Glamorgan Regional Safeguarding Children Board": "rscb-cardiff-vale",
    "Mid and West Wales Safeguarding Children Board (CYSUR)": "rscb-mid-west-wales",
    "Public Health Agency": "pha-ni",
    "West Sussex Adults Safeguarding Board": "west-sussex-safeguarding-adults-board",
}

SAME_AREA = {
    "Aberdeen": "Aberdeen City",
    "Anglesey": "Isle of Anglesey",
    "Dundee": "Dundee City",
    "Edinburgh": "City of Edinburgh",
    "Glasgow": "Glasgow City",
    "Rhondda Cynon Taf": "Rhondda Cynon Taff",
    "Scottish Borders": "The Scottish Borders",
    "Vale of Glamorgan": "The Vale of Glamorgan",
}


def body(name: str) -> str:
    """The term for a body by its name or another name; where no table lists it, by its slug."""
    return thing("body", body_key(name) or slug(name))


def body_key(name: str) -> str:
    """The key of the one listed body with that name; empty where none or several have it."""
    if name in SAME_BODY:
        return SAME_BODY[name]
    for keys in (_names().get(name), _names().get(_plain(name))):
        if keys and len(keys) == 1:
            return next(iter(keys))
    return ""


def listed(name: str) -> bool:
    """Whether the table of bodies lists a body with that name."""
    return body_key(name) in {row["id"] for row in rows("bodies")}


def area(name: str) -> str:
    """The term for an area with a code; empty where no code is known for the name."""
    if name in AREAS:
        return nation(name)
    code = _codes().get(SAME_AREA.get(name, name), "")
    return areas.area(code) if code else ""


def _plain(name: str) -> str:
    """A name without case and the words that boards use or leave out at will."""
    words = re.findall(r"[a-z0-9]+", name.lower().replace("&", " and "))
    return " ".join(word for word in words if word not in {"local", "borough", "metropolitan"})


@cache
def _names() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows("bodies"):
        for name in [row["name"], *parts(row["alt_names"])]:
            found.setdefault(name, set()).add(row["id"])
            found.setdefault(_plain(name), set()).add(row["id"])
    return found


@cache
def _codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows("bodies"):
        names, codes = parts(row["area_name"]), parts(row["gss_code"])
        if len(names) == len(codes):
            found |= dict(zip(names, codes, strict=True))
    return found
