"""Reads XML into a small tree that knows lines and columns, and refuses document types (so no entity can explode)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

XSI = "http://www.w3.org/2001/XMLSchema-instance"


class XmlError(ValueError):
    """Text that is not XML we accept; ``line`` and ``column`` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


@dataclass(slots=True)
class Node:
    """One element: local name, namespace, attributes, text, children, and where its tag begins."""

    name: str
    namespace: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)
    line: int = 1
    column: int = 1

    def child(self, name: str) -> Node | None:
        """The first child of that local name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> Iterator[Node]:
        """Every child of that local name, in order."""
        return (child for child in self.children if child.name == name)

    def value(self, name: str, default: str = "") -> str:
        """The stripped text of the first child of that name."""
        found = self.child(name)
        return default if found is None else found.text.strip()

    @property
    def is_nil(self) -> bool:
        """Whether the element says that there is nothing: ``xsi:nil``."""
        return self.attributes.get(f"{XSI} nil") == "true"

    @property
    def xsi_type(self) -> str:
        """The local part of ``xsi:type``."""
        return self.attributes.get(f"{XSI} type", "").rpartition(":")[2]


def parse(data: bytes | str) -> Node:
    """The root element; raises ``XmlError``."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    top = Node("")
    stack = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        place = (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        node = Node(local, namespace, attributes, "", [], *place)
        stack[-1].children.append(node)
        stack.append(node)

    def end(_name: str) -> None:
        stack.pop()

    def text(content: str) -> None:
        stack[-1].text += content

    def doctype(*_: object) -> None:
        raise XmlError("DOCTYPE is not allowed", parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise XmlError(str(error), error.lineno, error.offset + 1) from error
    return top.children[0]


def escape(text: str) -> str:
    """Text as XML character data."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
