"""Answering SPARQL: read the query's form, refuse what is switched off, run it, keep the answer."""

from kg.query.answers import Answer, Answers
from kg.query.named import Kind, NamedQuery, Parameter, named_queries
from kg.query.plan import QueryPlan, plan, refuse_too_long
from kg.query.slots import Slots

__all__ = [
    "Answer",
    "Answers",
    "Kind",
    "NamedQuery",
    "Parameter",
    "QueryPlan",
    "Slots",
    "named_queries",
    "plan",
    "refuse_too_long",
]
