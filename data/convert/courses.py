"""Courses for reviewers, their runs and who delivered them. May read tables only."""

from data.convert.datasets import Dataset, Graded, Row, plain, plain_text, rows, said, sourced
from data.convert.facts import parts
from data.convert.rdf import Triple, concept, date, slug, text, thing

DATASET = Dataset(
    "courses",
    "Courses",
    "Courses and other training for people who carry out, chair or commission case reviews. A "
    "course and a run of it are two things; a course without a date or place has no run here.",
)

MODELS = {
    "learning-together": "learning-together",
    "silp": "silp",
    "welsh-cpr": "welsh-model-child-practice-review",
}

# A row that says of itself that it is no course: the step of a review that has a guide of its own.
LEARNING_EVENT = {"wales-cpr-learning-event": "cpr-learning-events-guide"}


def files() -> dict[str, str]:
    """The Turtle of each file by its path from the repository root."""
    found: list[Graded] = []
    for row in rows("courses"):
        found += _learning_event(row) if row.key in LEARNING_EVENT else _course(row)
    return DATASET.files(found)


def activity(row: Row) -> tuple[str, str]:
    """The kind and key of what people took part in: the run, or else the course."""
    if row.cells["date"] or row.cells["place"]:
        return "course-instance", f"{row.key}-1"
    return "course", row.key


def agent(key: str) -> str:
    """The term for a person, or for a body if the table of bodies lists the key."""
    bodies = {row.key for row in rows("bodies")}
    return thing("body" if key in bodies else "person", key)


def _course(row: Row) -> list[Graded]:
    subject = thing("course", row.key)
    return [
        *plain(row, [(subject, "a", "schema:Course")]),
        *said(row.one("title"), subject, "schema:name"),
        *said(row.each("provider"), subject, "schema:provider", agent),
        *said(row.each("host_or_partner"), subject, "schema:contributor", agent),
        *said(row.one("format"), subject, "dcterms:description"),
        *said(row.one("accreditation"), subject, "schema:educationalCredentialAwarded"),
        *_taught(row, subject, "schema:teaches"),
        *_run(row, subject),
        *_deliverers(row),
        *said(row.each("prompted_by"), thing(*activity(row)), "crv:promptedBy", _document),
        *sourced(row, subject),
    ]


def _taught(row: Row, subject: str, predicate: str) -> list[Graded]:
    """What is taught to whom, by which model; a model that is none in the scheme goes in a note."""
    model = row.one("model")
    known = [(sure, MODELS[name]) for sure, name in model if name in MODELS]
    other = [
        (sure, f"Review model as noted: {name}.") for sure, name in model if name not in MODELS
    ]
    return [
        *said(row.each("teaches"), subject, predicate, _topic),
        *said(row.each("audience"), subject, "dcterms:audience", _audience),
        *said(known, subject, "crv:methodology", lambda key: concept("review-methodology", key)),
        *said(other, subject, "skos:editorialNote"),
    ]


def _run(row: Row, course: str) -> list[Graded]:
    kind, key = activity(row)
    if kind == "course":
        return []
    run = thing(kind, key)
    return [
        *plain(
            row, [(course, "schema:hasCourseInstance", run), (run, "a", "schema:CourseInstance")]
        ),
        *said(row.one("date"), run, "schema:startDate", date),
        *said(row.one("end_date"), run, "schema:endDate", date),
        *said(row.one("place"), run, "schema:location", plain_text),
    ]


def _deliverers(row: Row) -> list[Graded]:
    titles = dict(part.split("=", 1) for part in parts(row.cells["deliverer_roles"]))
    kind, key = activity(row)
    found: list[Graded] = []
    for sure, deliverer in row.each("deliverers"):
        part = thing("participation", f"{key}-{deliverer}")
        triples: list[Triple] = [
            (thing(kind, key), "crv:participation", part),
            (part, "a", "crv:Participation"),
            (part, "prov:agent", agent(deliverer)),
            (part, "prov:hadRole", concept("role", "course-deliverer")),
            *((part, "crv:roleTitle", text(titles[name])) for name in titles if name == deliverer),
        ]
        found += [(sure, triple) for triple in triples]
    return found


def _learning_event(row: Row) -> list[Graded]:
    """What the row says of the step goes on the guide to it."""
    guide = thing("document", LEARNING_EVENT[row.key])
    about: list[Triple] = [
        (guide, "dcterms:subject", concept("step-type", "learning-event")),
        (guide, "dcterms:subject", concept("review-element", "learning-event")),
        (guide, "dcterms:description", text(row.cells["title"])),
    ]
    return [
        *plain(row, about),
        *said(row.each("teaches"), guide, "dcterms:subject", _topic),
        *said(row.each("audience"), guide, "dcterms:audience", _audience),
        *said(
            [(sure, MODELS[name]) for sure, name in row.one("model")],
            guide,
            "dcterms:subject",
            lambda key: concept("review-methodology", key),
        ),
        *sourced(row, guide),
    ]


def _topic(name: str) -> str:
    return concept("learning-topic", slug(name))


def _audience(name: str) -> str:
    return concept("audience", slug(name))


def _document(key: str) -> str:
    return thing("document", key)
