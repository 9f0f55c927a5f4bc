"""Loading: which graph a file fills, one release or none, and nothing past the gate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.changes import Changeset
from kg.errors import (
    BadRequest,
    Moved,
    RdfSyntax,
    RdfUnsupported,
    ShapesBroken,
    UnsupportedMedia,
    Usage,
)
from kg.load import Loader, Source, graphs_filled, read_source
from kg.rdf import Syntax, content_after
from kg.stores import Store
from kg.validate import Validator, read_modules
from kg.vocab import Vocabulary

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <https://example.org/> .
@prefix crvsh: <https://w3id.org/uk-case-reviews/def/shape/> .
crvsh:toys crvsh:judges "graph" .
e:Toy a sh:NodeShape ; sh:targetClass e:T ;
  sh:property [ sh:path e:name ; sh:minCount 1 ; sh:message "TOY-01 A toy has a name." ] ;
  sh:property [ sh:path e:colour ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "TOY-02 A toy has a colour." ] .
"""
HEAD = """
@prefix e: <https://example.org/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix data: <https://w3id.org/uk-case-reviews/data/> .
@prefix def: <https://w3id.org/uk-case-reviews/def/> .
"""
BEAR = 'e:bear a e:T ; e:name "Bear" ; e:colour "brown" .'


@pytest.fixture(scope="module")
def validator() -> Validator:
    modules = read_modules([("toys", SHAPES.encode())])
    return Validator(modules, vocabulary="https://w3id.org/uk-case-reviews/def/")


@pytest.fixture
def loader(store: Store, validator: Validator, vocabulary: Vocabulary) -> Loader:
    return Loader(store, validator, vocabulary)


def turtle(name: str, text: str, graph: str | None = None) -> Source:
    """A Turtle file with the usual prefixes."""
    return Source(name, f"{HEAD}{text}".encode(), Syntax.TURTLE, graph)


def named(sources: list[Source], vocabulary: Vocabulary) -> set[str]:
    """The graphs that sources fill, without the base."""
    return {name.removeprefix(vocabulary.base) for name in graphs_filled(sources, vocabulary)}


@pytest.mark.parametrize(
    ("source", "graph"),
    [
        (turtle("toys.ttl", BEAR), "data/toys"),
        (turtle("some/where/toys.v2.ttl", BEAR), "data/toys"),
        (turtle("toys.ttl", f"data:bears a dcat:Dataset . {BEAR}"), "data/bears"),
        (turtle("toys.ttl", "data:toys a dcat:Dataset . data:b a dcat:Dataset ."), "data/toys"),
        (turtle("core.ttl", "def:core a owl:Ontology ."), "def/core"),
        (turtle("x.ttl", "def:colour a skos:ConceptScheme ."), "def/colour"),
        (turtle("toys.ttl", "e:elsewhere a dcat:Dataset ."), "data/toys"),
        (turtle("toys.ttl", "data:b a dcat:Dataset .", "https://example.org/g"), "example"),
        (turtle("toys.ttl", ""), "data/toys"),
    ],
    ids=lambda part: part if isinstance(part, str) else part.name,
)
def test_a_file_fills_the_graph_that_it_says(
    source: Source, graph: str, vocabulary: Vocabulary
) -> None:
    """What the user said; else the dataset, ontology or scheme of ours that it describes; else the
    dataset that is named like the file.
    """
    (name,) = named([source], vocabulary)
    assert name == ("https://example.org/g" if graph == "example" else graph)


@pytest.mark.parametrize("syntax", [Syntax.TRIG, Syntax.NQUADS])
def test_a_file_with_graphs_fills_each_of_them(syntax: Syntax, vocabulary: Vocabulary) -> None:
    """And what is outside them goes where the whole of another file would go."""
    text = {
        Syntax.TRIG: "<urn:g:1> { <urn:s> <urn:p> 1 } <urn:g:2> { <urn:s> <urn:p> 2 } "
        "<urn:s> <urn:p> 3 .",
        Syntax.NQUADS: "<urn:s> <urn:p> <urn:1> <urn:g:1> .\n<urn:s> <urn:p> <urn:2> <urn:g:2> .\n"
        "<urn:s> <urn:p> <urn:3> .",
    }[syntax]
    source = Source("toys.x", text.encode(), syntax)
    assert named([source], vocabulary) == {"urn:g:1", "urn:g:2", "data/toys"}
    told = source._replace(graph="urn:all")
    assert named([told], vocabulary) == {"urn:all"}


