"""The shape of one row in the table of functions and operators; it holds no function itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeAlias

from dealspec.emulator.salesforce.formula.types import Type
from dealspec.emulator.salesforce.formula.values import FormulaError, Value

if TYPE_CHECKING:
    from dealspec.emulator.salesforce.formula.nodes import Call, Field, Node
    from dealspec.emulator.salesforce.formula.run import Run

Evaluator: TypeAlias = "Callable[[Run], Value]"

TEXT = frozenset({Type.TEXT})
NUMBER = frozenset({Type.NUMBER})
BOOLEAN = frozenset({Type.BOOLEAN})
DATE = frozenset({Type.DATE})
DATETIME = frozenset({Type.DATETIME})
TIME = frozenset({Type.TIME})


class Typing(Protocol):
    """What a form may ask of the pass that types a tree."""

    types: dict[int, Type]

    def infer(self, node: Node, allowing: frozenset[Type] = frozenset()) -> Type:
        """The type of a node; a picklist is a fault unless its kind is in `allowing`."""
        ...

    def fault(self, error: FormulaError) -> Type:
        """Keeps the error; gives the type under which nothing further is reported."""
        ...

    def operands(self, call: Call, *allowed: frozenset[Type]) -> list[Type]:
        """Types of all operands, each held to the one of `allowed` at its place (the last repeats)."""
        ...

    def expect(self, call: Call, operand: Node, allowed: frozenset[Type]) -> Type:
        """The operand's type, a fault unless it is one of `allowed`."""
        ...

    def condition(self, node: Node) -> Type:
        """Marks a node of unknown type as read for true or false."""
        ...


class Building(Protocol):
    """What a form may ask of the pass that builds closures."""

    def type_of(self, node: Node) -> Type:
        """The static type of a node."""
        ...

    def build(self, node: Node) -> Evaluator:
        """The closure that evaluates a node."""
        ...

    def build_all(self, call: Call) -> list[Evaluator]:
        """The closures of a call's operands, in order."""
        ...

    def field(self, node: Field, *, before: bool = False) -> Evaluator:
        """The closure that reads a field of the record, or of the record as it was."""
        ...


class Where(Enum):
    """The kinds of formula a function may stand in."""

    ANYWHERE = "anywhere"
    RULES = "validation rules, not formula fields"
    ELSEWHERE = "neither validation rules nor formula fields"


@dataclass(frozen=True, slots=True)
class Arity:
    """How many operands: from `least` to `most` (None: no end), and only even counts where `even`."""

    least: int
    most: int | None
    even: bool = False

    def fault(self, count: int) -> int | None:
        """The count Salesforce's message expects instead, None when `count` will do."""
        if self.even and count % 2:
            return max(self.least, count - 1)  # FE FunctionCase.validate
        if count < self.least:
            return self.least
        return self.least if self.most is not None and count > self.most else None


@dataclass(frozen=True, slots=True)
class Function:
    """A function of plain values: fixed parameter types, one result type, all operands evaluated first.

    With `strict`, a null operand makes the result null without `apply` being called. With `sees_run`, `apply` gets
    the running evaluation before the operands. With `variadic`, the last parameter repeats.
    """

    name: str
    takes: tuple[frozenset[Type], ...]
    gives: Type
    apply: Callable[..., Value]
    required: int | None = None
    variadic: bool = False
    strict: bool = True
    sees_run: bool = False
    where: Where = Where.ANYWHERE

    @property
    def arity(self) -> Arity:
        """The counts the parameters allow."""
        least = len(self.takes) if self.required is None else self.required
        return Arity(least, None if self.variadic else len(self.takes))

    def parameter(self, index: int) -> frozenset[Type]:
        """The types the operand at `index` may have."""
        return self.takes[min(index, len(self.takes) - 1)]


@dataclass(frozen=True, slots=True)
class Form:
    """A function or operator that types or evaluates its operands in its own way."""

    name: str
    arity: Arity
    infer: Callable[[Typing, Call], Type]
    build: Callable[[Building, Call], Evaluator]
    where: Where = Where.ANYWHERE
