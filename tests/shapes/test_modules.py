"""Every module of shapes is documented, complete and sound. Reads files only."""

from __future__ import annotations

import re
from collections import Counter

import pyshacl
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from kg.content import content_folder, shape_files
from kg.validate import Engine, Module, Validator
from tests.shapes.examples import (
    GRAPH,
    TERMS,
    VOCABULARY,
    codes,
    examples,
    modules,
    results,
    terms,
)
from tests.vocabularies import is_foreign, is_real

CRV = Namespace(f"{TERMS}core/")
CRVSH = Namespace(f"{TERMS}shape/")
CODE = re.compile(r"[A-Z]+-\d{2}")
# An annotation on terms, which no data have.
NOT_FOR_DATA = {CRV.derived}


@pytest.fixture(scope="module")
def shapes() -> Graph:
    graph = Graph()
    for path in shape_files():
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def rules(shapes: Graph) -> dict[str, URIRef]:
    """Every shape that reports, by its code."""
    return {
        str(code): URIRef(str(shape)) for shape, code in shapes.subject_objects(DCTERMS.identifier)
    }


def paths(shapes: Graph) -> set[URIRef]:
    """Every property in a path of a shape."""
    waiting = list(shapes.objects(None, SH.path))
    found: set[URIRef] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, URIRef):
            found.add(node)
        elif (node, RDF.first, None) in shapes:
            waiting += Collection(shapes, node)
        else:
            waiting += shapes.objects(node, SH.inversePath)
            waiting += shapes.objects(node, SH.alternativePath)
    return found


def test_every_code_is_used_once(shapes: Graph) -> None:
    """A code names one rule, for good."""
    counts = Counter(str(code) for code in shapes.objects(None, DCTERMS.identifier))
    assert [code for code, count in counts.items() if count > 1 or not CODE.fullmatch(code)] == []


def test_every_rule_has_one_english_message_that_begins_with_its_code(
    shapes: Graph, rules: dict[str, URIRef]
) -> None:
    """A publisher sees the code first, and can look it up."""
    for code, shape in rules.items():
        (message,) = shapes.objects(shape, SH.message)
        assert isinstance(message, Literal)
        assert message.language == "en"
        assert message.startswith(f"{code} ")


def test_a_rule_in_sparql_says_the_same_in_both_places(shapes: Graph) -> None:
    """The message of a SPARQL constraint is that of its shape."""
    for shape, constraint in shapes.subject_objects(SH.sparql):
        assert set(shapes.objects(shape, SH.message)) == set(shapes.objects(constraint, SH.message))


def _named(shapes: Graph, shape: URIRef) -> tuple[URIRef, URIRef]:
    """The properties by which a shape has a name and says what it asks: sh:name and sh:description
    make any shape a property shape (SHACL, section 2.3.2, and the vocabulary of SHACL).
    """
    is_property = (shape, SH.path, None) in shapes
    return (SH.name, SH.description) if is_property else (RDFS.label, RDFS.comment)


def test_every_rule_is_documented(shapes: Graph, rules: dict[str, URIRef]) -> None:
    """The page of a rule has a name, what it asks, why, and a good example."""
    lacking = [
        (code, prop)
        for code, shape in rules.items()
        for prop in (*_named(shapes, shape), SKOS.scopeNote, SKOS.example)
        if len(list(shapes.objects(shape, prop))) != 1
    ]
    assert lacking == []


def test_what_is_for_property_shapes_stands_on_no_other(shapes: Graph) -> None:
    """RDF4J takes a node shape with one of these for a property shape, and refuses it."""
    for own in (SH.name, SH.description, SH.group):
        assert all((shape, SH.path, None) in shapes for shape in shapes.subjects(own))


def test_every_property_rule_has_an_order_and_a_group(shapes: Graph) -> None:
    """Pages and forms sort the properties of a class into sections."""
    groups = set(shapes.subjects(RDF.type, SH.PropertyGroup))
    for shape in shapes.subjects(RDF.type, SH.PropertyShape):
        assert len(list(shapes.objects(shape, SH.order))) == 1, shape
        assert set(shapes.objects(shape, SH.group)) <= groups, shape
        assert (shape, SH.group, None) in shapes, shape


