"""The six verbs, as elements of XML.

OAI-PMH 2.0, section 4. Items are the records of kg.harvest; sets are kinds of thing; datestamps are
those of releases; what was withdrawn or erased stays as a deleted record for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from kg.harvest import Change
from kg.rdf.markup import add
from kg.web.harvest.oai.formats import OaiFormat, formats
from kg.web.harvest.oai.requests import Asked, Refused, Span, read_span
from kg.web.harvest.oai.tokens import Position, read_token
from kg.web.harvest.source import Source
from kg.web.kinds import KINDS, called

NO_ADDRESS = "no-address-is-set@example.invalid"  # adminEmail is required: section 4.2
_PAGE = {"ListIdentifiers": 500, "ListRecords": 100}
_MORE_SETS = {"term": "Terms and concepts", "other": "Anything else"}


@dataclass(frozen=True)
class Repository:
    """One graph as a repository at the address `url`, on a server at the address `root`."""

    source: Source
    url: str
    root: str

    def answer(self, asked: Asked, parent: ET.Element) -> None:
        """Add the answer to `parent`. Raises Refused."""
        add(parent, asked.verb)
        _VERBS[asked.verb](self, asked, parent[-1])

    @property
    def formats(self) -> Mapping[str, OaiFormat]:
        """The formats of metadata, by prefix."""
        return formats(self.source.kg.vocabulary.base, self.root)

    @property
    def identity(self) -> str:
        """What changes when the newest release is another, or is no longer what it was."""
        store = self.source.kg.store
        newest = store.current()
        return hashlib.sha256(f"{newest} {store.identity(newest)}".encode()).hexdigest()[:16]

    def find(self, identifier: str) -> Change:
        """The item with this identifier. Raises Refused: idDoesNotExist."""
        found = next((one for one in self.source.changes() if one.record == identifier), None)
        if found is None:
            raise Refused("idDoesNotExist", f"There is no item <{identifier[:200]}>.")
        return found

    def format(self, prefix: str) -> OaiFormat:
        """The format with this prefix. Raises Refused: cannotDisseminateFormat."""
        if prefix not in self.formats:
            known = ", ".join(self.formats)
            raise Refused("cannotDisseminateFormat", f"The formats are: {known}.")
        return self.formats[prefix]


def _identify(repository: Repository, _: Asked, parent: ET.Element) -> None:
    changes = repository.source.changes()
    contact = repository.source.kg.settings.contact
    for name, text in (
        ("repositoryName", "UK Case Reviews"),
        ("baseURL", repository.url),
        ("protocolVersion", "2.0"),
        ("adminEmail", contact or NO_ADDRESS),
        ("earliestDatestamp", changes[0].at if changes else "1970-01-01T00:00:00Z"),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        ("compression", "gzip"),
    ):
        add(parent, name, text)


def _list_sets(repository: Repository, asked: Asked, parent: ET.Element) -> None:
    if "resumptionToken" in asked.arguments:
        raise Refused("badResumptionToken", "The list of sets comes whole, without a token.")
    for kind in sorted({one.kind for one in repository.source.changes()}):
        entry = add(parent, "set")
        add(entry, "setSpec", kind)
        many = KINDS[kind].many if kind in KINDS else _MORE_SETS.get(kind, called(kind))
        add(entry, "setName", many)


def _list_formats(repository: Repository, asked: Asked, parent: ET.Element) -> None:
    if "identifier" in asked.arguments:
        repository.find(asked.arguments["identifier"])
    for one in repository.formats.values():
        entry = add(parent, "metadataFormat")
        add(entry, "metadataPrefix", one.prefix)
        add(entry, "schema", one.schema)
        add(entry, "metadataNamespace", one.namespace)


def _get_record(repository: Repository, asked: Asked, parent: ET.Element) -> None:
    form = repository.format(asked.arguments["metadataPrefix"])
    change = repository.find(asked.arguments["identifier"])
    if not _add_records(repository, form, [change], parent):
        raise Refused("cannotDisseminateFormat", f"This record cannot be told in {form.prefix}.")


def _list(repository: Repository, asked: Asked, parent: ET.Element) -> None:
    """ListIdentifiers and ListRecords."""
    position = _position(repository, asked)
    form = repository.format(position.prefix)
    found = [
        one
        for one in repository.source.changes()
        if position.span.holds(one.at) and position.kind in {"", one.kind}
    ]
    step, given = _PAGE[asked.verb], position.given
    while not len(parent):
        part = found[given : given + step]
        if not part:
            raise Refused("noRecordsMatch", "There is no record of this set in this span of time.")
        if asked.verb == "ListRecords":
            _add_records(repository, form, part, parent)
        else:
            for one in part:
                _add_header(one, parent)
        given += step
    _add_token(parent, position, given, len(found), step)


def _add_token(parent: ET.Element, position: Position, given: int, total: int, step: int) -> None:
    """The token that goes on; an empty one at the end of a list that came in parts."""
    if given < total or given > step:
        text = position._replace(given=given).token() if given < total else ""
        counted = {"completeListSize": str(total), "cursor": str(given - step)}
        add(parent, "resumptionToken", text, **counted)


def _position(repository: Repository, asked: Asked) -> Position:
    arguments, identity = asked.arguments, repository.identity
    if "resumptionToken" in arguments:
        position = read_token(arguments["resumptionToken"], asked.verb, identity)
        if position.prefix not in repository.formats:
            raise Refused("badResumptionToken", "This is no token of this service.")
        return position
    span: Span = read_span(arguments)
    prefix, kind = arguments["metadataPrefix"], arguments.get("set", "")
    return Position(asked.verb, prefix, span, kind, identity, 0)


def _add_records(
    repository: Repository, form: OaiFormat, changes: list[Change], parent: ET.Element
) -> bool:
    """Add the records that the format can hold; whether there were any."""
    source = repository.source
    live = [one.record for one in changes if not one.deleted]
    metadata = form.write(source, live, source.kg.current())
    told = [one for one in changes if one.deleted or one.record in metadata]
    for one in told:
        record = add(parent, "record")
        _add_header(one, record)
        if not one.deleted:
            add(record, "metadata").append(metadata[one.record])
    return bool(told)


def _add_header(change: Change, parent: ET.Element) -> None:
    deleted = {"status": "deleted"} if change.deleted else {}
    header = add(parent, "header", **deleted)
    add(header, "identifier", change.record)
    add(header, "datestamp", change.at)
    add(header, "setSpec", change.kind)


_VERBS: Mapping[str, Callable[[Repository, Asked, ET.Element], None]] = {
    "GetRecord": _get_record,
    "Identify": _identify,
    "ListIdentifiers": _list,
    "ListMetadataFormats": _list_formats,
    "ListRecords": _list,
    "ListSets": _list_sets,
}
