"""Our own parsers, given anything: each answers or refuses as it says, and never otherwise.

`KG_FUZZ=1000 pytest tests/test_fuzz.py` tries so many texts each; the suite tries a few.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from kg.content import CANONICAL_BASE, broken_files, query_files
from kg.errors import (
    BadRequest,
    BodyTooLarge,
    KgError,
    NotAcceptable,
    QueryForbidden,
    QuerySyntax,
    RdfSyntax,
    RdfUnsupported,
)
from kg.formats import FORMATS, by_name, by_suffix, negotiate, read_accept
from kg.query import plan
from kg.query.hints import explained
from kg.query.lexer import calls_service, decoded, placed, says_load, with_terms
from kg.query.named import named_queries
from kg.query.update import plan_update
from kg.rdf import Syntax, parse
from kg.rdf.positions import positions
from kg.search.words import LONGEST_WORD, MOST_WORDS, folded, read_question
from kg.vocab import Vocabulary
from kg.web.harvest.oai.requests import Refused, read_request, read_span
from kg.web.harvest.oai.tokens import read_token
from kg.web.languages import LANGUAGES, preferred
from kg.web.ranges import wanted_part
from kg.web.reconciliation import Types, read_queries

FUZZED = settings(max_examples=int(os.environ.get("KG_FUZZ", "25")), deadline=None)
_PIECES = (
    *"\"'\\<>(){}[]|^`#@:;,.*/+-=!?$%&_~ \t\r\n\x00\x7f",
    *(
        "\ufeff",
        "\u0085",
        "\u2028",
        "\ud800",
        "\U0010ffff",
        "é",
        "e\u0301",
        "İ",
        "\u017f",
        "\uff11",
        "\U0001d54a",
    ),
    *('"""', "'''", "<<", ">>", "<<(", "^^", "\\u0041", "\\U00110000", "\\uD800", "%zz", "_:b"),
    *("@prefix", "@base", "PREFIX", "a", "true", "1e", "1.", "-0", "\\.", "<urn:a>", "ex:a"),
)


def mutated(text: str, seed: int) -> str:
    """`text` with a few changes: pieces put in, taken out, doubled, moved, or the end cut off."""
    choose = random.Random(seed)
    for _ in range(choose.randint(1, 4)):
        at, to = sorted(choose.randrange(len(text) + 1) for _ in "ab")
        to = min(to, at + 40)
        text = choose.choice(
            (
                lambda at=at, to=to, text=text: text[:at] + choose.choice(_PIECES) + text[at:],
                lambda at=at, to=to, text=text: text[:at] + text[to:],
                lambda at=at, to=to, text=text: text[:to] + text[at:],
                lambda at=at, to=to, text=text: text[:at] + choose.choice(_PIECES) + text[to:],
                lambda at=at, to=to, text=text: text[:at] if choose.random() < 0.2 else text,
            )
        )()
    return text


def refusal(work: Callable[[], object], *errors: type[KgError]) -> KgError | None:
    """How `work` was refused, which may only be by one of these errors; None where it was not."""
    try:
        work()
    except errors as error:
        return error
    return None


def seeds() -> st.SearchStrategy[int]:
    return st.integers(0, 2**32)


def wild() -> st.SearchStrategy[str]:
    """Texts of pieces that parsers trip over, and of anything."""
    return st.lists(st.sampled_from(_PIECES), max_size=40).map("".join) | st.text(max_size=60)


@cache
def queries() -> list[str]:
    """Good queries and updates."""
    body = '<urn:g> { <urn:s> <urn:p> \'o\'@en , 1.5 , """x""" ; a <urn:t> . _:b <urn:p> () }'
    updates = [
        f"INSERT DATA {{ GRAPH {body} }}",
        f"PREFIX ex: <urn:> DELETE {{ GRAPH {body} }} WHERE {{ ?s ?p ?o }} ; CLEAR GRAPH ex:g",
        "WITH <urn:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } USING <urn:g> WHERE { ?s ?p ?o }",
        "COPY <urn:a> TO <urn:b> ; MOVE SILENT <urn:b> TO <urn:c> ; DROP ALL",
    ]
    return [*(path.read_text() for path in query_files()), *updates]