def test_no_two_properties_of_a_class_share_a_place(shapes: Graph) -> None:
    """The order of the properties of a node shape is total."""
    for shape in shapes.subjects(SH.property, None):
        orders = [shapes.value(one, SH.order) for one in shapes.objects(shape, SH.property)]
        stated = [one for one in orders if one is not None]
        assert len(set(stated)) == len(stated), shape


def test_every_shape_that_reports_has_a_name_and_a_code(shapes: Graph) -> None:
    """A shape with a target, or one that is a property of such a shape, is a node of its own."""
    kinds = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    targeted = {shape for kind in kinds for shape in shapes.subjects(kind)}
    properties = {one for shape in targeted for one in shapes.objects(shape, SH.property)}
    assert [one for one in targeted | properties if not isinstance(one, URIRef)] == []
    assert [one for one in properties if (one, DCTERMS.identifier, None) not in shapes] == []


def test_every_rule_has_a_broken_example(rules: dict[str, URIRef]) -> None:
    """Each rule is seen to fire, by the example named after it."""
    assert examples().keys() == rules.keys()


def test_every_path_is_a_known_term(shapes: Graph) -> None:
    """A misspelt path would make a rule that never fires."""
    core = Graph().parse(content_folder("ontology") / "core.ttl")
    own = set(core.subjects(RDF.type, None))
    for path in paths(shapes):
        assert is_real(path) if is_foreign(path) else path in own, path


def test_every_own_term_is_used_in_a_shape(shapes: Graph) -> None:
    """No term of the ontology goes without a rule that says how to use it."""
    core = Graph().parse(content_folder("ontology") / "core.ttl")
    own = {one for one in core.subjects(RDFS.isDefinedBy, None) if str(one).startswith(CRV)}
    used = paths(shapes) | set(shapes.objects(None, SH.targetClass))
    assert own - used - NOT_FOR_DATA == set()


def test_every_example_of_a_rule_is_turtle_with_concepts_that_exist(
    shapes: Graph, rules: dict[str, URIRef]
) -> None:
    """Who copies the example of a rule page gets a file that can be read."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in VOCABULARY.prefixes.items())
    known = {one.split(" ", 1)[0][1:-1] for one in terms("schemes") | terms("ontology")}
    for shape in rules.values():
        graph = Graph().parse(data=f"{prefixes}{shapes.value(shape, SKOS.example)}")
        named = {str(node) for triple in graph for node in triple if isinstance(node, URIRef)}
        own = {name for name in named if name.startswith(TERMS) and not name.startswith(CRVSH)}
        assert own <= known, shape


@pytest.mark.slow
def test_the_shapes_keep_the_shapes_of_shapes(shapes: Graph) -> None:
    """SHACL's own shapes for shapes graphs (SHACL, appendix C) find nothing."""
    conforms, _, said = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, said


@pytest.mark.parametrize("module", modules(), ids=lambda one: one.name)
def test_a_module_runs_alone_with_only_what_it_says_it_needs(module: Module) -> None:
    """What crvsh:needs leaves out changes nothing."""
    graph = Graph().parse(content_folder("shapes") / f"{module.name}.ttl")
    needs = [str(need) for need in graph.objects(CRVSH[module.name], CRVSH.needs)]
    own = {str(code) for code in graph.objects(None, DCTERMS.identifier)}
    context = frozenset().union(*(terms(need) for need in needs))
    everything = frozenset().union(*(one.statements for one in examples().values()))
    alone = Validator([module], vocabulary=TERMS).judge({GRAPH: everything}, context)
    together = {(one.focus, one.code) for one in results(Engine.AUTO) if one.code in own}
    assert together <= {(one.focus, one.code) for one in alone.results}
    extra = {one for one in alone.results if (one.focus, one.code) not in together}
    assert codes(extra, examples()[min(own)]) == set()


@pytest.mark.parametrize("module", modules(), ids=lambda one: one.name)
def test_a_module_has_a_version_and_says_what_it_is(module: Module) -> None:
    """The header gives title, description, version and scope."""
    graph = Graph().parse(content_folder("shapes") / f"{module.name}.ttl")
    header = CRVSH[module.name]
    version = str(graph.value(header, OWL.versionInfo))
    assert (header, RDF.type, OWL.Ontology) in graph
    assert str(graph.value(header, OWL.versionIRI)) == f"{header}/{version}"
    for prop in (DCTERMS.title, DCTERMS.description, CRVSH.judges):
        assert (header, prop, None) in graph
