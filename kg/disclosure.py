"""What is said of a review that is said of few others: area, year, age band and manner, alone or
together; asks the store.

A combination that few reviews share may point to one family, where something else is known of it.
What the values are is never repeated. The smallest combinations are named: whatever holds one of
them is as rare. Looks at the reviews that a change touches; the others are only counted, up to k.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations, islice, product
from typing import NamedTuple

from kg.changes import Changeset
from kg.rdf import Statements, iri, split
from kg.stores import Store
from kg.stores.rows import batches, rows
from kg.validate import Result, Severity
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

CODE = "PRIV-98"
ASPECTS = ("area", "year", "age band", "manner")
_BATCH = 200  # counts in one query

# One value of an aspect, as the pattern that the reviews (?r) which have it match.
Value = str
# The values of each aspect of a review, in the order of ASPECTS.
Traits = tuple[frozenset[Value], ...]
# For some aspects, by their place in ASPECTS, one value each.
Combination = tuple[tuple[int, Value], ...]


class Narrow(NamedTuple):
    """Aspects of a review that, taken together, `reviews` share, itself among them."""

    aspects: tuple[str, ...]
    reviews: int

    def __str__(self) -> str:
        how = "together point" if len(self.aspects) > 1 else "alone points"
        return (
            f"{' + '.join(self.aspects)} {how} to {self.reviews} review{'s'[: self.reviews != 1]}"
        )


class Disclosure:
    """Looks for narrow reviews among those of one release and a change to it; fewer than `few` are
    too few.
    """

    def __init__(self, store: Store, vocabulary: Vocabulary, release: int, few: int) -> None:
        self._store, self._release, self._few = store, release, few
        core = vocabulary.term
        self._area = f"<{EXTERNAL_PREFIXES['dcterms']}spatial>"
        self._reviews = iri(core("reviews"))
        self._years = (iri(core("firstYear")), iri(core("lastYear")))
        self._age = iri(core("ageBand"))
        self._manner = (iri(core("incidentOutcome")), iri(core("harmType")))
        self._of_review = (self._reviews, self._area)
        self._of_incident = (*self._years, self._age, *self._manner)
        self._telling = {*self._of_review, *self._of_incident}

    def results(self, seen: Statements, change: Changeset) -> list[Result]:
        """A warning for each review that is narrow after `change`, of those that `seen` statements
        describe. No result holds a value.
        """
        return [
            Result(Severity.WARNING, iri(review), CODE, self._message(found))
            for review, found in sorted(self.narrow(seen, change).items())
        ]

    def narrow(self, seen: Statements, change: Changeset) -> dict[str, list[Narrow]]:
        """The reviews that are narrow after `change`, of those that `seen` statements describe,
        each with the smallest sets of aspects that make it so.
        """
        added = self._telling_of(change.added)
        told = added | self._telling_of(seen - change.added) | self._telling_of(change.removed)
        before = self._told_before(map(split, told))
        reviews = self._traits(before - change.removed | added)
        # Reviews that are alike in every aspect are counted, and judged, together.
        now, then = Counter(reviews.values()), Counter(self._traits(before).values())
        counts: dict[Combination, int] = {}
        found: dict[Traits, list[Narrow]] = {traits: [] for traits in now}
        for size in range(1, len(ASPECTS) + 1):
            wide = {one for one, count in counts.items() if count >= self._few}
            counts |= self._counted(_tally(now, size, wide), _tally(then, size, wide))
            for traits in now:
                found[traits] += _smallest(traits, size, counts, found[traits], self._few)
        return {review: narrow for review, traits in reviews.items() if (narrow := found[traits])}

    def _message(self, found: list[Narrow]) -> str:
        return (
            f"{CODE} {'; '.join(map(str, found))}. Fewer than {self._few}, this one among them, "
            "may be one family to whoever knows a little more. If nothing that is published says "
            "all of it, say less: the nation instead of the council, or a period instead of the "
            "year."
        )

    def _telling_of(self, statements: Statements) -> Statements:
        """Those of the statements that tell of an aspect, or of what has one."""
        telling = self._telling
        return frozenset([one for one in statements if one.split(" ", 2)[1] in telling])

    def _told_before(self, told: Iterable[tuple[str, str, str, str]]) -> Statements:
        """What the release says of the reviews that statements tell something of."""
        told = list(told)
        reviews = {one for one, predicate, _, _ in told if predicate in self._of_review}
        incidents = {one for one, predicate, _, _ in told if predicate in self._of_incident}
        incidents |= self._reviewed(told)
        for block in self._blocks(incidents):
            query = f"SELECT ?r {{ VALUES ?i {{ {block} }} ?r {self._reviews} ?i }}"
            reviews |= {row["r"] for row in rows(self._store, query, self._release)}
        of_reviews = self._said_of(reviews, self._of_review)
        incidents |= self._reviewed(map(split, of_reviews))
        return of_reviews | self._said_of(incidents, self._of_incident)

    def _reviewed(self, said: Iterable[tuple[str, str, str, str]]) -> set[str]:
        """The incidents that statements link to; a faulty file may have words in their place."""
        links = {value for _, predicate, value, _ in said if predicate == self._reviews}
        return {value for value in links if value.startswith("<")}

    def _said_of(self, names: set[str], properties: Iterable[str]) -> Statements:
        found: set[str] = set()
        wanted = " ".join(properties)
        for block in self._blocks(names):
            query = f"""SELECT ?s ?p ?o ?g {{ VALUES ?s {{ {block} }} VALUES ?p {{ {wanted} }}
                GRAPH ?g {{ ?s ?p ?o }} }}"""
            for row in rows(self._store, query, self._release):
                found.add(f"{row['s']} {row['p']} {row['o']} {row['g']} .")
        return frozenset(found)

    def _blocks(self, names: set[str]) -> Iterator[str]:
        return batches(name[1:-1] for name in sorted(names))

    def _traits(self, statements: Statements) -> dict[str, Traits]:
        """The traits of each review that statements describe."""
        said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for subject, predicate, value, _ in map(split, statements):
            said[subject][predicate].add(value)
        return {
            review[1:-1]: self._traits_of(one, [said[i] for i in one[self._reviews] if i in said])
            for review, one in list(said.items())
            if one.get(self._reviews)
        }

    def _traits_of(
        self, review: Mapping[str, set[str]], incidents: list[Mapping[str, set[str]]]
    ) -> Traits:
        within = f"?r {self._reviews} ?any"  # bodies have areas too
        areas = {f"?r {self._area} {value} . {within}" for value in review.get(self._area, ())}
        years = set()
        for incident in incidents:
            ends = [[(end, one) for one in incident.get(end, ())] for end in self._years]
            for pair in product(*filter(None, ends)):
                years.add(" . ".join(f"?y {end} {value}" for end, value in pair))
        years.discard("")
        ages = {f"?a {self._age} {value}" for one in incidents for value in one.get(self._age, ())}
        manners = {
            f"?m {how} {value}"
            for one in incidents
            for how in self._manner
            for value in one.get(how, ())
        }
        of_incident = (
            (f"?r {self._reviews} ?{name} . {value}" for value in values)
            for name, values in (("y", years), ("a", ages), ("m", manners))
        )
        return (frozenset(areas), *map(frozenset, of_incident))

    def _counted(
        self, now: Counter[Combination], then: Counter[Combination]
    ) -> dict[Combination, int]:
        """How many reviews have each combination after the change, counted as far as matters.

        The store counts those of the release; of these, the ones that are looked at count as they
        are now.
        """
        counts = dict(now)
        asked = [one for one, count in now.items() if count < self._few]
        waiting = iter(asked)
        while batch := list(islice(waiting, _BATCH)):
            most = {one: self._few + then[one] for one in batch}
            for one, stored in self._stored(most).items():
                counts[one] += max(0, stored - then[one])
        return counts

    def _stored(self, most: Mapping[Combination, int]) -> Counter[Combination]:
        """How many reviews of the release have each combination, counted up to `most`."""
        listed = list(most)
        parts = (
            f"""{{ SELECT DISTINCT ("{place}" AS ?n) ?r {{
                {" . ".join(value for _, value in _telling_first(one))} }} LIMIT {most[one]} }}"""
            for place, one in enumerate(listed)
        )
        query = f"SELECT ?n ?r {{ {' UNION '.join(parts)} }}"
        found = rows(self._store, query, self._release)
        return Counter(listed[int(row["n"].strip('"'))] for row in found)


def _tally(
    reviews: Mapping[Traits, int], size: int, wide: Collection[Combination]
) -> Counter[Combination]:
    """How many of the reviews, counted by their traits, have each combination of a size, all of
    whose parts are `wide`.
    """
    counts: Counter[Combination] = Counter()
    for traits, number in reviews.items():
        for one in _combinations(traits, size):
            if size == 1 or all(part in wide for part in combinations(one, size - 1)):
                counts[one] += number
    return counts


def _combinations(traits: Traits, size: int) -> Iterator[Combination]:
    for places in combinations(range(len(traits)), size):
        for values in product(*(sorted(traits[place]) for place in places)):
            yield tuple(zip(places, values, strict=True))


def _telling_first(one: Combination) -> list[tuple[int, Value]]:
    """A combination with the area, which whole nations share, behind the rest: engines begin where
    a query does.
    """
    return sorted(one, key=lambda part: ASPECTS[part[0]] == "area")


def _smallest(
    traits: Traits,
    size: int,
    counts: Mapping[Combination, int],
    known: Iterable[Narrow],
    few: int,
) -> Iterator[Narrow]:
    """The sets of aspects of a size that make a review narrow, where no smaller one does."""
    fewest: dict[tuple[str, ...], int] = {}
    for one in _combinations(traits, size):
        aspects = tuple(ASPECTS[place] for place, _ in one)
        count = counts.get(one, few)
        if count < few and not any(set(other.aspects) <= set(aspects) for other in known):
            fewest[aspects] = min(count, fewest.get(aspects, few))
    return (Narrow(aspects, count) for aspects, count in fewest.items())
