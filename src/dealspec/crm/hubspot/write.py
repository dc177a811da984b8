"""Carries out one step, on a fresh read of what it must not overwrite. Never adopts what it finds instead of creating.

HubSpot has no transactions and no idempotency keys, so every address of a step has an outcome of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from dealspec.core.errors import VendorError
from dealspec.crm.hubspot import custom, labels, properties, steps, validations
from dealspec.crm.hubspot.client import Client
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.registry import (
    CREATE_GROUP,
    CREATE_LABEL,
    CREATE_PROPERTIES,
    CREATE_PROPERTY,
    CREATE_SCHEMA,
    LIST_LABELS,
    READ_PROPERTY,
    UPDATE_GROUP,
    UPDATE_LABEL,
    UPDATE_PROPERTY,
    UPDATE_SCHEMA,
    WRITE_VALIDATION,
    type_id,
)
from dealspec.crm.hubspot.run import Run, roots
from dealspec.crm.hubspot.write_pipelines import create_pipeline, update_pipeline, write_rules
from dealspec.provisioner.changes import Change, Create, Update
from dealspec.provisioner.ports import Step, StepOutcome
from dealspec.provisioner.resource import Resource


def execute(client: Client, step: Step) -> StepOutcome:
    """What became of the step.

    Raises ``VendorError`` only when nothing was done and nothing could be: the token is refused or lacks a scope, or
    HubSpot cannot be reached.
    """
    run = Run(client)
    _OPERATIONS[step.operation](run, step.changes)
    return StepOutcome(step.id, tuple(run.done), dict(run.failed), run.calls, run.request_id)


def _create_object(run: Run, changes: Sequence[Change]) -> None:
    run.attempt([change.address for change in changes], partial(_create_schema, run, changes))


def _create_schema(run: Run, changes: Sequence[Change]) -> None:
    """One call for the schema and its first property, which then moves to its own group, made on the way."""
    schema = changes[0].wanted
    primary = next((each.wanted for each in changes if each.wanted.native["type"] == "property"), None)
    run.call(CREATE_SCHEMA, {}, custom.to_create(schema, primary))
    for change in changes:
        if change.wanted.native["type"] == "group":
            _write_group(run, change)
    if primary is not None and primary.attributes["group"] != custom.usual_group(schema.native["object"]):
        params = {"object": schema.native["object"], "name": primary.native["name"]}
        run.call(UPDATE_PROPERTY, params, {"groupName": primary.attributes["group"]})


def _update_objects(run: Run, changes: Sequence[Change]) -> None:
    for change in changes:
        run.attempt([change.address], partial(_update_schema, run, change.wanted))


def _update_schema(run: Run, wanted: Resource) -> None:
    native = custom.find(wanted.native, run.schemas())
    if native is None:
        raise VendorError("The custom object is not there.", hint="Plan again.")
    run.call(UPDATE_SCHEMA, {"object": wanted.native["object"]}, custom.to_update(wanted, native))


def _write_groups(run: Run, changes: Sequence[Change]) -> None:
    for change in changes:
        run.attempt([change.address], partial(_write_group, run, change))


def _write_group(run: Run, change: Change) -> None:
    native = change.wanted.native
    label = change.wanted.attributes.get("label", native["label"])
    if isinstance(change, Create):
        run.call(CREATE_GROUP, {"object": native["object"]}, {"name": native["name"], "label": label})
    else:
        run.call(UPDATE_GROUP, {"object": native["object"], "name": native["name"]}, {"label": label})


def _create_properties(run: Run, changes: Sequence[Change]) -> None:
    params = {"object": changes[0].wanted.native["object"]}
    bodies = {change.address: properties.to_create(change.wanted) for change in changes}
    try:
        answer = run.call(CREATE_PROPERTIES, params, {"inputs": list(bodies.values())})
    except VendorError as error:
        if error.status in (400, 409):
            # Refused as a whole, so nothing was made: one by one each property gets the verdict that is its own.
            for address, body in bodies.items():
                run.attempt([address], partial(run.call, CREATE_PROPERTY, params, body))
            return
        run.attempt(list(bodies), partial(_raise, error))
        return
    made = {item.get("name") for item in answer.results}
    refusals = answer.body.get("errors") or ()
    for address, body in bodies.items():
        if body["name"] in made:
            run.done.append(address)
        else:
            run.failed[address] = _refusal_of(body["name"], refusals)


def _refusal_of(name: str, refusals: Sequence[NativeJson]) -> str:
    """The words of a 207 about one property; how its errors name the input is not documented, so the text decides."""
    naming = [refusal for refusal in refusals if f"'{name}'" in str(refusal) or f'"{name}"' in str(refusal)]
    texts = dict.fromkeys(str(refusal.get("message", "")) for refusal in naming or refusals)
    return " / ".join(texts) or "HubSpot did not create it and gave no reason."


def _update_properties(run: Run, changes: Sequence[Change]) -> None:
    for change in changes:
        if not isinstance(change, Update):
            continue
        if why := properties.unchangeable(change):
            run.failed[change.address] = why
            continue
        run.attempt([change.address], partial(_update_property, run, change))


def _update_property(run: Run, change: Update) -> None:
    native = change.wanted.native
    params = {"object": native["object"], "name": native["name"]}
    changed = roots(change)
    fresh = run.call(READ_PROPERTY, params).body if changed & properties.NEEDS_FRESH else {}
    body = properties.to_update(change.wanted, changed, fresh)
    if body:
        run.call(UPDATE_PROPERTY, params, body)


def _write_validations(run: Run, changes: Sequence[Change]) -> None:
    for change in changes:
        run.attempt([change.address], partial(_write_rules, run, change))


def _write_rules(run: Run, change: Change) -> None:
    """One call per changed limit: each replaces its own rule type and no other."""
    native = change.wanted.native
    changed = roots(change) if isinstance(change, Update) else set(change.wanted.attributes)
    params = {"object": type_id(native["object"]), "name": native["name"]}
    for rule_type, body in validations.to_rules(change.wanted, changed).items():
        run.call(WRITE_VALIDATION, {**params, "rule_type": rule_type}, body)


def _write_labels(run: Run, changes: Sequence[Change]) -> None:
    for change in changes:
        run.attempt([change.address], partial(_write_labels_of, run, change))


def _write_labels_of(run: Run, change: Change) -> None:
    native = change.wanted.native
    params = {"from_object": native["from"], "to_object": native["to"]}
    live = run.call(LIST_LABELS, params).results
    names = run.label_names(native["from"]) if labels.needs_names(change.wanted, live) else {}
    for label in labels.labels_of(change.wanted):
        there = labels.find(label, live, names)
        if there is None:
            run.call(CREATE_LABEL, params, {"label": label.text, "name": label.names[0]})
        elif isinstance(change, Create):
            raise VendorError(
                f"The label '{label.text}' has come to be since the plan was made.",
                hint="Plan again.",
            )
        elif there["label"] != label.text:
            _check_unpaired(run, params, str(there["label"]))
            run.call(UPDATE_LABEL, params, {"associationTypeId": there["typeId"], "label": label.text})


def _check_unpaired(run: Run, params: Mapping[str, str], text: str) -> None:
    """Raises for a label that is called otherwise from the other side: that name would be overwritten unseen.

    A change without ``inverseLabel`` sets both sides (observed, API 2026-09).
    """
    back = {"from_object": params["to_object"], "to_object": params["from_object"]}
    if back != params and not any(
        labels.is_own(each) and labels.key(each["label"]) == labels.key(text)
        for each in run.call(LIST_LABELS, back).results
    ):
        raise VendorError(
            f"The label '{text}' is called otherwise as seen from the other object, and both would change.",
            hint="Rename it under Settings > Objects > Associations.",
        )


def _raise(error: VendorError) -> None:
    raise error


_OPERATIONS: Mapping[str, Callable[[Run, Sequence[Change]], None]] = {
    steps.CREATE_OBJECT: _create_object,
    steps.UPDATE_OBJECT: _update_objects,
    steps.WRITE_GROUPS: _write_groups,
    steps.CREATE_PROPERTIES: _create_properties,
    steps.UPDATE_PROPERTY: _update_properties,
    steps.WRITE_VALIDATIONS: _write_validations,
    steps.CREATE_PIPELINE: create_pipeline,
    steps.UPDATE_PIPELINE: update_pipeline,
    steps.WRITE_RULES: write_rules,
    steps.WRITE_LABELS: _write_labels,
}
