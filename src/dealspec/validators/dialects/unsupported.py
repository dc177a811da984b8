"""What a dialect cannot say, as a value: nothing is dropped silently."""

from __future__ import annotations

from dataclasses import dataclass

from dealspec.validators.expr.nodes import Node


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A condition that a dialect has no form for: where in it, which dialect, why, and what to do."""

    node: Node | None
    dialect: str
    why: str
    hint: str
