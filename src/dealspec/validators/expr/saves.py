"""What asks how a record got here: its values before the save, what changed, the stage it entered, its creation."""

from __future__ import annotations

from dataclasses import replace

from dealspec.core.source import Position
from dealspec.validators.expr import stages
from dealspec.validators.expr.faults import ExprCode
from dealspec.validators.expr.fitting import Typing, judgeable, said
from dealspec.validators.expr.nodes import ELEMENTS, Changed, Entered, FieldRef, Literal, Node, ValueKind

NAMES = frozenset(["previous", "changed", "entered", "is_new"])


def allowed(typing: Typing, name: str, offset: int) -> bool:
    """Whether the condition is judged as a record is saved; else the fault is kept."""
    if not typing.scope.state_only:
        return True
    if typing.scope.collection:
        what, hint = f"{name}() cannot be asked of an element.", "An element has only its role."
    else:
        what = f"{name}() asks how a record got here, and these records are chosen by their state."
        hint = "Ask it in the 'that' of a gate or a rule, or in the 'when' of a rule without a conflict."
    typing.faults.add(ExprCode.TRANSITION, offset, what, hint)
    return False


def previous(typing: Typing, item: FieldRef, position: Position) -> Node | None:
    """``previous(item)``: the field before the save."""
    return replace(item, prior=True, position=position) if _own(typing, "previous", item) else None


def changed(typing: Typing, item: FieldRef, position: Position) -> Node | None:
    """``changed(item)``."""
    return Changed(item, position) if _own(typing, "changed", item) else None


def entered(typing: Typing, stage: Literal, position: Position) -> Node | None:
    """``entered('stage')``."""
    reached = stages.entered(typing.scope, typing.faults, stage, position)
    return Entered(reached, position) if reached else None


def _own(typing: Typing, function: str, item: FieldRef) -> bool:
    """Whether the save of the record itself says what became of the field."""
    if not judgeable(typing, item):
        return False
    if item.prior:
        what, hint = f"{function}() reads one save back, not two.", f"Write {function}({item.name})."
    elif item.via is not None:
        what = f"{said(item)} belongs to another record, which this save does not touch."
        hint = f"Ask for the reference: {function}({item.via.name})."
    elif item.kind is ValueKind.PIPELINE:
        what = "The pipeline follows from the fields that choose it."
        hint = f"Ask for one of those fields, or for {function}(stage)."
    elif item.object == ELEMENTS:
        what, hint = "An element is not saved by itself.", "Ask for a field of the record."
    else:
        return True
    typing.refuse(item, what, hint, ExprCode.TRANSITION)
    return False
