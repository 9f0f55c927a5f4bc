"""Queries that call another server and do not look like it, and queries that only look like it."""

# Each holds a SERVICE clause that the engine was seen to follow, in a disguise that a lexer which
# takes the longest token does not see through.
DISGUISES = {
    "plain": "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "in small letters": "SELECT * { service <%s> { ?s ?p ?o } }",
    "with a comment inside": "SELECT * { SERVICE # SILENT {\n<%s> { ?s ?p ?o } }",
    "silent, without spaces": "SELECT * { SERVICESILENT<%s>{ ?s ?p ?o } }",
    "to a variable": "SELECT * { BIND(<%s> AS ?there) SERVICE ?there { ?s ?p ?o } }",
    "in a subquery": "SELECT * { { SELECT * { SERVICE<%s>{ ?s ?p ?o } } } }",
    "in EXISTS": "SELECT * { FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }",
    "after a number that it touches": "SELECT * { ?s ?p 1SERVICE <%s> { ?s ?p ?o } }",
    "after a boolean that it touches": "SELECT * { ?s ?p trueSERVICE <%s> { ?s ?p ?o } }",
    "like a prefixed name": "PREFIX : <%s> SELECT * { SERVICE:{ ?s ?p ?o } }",
    "like a prefixed name, silent": "PREFIX : <%s> SELECT * { SERVICESILENT:{ ?s ?p ?o } }",
    "like a name after a number": "PREFIX : <%s> SELECT * { ?s ?p 1SERVICE:{ ?s ?p ?o } }",
    "before a prefix that it touches": (
        "PREFIX a\u0300: <%s> SELECT * { SERVICEa\u0300:{ ?s ?p ?o } }"
    ),
    "like a local name after a dot": (
        "PREFIX ex: <http://x/> SELECT * { ?s ?p ex:.SERVICE <%s> { ?s ?p ?o } }"
    ),
    "like a local name that makes no IRI": (
        "PREFIX ex: <http://x:8> SELECT * { ?s ?p ex:SERVICE<%s>{ ?s ?p ?o } }"
    ),
    "inside what could be an IRI": (
        "SELECT * { ?s ?p ?a FILTER(?a<?b)SERVICE#>\n<%s>{ ?s ?p ?o } }"
    ),
    "behind a quote inside what could be an IRI": (
        "SELECT * { ?s ?p ?a FILTER(?a<'>' ) SERVICE <%s> { ?s ?p ?o } FILTER(?a='x') }"
    ),
    "behind a comment inside what could be an IRI": (
        "SELECT * { ?s ?p ?a FILTER(?a<?b#>'''\n) SERVICE <%s> {?s ?p ?o} FILTER(?a='''x''')}"
    ),
    "inside a long string with a wrong escape": (
        "SELECT * { VALUES ?x {''' '} SERVICE <%s> { ?s ?p ?o } } # \\q '''"
    ),
    "inside a long string with half a surrogate": (
        "SELECT * { VALUES ?x {''' '} SERVICE <%s> { ?s ?p ?o } } # \\uD800 '''"
    ),
    "between escapes that two readings see differently": (
        'SELECT * { ?s <http://x/\\u0041#> "\\u0022" SERVICE <%s> {?s ?p ?o} FILTER("\\u0022 "=?x)}'
    ),
}

# Each speaks of a service and calls none.
INNOCENT = {
    "a comment": "SELECT * { ?s ?p ?o } # SERVICE <http://x/> { ?s ?p ?o }",
    "a string": "SELECT * { ?s ?p 'SERVICE <http://x/> {' }",
    "a long string": 'SELECT * { ?s ?p """\n"SERVICE <http://x/> {" """ }',
    "an IRI": "SELECT * { GRAPH <http://x/service> { ?s <http://x/service/y#service> ?o } }",
    "a relative IRI": "BASE <http://x/> SELECT * { <service> ?p <a/service/b>, <#service> }",
    "a variable": "SELECT ?service ?x { ?service ?x $service }",
    "a prefix": "PREFIX service: <http://x/> SELECT * { ?s service:x ?o }",
    "a local name": "PREFIX x: <http://x/> SELECT * { GRAPH x:service { ?s x:service-of ?o } }",
    "a list of IRIs": "SELECT * { VALUES (?a ?b) { (<http://x/service/1> <urn:service:2>) } }",
    "a blank node": "SELECT * { _:service ?p ?o }",
    "a comparison": "SELECT * { ?service ?p ?o FILTER(?o < 3 && ?o > 1) }",
}
