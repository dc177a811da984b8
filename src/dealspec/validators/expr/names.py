"""Resolves the name of a field, of the record itself or of a record that one of its lookups names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dealspec.core.diagnostics import did_you_mean
from dealspec.validators.expr import calls
from dealspec.validators.expr.faults import ExprCode
from dealspec.validators.expr.fitting import Typing, is_a, judgeable
from dealspec.validators.expr.nodes import FieldRef, ValueKind
from dealspec.validators.expr.scope import Scope

_MEANT = {
    **dict.fromkeys(["current_date", "now", "sysdate", "current_timestamp", "getdate"], "Write today()."),
    **dict.fromkeys(["blank", "empty", "none", "nil", "undefined"], "Write 'field is blank'."),
    **dict.fromkeys(["yes", "on", "y"], "Write true, or the condition alone."),
    **dict.fromkeys(["no", "off", "n"], "Write false, or 'not' before the condition."),
}


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
        hint = _lookup_hint(scope, name) if before_a_dot else _hint(scope, name)
        typing.faults.add(ExprCode.UNKNOWN_FIELD, offset, what, hint)
    return found


def _lookup_hint(scope: Scope, name: str) -> str:
    if name == scope.object:
        return f"Leave '{name}.' out: a field without a dot is the record's own."
    found = {one: scope.field(one) for one in scope.names()}
    lookups = [one for one, field in found.items() if field and field.kind is ValueKind.REFERENCE]
    return did_you_mean(name, lookups) or "Write a lookup before the dot: account.name."


def _hint(scope: Scope, name: str) -> str:
    """For a word that is no field: the function or the text that was meant, else the nearest field."""
    word = name.lower()
    if word in _MEANT:
        return _MEANT[word]
    if name in calls.NAMES:
        return f"Did you mean {name}()?"
    refs = [ref for one in scope.names() if (ref := scope.field(one))]
    texts = {value.name for ref in refs for value in scope.values(ref)}
    texts |= {stage for pipeline in scope.pipelines() for one in pipeline.stages for stage in (pipeline.name, one.name)}
    return f"Text is written in single quotes: '{name}'." if name in texts else did_you_mean(name, scope.names())


def _beyond(typing: Typing, lookup: FieldRef, name: str, offset: int) -> FieldRef | None:
    """The field of the record that the lookup names."""
    if not judgeable(typing, lookup):
        return None
    if lookup.kind is not ValueKind.REFERENCE:
        what = f"{is_a(lookup)}, and leads to no other record."
        typing.faults.add(ExprCode.LOOKUP, lookup.position, what, "Write a lookup before the dot: account.name.")
        return None
    scope = typing.scope.beyond(lookup)
    if typing.scope.leads_astray(lookup):
        return None  # That is told where the lookup is declared.
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
