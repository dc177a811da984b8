"""What a run of the differential tests has covered: shapes of conditions, and which operands each node has met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import Enum

from tests.unit.validators.meaning import value
from tests.unit.validators.strategies import Save

from dealspec.validators.expr.fitting import kind_of
from dealspec.validators.expr.nodes import (
    NODE_TYPES,
    And,
    Compare,
    Entered,
    FieldRef,
    Node,
    Not,
    Or,
    PipelineIs,
    StageIn,
    ValueKind,
    walk,
)

Cell = tuple[str, ValueKind, bool]
"""A node, the kind of one of its operands, and whether that was blank."""
_CONNECTIVES = (And, Or, Not)
_STAGES = (StageIn, Entered, PipelineIs)


def shape(node: Node) -> str:
    """The condition without its names and constants: equal for conditions that only speak of other things."""
    if isinstance(node, FieldRef):
        origin = "prior " if node.prior else "beyond " if node.via else ""
        return f"{origin}{node.type}"
    parts: list[str] = []
    for attribute in fields(node):
        found = getattr(node, attribute.name)
        children = [shape(item) for item in _nodes(found)]
        if children:
            parts.append(f"[{', '.join(dict.fromkeys(children))}]")
        elif isinstance(found, (Enum, bool)):
            parts.append(str(found))
    return f"{type(node).__name__}({', '.join(parts)})"


@dataclass
class Coverage:
    """Counts what was tried."""

    cases: int = 0
    shapes: set[str] = field(default_factory=set)
    cells: Counter[Cell] = field(default_factory=Counter)

    def add(self, node: Node, saves: list[Save]) -> None:
        """Counts a condition and the saves that it was judged on."""
        self.cases += len(saves)
        self.shapes.add(shape(node))
        for name, operand in _operands(node):
            for save in saves:
                self.cells[name, kind_of(operand), _is_blank(operand, save)] += 1

    def table(self) -> str:
        """Node by kind of operand: how often it was filled, and blank."""
        rows = sorted({cell[:2] for cell in self.cells})
        lines = [f"{'node':<16}{'operand':<18}{'filled':>9}{'blank':>9}"]
        lines += [
            f"{name:<16}{kind.value:<18}{self.cells[name, kind, False]:>9,}{self.cells[name, kind, True]:>9,}"
            for name, kind in rows
        ]
        return "\n".join([*lines, f"{len(self.shapes):,} shapes, {self.cases:,} cases"])


def _operands(node: Node) -> Iterator[tuple[str, Node]]:
    """Every operand of every node below, with the name of the node that takes it."""
    for parent in walk(node):
        if isinstance(parent, (FieldRef, *_CONNECTIVES)):
            continue
        name = f"{type(parent).__name__} {parent.op.value}" if isinstance(parent, Compare) else type(parent).__name__
        for attribute in fields(parent):
            for child in _nodes(getattr(parent, attribute.name)):
                if not isinstance(child, _STAGES):
                    yield name, child


def _nodes(found: object) -> list[Node]:
    several = found if isinstance(found, tuple) else (found,)
    return [item for item in several if isinstance(item, NODE_TYPES)]


def _is_blank(operand: Node, save: Save) -> bool:
    return value(operand, save) is None
