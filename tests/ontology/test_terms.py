"""The ontology's own terms, its use of others' terms, its concept schemes. Reads files only."""

import importlib
from collections import Counter
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS

from tests.vocabularies import has_list, is_foreign, is_real, namespace_of

ROOT = Path(__file__).parents[2]
DEF = "https://w3id.org/uk-case-reviews/def/"
CRV = Namespace(DEF + "core/")
KINDS_OF_TERM = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def turtle(*patterns: str) -> Graph:
    """One graph of all files below the root that match."""
    graph = Graph()
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def core() -> Graph:
    return turtle("ontology/core.ttl")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return turtle("ontology/**/*.ttl")


@pytest.fixture(scope="module")
def concepts(ontology: Graph) -> list[URIRef]:
    return [URIRef(str(node)) for node in ontology.subjects(RDF.type, SKOS.Concept, unique=True)]


def own_terms(core: Graph) -> set[URIRef]:
    """The classes and properties that the core file declares."""
    return {URIRef(str(term)) for kind in KINDS_OF_TERM for term in core.subjects(RDF.type, kind)}


def iris(graph: Graph) -> set[URIRef]:
    """Every IRI in the graph, predicates included."""
    return {node for triple in graph for node in triple if isinstance(node, URIRef)}


def own_names(graph: Graph) -> set[URIRef]:
    """Every IRI in the graph that lies in the namespace of the core ontology."""
    return {node for node in iris(graph) if node.startswith(CRV)}


def external_terms(graph: Graph) -> set[URIRef]:
    """Every IRI in the graph that lies in a namespace with a closed list of terms."""
    return {node for node in iris(graph) if is_foreign(node) and has_list(node)}


def external_uses(graph: Graph) -> set[str]:
    """The terms of others that stand as a property or a class."""
    used = {*graph.predicates(), *graph.objects(None, RDF.type), *graph.objects(None, SH.path)}
    return {str(node) for node in used if isinstance(node, URIRef) and is_foreign(node)}


def english(graph: Graph, term: URIRef, predicate: URIRef) -> list[str]:
    """The English values of a predicate."""
    values = graph.objects(term, predicate)
    return [str(value) for value in values if isinstance(value, Literal) and value.language == "en"]


def test_every_own_term_has_one_label_and_one_definition(core: Graph) -> None:
    """A term without a name and a meaning in English cannot be used by a reader."""
    faults = [
        term
        for term in own_terms(core)
        if len(english(core, term, RDFS.label)) != 1
        or len(english(core, term, SKOS.definition)) != 1
    ]
    assert not faults


def test_every_own_term_says_where_it_is_defined(core: Graph) -> None:
    """Each own term points to the ontology with rdfs:isDefinedBy."""
    ontology = URIRef(str(CRV))
    assert not [term for term in own_terms(core) if (term, RDFS.isDefinedBy, ontology) not in core]


def test_no_two_own_terms_share_a_label(core: Graph) -> None:
    """Labels of classes are unique, and so are those of properties."""
    classes = set(core.subjects(RDF.type, OWL.Class))
    for group in (own_terms(core) & classes, own_terms(core) - classes):
        labels = Counter(label for term in group for label in english(core, term, RDFS.label))
        assert [label for label, count in labels.items() if count > 1] == []


def test_every_own_term_in_use_is_declared(core: Graph) -> None:
    """The ontology and the hand-written page use no own term that the core file lacks."""
    graph = turtle("ontology/**/*.ttl", "data/withscotland-page.ttl")
    assert own_names(graph) <= own_terms(core) | {CRV[""], CRV["1.0.0"]}


def test_every_external_term_is_real(ontology: Graph) -> None:
    """A term of someone else's vocabulary exists in the published list of that vocabulary."""
    assert [term for term in external_terms(ontology) if not is_real(term)] == []


def test_every_vocabulary_in_use_has_a_list() -> None:
    """No property and no class of others goes unchecked, in ontology, shapes or data."""
    used = external_uses(turtle("ontology/**/*.ttl", "shapes/*.ttl", "data/*.ttl"))
    assert {namespace_of(term) for term in used if not has_list(term)} == set()
    assert sorted(term for term in used if not is_real(term)) == []


def test_a_misspelt_external_term_would_be_caught() -> None:
    """The closed lists refuse a term that schema.org never had."""
    assert not is_real("https://schema.org/validTill")


def test_schema_org_is_always_https(ontology: Graph) -> None:
    """http and https are different terms; the model uses https only."""
    assert [
        node for node in ontology.all_nodes() if str(node).startswith("http://schema.org")
    ] == []


def test_the_ontology_constrains_nothing(core: Graph) -> None:
    """Rules live in shapes: imports, domains and ranges would change meaning by inference."""
    for predicate in (OWL.imports, RDFS.domain, RDFS.range):
        assert not list(core.subject_objects(predicate))


