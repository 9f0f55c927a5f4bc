"""What every store promises; imports no engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from kg.changes import Changeset
from kg.formats import Format
from kg.settings import Settings


class Dataset(NamedTuple):
    """The graphs that a query sees (SPARQL 1.1 Protocol, section 2.1.4), as IRIs.

    Both None: the default graph is the union of all named graphs, and all of them can be named.
    """

    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None


UNION = Dataset()


class Limits(NamedTuple):
    """What one query may use: seconds, MiB of memory, MiB of answer; and how many run at once, in
    processes that can be killed. With no workers there are no limits.
    """

    seconds: float
    memory_mib: int
    answer_mib: int
    workers: int


class Access(NamedTuple):
    """How a remote service is reached, where its query URL alone does not say; see kg.settings."""

    update: str | None = None
    user: str | None = None
    password: str | None = None
    token: str | None = None
    product: str | None = None
    proxy: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Access:
        """What `settings` say of it."""
        secrets = (settings.store_password, settings.store_token)
        password, token = (one.get_secret_value() if one else None for one in secrets)
        product, proxy = settings.store_product, settings.store_proxy
        return cls(settings.store_update, settings.store_user, password, token, product, proxy)

    def __repr__(self) -> str:
        return "Access(…)"  # secrets stay out of logs and tracebacks


@dataclass(frozen=True)
class Release:
    """One published state of the store, never changed afterwards.

    `at` is UTC, to the second (xsd:dateTime); `added` and `removed` count statements; `note` holds
    what the writer recorded: agent, message, files with hashes, digests of the shapes and the
    ontology. `rebuilt` says that a takedown has built it anew since, so that it is not what it was.
    """

    number: int
    parent: int | None
    at: str
    added: int = 0
    removed: int = 0
    content: str = ""
    note: Mapping[str, object] = field(default_factory=dict)
    rebuilt: bool = False


Holds = Callable[[str], bool]


class Erased(NamedTuple):
    """What a takedown did: the releases that were built anew, and how many statements left them;
    and in a sentence what it could not reach.
    """

    releases: tuple[int, ...]
    statements: int
    beyond: str = "Dumps and backups that were copied elsewhere are out of reach."


class UpdatePart(NamedTuple):
    """Operations that run together, and the graphs that they may write, by IRI; None: any."""

    text: str
    graphs: frozenset[str] | None


class Update(NamedTuple):
    """A SPARQL 1.1 Update that may run: its parts in order, the base of its relative IRIs, and
    whether it clears every graph at once.
    """

    parts: tuple[UpdatePart, ...]
    base: str
    clears_all: bool = False


class Trial(Protocol):
    """Answers queries on a release that is not published."""

    def __call__(self, text: str, answer: Format, *, seconds: float | None = None) -> bytes:
        """The answer to a SPARQL 1.1 query, as Store.query gives it. Raises as that does, and
        StoreBusy where a writer has swept the trial away.
        """


class Store(Protocol):
    """A store of releases. Every method may be called from any thread."""

    @property
    def address(self) -> str:
        """What `open_store` opens this same store with, in another process of this machine."""

    def current(self) -> int:
        """The number of the newest release; 0 for a store that nothing was loaded into."""

    def releases(self) -> list[Release]:
        """The record of every release that is known, oldest first."""

    def kept(self) -> list[int]:
        """The numbers of the releases that can be asked, oldest first."""

    def dropped(self) -> list[Release]:
        """The records of the releases that are no longer kept, oldest first."""

    def touched(self, names: Collection[str], *, release: int) -> bool:
        """Whether a statement about, to or in the graph of one of these IRIs came or went with a
        release; true where the store does not know. Raises NotFound.
        """

    def graphs(self, *, release: int | None = None) -> frozenset[str]:
        """The IRIs of the named graphs. Raises NotFound, Unsupported."""

    def query(
        self,
        text: str,
        answer: Format,
        *,
        dataset: Dataset = UNION,
        release: int | None = None,
        seconds: float | None = None,
    ) -> bytes:
        """The answer to a SPARQL 1.1 query on a release (the newest by default), whole.

        `seconds` can only lower the limit. Raises QuerySyntax, QueryTimeout, QueryMemory,
        AnswerTooLarge, NotFound (no such release); Unsupported where the store only keeps its
        newest, and Moved where another was published meanwhile.
        """

    def dump(
        self, graphs: Collection[str] | None = None, *, release: int | None = None
    ) -> frozenset[str]:
        """The statements of the graphs with these IRIs, or of all graphs.

        Raises NotFound; Unsupported and Moved as `query` does.
        """

    def trial(self, changeset: Changeset, *, parent: int) -> AbstractContextManager[Trial]:
        """What `changeset` would make of release `parent`, to be asked; nothing is published.

        Raises NotFound, StoreUnreadable, Unsupported.
        """

    def ahead(self, changeset: Changeset, *, parent: int) -> AbstractContextManager[None]:
        """A time in which a commit of `changeset` on release `parent`, with little more, may be
        prepared already; nothing is published, and nothing stays behind. Raises NotFound.
        """

    def changed_by(self, update: Update, *, parent: int) -> Changeset:
        """What `update` would change of release `parent`, tried aside; nothing is published. Blank
        nodes in what it adds are new.

        Raises QuerySyntax, BadRequest, QueryTimeout, QueryMemory, NotFound, StoreBusy, Unsupported.
        """

    def commit(
        self, changeset: Changeset, *, parent: int, at: str, note: Mapping[str, object]
    ) -> Release:
        """Publish `changeset`, planned on release `parent`, as the next release: whole or not at
        all.

        Raises Moved if the store has moved on since, StoreBusy, StoreUnreadable.
        """

    def identity(self, release: int) -> str:
        """What changes when the statements of a release do, which only a takedown does. Raises
        NotFound, Unsupported.
        """

    def reopened(self) -> Callable[[], Store]:
        """What opens this store once more in another process, where it can be sent: to be read
        there, without limits, by work that can be ended as a whole.
        """

    def beside(self) -> Path | None:
        """The folder for what is made of releases and can be made again, such as an index; a
        takedown empties it. None where there is no such place.
        """

    def erase(
        self, holds: Holds, scrub: Callable[[str], str], entry: Mapping[str, object]
    ) -> Erased:
        """Take the statements that `holds` names out of every release and known backup, and `scrub`
        the texts of their records; a signed line with `entry` and the counts goes to the log. A
        store behind a service, which only keeps its newest release, expects one without them to be
        published before. Raises StoreBusy, StoreUnreadable.
        """

    def back_up(self, target: Path) -> None:
        """Copy the store with all its releases into the new folder `target`. Raises
        StoreUnreadable, Unsupported.
        """

    def verify(self) -> None:
        """Check what the store itself signs. Raises StoreUnreadable where it does not hold."""

    def drop(self, numbers: Collection[int]) -> None:
        """Keep no more than the records of these releases; the newest stays, whatever is named.
        Raises StoreBusy, StoreUnreadable.
        """

    def close(self) -> None:
        """End the worker processes and let go of the store."""
