"""Answering SPARQL: read the query's form, refuse what is switched off, run it, keep the answer."""

from kg.query.answers import Answer, Answers
from kg.query.plan import QueryPlan, plan
from kg.query.slots import Slots

__all__ = ["Answer", "Answers", "QueryPlan", "Slots", "plan"]
