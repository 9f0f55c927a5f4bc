"""The functions of SPARQL 1.1 Query (sections 11.4 and 17.4) and how many arguments they take. Data
only.
"""

from __future__ import annotations

AGGREGATES = frozenset({"AVG", "COUNT", "GROUP_CONCAT", "MAX", "MIN", "SAMPLE", "SUM"})
_MANY = 1000
_BY_ARGUMENTS = {
    (0, 0): "NOW RAND STRUUID UUID",
    (0, 1): "BNODE",
    (1, 1): """ABS AVG BOUND CEIL COUNT DATATYPE DAY ENCODE_FOR_URI FLOOR GROUP_CONCAT HOURS IRI
        ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LCASE MAX MD5 MIN MINUTES MONTH ROUND SAMPLE
        SECONDS SHA1 SHA256 SHA384 SHA512 STR STRLEN SUM TIMEZONE TZ UCASE URI YEAR""",
    (2, 2): "CONTAINS LANGMATCHES SAMETERM STRAFTER STRBEFORE STRDT STRENDS STRLANG STRSTARTS",
    (2, 3): "REGEX SUBSTR",
    (3, 3): "IF",
    (3, 4): "REPLACE",
    (1, _MANY): "COALESCE",
    (0, _MANY): "CONCAT",
}
# The least and the most arguments of each function.
ARGUMENTS = {name: span for span, names in _BY_ARGUMENTS.items() for name in names.split()}
FUNCTIONS = frozenset(ARGUMENTS)
