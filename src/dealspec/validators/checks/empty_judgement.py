"""A gate and a rule ask for something."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Schema
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    for gate in schema.gates.values():
        if not gate.require and gate.that is None:
            hint = "Add require: [field] or that: condition."
            yield Fault(f"The gate '{gate.name}' asks for nothing.", gate.position, hint)
    for rule in schema.rules.values():
        if rule.that is None and rule.conflict is None:
            hint = "Add that: condition, or conflict: {same: [field], different: field}."
            yield Fault(f"The rule '{rule.name}' asks for nothing.", rule.position, hint)
        elif rule.that is not None and rule.conflict is not None:
            what = f"The rule '{rule.name}' has both a condition and a conflict."
            yield Fault(what, rule.position, "Write two rules; 'when' selects the records of a conflict.")
        elif rule.conflict is not None and not rule.conflict.same:
            what = f"The conflict of rule '{rule.name}' does not say what its records share."
            yield Fault(what, rule.position, "Add same: [account].")


CHECK = Check(
    code="CHK016",
    title="Gate or rule that asks for nothing",
    why="It would never be broken, and would look like a control that is there.",
    bad="rules:\n  stale: {when: is_open}\n",
    good="rules:\n  stale: {when: is_open, that: close_date >= today()}\n",
    find=_find,
)
