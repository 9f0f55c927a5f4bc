"""Queries to begin with, shown beside the query form. Data only."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.vocab import Vocabulary


class Example(NamedTuple):
    """A question, why one asks it, and the query without its prefixes."""

    title: str
    about: str
    query: str

    def text(self, vocabulary: Vocabulary) -> str:
        """The query with the prefixes that it uses."""
        used = set(re.findall(r"\b([a-z]+):", self.query))
        prefixes = sorted((name, iri) for name, iri in vocabulary.prefixes.items() if name in used)
        head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes)
        return f"{head}\n{self.query}\n"


EXAMPLES = (
    Example(
        "Which reviews has each committee published?",
        "Reviews by the body that commissioned them, with the date of the report.",
        """SELECT ?committee ?review ?title ?published {
  ?review a crv:CaseReview ;
          dcterms:title ?title ;
          crv:commissionedBy ?body .
  ?body skos:prefLabel ?committee .
  OPTIONAL {
    ?report crv:reportOf ?review .
    ?edition openwemi:expresses ?report ;
             dcterms:issued ?published .
  }
}
ORDER BY ?committee ?published
LIMIT 200""",
    ),
    Example(
        "Which guidance replaced which?",
        "The chain of guidance, newest first.",
        """SELECT ?newer ?newerTitle ?older ?olderTitle {
  ?newer dcterms:replaces ?older ;
         dcterms:title ?newerTitle .
  ?older dcterms:title ?olderTitle .
}
ORDER BY DESC(?newer)""",
    ),
    Example(
        "Who delivered which course, and in what capacity?",
        "People who took part in courses, with their role.",
        """SELECT ?course ?start ?person ?roleTitle {
  ?c a schema:Course ;
     schema:name ?course ;
     schema:hasCourseInstance ?held .
  OPTIONAL { ?held schema:startDate ?start }
  ?held crv:participation ?part .
  ?part prov:agent ?agent .
  ?agent foaf:name ?person .
  OPTIONAL { ?part crv:roleTitle ?roleTitle }
}
ORDER BY ?start ?course ?person""",
    ),
    Example(
        "Which collections hold reports, and who keeps them?",
        "Repositories, reading lists and other catalogues.",
        """SELECT ?collection ?title ?keeper {
  ?collection a dcat:Catalog ;
              dcterms:title ?title .
  OPTIONAL { ?collection dcterms:publisher/skos:prefLabel ?keeper }
}
ORDER BY ?title""",
    ),
    Example(
        "Which themes do learning points have most often?",
        "Counts of findings and recommendations by theme.",
        """SELECT ?theme ?name (COUNT(DISTINCT ?point) AS ?points) {
  ?point crv:arisingFrom ?review ;
         crv:theme ?theme .
  ?theme skos:prefLabel ?name .
}
GROUP BY ?theme ?name
ORDER BY DESC(?points) ?name
LIMIT 30""",
    ),
)
