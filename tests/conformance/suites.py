"""Which tests make up which suite; data only."""

from __future__ import annotations

from typing import NamedTuple

_HERE, _WEB = "tests/conformance", "tests/web"
_W3C = "Every test of the W3C's suite, by its manifest, over a real connection."
_NO_BODY = "Where the suite has 200 for a write, 204 is as good: our answer has no body."
_SHACL = "Every test of the W3C's suite; the reports are compared result by result."
_PAGES, _QUERY = f"{_WEB}/test_browser_pages.py", f"{_WEB}/test_browser.py"


class Plan(NamedTuple):
    """A suite before it is run. `tests` are the beginnings of the names that pytest gives."""

    key: str
    title: str
    specification: str
    how: str
    tests: tuple[str, ...]


PLANS = (
    Plan(
        "sparql-protocol",
        "SPARQL 1.1 Protocol",
        "https://www.w3.org/TR/sparql11-protocol/",
        f"{_W3C} Updates are sent to /update, with a token.",
        (f"{_HERE}/test_protocol.py::test_a_query", f"{_HERE}/test_protocol.py::test_an_update"),
    ),
    Plan(
        "sparql-query",
        "SPARQL 1.1 Query Language",
        "https://www.w3.org/TR/sparql11-query/",
        f"{_W3C} Its data are named graphs, which each request names; in results, what has no name "
        "is taken for alike, and numbers are compared by value. The tests of federation, of "
        "entailment and of updates are not among them: SERVICE is off until it is allowed, nothing "
        "is entailed, and the default graph is only read.",
        (f"{_HERE}/test_query.py::test_the_language",),
    ),
    Plan(
        "graph-store-indirect",
        "SPARQL 1.1 Graph Store HTTP Protocol, by query",
        "https://www.w3.org/TR/sparql11-http-rdf-update/",
        f"{_W3C} The graph is named in the query (section 4.2). {_NO_BODY}",
        (f"{_HERE}/test_graph_store.py::test_a_graph_store[indirect-",),
    ),
    Plan(
        "graph-store-direct",
        "SPARQL 1.1 Graph Store HTTP Protocol, by address",
        "https://www.w3.org/TR/sparql11-http-rdf-update/",
        f"{_W3C} The graph is named by its own address (section 4.1): it is a dataset here. "
        f"{_NO_BODY}",
        (f"{_HERE}/test_graph_store.py::test_a_graph_store[direct-",),
    ),
    Plan(
        "service-description",
        "SPARQL 1.1 Service Description",
        "https://www.w3.org/TR/sparql11-service-description/",
        _W3C,
        (f"{_HERE}/test_protocol.py::test_a_description",),
    ),
    Plan(
        "shacl-fast",
        "SHACL, with the engine that judges what is loaded",
        "https://www.w3.org/TR/shacl/",
        f"{_SHACL} The engine is the package shacl.",
        (f"{_HERE}/test_shacl.py::test_the_fast_engine",),
    ),
    Plan(
        "shacl-reference",
        "SHACL, with the engine of the second opinion",
        "https://www.w3.org/TR/shacl/",
        f"{_SHACL} The engine is pySHACL.",
        (f"{_HERE}/test_shacl.py::test_the_reference_engine",),
    ),
    Plan(
        "results",
        "SPARQL 1.1 Query Results in JSON, CSV and TSV",
        "https://www.w3.org/TR/sparql11-results-csv-tsv/",
        _W3C,
        (f"{_HERE}/test_query.py::test_the_results",),
    ),
    Plan(
        "result-formats",
        "Formats of results and graphs agree",
        "https://www.w3.org/TR/sparql11-overview/",
        "Our own tests: invented answers in each format, read by parsers of others; each test "
        "tries many.",
        (f"{_WEB}/test_formats_agree.py",),
    ),
    Plan(
        "reconciliation",
        "Reconciliation Service API 0.2",
        "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/",
        "Our own tests: each answer is checked against a JSON schema, and a client of others asks.",
        (f"{_WEB}/test_reconcile.py", "tests/clients/test_reconciler.py"),
    ),
    Plan(
        "oai-pmh",
        "OAI-PMH 2.0",
        "http://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm",
        "Our own tests: each verb, each kind of fault, and two harvesters of others.",
        (f"{_WEB}/test_oai.py",),
    ),
    Plan(
        "signposting",
        "FAIR Signposting, level 2",
        "https://signposting.org/FAIR/",
        "Our own tests: the client of others finds its way from each kind of page.",
        tuple(
            f"{_WEB}/test_signposting.py::test_{name}"
            for name in (
                "the_reference_client_finds_its_way",
                "the_reference_client_follows_an_identifier",
                "items_lead_to_what_a_page_is_about",
                "a_linkset_of_nothing_is_404_and_of_the_withdrawn_410",
            )
        ),
    ),
    Plan(
        "accessibility",
        "Accessibility, as far as machines can see it",
        "https://www.w3.org/TR/WCAG22/",
        "Our own tests in a real browser: axe finds nothing on pages of every kind, small, large "
        "and dark; keyboard; no scripts.",
        (
            f"{_PAGES}::test_a_page_has_no_barrier_and_fits",
            f"{_PAGES}::test_an_open_record_has_no_barrier",
            f"{_PAGES}::test_the_keyboard_goes_everywhere",
            f"{_PAGES}::test_without_scripts_lists_are_narrowed_and_parts_taken_away",
            f"{_PAGES}::test_the_reader_of_a_small_screen_sees_the_drawing_by_scrolling_it",
            f"{_QUERY}::test_without_scripts_a_form_does_the_same",
            f"{_QUERY}::test_pages_have_no_serious_barrier_and_fit",
            f"{_QUERY}::test_the_dark_scheme_has_enough_contrast",
            f"{_QUERY}::test_an_open_example_and_its_chart_have_no_serious_barrier",
            f"{_QUERY}::test_the_keyboard_is_enough",
            f"{_WEB}/test_validate_browser.py::test_the_page_has_no_barrier_and_fits",
            f"{_WEB}/test_validate_browser.py::test_the_keyboard_is_enough_to_check_a_file",
        ),
    ),
)
