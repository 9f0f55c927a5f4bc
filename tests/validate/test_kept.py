"""The footprints that are worked out beforehand are those of the shapes as they are."""

from __future__ import annotations

import pytest

from kg.content import shape_files
from kg.rdf import Syntax, parse, skolemise
from kg.validate.footprint import footprints
from kg.validate.kept import FILE, kept_footprints, text_of
from kg.validate.shapes import Scope, parsed_modules, shapes_for, text_for
from tests.shapes.examples import modules


def test_the_file_is_that_of_the_shapes() -> None:
    """After a change to the shapes: `python -m tests.validate.test_kept`."""
    assert FILE.read_text(encoding="utf-8") == text_of(modules())


@pytest.mark.parametrize("scope", Scope)
def test_what_is_read_is_what_was_worked_out(scope: Scope) -> None:
    """A verdict must not hang on where the footprints come from."""
    kept = kept_footprints(modules(), scope)
    assert kept == footprints(shapes_for(modules(), scope))


def test_other_shapes_are_not_judged_by_the_footprints_of_these() -> None:
    """One rule more or less, or another base, and they are worked out anew."""
    assert kept_footprints(modules()[1:], Scope.UNION) is None


def test_a_header_that_is_known_is_the_one_in_the_file() -> None:
    """A module must not judge something else because it was not parsed."""
    parsed = parsed_modules((path.name, path.read_bytes()) for path in shape_files())
    assert [(one.iri, one.scopes) for one in modules()] == [(one.iri, one.scopes) for one in parsed]


@pytest.mark.parametrize("scope", Scope)
def test_the_files_as_they_are_say_what_they_say_parsed(scope: Scope) -> None:
    """An engine may be given either."""
    texts = (text_for(modules(), scope), shapes_for(modules(), scope))
    files, lines = (parse(text.encode(), Syntax.TURTLE, source="").triples for text in texts)
    assert skolemise(files, base="urn:", scope="") == skolemise(lines, base="urn:", scope="")


if __name__ == "__main__":
    FILE.write_text(text_of(modules()), encoding="utf-8")