def test_derived_terms_are_marked(core: Graph) -> None:
    """The loader's shortcuts carry crv:derived true, by which shapes refuse them in sources."""
    marked = set(core.subjects(CRV.derived, Literal(True)))
    assert marked == {CRV.currentStatus, CRV.leadReviewer, CRV.published, CRV.readableAt}


def test_no_file_has_blank_nodes() -> None:
    """Every node has an IRI, so that every node can be linked to and compared."""
    graph = turtle("ontology/**/*.ttl", "data/withscotland-page.ttl")
    assert not [node for node in graph.all_nodes() if isinstance(node, BNode)]


def test_every_concept_is_in_the_one_scheme_of_its_namespace(
    ontology: Graph, concepts: list[URIRef]
) -> None:
    """A concept's scheme is its own namespace, and it has no other."""
    faults = [
        concept
        for concept in concepts
        if [str(scheme) for scheme in ontology.objects(concept, SKOS.inScheme)]
        != [namespace_of(concept)]
    ]
    assert faults == []


def test_every_scheme_says_what_it_is_and_what_it_is_for(ontology: Graph) -> None:
    """A title, a description in a sentence, and the licence."""
    for scheme in ontology.subjects(RDF.type, SKOS.ConceptScheme):
        assert len(list(ontology.objects(scheme, DCTERMS.title))) == 1
        assert len(list(ontology.objects(scheme, DCTERMS.license))) == 1
        [description] = ontology.objects(scheme, DCTERMS.description)
        assert str(description).endswith("."), scheme


def test_every_concept_has_one_preferred_label_a_language(
    ontology: Graph, concepts: list[URIRef]
) -> None:
    """One prefLabel in English, and at most one in any other language."""
    for concept in concepts:
        languages = Counter(
            label.language
            for label in ontology.objects(concept, SKOS.prefLabel)
            if isinstance(label, Literal)
        )
        assert languages["en"] == 1, concept
        assert max(languages.values()) == 1, concept


def test_preferred_labels_are_unique_in_their_scheme(
    ontology: Graph, concepts: list[URIRef]
) -> None:
    """Two concepts of one scheme never look the same to a reader."""
    labels = Counter(
        (namespace_of(concept), str(label).casefold())
        for concept in concepts
        for label in ontology.objects(concept, SKOS.prefLabel)
    )
    assert [label for label, count in labels.items() if count > 1] == []


def test_no_concept_repeats_its_preferred_label(ontology: Graph, concepts: list[URIRef]) -> None:
    """An alternative label differs from the preferred one, as SKOS requires."""
    faults = [
        concept
        for concept in concepts
        if set(ontology.objects(concept, SKOS.prefLabel))
        & set(ontology.objects(concept, SKOS.altLabel))
    ]
    assert faults == []


def test_every_concept_has_one_definition(ontology: Graph, concepts: list[URIRef]) -> None:
    """Nobody has to guess what a concept means."""
    assert [c for c in concepts if len(english(ontology, c, SKOS.definition)) != 1] == []


def test_broader_stays_in_the_scheme_and_never_loops(
    ontology: Graph, concepts: list[URIRef]
) -> None:
    """Following skos:broader from a concept never leaves its scheme and never comes back."""
    for concept in concepts:
        wider = list(ontology.objects(concept, SKOS.broader))
        assert {namespace_of(URIRef(str(node))) for node in wider} <= {namespace_of(concept)}, (
            concept
        )
        above = {step for node in wider for step in ontology.transitive_objects(node, SKOS.broader)}
        assert concept not in above, concept


def test_every_concept_named_anywhere_exists(ontology: Graph) -> None:
    """No scheme, mapping or page points to a concept that no scheme has."""
    graph = ontology + turtle("data/withscotland-page.ttl")
    named = {node for node in iris(graph) if node.startswith(DEF)} - own_names(graph)
    versions = set(ontology.objects(None, OWL.versionIRI))
    named = {node for node in named - versions if not node.startswith(DEF + "shape/")}
    assert [node for node in named if (node, None, None) not in ontology] == []


def test_child_reviews_of_all_nations_meet_in_one_concept(ontology: Graph) -> None:
    """The concordance answers for every child case review in the United Kingdom at once."""
    types = set(
        ontology.transitive_subjects(SKOS.broader, URIRef(DEF + "review-type/child-case-review"))
    )
    nations = {area for kind in types for area in ontology.objects(kind, DCTERMS.spatial)}
    assert len(nations) == 4


def test_generated_files_are_as_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m data.convert` gives the very bytes that the repository holds."""
    monkeypatch.syspath_prepend(str(ROOT))
    generated = importlib.import_module("data.convert.__main__").generated()
    assert "ontology/schemes/review-type.ttl" in generated
    stale = [
        path
        for path, content in generated.items()
        if (ROOT / path).read_bytes() != content.encode()
    ]
    assert stale == []
