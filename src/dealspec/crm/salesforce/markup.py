"""Metadata XML as plain elements with local names: read, changed and written. Knows no metadata type.

Writing sorts the children of an element by name and keeps the order of equal names, as Salesforce's own files do.
"""

from __future__ import annotations

import html
import xml.etree.ElementTree as ET
from collections.abc import Iterable

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XSI_NIL = f"{{{_XSI}}}nil"

Element = ET.Element


def parse(text: bytes) -> Element:
    """The root element, every name without its namespace; raises ``xml.etree.ElementTree.ParseError``."""
    root = ET.fromstring(text)  # noqa: S314 (expat refuses entity bombs since 2.4.1; external entities are never fetched)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def is_nil(element: Element) -> bool:
    """Whether the element says that there is nothing (``xsi:nil``), or simply has nothing in it."""
    return element.get(_XSI_NIL) == "true" or len(element) == 0


def text_of(element: Element | None, name: str, default: str = "") -> str:
    """The text of a child, newlines as ``\\n``; ``default`` when there is none."""
    text = default if element is None else element.findtext(name, default)
    return text.replace("\r\n", "\n") if "\r" in text else text


def texts_of(element: Element) -> dict[str, str]:
    """The texts of all children by name, as ``text_of`` gives them, in one pass."""
    texts: dict[str, str] = {}
    for child in element:
        if (tag := child.tag) not in texts:
            text = child.text or ""
            texts[tag] = text.replace("\r\n", "\n") if "\r" in text else text
    return texts


def optional(element: Element, name: str) -> str | None:
    """The text of a child, or None when the child is absent or empty."""
    return text_of(element, name) or None


def flag(element: Element, name: str, default: bool = False) -> bool:
    """A boolean child."""
    text = text_of(element, name).strip()
    return is_on(text) if text else default


def is_on(text: str) -> bool:
    """Whether a text says yes (XML Schema, boolean)."""
    return text == "true" or (text != "false" and text.strip().lower() in ("true", "1"))


def made(tag: str, *children: Element | tuple[str, object]) -> Element:
    """A new element with these children; a pair is a child of that name and text."""
    element = ET.Element(tag)
    for child in children:
        if isinstance(child, tuple):
            name, value = child
            ET.SubElement(element, name).text = _written(value)
        else:
            element.append(child)
    return element


def nil(tag: str) -> Element:
    """An element that says that there is nothing (``xsi:nil``): some types ask for it."""
    return ET.Element(tag, {_XSI_NIL: "true"})


def put(element: Element, name: str, value: object) -> None:
    """Sets a child's text, adding the child where there is none; ``None`` removes it."""
    child = element.find(name)
    if value is None:
        if child is not None:
            element.remove(child)
        return
    if child is None:
        child = ET.SubElement(element, name)
    child.text = _written(value)
    child.attrib.pop(_XSI_NIL, None)


def child_of(element: Element, path: str) -> Element:
    """The child at ``a/b``, made where it is missing."""
    for name in path.split("/"):
        found = element.find(name)
        element = ET.SubElement(element, name) if found is None else found
    return element


def entry(element: Element, tag: str, key: str, value: str) -> Element | None:
    """The first child ``tag`` whose own child ``key`` has this text."""
    return next((item for item in element.findall(tag) if text_of(item, key) == value), None)


def escaped(text: str) -> str:
    """The text as an element holds it."""
    return html.escape(text, quote=False)


def document(root: Element) -> bytes:
    """A metadata file: declaration, namespace on the root, children by name, four spaces a level."""
    xsi = f' xmlns:xsi="{_XSI}"' if any(_XSI_NIL in element.attrib for element in root.iter()) else ""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root.tag} xmlns="{NAMESPACE}"{xsi}>']
    lines += _lines(_by_name(root), 1)
    lines.append(f"</{root.tag}>\n")
    return "\n".join(lines).encode()


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lines(elements: Iterable[Element], depth: int) -> Iterable[str]:
    indent = "    " * depth
    for element in elements:
        if len(element):
            yield f"{indent}<{element.tag}>"
            yield from _lines(_by_name(element), depth + 1)
            yield f"{indent}</{element.tag}>"
        elif element.get(_XSI_NIL) == "true" and not element.text:
            yield f'{indent}<{element.tag} xsi:nil="true"/>'
        else:
            yield f"{indent}<{element.tag}>{escaped(element.text or '')}</{element.tag}>"


def _by_name(element: Element) -> list[Element]:
    return sorted(element, key=lambda child: child.tag)
