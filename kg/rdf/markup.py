"""Elements of XML, whatever their texts hold; pure.

Extensible Markup Language 1.0, sections 2.2 (some characters have no place in XML, escaped or not)
and 2.11 (a carriage return is lost unless it is escaped). Names are written as they are, with their
prefixes, and some element around them declares these.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    """The text as XML can hold it: the replacement character stands for what it cannot."""
    return ILLEGAL.sub(_REPLACEMENT, text)


def add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A new last child of `parent`."""
    kept = {name: clean(value) for name, value in attributes.items()}
    child = ET.SubElement(parent, tag, kept)
    child.text = None if text is None else clean(text)
    return child


def document(root: ET.Element) -> bytes:
    """The element as a document in UTF-8."""
    ET.indent(root, " ")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written.replace(b"\r", b"&#13;") + b"\n"