def test_two_files_may_fill_one_graph(vocabulary: Vocabulary) -> None:
    """Their statements come together, and both are named in the record."""
    sources = [turtle("a/toys.ttl", BEAR), turtle("b/toys.ttl", 'e:doll e:name "Doll" .')]
    (filled,) = graphs_filled(sources, vocabulary).values()
    assert len(filled.statements) == 4
    assert filled.sources == tuple(sources)


def test_a_file_that_describes_several_datasets_does_not_say_which_it_is(
    vocabulary: Vocabulary,
) -> None:
    """Unless one of them is named like the file."""
    source = turtle("toys.ttl", "data:a a dcat:Dataset . data:b a dcat:Dataset .")
    with pytest.raises(BadRequest, match=r"toys\.ttl describes 2 datasets.*--graph"):
        graphs_filled([source], vocabulary)


@pytest.mark.parametrize(
    "graph", ["toys", "my toys", "https://example.org/my toys", "_:g", "a b:c"]
)
def test_a_graph_is_named_by_an_absolute_iri(graph: str, vocabulary: Vocabulary) -> None:
    """Whoever gives the name."""
    with pytest.raises(BadRequest, match="cannot name a graph"):
        graphs_filled([turtle("toys.ttl", BEAR, graph)], vocabulary)
    with pytest.raises(BadRequest, match="cannot name a graph"):
        graphs_filled([turtle("my toys.ttl", BEAR)], vocabulary)


def test_the_graph_of_the_history_is_not_for_files(vocabulary: Vocabulary) -> None:
    """The program alone writes the provenance of releases."""
    for source in (turtle("history.ttl", BEAR), turtle("toys.ttl", BEAR, vocabulary.history)):
        with pytest.raises(BadRequest, match="history"):
            graphs_filled([source], vocabulary)


def test_blank_nodes_get_names_on_the_way_in(vocabulary: Vocabulary) -> None:
    """Each graph its own."""
    text = 'e:bear e:owner [ e:name "Invented" ] .'
    (here,), (there,) = (
        [one.statements for one in graphs_filled([turtle(name, text)], vocabulary).values()]
        for name in ("toys.ttl", "bears.ttl")
    )
    names = {word for one in here | there for word in one.split() if "genid" in word}
    assert len(names) == 2
    assert not any("_:" in one for one in here)


def test_a_first_load_is_release_1(loader: Loader, store: Store, vocabulary: Vocabulary) -> None:
    """With its provenance in the history graph, and its content as recorded."""
    source = turtle("toys.ttl", BEAR)
    outcome = loader.load([source], agent="A. Tester", message="First toys")
    assert outcome.release == store.releases()[0]
    assert outcome.release.number == 1
    assert len(store.dump([vocabulary.dataset("toys")])) == 3
    assert outcome.release.content == content_after("", store.dump(), ())
    history = "\n".join(store.dump([vocabulary.history]))
    for said in ("First toys", "A. Tester", "toys.ttl", source.sha256):
        assert said in history
    assert outcome.release.note["agent"] == "A. Tester"


def test_the_same_files_again_make_no_release(loader: Loader, store: Store) -> None:
    """However they are written: other labels, other order, other spellings of a number."""
    loader.load(
        [turtle("toys.ttl", f"{BEAR} e:bear e:age 007 ; e:owner [ e:name 'A' ] .")], agent=""
    )
    same = f"e:bear e:owner _:x ; e:age 7 . _:x e:name 'A' . {BEAR}"
    outcome = loader.load([turtle("toys.ttl", same)], agent="")
    assert outcome.release is None
    assert not outcome.changeset
    assert store.current() == 1


def test_a_load_replaces_its_graph_and_no_other(
    loader: Loader, store: Store, vocabulary: Vocabulary
) -> None:
    """What a file does not say any more is gone; what other files said stays."""
    loader.load([turtle("toys.ttl", BEAR), turtle("box.ttl", "e:box e:holds e:bear .")], agent="")
    doll = 'e:doll a e:T ; e:name "Doll" ; e:colour "red" .'
    outcome = loader.load([turtle("toys.ttl", doll)], agent="")
    held = "\n".join(store.dump([vocabulary.dataset("toys")]))
    assert "doll" in held
    assert "bear" not in held
    assert len(store.dump([vocabulary.dataset("box")])) == 1
    assert (len(outcome.changeset.added), len(outcome.changeset.removed)) == (3, 3)


def test_several_files_are_one_release_or_none(loader: Loader, store: Store) -> None:
    """One bad file among them, and nothing of the others is loaded."""
    good, bad = turtle("toys.ttl", BEAR), turtle("more.ttl", "e:doll a e:T .")
    with pytest.raises(ShapesBroken):
        loader.load([good, bad], agent="")
    assert store.current() == 0
    assert loader.load([good, turtle("more.ttl", "e:doll e:name 'D' .")], agent="").release
    assert store.current() == 1


