"""Learning points, answers to them and what became of them, as Turtle. May read tables.

An answer that a source gives to a whole set stands once, on the set: see whole_sets.py.
"""

from collections.abc import Callable, Iterator

from data.convert import datasets
from data.convert.datasets import Dataset, Graded, plain, sourced
from data.convert.facts import Row, parts
from data.convert.names import body
from data.convert.rdf import Triple, concept, date, text, thing, true
from data.convert.themes import keyword
from data.convert.vocabulary import body_kind, term
from data.convert.whole_sets import answered, is_repeated, set_rows

CLASSES = {
    "finding": "crv:Finding",
    "good-practice": "crv:GoodPractice",
    "question": "crv:QuestionForConsideration",
    "recommendation": "crv:Recommendation",
}

POINTS = Dataset(
    "learning-points",
    "Learning points",
    "Findings, recommendations, questions and good practice from reviews and from national "
    "studies of reviews, in our own words.",
)

RESPONSES = Dataset(
    "responses",
    "Responses",
    "What bodies answered to learning points. Noted is not accepted, and an answer to a whole "
    "set is not an answer to each of its items.",
)

STATUSES = Dataset(
    "status",
    "Status updates",
    "What was said, by whom and when, about progress on learning points. Speakers differ, and "
    "complete may mean handed over to routine work.",
)

# Speakers that the table of bodies does not list, by the words that name them in a row.
SPEAKERS = {
    "Hampshire adults board": "Hampshire Safeguarding Adults Board",
    "Metropolitan Police letter": "Metropolitan Police",
    "RQIA": "Regulation and Quality Improvement Authority",
    "stated by the Commissioner for Older People": (
        "Commissioner for Older People for Northern Ireland"
    ),
}


def files() -> dict[str, str]:
    """The Turtle of points, answers and statuses by its path from the repository root."""
    sets = [datasets.Row("learning_points", cells) for cells in set_rows()]
    points = [*datasets.rows("learning_points"), *sets]
    return {
        **POINTS.files(_graded("learning-point", points, point)),
        **RESPONSES.files(_graded("response", _once("responses"), response)),
        **STATUSES.files(_graded("status-update", _once("status"), status)),
    }


def point(row: Row) -> list[Triple]:
    """What a row of learning points says."""
    subject = thing("learning-point", row["id"])
    found: list[Triple] = [
        (subject, "a", CLASSES[row["kind"]]),
        (subject, "dcterms:description", text(row["summary"])),
        (subject, "crv:level", concept("level", row["level"])),
        *_addressees(subject, row),
        *[_theme(subject, row["kind"], theme) for theme in parts(row["themes"])],
        *_number(subject, row["number"]),
    ]
    if row["review_id"]:
        found.append((subject, "crv:arisingFrom", thing("review", row["review_id"])))
    if row["document_id"]:
        found.append((subject, "crv:statedIn", thing("document", row["document_id"])))
    return found


def response(row: Row) -> list[Triple]:
    """What a row of responses says."""
    subject = thing("response", row["id"])
    found: list[Triple] = [
        (subject, "a", "crv:Response"),
        (subject, "crv:respondsTo", thing("learning-point", answered(row))),
        (subject, "crv:decision", concept("response-decision", row["decision"])),
        (subject, "dcterms:description", text(row["summary"])),
        *[(subject, "crv:respondent", who) for who in _speaker(row, row["respondent"])],
    ]
    if row["date"]:
        found.append((subject, "dcterms:issued", date(row["date"])))
    return found


def status(row: Row) -> list[Triple]:
    """What a row of statuses says."""
    subject = thing("status-update", row["id"])
    found: list[Triple] = [
        (subject, "a", "crv:StatusUpdate"),
        (subject, "crv:statusOf", thing("learning-point", answered(row))),
        (subject, "crv:status", concept("progress-status", row["status"])),
        *[(subject, "crv:statedBy", who) for who in _speaker(row, row["stated_by"])],
    ]
    if row["as_at"]:
        found.append((subject, "crv:asAt", date(row["as_at"])))
    return found


def speakers(row: Row) -> list[str]:
    """The names of bodies that speak in a row but are known from its words alone."""
    words = f"{row.get('summary', '')} {row['note']}"
    return [name for phrase, name in SPEAKERS.items() if phrase in words]


def _once(table: str) -> list[datasets.Row]:
    """The rows of a table, less those that only repeat for one item what is said of the set."""
    return [row for row in datasets.rows(table) if not is_repeated(row.cells)]


def _graded(
    kind: str, found: list[datasets.Row], convert: Callable[[Row], list[Triple]]
) -> Iterator[Graded]:
    for row in found:
        yield from plain(row, convert(row.cells))
        yield from sourced(row, thing(kind, row.key))


def _speaker(row: Row, key: str) -> list[str]:
    return [thing("body", key)] if key else [body(name) for name in speakers(row)]


def _addressees(subject: str, row: Row) -> list[Triple]:
    found: list[Triple] = []
    for cell in parts(row["addressed_to"]):
        kind = cell.removeprefix("class:")
        found.append(
            (subject, "crv:addressedTo", thing("body", cell))
            if kind == cell
            else (subject, "crv:addressedToKind", body_kind(kind))
        )
    return found


def _theme(subject: str, kind: str, theme: str) -> Triple:
    scheme, _, key = theme.replace("free:", "free/").partition("/")
    if scheme == "free" or (scheme == "finding-type" and kind != "finding"):
        return keyword(subject, key)
    return (subject, "crv:findingType" if scheme == "finding-type" else "crv:theme", term(theme))


def _number(subject: str, number: str) -> list[Triple]:
    if number == "set":
        return [(subject, "crv:wholeSet", true())]
    return [(subject, "crv:number", text(number, ""))] if number else []
