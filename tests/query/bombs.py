"""Queries made to run for ever, fill the memory or the answer, or break the reader of queries."""

from __future__ import annotations

_ANY = "?s{0} ?p{0} ?o{0} ."


def _product(count: int) -> str:
    """So many patterns that share nothing."""
    return " ".join(_ANY.format(n) for n in range(count))


def _doubling(steps: int) -> str:
    """A text that doubles at each step."""
    said = ["BIND('abcdefgh' AS ?x0)"]
    said += [f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(steps)]
    return " ".join(said)


def _tower(levels: int) -> str:
    """Subqueries in each other, each a product with the next."""
    inside = _ANY.format("x")
    for level in range(levels):
        inside = f"{{ SELECT * {{ {_ANY.format(level)} {inside} }} }}"
    return inside


_FOUR, _SIX = _product(4), _product(6)
_EVERYTHING = "(<http://x/a>|!<http://x/a>)"
BOMBS = {
    "a product": f"SELECT * {{ {_SIX} }}",
    "a product that is counted": f"SELECT (COUNT(*) AS ?n) {{ {_FOUR} }}",
    "a product that is sorted": f"SELECT * {{ {_FOUR} }} ORDER BY ?o0 ?o1 ?o2 ?o3",
    "a product sorted for one row": f"SELECT * {{ {_FOUR} }} ORDER BY RAND() LIMIT 1",
    "a product without repetition": f"SELECT DISTINCT * {{ {_FOUR} }}",
    "a product that is grouped": f"SELECT ?o0 (SUM(?o1) AS ?n) {{ {_FOUR} }} GROUP BY ?o0",
    "all combinations of groups": (
        f"SELECT ?o0 ?o1 ?o2 (COUNT(DISTINCT ?o3) AS ?n) {{ {_FOUR} }} GROUP BY ?o0 ?o1 ?o2"
    ),
    "a long list of texts": f"SELECT (GROUP_CONCAT(?o0) AS ?all) {{ {_FOUR} }}",
    "texts that double": f"SELECT (STRLEN(?x60) AS ?n) {{ {_doubling(60)} }}",
    "texts that double, replaced": (
        "SELECT (REPLACE(REPLACE(REPLACE(REPLACE(?x20, 'a', ?x20), 'a', ?x20), 'a', ?x20), "
        f"'a', ?x20) AS ?y) {{ {_doubling(20)} }}"
    ),
    "a pattern of many ways": (
        f"SELECT * {{ {_product(3)} FILTER(REGEX(CONCAT(STR(?s0), STR(?s1), STR(?s2)), "
        "'^((((.*)*)*)*)*!$')) }"
    ),
    "a pattern that grows": (
        f"SELECT * {{ {_doubling(16)} {_product(3)} "
        "FILTER(REGEX(?x16, '((a{0,200}){0,200}){0,200}!')) }"
    ),
    "paths from anywhere to anywhere": (
        f"SELECT * {{ ?a {_EVERYTHING}* ?b . ?c {_EVERYTHING}* ?d . ?e {_EVERYTHING}* ?f }}"
    ),
    "paths in each other": (
        f"SELECT (COUNT(*) AS ?n) {{ ?a (({_EVERYTHING}/^{_EVERYTHING})*/{_EVERYTHING}+)* ?b . "
        f"?c (({_EVERYTHING}/^{_EVERYTHING})*/{_EVERYTHING}+)* ?d }}"
    ),
    "a long path": (
        f"SELECT (COUNT(*) AS ?n) {{ ?a {'/'.join(['(^<http://x/p>/<http://x/p>)'] * 40)} ?b }}"
    ),
    "options in options": (
        f"SELECT * {{ {_ANY.format('x')} "
        + "".join(f"OPTIONAL {{ {_ANY.format(n)} " for n in range(8))
        + "} " * 8
        + "}"
    ),
    "a product less a product": f"SELECT * {{ {_product(3)} MINUS {{ {_product(3)} }} }} OFFSET 9",
    "a search for what is not there": (
        f"SELECT * {{ {_product(3)} FILTER NOT EXISTS {{ {_FOUR} FILTER(?o0 = ?s1 && ?o2 = 9) }} "
        "} OFFSET 1000000000"
    ),
    "unions of products": f"SELECT * {{ {' UNION '.join([f'{{ {_FOUR} }}'] * 20)} }} ORDER BY ?o3",
    "subqueries in subqueries": f"SELECT * {{ {_tower(8)} }} ORDER BY ?ox",
    "many values": (
        "SELECT * { "
        + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(2000)))} }}" for n in range(10))
        + " } ORDER BY ?v9"
    ),
    "a graph of everything": (
        f"CONSTRUCT {{ ?s0 ?p1 ?o2 . ?s2 ?p0 ?o1 . [] ?p2 [ ?p3 ?o3 ] }} WHERE {{ {_FOUR} }}"
    ),
    "a description of everything": f"DESCRIBE * {{ {_FOUR} }}",
    "chance": f"SELECT (SUM(RAND() * RAND()) AS ?x) {{ {_FOUR} FILTER(RAND() > 2) }}",
    "hashes of hashes": (
        f"SELECT (MAX({'SHA512(' * 60}STR(?o0){')' * 60}) AS ?x) {{ {_product(3)} }}"
    ),
    "an answer that is too large": (f"SELECT ?x14 ?o0 {{ {_doubling(14)} {_product(2)} }}"),
    "brackets in brackets": f"SELECT * {{ FILTER({'(' * 60000}1{')' * 60000}) }}",
    "groups in groups": f"SELECT * {'{' * 60000}{'}' * 60000}",
    "a chain of additions": f"SELECT (1{'+1' * 60000} AS ?x) {{}}",
    "a name without end": f"SELECT * {{ ?s <http://x/{'a' * 200000}> ?o }}",
    "a text without end": f"SELECT * {{ ?s ?p '{'a' * 200000}' }}",
    "a query without end": f"SELECT * {{ ?s ?p {','.join(map(str, range(200000)))} }}",
    "many terms that are not known": (
        "SELECT * { VALUES ?p { "
        + " ".join(f"<https://w3id.org/uk-case-reviews/def/core/t{n}>" for n in range(1000))
        + " } <http://x/none> ?p ?o }"
    ),
    "a service in every word": f"SELECT * {{ {'service:.' * 20000} }}",
    "what may be an IRI or not": f"SELECT * {{ service {'<a#> ' * 40000} }}",
    "what may be a comment or not": f"SELECT * {{ {'<service#> ' * 20000} }}",
}