@cache
def documents() -> dict[Syntax, list[str]]:
    """Well-formed documents of every syntax."""
    turtle = [path.read_text() for path in broken_files()[::12]]
    lines = (
        '<urn:s> <urn:p> "a\\nb"@en-GB .\n_:b <urn:p> _:b .\n<urn:s> <urn:q> "1"^^<urn:t> . # why\n'
    )
    xml = (
        '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:e="urn:e:">\n<rdf:Description rdf:about="urn:s" e:p="v"><e:q xml:lang="en">x</e:q>'
        '<e:r rdf:parseType="Collection"><e:T/></e:r><e:s rdf:nodeID="b"/></rdf:Description>\n'
        "</rdf:RDF>\n"
    )
    json_ld = json.dumps(
        {
            "@context": {"p": {"@id": "urn:p", "@type": "@id"}, "n": "urn:n"},
            "@graph": [{"@id": "urn:s", "p": ["urn:o", "urn:q"], "n": {"@value": "x"}}],
        },
        indent=1,
    )
    return {
        Syntax.TURTLE: turtle,
        Syntax.NTRIPLES: [lines],
        Syntax.NQUADS: [lines.replace(" .", " <urn:g> .")],
        Syntax.TRIG: ["PREFIX e: <urn:>\ne:g { e:s e:p [ e:q ( 1 2.0 true ) ] , '''x''' }\n"],
        Syntax.RDFXML: [xml],
        Syntax.JSONLD: [json_ld],
    }


@FUZZED
@given(wild())
def test_any_accept_header_is_negotiated_or_refused(header: str) -> None:
    """A format that there is, or NotAcceptable; qualities stay between 0 and 1."""
    assert all(0 <= one.quality <= 1 for one in read_accept(header))
    refused = refusal(lambda: negotiate(header, FORMATS), NotAcceptable)
    assert refused is None or refused.fields["available"]


@FUZZED
@given(wild())
def test_any_name_of_a_format_is_one_or_refused(name: str) -> None:
    """By `format=` and by suffix."""
    assert by_suffix(name) in {None, *FORMATS}
    refused = refusal(lambda: by_name(name, FORMATS), NotAcceptable)
    assert refused is None or len(refused.detail) < 500


_TAGS = st.sampled_from(["en", "cy", "gd", "*", "cy-GB", "q=", ";", ",", "0.", "1.1", "..", " "])


@FUZZED
@given(wild() | st.lists(_TAGS, max_size=20).map("".join))
def test_any_accept_language_leads_to_a_language(header: str) -> None:
    """One that there is."""
    assert preferred(header) in LANGUAGES


_RANGES = st.from_regex(r"bytes=[0-9]{0,18}-[0-9]{0,18}(,[0-9]*-)?", fullmatch=True)


@FUZZED
@given(_RANGES | wild(), st.integers(0, 10**6))
def test_any_range_is_a_part_or_the_whole(header: str, size: int) -> None:
    """A part never goes past the end, and where it begins past it, it is empty."""
    headers = [(b"range", header.encode("latin-1", "replace"))]
    request = Request({"type": "http", "method": "GET", "headers": headers})
    part = wanted_part(request, size, '"tag"')
    assert part is None or (part.stop <= size and part.start >= 0)


@FUZZED
@given(seeds())
def test_the_lexer_loses_nothing(seed: int) -> None:
    """Tokens stand where they are said to stand, and what is between them is space or comment."""
    text = mutated(random.Random(seed).choice(queries()), seed)
    end = 0
    for at, token in placed(text):
        assert text[at : at + len(token.text)] == token.text
        assert not text[end:at].strip() or "#" in text[end:at]
        end = at + len(token.text)
    assert with_terms(text, {}) == text
    assert not (calls_service(decoded(text)) and "service" not in decoded(text).lower())
    assert not (says_load(text) and "load" not in text.lower())


@FUZZED
@given(seeds(), wild())
def test_any_query_is_planned_or_refused(seed: int, odd: str) -> None:
    """With a reason that tells where; never otherwise."""
    for text in (mutated(random.Random(seed).choice(queries()), seed), odd):
        for planned in (plan, lambda said: plan_update(said, CANONICAL_BASE)):
            refused = refusal(
                lambda planned=planned, text=text: planned(text),
                QuerySyntax,
                QueryForbidden,
                BadRequest,
                BodyTooLarge,
            )
            assert refused is None or refused.detail


@FUZZED
@given(seeds(), wild())
def test_any_faulty_query_is_explained(vocabulary: Vocabulary, seed: int, odd: str) -> None:
    """The place of a fault is in the text."""
    for text in (mutated(random.Random(seed).choice(queries()), seed), odd):
        error = explained(text, QuerySyntax("error at 1:1: expected something"), vocabulary)
        lines = text.split("\n")
        line = error.fields.get("line")
        assert line is None or 1 <= line <= len(lines) + 1


