"""The syntax tree: literals, fields and calls; an operator is a call whose name is its symbol."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A constant: text, number, TRUE, FALSE or NULL."""

    value: str | Decimal | bool | None
    position: int


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A reference, spelled as written: `Amount`, `Account.Type`, `$User.Id`."""

    name: str
    position: int


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A function or an operator with its operands; `name` is canonical (`AND` for `&&`), `spelling` is as written."""

    name: str
    operands: tuple[Node, ...]
    position: int
    spelling: str


Node: TypeAlias = Literal | Field | Call
