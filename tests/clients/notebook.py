"""The notebook for researchers, and how its outputs are written anew:
`python -m tests.clients.notebook`, wherever the data or the notebook changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets.config import Config

from tests.queries.regenerate import own_graph
from tests.web.serving import served

PATH = Path(__file__).parents[2] / ".docs" / "notebook.ipynb"
VARIES = "varies"  # the tag of a cell whose output has a date or an address of the day
_BY_FILE = Config(KernelManager={"transport": "ipc"})  # no port is opened
_SHOWN = ("text/plain", "text/html", "image/svg+xml")


def read() -> NotebookNode:
    """The notebook as it stands, with the outputs that readers see."""
    return nbformat.read(PATH, as_version=4)


def executed(service: str) -> NotebookNode:
    """The notebook with the outputs that a server at `service` gives; a failing cell raises."""
    book = read()
    with patch.dict(os.environ, {"KG_SERVICE": service}):
        NotebookClient(book, kernel_name="python3", timeout=120, config=_BY_FILE).execute()
    return book


def outputs(book: NotebookNode) -> Iterator[tuple[str, list[str]]]:
    """What each cell shows that is the same every day: the words of its text, its drawings."""
    for cell in book.cells:
        if cell.cell_type == "code" and VARIES not in cell.metadata.get("tags", ()):
            said = [_said(one) for one in cell.outputs]
            yield cell.source, " ".join(said).split()


def _said(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return str(output.text)
    data = output.get("data", {})
    return str(data.get("image/svg+xml") or data.get("text/plain", ""))


def tidied(book: NotebookNode) -> NotebookNode:
    """Without what differs from run to run and from machine to machine."""
    book.metadata = {"kernelspec": book.metadata.kernelspec, "language_info": {"name": "python"}}
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number}"
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            if "data" in output:
                output.data = {kind: output.data[kind] for kind in _SHOWN if kind in output.data}
    return book


def main() -> None:
    """Run the notebook over the data of the package and write it with its outputs."""
    with own_graph() as graph, served(graph) as address:
        book = tidied(executed(address))
    nbformat.validate(book)
    PATH.write_text(nbformat.writes(book) + "\n")


if __name__ == "__main__":
    main()
