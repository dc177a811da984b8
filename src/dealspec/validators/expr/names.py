"""Resolves the name of a field, of the record itself or of a record that one of its lookups names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dealspec.core.diagnostics import did_you_mean
from dealspec.validators.expr import calls
from dealspec.validators.expr.faults import ExprCode
from dealspec.validators.expr.fitting import Typing
from dealspec.validators.expr.nodes import FieldRef, ValueKind


def resolved(typing: Typing, parts: Sequence[tuple[str, int]]) -> FieldRef | None:
    """The field that a name of one or two parts means, each with its offset; None, with the fault kept, for others."""
    if len(parts) == 1:
        return _own(typing, *parts[0])
    if len(parts) > 2:
        what = "A condition follows one lookup, not several."
        hint = f"Write {parts[0][0]}.{parts[1][0]}, or bring the value nearer with a formula field."
        typing.faults.add(ExprCode.LOOKUP, parts[2][1], what, hint)
        return None
    lookup = _own(typing, *parts[0], before_a_dot=True)
    return _beyond(typing, lookup, *parts[1]) if lookup else None


def _own(typing: Typing, name: str, offset: int, *, before_a_dot: bool = False) -> FieldRef | None:
    scope = typing.scope
    found = scope.field(name, typing.faults.at(offset))
    if found is None:
        place = f"the elements of {scope.collection.name}" if scope.collection else scope.object
        what = f"There is no field '{name}' on {place}."
        if before_a_dot:
            lookups = [one for one in scope.names() if _is_lookup(scope.field(one))]
            hint = did_you_mean(name, lookups) or "Write a lookup before the dot: account.name."
        else:
            hint = f"Did you mean {name}()?" if name in calls.NAMES else did_you_mean(name, scope.names())
        typing.faults.add(ExprCode.UNKNOWN_FIELD, offset, what, hint)
    return found


def _is_lookup(found: FieldRef | None) -> bool:
    return found is not None and found.kind is ValueKind.REFERENCE


def _beyond(typing: Typing, lookup: FieldRef, name: str, offset: int) -> FieldRef | None:
    """The field of the record that the lookup names."""
    if lookup.kind is not ValueKind.REFERENCE:
        what = f"{lookup.name} is a {lookup.kind}, and leads to no other record."
        typing.faults.add(ExprCode.LOOKUP, lookup.position, what, "Write a lookup before the dot: account.name.")
        return None
    scope = typing.scope.beyond(lookup)
    known = scope.names() if scope else ()
    if scope is None or not known:
        target = scope.object if scope else "an object that is not named"
        what = f"{lookup.name} leads to {target}, of which no field is known."
        hint = f"Compare {lookup.name} with another reference, or write '{lookup.name} is blank'."
        typing.faults.add(ExprCode.LOOKUP, lookup.position, what, hint)
        return None
    found = scope.field(name, lookup.position)
    if found is None:
        what = f"There is no field '{name}' on {scope.object}."
        typing.faults.add(ExprCode.UNKNOWN_FIELD, offset, what, did_you_mean(name, known))
    elif found.type is None:
        what = f"The {name} of another record cannot be read."
        typing.faults.add(ExprCode.LOOKUP, offset, what, "Write the rule on that object.")
    else:
        return replace(found, via=lookup)
    return None
