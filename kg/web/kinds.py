"""The kinds of thing that there are pages for, and what they are called. Data only."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of thing that can be browsed: how one and many of it are called, its classes."""

    one: str
    many: str
    classes: tuple[str, ...]
    about: str


KINDS = {
    "review": Kind(
        "Case review",
        "Case reviews",
        ("crv:CaseReview",),
        "Reviews of what happened to children and adults, and what was learned.",
    ),
    "document": Kind(
        "Document",
        "Documents",
        ("crv:Document", "crv:ReviewReport", "crv:Guidance"),
        "Review reports, guidance, codes of practice, leaflets.",
    ),
    "learning-point": Kind(
        "Learning point",
        "Learning points",
        (
            "crv:Finding",
            "crv:Recommendation",
            "crv:QuestionForConsideration",
            "crv:GoodPractice",
        ),
        "Findings, recommendations, questions to consider, good practice.",
    ),
    "body": Kind(
        "Body",
        "Bodies",
        ("org:Organization",),
        "Committees, boards, partnerships, inspectorates, governments.",
    ),
    "course": Kind(
        "Course", "Courses", ("schema:Course",), "Training for those who carry out reviews."
    ),
    "service": Kind(
        "Support service",
        "Support services",
        ("crv:SupportService",),
        "Help with reviews: lead reviewers, critical friends, advice.",
    ),
    "catalogue": Kind(
        "Collection", "Collections", ("dcat:Catalog",), "Where reports are collected."
    ),
    "person": Kind(
        "Person", "People", ("foaf:Person",), "Professionals in a public role: authors, chairs."
    ),
    "statement": Kind(
        "Statement", "Statements", ("crv:Statement",), "What a source says, and how certain it is."
    ),
    "observation": Kind(
        "Figure", "Figures", ("schema:Observation",), "Published counts, with their period."
    ),
    "scheme": Kind(
        "Concept scheme",
        "Concept schemes",
        ("skos:ConceptScheme",),
        "The lists of types, roles, themes and statuses that the data use.",
    ),
    "dataset": Kind(
        "Dataset", "Datasets", ("dcat:Dataset",), "Where the facts come from, and their licence."
    ),
}

# Kinds that have no list of their own, because they only make sense inside something else.
PARTS = {
    "action": "Action",
    "catalogue-record": "Catalogue record",
    "change-event": "Change of organisation",
    "copy": "Copy",
    "course-instance": "Course date",
    "credential": "Credential",
    "edition": "Edition",
    "incident": "Incident",
    "membership": "Role in a body",
    "participation": "Part taken",
    "response": "Response",
    "review-step": "Step",
    "status-update": "Progress",
    "subject": "Subject",
}


def called(kind: str) -> str:
    """What one thing of this kind is called."""
    if kind in KINDS:
        return KINDS[kind].one
    return PARTS.get(kind, kind.replace("-", " ").capitalize())
