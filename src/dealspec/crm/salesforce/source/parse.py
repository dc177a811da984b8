"""One metadata file's bytes as an element, or in words what is wrong with them and where. Follows no entity."""

from __future__ import annotations

import codecs
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from xml.parsers.expat import errors

from dealspec.crm.salesforce.markup import NAMESPACE, Element

MOST_BYTES = 50_000_000
"""The largest file that is read. Salesforce takes 39 MB in a whole deployment (Metadata API guide, deploy)."""

_OUR_NAMESPACE = f' xmlns="{NAMESPACE}"'.encode()
_USUAL_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
"""How the Salesforce CLI begins every file."""
_BORDER_TAG = "border-between-two-files"
_BORDER = f"<{_BORDER_TAG}/>".encode()
_CONFLICT = re.compile(rb"^(<{7}|={7}|>{7})", re.MULTILINE)
_BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a file cannot be read, and the line where that shows (0: it concerns the whole file)."""

    line: int
    why: str
    hint: str = ""


def parse_all(files: Sequence[bytes]) -> list[Element | Broken]:
    """The root element of each, as ``parse`` gives it."""
    usual = [at for at, data in enumerate(files) if data.startswith(_USUAL_HEAD)]
    parsed = dict(zip(usual, _together([files[at] for at in usual]), strict=False))
    return [parsed[at] if at in parsed else parse(data) for at, data in enumerate(files)]


def parse(data: bytes) -> Element | Broken:
    """The root element with local names. Entities of a file's own are refused unread, whatever they would expand to."""
    if b"<!DOCTYPE" in data or b"\x00" in data or data.startswith(_BYTE_ORDER_MARKS):
        return _refused(data)
    # Without a namespace in the text, no name needs to be stripped of it, which would take as long as parsing.
    text = data.replace(_OUR_NAMESPACE, b"", 1)
    try:
        parser = ET.XMLParser()  # noqa: S314 (no DOCTYPE, so no entities)
        parser.feed(text)
        root = parser.close()
    except ET.ParseError as error:
        return _broken(error, data)
    except (LookupError, ValueError) as error:  # an encoding that neither Python nor expat knows
        return Broken(1, f"Its encoding cannot be read ({error}).", "Save it as UTF-8.")
    if b"xmlns" in text:
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
    return root


def _together(files: Sequence[bytes]) -> Sequence[Element]:
    """The roots of files of the usual head, with one parser for all: beginning and ending one takes as long as parsing
    a small file. Empty where any of them needs a parser of its own, because it is broken or holds other namespaces.
    """
    bodies = [data[len(_USUAL_HEAD) :].replace(_OUR_NAMESPACE, b"", 1) for data in files]
    text = b"<all>" + _BORDER.join(bodies) + b"</all>"
    if b"xmlns" in text or text.count(_BORDER) >= max(len(files), 1):
        return ()
    try:
        root = ET.fromstring(text)  # noqa: S314 (a DOCTYPE inside of an element is an error)
    except ET.ParseError:
        return ()
    roots, borders = root[::2], root[1::2]
    is_apart = (
        len(roots) == len(files)
        and not root.text
        and all(border.tag == _BORDER_TAG for border in borders)
        and not any(item.tail and not item.tail.isspace() for item in root)
    )
    return roots if is_apart else ()


def _refused(data: bytes) -> Broken:
    before, found, _ = data.partition(b"<!DOCTYPE")
    if found:
        why = "It has a DOCTYPE, which no metadata file needs and which may hide what the file says."
        return Broken(before.count(b"\n") + 1, why, "Take the DOCTYPE out.")
    return Broken(1, "It is not UTF-8 text.", "Save it as UTF-8.")


def _broken(error: ET.ParseError, data: bytes) -> Broken:
    line, _ = error.position
    if conflict := _CONFLICT.search(data):
        where = data.count(b"\n", 0, conflict.start()) + 1
        return Broken(where, "It holds an unresolved merge conflict.", "Settle the conflict.")
    if not data.strip():
        return Broken(1, "It is empty.", "Restore it, or delete it.")
    return Broken(line, f"It is not well-formed XML: {errors.messages.get(error.code, str(error))}.", "Mend the XML.")
