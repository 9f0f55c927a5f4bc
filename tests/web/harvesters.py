"""Harvesters as others write them: they know the protocols and nothing of this code."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pyoxigraph as ox
from starlette.testclient import TestClient

OAI = "{http://www.openarchives.org/OAI/2.0/}"
ATOM = "{http://www.w3.org/2005/Atom}"
GONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def oai(client: TestClient, **arguments: str) -> ET.Element:
    """An answer of OAI-PMH; `from_` stands for `from`."""
    named = {name.rstrip("_"): value for name, value in arguments.items()}
    answer = client.get("/oai", params=named)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    return ET.fromstring(answer.content)


def error_of(answer: ET.Element) -> str | None:
    """The code of an answer that is an error."""
    found = answer.find(f"{OAI}error")
    return None if found is None else found.get("code")


class Harvester:
    """Keeps what it is told of each record in one format, and goes on where it ended."""

    def __init__(self, client: TestClient, prefix: str, verb: str = "ListRecords") -> None:
        self.client, self.prefix, self.verb = client, prefix, verb
        self.records: dict[str, ET.Element] = {}
        self.deleted: set[str] = set()
        self.until = ""

    def go_on(self, **arguments: str) -> Harvester:
        """Harvest all that changed since the last datestamp that was seen."""
        since = {"from_": self.until} if self.until else {}
        first = {"metadataPrefix": self.prefix, **since, **arguments}
        for part in self._parts(first):
            for record in part:
                self._take(record)
        return self

    def _parts(self, arguments: dict[str, str]) -> Iterator[ET.Element]:
        while arguments:
            answer = oai(self.client, verb=self.verb, **arguments)
            if error_of(answer) == "noRecordsMatch":
                return
            assert error_of(answer) is None, ET.tostring(answer)
            part = answer.find(f"{OAI}{self.verb}")
            assert part is not None
            yield part
            token = part.findtext(f"{OAI}resumptionToken")
            arguments = {"resumptionToken": token} if token else {}

    def _take(self, record: ET.Element) -> None:
        header = record.find(f"{OAI}header")
        if header is None:
            return
        name = header.findtext(f"{OAI}identifier") or ""
        self.until = max(self.until, header.findtext(f"{OAI}datestamp") or "")
        self.deleted.discard(name)
        self.records.pop(name, None)
        if header.get("status") == "deleted":
            self.deleted.add(name)
        else:
            self.records[name] = record.findall(f"{OAI}metadata/*")[0]

    def texts(self) -> dict[str, str]:
        """The metadata of each record as text."""
        return {name: ET.tostring(one, encoding="unicode") for name, one in self.records.items()}

    def statements(self) -> set[str]:
        """What the records say, as N-Quads or, from RDF/XML, as N-Triples lines."""
        found: set[str] = set()
        for one in self.records.values():
            if self.prefix == "nquads":
                found |= quads((one.text or "").encode(), ox.RdfFormat.N_QUADS)
            else:
                found |= quads(ET.tostring(one), ox.RdfFormat.RDF_XML)
        return found


def quads(body: bytes, form: ox.RdfFormat) -> set[str]:
    """The statements of a document, as lines."""
    return {f"{quad} ." for quad in ox.parse(body, format=form)}


class Subscriber:
    """Follows a feed: reads back to the last moment that it has seen."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.entries: dict[str, str] = {}
        self.deleted: set[str] = set()
        self.until = ""

    def go_on(self) -> Subscriber:
        """Take in what is new, the newest page first; what is newer wins."""
        heard: dict[str, ET.Element] = {}
        latest = self.until
        for page in self.pages():
            for one in page:
                name = one.get("ref") or one.findtext(f"{ATOM}id") or ""
                if one.tag in {GONE, f"{ATOM}entry"}:
                    heard.setdefault(name, one)
                    latest = max(latest, _moment(one))
        for name, one in heard.items():
            self._take(name, one)
        self.until = latest
        return self

    def _take(self, name: str, entry: ET.Element) -> None:
        self.deleted.discard(name)
        self.entries.pop(name, None)
        if entry.tag == GONE:
            self.deleted.add(name)
        else:
            content = entry.find(f"{ATOM}content")
            assert content is not None
            assert content.get("type") == "text/x-nquads"
            self.entries[name] = content.text or ""

    def pages(self) -> Iterator[ET.Element]:
        """The documents of the feed that may hold something new, the newest first."""
        path = "/feed.atom"
        while path:
            answer = self.client.get(path)
            assert answer.status_code == 200
            root = ET.fromstring(answer.content)
            yield root
            if (root.findtext(f"{ATOM}updated") or "") < self.until:
                return
            links = {one.get("rel"): one.get("href") for one in root.iter(f"{ATOM}link")}
            before = urlsplit(links.get("prev-archive") or "")
            path = f"{before.path}?{before.query}" if before.path else ""

    def statements(self) -> set[str]:
        """What the entries say, as N-Quads lines."""
        whole = "".join(self.entries.values())
        return quads(whole.encode(), ox.RdfFormat.N_QUADS)


def _moment(entry: ET.Element) -> str:
    return entry.get("when") or entry.findtext(f"{ATOM}updated") or ""