def test_data_that_break_a_rule_change_nothing(loader: Loader, store: Store) -> None:
    """The error carries the report, with node and remedy."""
    loader.load([turtle("toys.ttl", BEAR)], agent="")
    before = store.dump()
    with pytest.raises(ShapesBroken) as caught:
        loader.load([turtle("toys.ttl", "e:bear a e:T .")], agent="")
    report = caught.value.fields["report"]
    assert ": Violation TOY-01\n" in report.text()  # type: ignore[attr-defined]
    assert store.current() == 1
    assert store.dump() == before


def test_a_warning_lets_the_load_pass_and_is_reported(loader: Loader, store: Store) -> None:
    """The publisher sees it and decides."""
    outcome = loader.load([turtle("toys.ttl", 'e:bear a e:T ; e:name "Bear" .')], agent="")
    assert [one.code for one in outcome.report.results] == ["TOY-02"]
    assert store.current() == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("e:bear e:name .", RdfSyntax),
        ("e:bear e:name 'x'@en--ltr .", RdfUnsupported),
        ("_:a e:near _:b . _:b e:near _:a .", RdfUnsupported),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(
    loader: Loader, store: Store, text: str, error: type[Exception]
) -> None:
    """Even behind a good one."""
    with pytest.raises(error):
        loader.load([turtle("good.ttl", BEAR), turtle("bad.ttl", text)], agent="")
    assert store.current() == 0


class Hasty:
    """A store in which somebody else publishes first, a number of times."""

    def __init__(self, store: Store, times: int) -> None:
        self._store, self._times = store, times

    def __getattr__(self, name: str) -> Callable[..., object]:
        return getattr(self._store, name)  # type: ignore[no-any-return]

    def commit(self, changeset: Changeset, **said: object) -> object:
        if self._times:
            self._times -= 1
            other = f"<urn:s> <urn:p> <urn:o:{self._times}> <urn:other> ."
            parent = self._store.current()
            self._store.commit(Changeset(frozenset({other})), parent=parent, at="", note={})
        return self._store.commit(changeset, **said)  # type: ignore[arg-type]


def test_a_load_is_planned_again_where_another_was_faster(
    store: Store, validator: Validator, vocabulary: Vocabulary
) -> None:
    """The publisher need not know."""
    hasty = Loader(Hasty(store, 2), validator, vocabulary)  # type: ignore[arg-type]
    heard: list[str] = []
    outcome = hasty.load([turtle("toys.ttl", BEAR)], agent="", progress=heard.append)
    assert outcome.release
    assert outcome.release.number == 3
    assert len([line for line in heard if "planning again" in line]) == 2
    assert len(store.dump(["urn:other"])) == 2


def test_a_load_gives_up_where_others_are_always_faster(
    store: Store, validator: Validator, vocabulary: Vocabulary
) -> None:
    """With an error that says so, and nothing half done."""
    hasty = Loader(Hasty(store, 100), validator, vocabulary)  # type: ignore[arg-type]
    with pytest.raises(Moved):
        hasty.load([turtle("toys.ttl", BEAR)], agent="")
    assert store.dump([vocabulary.dataset("toys")]) == frozenset()


def test_judging_writes_nothing(loader: Loader, store: Store) -> None:
    """`kg validate` and `/validate` only look."""
    report = loader.judge([turtle("toys.ttl", "e:bear a e:T .")])
    assert [one.code for one in report.results] == ["TOY-01", "TOY-02"]
    assert store.current() == 0


@pytest.mark.parametrize(
    "name", ["toys.txt", "toys.docx", "toys.csv", "toys.srj", "toys", "x.html"]
)
def test_a_suffix_that_tells_no_rdf_syntax_is_refused(tmp_path: Path, name: str) -> None:
    """The error lists the suffixes that do."""
    (tmp_path / name).write_text(BEAR)
    with pytest.raises(UnsupportedMedia, match=r"\.ttl, \.trig, \.nt"):
        read_source(tmp_path / name)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Or that is a folder."""
    (tmp_path / "folder.ttl").mkdir()
    for name, why in (("missing.ttl", "No such file"), ("folder.ttl", "directory")):
        with pytest.raises(Usage, match=f"{name} cannot be read: .*{why}"):
            read_source(tmp_path / name)


def test_a_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    """Its hash goes into the history, so anyone can check which file it was."""
    (tmp_path / "toys.ttl").write_bytes(b"")
    source = read_source(tmp_path / "toys.ttl")
    assert source.syntax is Syntax.TURTLE
    assert source.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
