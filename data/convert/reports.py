"""Reports of reviews with their editions, copies and catalogue records, from the table of reviews.

May read tables; writes nothing.
"""

import re

from data.convert.datasets import sources
from data.convert.facts import Row, parts
from data.convert.names import body
from data.convert.rdf import Triple, concept, date, iri, slug, text, thing
from data.convert.titles import title

STATUSES = {
    "executive-summary-only": "published-as-executive-summary-only",
    "published": "published",
    "published-anonymously": "published-anonymously-on-behalf-of-an-unnamed-board",
    "unpublished": "not-published",
    "withdrawn": "withdrawn-from-the-local-site",
}

# These notes say that the date in the row is that of a brief, not of the report.
DATE_OF_BRIEF = re.compile(
    r"[Ll]earning brief only at this date|Date is the (learning brief|summary briefing)"
    r"|learning brief issued on this date"
)

# Named beside an author in the table, though the note says that they chaired.
CHAIRS = {
    ("eng-r9ssgw", "Donna Ohdedar"): "independent chair",
    ("wal-8p65nm", "Jan Pickles"): "panel chair",
}

REPORTED = [
    "publication_status",
    "published",
    "authors",
    "report_url",
    "landing_url",
    "catalogue_url",
]

ASPIRE_HUB = "aspire-hub"


def reports(row: Row) -> list[Triple]:
    """The report of a review and all that hangs on it; nothing if the row tells of no report."""
    if not any(row[column] for column in REPORTED):
        return []
    key = f"{row['id']}-report"
    brief = f"{row['id']}-brief"
    dated_brief = bool(row["published"] and DATE_OF_BRIEF.search(row["note"]))
    found = [
        *_report(key, row),
        *_edition(key, "" if dated_brief else row["published"], row["report_url"]),
    ]
    found += _record(key, row["catalogue_url"])
    if dated_brief:
        found += [
            *_document(brief, row, "learning-brief", "published"),
            *_edition(brief, row["published"]),
        ]
    return found


def participations(row: Row) -> list[Triple]:
    """The parts that chairs took in a review."""
    found: list[Triple] = []
    for name in parts(row["authors"]):
        if (row["id"], name) in CHAIRS:
            part = thing("participation", f"{row['id']}-{slug(name)}")
            found += [
                (thing("review", row["id"]), "crv:participation", part),
                (part, "a", "crv:Participation"),
                (part, "prov:agent", thing("person", slug(name))),
                (part, "crv:roleTitle", text(CHAIRS[row["id"], name])),
                *_person(name),
            ]
    return found


def is_company(author: str) -> bool:
    """Whether an author is a company and not a person."""
    return author.endswith(" Ltd")


def _report(key: str, row: Row) -> list[Triple]:
    subject = thing("document", key)
    found = _document(key, row, _kind(row), STATUSES.get(row["publication_status"], ""))
    found += [(subject, "dcat:landingPage", iri(url)) for url in [row["landing_url"]] if url]
    for name in parts(row["authors"]):
        if (row["id"], name) not in CHAIRS:
            found += _creator(subject, name)
    return found


def _document(key: str, row: Row, kind: str, status: str) -> list[Triple]:
    subject = thing("document", key)
    found: list[Triple] = [
        (subject, "a", "crv:ReviewReport"),
        (subject, "dcterms:title", text(title(row))),
        (subject, "dcterms:type", concept("document-type", kind)),
        (subject, "crv:reportOf", thing("review", row["id"])),
        *sources(subject, row),
    ]
    if status:
        found.append((subject, "crv:publicationStatus", concept("publication-status", status)))
    return found


def _kind(row: Row) -> str:
    words = row["title"].lower()
    if row["publication_status"] == "executive-summary-only" or "executive summary" in words:
        return "executive-summary"
    return "learning-brief" if re.search("learning (brief|summary)", words) else "overview-report"


def _creator(document: str, name: str) -> list[Triple]:
    if is_company(name):
        return [(document, "dcterms:creator", body(name))]
    return [(document, "dcterms:creator", thing("person", slug(name))), *_person(name)]


def _person(name: str) -> list[Triple]:
    subject = thing("person", slug(name))
    return [(subject, "a", "foaf:Person"), (subject, "foaf:name", text(name, ""))]


def _edition(document: str, issued: str, url: str = "") -> list[Triple]:
    if not issued and not url:
        return []
    subject = thing("edition", f"{document}-en")
    found: list[Triple] = [
        (subject, "a", "crv:Edition"),
        (subject, "openwemi:expresses", thing("document", document)),
        (subject, "schema:inLanguage", text("en", "")),
    ]
    if issued:
        found.append((subject, "dcterms:issued", date(issued)))
    return [*found, *_copy(f"{document}-en", url)]


def _copy(edition: str, url: str) -> list[Triple]:
    subject = thing("copy", f"{edition}-1")
    found: list[Triple] = [
        (subject, "a", "crv:Copy"),
        (subject, "openwemi:instantiates", thing("edition", edition)),
        (subject, "crv:availability", concept("availability", "not-tested")),
    ]
    return [*found, (subject, "schema:contentUrl", iri(url))] if url else []


def _record(document: str, url: str) -> list[Triple]:
    """The record in the one catalogue that the table links to, and that catalogue itself."""
    if not url:
        return []
    catalogue = thing("catalogue", ASPIRE_HUB)
    subject = thing("catalogue-record", f"{ASPIRE_HUB}-{document}")
    return [
        (catalogue, "a", "dcat:Catalog"),
        (catalogue, "dcterms:title", text("ASPire Hub")),
        (catalogue, "dcterms:publisher", thing("body", "iriss")),
        (catalogue, "dcat:record", subject),
        (subject, "a", "dcat:CatalogRecord"),
        (subject, "foaf:primaryTopic", thing("document", document)),
        (subject, "dcat:landingPage", iri(url)),
    ]
