"""Our shapes as the peers of a benchmark are given them."""

from __future__ import annotations

from kg.rdf import Syntax, parse
from tests.bench import rules


def test_a_rule_is_taken_with_all_that_it_refers_to() -> None:
    """Every blank node of a rule is described in it, so that it can be judged alone."""
    for rule in rules.rules():
        said = {line.split(" ", 1)[0] for line in rule}
        named = {word for line in rule for word in line.split(" ") if word.startswith("_:")}
        assert named <= said


def test_rules_about_derived_terms_are_left_out() -> None:
    """Peers hold the derived triples as data, and would find every one of them wrong."""
    assert not [line for line in rules.shapes() if '"DER-' in line]


def test_rules_are_well_formed_together() -> None:
    """The document that a peer is sent parses, and has no rule that it does not know."""
    sent = rules.text(rules.simple_rules())
    assert parse(sent, Syntax.NTRIPLES, source="rules").triples
    assert b"/ns/shacl#sparql>" not in sent


def test_what_is_left_out_by_name_is_a_rule() -> None:
    """A rule that goes or is renamed leaves the list too."""
    named = {rule[0].split("> ", 1)[0].rpartition("/")[2] for rule in rules.rules()}
    assert named >= rules.LEFT_OUT
