"""Templates to pages; the only module that knows the template engine."""

from __future__ import annotations

import json
from collections.abc import Callable

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request

from kg import __version__
from kg.content import PACKAGE
from kg.counted import counted
from kg.web.keeping import Made
from kg.web.links import Links
from kg.web.repeated import repeatable


def _coded(text: str) -> Markup:
    """The text with what stands in `backticks` as code, everything in it escaped."""
    parts = text.split("`")
    marked = (
        Markup("<code>{}</code>").format(one) if n % 2 else one for n, one in enumerate(parts)
    )
    return Markup("").join(marked)


def _data_block(value: object) -> Markup:
    """A value as JSON that can stand in a script element: no text in it ends the element."""
    text = json.dumps(value, ensure_ascii=True)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704  nothing in it is mark-up any more


# GOV.UK Frontend, where npm was there when the package was built; else our own sheet does alone.
DRESSED = (PACKAGE / "web" / "static" / "vendor" / "govuk-frontend.min.css").exists()
_PAGES = Environment(
    loader=PackageLoader("kg.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters["coded"] = _coded
_PAGES.filters["counted"] = counted
_PAGES.filters["data_block"] = _data_block
_PAGES.filters["capitalise_first"] = lambda text: text[:1].upper() + text[1:]


def render(request: Request, template: str, **values: object) -> bytes:
    """The page that `template` makes of `values`, everything in them escaped."""
    links = links_of(request)
    page = _PAGES.get_template(template)
    known = {
        "links": links,
        "root": links.root,
        "version": __version__,
        "dressed": DRESSED,
        "here": request.url.path.removeprefix(links.root),
    }
    vocabulary = request.app.state.kg.vocabulary
    return page.render(**known, vocabulary=vocabulary, **values).encode()


def kept(request: Request, release: int, make: Callable[[], bytes], asked: str = "") -> bytes:
    """The page at this path about a release, and about what was `asked` for, as it was made
    before, or else made now.
    """
    kg = request.app.state.kg
    if not release:  # nothing is kept of a graph that is still empty
        return make()
    repeatable(request, release)
    key = (kg.store.identity(release), links_of(request).root, request.url.path, asked)
    made: Made = request.app.state.keeper.get(key, lambda: Made(make()))
    return made.body


def links_of(request: Request) -> Links:
    """The links of the server that `request` came to."""
    base: str = request.app.state.kg.vocabulary.base
    return Links(base, request.scope.get("root_path", ""))
