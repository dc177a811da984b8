"""Lays out a Salesforce formula so that people can read it. The same tree always gives the same text."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments, in order."""

    name: str
    arguments: tuple[Formula, ...]


Formula = str | Call


def call(name: str, *arguments: Formula) -> Call:
    """A function of these arguments."""
    return Call(name, arguments)


def both(*items: Formula) -> Formula:
    """``AND`` of the items, nested ones flattened, repeated ones once; one item stands alone."""
    return _joined("AND", "TRUE", items)


def either(*items: Formula) -> Formula:
    """``OR`` of the items, nested ones flattened, repeated ones once; one item stands alone."""
    return _joined("OR", "FALSE", items)


def negated(item: Formula) -> Formula:
    """``NOT`` of the item."""
    return Call("NOT", (item,))


def laid_out(formula: Formula, indent: int = 0) -> str:
    """The text: a call on one line where it fits into ``WIDTH`` characters, else one argument per line."""
    return _on_lines(_flattened(formula), indent)


def on_one_line(formula: Formula, separator: str = ", ") -> str:
    """The text on one line; with a bare comma as ``separator``, as short as it can be."""
    if isinstance(formula, str):
        return formula
    arguments = separator.join([on_one_line(argument, separator) for argument in formula.arguments])
    return f"{formula.name}({arguments})"


@dataclass(frozen=True, slots=True)
class _Flat:
    """A formula on one line, and those inside of it, so that none is written twice."""

    text: str
    name: str = ""
    arguments: tuple[_Flat, ...] = ()


def _flattened(formula: Formula) -> _Flat:
    if isinstance(formula, str):
        return _Flat(formula)
    arguments = tuple([_flattened(argument) for argument in formula.arguments])
    listed = ", ".join([argument.text for argument in arguments])
    return _Flat(f"{formula.name}({listed})", formula.name, arguments)


def _on_lines(flat: _Flat, indent: int) -> str:
    if not flat.name or indent + len(flat.text) <= WIDTH:
        return flat.text
    inner = " " * (indent + 2)
    arguments = ",\n".join([inner + _on_lines(argument, indent + 2) for argument in flat.arguments])
    return f"{flat.name}(\n{arguments}\n{' ' * indent})"


def _joined(name: str, nothing: str, items: tuple[Formula, ...]) -> Formula:
    flattened: list[Formula] = []
    for item in items:
        flattened.extend(item.arguments if isinstance(item, Call) and item.name == name else (item,))
    flattened = list(dict.fromkeys(flattened))
    if len(flattened) > 1:
        return Call(name, tuple(flattened))
    return flattened[0] if flattened else nothing