def read_and_located(body: bytes, syntax: Syntax) -> KgError | None:
    """How the document is refused; where it is not, its statements are found again."""
    refused = refusal(
        lambda: parse(body, syntax, source="any", base="urn:base:"), RdfSyntax, RdfUnsupported
    )
    if refused is None:
        positions(body, syntax, "urn:base:")
    return refused


@FUZZED
@given(st.sampled_from(Syntax), seeds(), st.booleans())
def test_any_document_is_read_and_located_or_refused(
    syntax: Syntax, seed: int, broken: bool
) -> None:
    """In every syntax, whole or with bytes that are no text."""
    text = mutated(random.Random(seed).choice(documents()[syntax]), seed)
    body = text.encode("utf-8", "surrogatepass" if broken else "replace")
    refused = read_and_located(body, syntax)
    assert refused is None or refused.detail.startswith("any")


@FUZZED
@given(wild(), st.sampled_from(Syntax))
def test_any_text_is_read_or_refused(text: str, syntax: Syntax) -> None:
    """Even one that was never a document."""
    refused = read_and_located(text.encode("utf-8", "surrogatepass"), syntax)
    assert refused is None or refused.detail.startswith("any")


@FUZZED
@given(wild())
def test_any_words_are_a_bounded_question(text: str) -> None:
    """Full-text search gets few words, none of them long, whatever is typed."""
    question = read_question(text)
    assert len(question.words) <= MOST_WORDS
    assert all(len(word) <= LONGEST_WORD for word in question.words)
    assert folded(folded(text)) == folded(text)


@FUZZED
@given(st.sampled_from(sorted(named_queries(CANONICAL_BASE))), wild())
def test_any_parameter_is_a_term_or_refused(name: str, value: str) -> None:
    """A value never becomes syntax: the query has as many tokens as with the default."""
    query = named_queries(CANONICAL_BASE)[name]
    usual = len(list(placed(query.text_with({}))))
    for parameter in query.parameters:
        given_value = {parameter.name: value}
        refused = refusal(lambda chosen=given_value: query.text_with(chosen), BadRequest)
        if refused is None:
            words = len(list(placed(query.text_with(given_value))))
            assert abs(words - usual) <= 3  # a datatype
        else:
            assert refused.fields["parameter"] == parameter.name


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["query", "limit", "type", "properties", "pid", "v", "id", "q0"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@FUZZED
@given(st.dictionaries(st.text(max_size=4), _JSON, max_size=3).map(json.dumps) | wild())
def test_any_batch_of_reconciliation_is_read_or_refused(vocabulary: Vocabulary, text: str) -> None:
    """BadRequest, and nothing else."""
    refused = refusal(lambda: read_queries(text, Types(vocabulary)), BadRequest)
    assert refused is None or refused.detail


_OAI = st.sampled_from(["verb", "from", "until", "set", "metadataPrefix", "resumptionToken"])
_SAID = st.sampled_from(["ListRecords", "Identify", "2026-01-31", "2026-02-30", "0000-00-00"])


@FUZZED
@given(st.lists(st.tuples(_OAI, _SAID | wild()), max_size=5), wild())
def test_any_oai_request_is_read_or_refused(pairs: list[tuple[str, str]], token: str) -> None:
    """By the errors of the protocol."""
    refused: list[str] = []
    asks: tuple[Callable[[], object], ...] = (
        lambda: read_span(read_request(pairs).arguments),
        lambda: read_token(token, "ListRecords", "1"),
    )
    for ask in asks:
        try:
            ask()
        except Refused as error:
            refused.append(error.code)
    assert set(refused) <= {"badVerb", "badArgument", "badResumptionToken"}


LONG = 200_000


def test_what_was_found_stays_mended() -> None:
    """Each of these cost the square of its length, which is hours at this one: a string that is
    never closed, letters that are no word, and names without a colon.
    """
    found = {
        Syntax.JSONLD: "{" + '"\\' * LONG,
        Syntax.TURTLE: "\ufeff" * LONG,
        Syntax.TRIG: "a." * LONG,
    }
    for syntax, text in found.items():
        assert isinstance(read_and_located(text.encode(), syntax), RdfSyntax)


def test_a_letter_that_is_small_only_when_taken_apart_is_found() -> None:
    """A double-struck capital S is an s for whoever looks for it."""
    assert folded("\U0001d54a") == "s"
