"""A plan as JSON, and back. The form is versioned; opens no file."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from dealspec import __version__
from dealspec.core.coverage import Coverage, Gap
from dealspec.core.diagnostics import Diagnostic
from dealspec.core.errors import InvalidInput
from dealspec.core.source import Position
from dealspec.provisioner.attesting import Attested, Standing
from dealspec.provisioner.changes import Action, AttributeChange, Change, Create, Update
from dealspec.provisioner.plan import Destination, Impact, Plan, StepSummary
from dealspec.provisioner.ports import Crm
from dealspec.provisioner.resource import Enforcement, Grade, Kind, ManualStep, Resource
from dealspec.provisioner.three_way import Held, HeldAttribute, Reason

FORMAT = "dealspec.plan/1"


def dump_plan(plan: Plan) -> dict[str, Any]:
    """The plan as plain JSON values; the same plan gives the same bytes."""
    return {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": __version__},
        "command": "plan",
        "target": dump_destination(plan.destination),
        "only": list(plan.only),
        "digest": plan.digest,
        "counts": {action.value: plan.count(action) for action in Action},
        "changes": [_dump_change(change) for change in plan.changes],
        "steps": [
            {"id": step.id, "operation": step.operation, "title": step.title, "addresses": list(step.addresses)}
            for step in plan.steps
        ],
        "gates": [
            {
                "address": grade.address,
                "enforcement": [level.value for level in grade.enforcement],
                "bypassed_by": list(grade.bypassed_by),
                "why": grade.why,
                "audited": grade.audited,
            }
            for grade in plan.grades
        ],
        "impact": [{"address": i.address, "records": i.records, "judged": i.judged} for i in plan.impact],
        "manual": [
            {
                "address": step.address,
                "digest": step.digest,
                "title": step.title,
                "instructions": list(step.instructions),
                "asks": list(step.asks),
            }
            for step in plan.manual
        ],
        "attested": [
            {
                "address": each.address,
                "digest": each.digest,
                "standing": each.standing.value,
                "who": each.who,
                "when": each.when.isoformat(),
                "note": each.note,
            }
            for each in plan.attested
        ],
        "held": [dump_held(each) for each in plan.held],
        "adopts": [
            {"address": each.address, "kind": each.kind.value, "attributes": dict(each.attributes)}
            for each in plan.adopts
        ],
        "state": {"serial": plan.serial, "managed": plan.managed},
        "unsupported": [_dump_gap(gap) for gap in plan.unsupported],
        "coverage": {"complete": plan.coverage.complete, "gaps": [_dump_gap(gap) for gap in plan.coverage.gaps]},
        "calls": plan.calls,
    }


def load_plan(text: str, name: str) -> Plan:
    """The plan that a file holds; raises ``InvalidInput`` when it is not one of ours or was changed by hand."""
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            raise _not_a_plan(name, f"Its format is '{document['format']}', not '{FORMAT}'.")
        plan = _load(document)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _not_a_plan(name, "It does not hold the parts of a saved plan.") from error
    if plan.digest != document["digest"]:
        raise _not_a_plan(name, "Its changes do not match its digest: it was edited or damaged after it was made.")
    return plan


def _not_a_plan(name: str, why: str) -> InvalidInput:
    fault = Diagnostic(
        "PLN001",
        "This file is not a plan that can be applied.",
        Position(name, 1, 1),
        why=why,
        hint="Make it anew with `dealspec plan TARGET -o plan.json`.",
    )
    return InvalidInput([fault], f"{name} cannot be applied.")


def _load(document: Any) -> Plan:
    to = document["target"]
    return Plan(
        Destination(to["name"], Crm(to["crm"]), to["org_id"], to["kind"], to["protected"]),
        tuple(document["only"]),
        tuple(_load_change(item) for item in document["changes"]),
        tuple(
            StepSummary(item["id"], item["operation"], item["title"], tuple(item["addresses"]))
            for item in document["steps"]
        ),
        tuple(
            Grade(
                item["address"],
                tuple(Enforcement(level) for level in item["enforcement"]),
                tuple(item["bypassed_by"]),
                item["why"],
                item.get("audited", ""),
            )
            for item in document["gates"]
        ),
        tuple(
            ManualStep(item["address"], item["title"], tuple(item["instructions"]), tuple(item.get("asks", ())))
            for item in document["manual"]
        ),
        tuple(Gap(**item) for item in document["unsupported"]),
        tuple(Impact(item["address"], item["records"], item["judged"]) for item in document["impact"]),
        Coverage(tuple(Gap(**item) for item in document["coverage"]["gaps"])),
        document["calls"],
        tuple(_load_attested(item) for item in document.get("attested", ())),
        tuple(_load_held(item) for item in document["held"]),
        tuple(Resource(item["address"], Kind(item["kind"]), item["attributes"]) for item in document["adopts"]),
        document["state"]["serial"],
        document["state"]["managed"],
    )


def dump_destination(to: Destination) -> dict[str, Any]:
    """A plan's target as plain JSON values."""
    return {
        "name": to.name,
        "crm": to.crm.value,
        "org_id": to.org_id,
        "kind": to.kind,
        "protected": to.is_protected,
    }


def dump_held(held: Held) -> dict[str, Any]:
    """What is held, with every side of each attribute, as plain JSON values."""
    return {
        "address": held.address,
        "kind": held.kind.value,
        "reason": held.reason.value,
        "gone": held.gone,
        "attributes": [
            {
                "path": each.path,
                "base": each.base,
                "live": each.live,
                "wanted": each.wanted,
                "reason": each.reason.value,
            }
            for each in held.attributes
        ],
    }


def _load_held(item: Any) -> Held:
    attributes = [
        HeldAttribute(each["path"], each["base"], each["live"], each["wanted"], Reason(each["reason"]))
        for each in item["attributes"]
    ]
    return Held(item["address"], Kind(item["kind"]), tuple(attributes), item["gone"])


def _load_attested(item: Any) -> Attested:
    when = date.fromisoformat(item["when"])
    return Attested(item["address"], item["digest"], Standing(item["standing"]), item["who"], when, item["note"])


def _dump_change(change: Change) -> dict[str, Any]:
    wanted = change.wanted
    shown: dict[str, Any] = {
        "address": change.address,
        "kind": change.kind.value,
        "action": change.action.value,
        "native": dict(wanted.native),
        "requires": list(wanted.requires),
        "before": None,
        "after": dict(wanted.attributes),
        "attributes": [],
    }
    if isinstance(change, Update):
        shown["before"] = dict(change.live.attributes)
        shown["native_before"] = dict(change.live.native)
        shown["attributes"] = [
            {"path": item.path, "before": item.before, "after": item.after} for item in change.attributes
        ]
    return shown


def _load_change(item: Any) -> Change:
    wanted = Resource(item["address"], Kind(item["kind"]), item["after"], item["native"], tuple(item["requires"]))
    if item["action"] == Action.CREATE:
        return Create(wanted)
    live = Resource(item["address"], Kind(item["kind"]), item["before"], item["native_before"])
    attributes = tuple(AttributeChange(part["path"], part["before"], part["after"]) for part in item["attributes"])
    return Update(wanted, live, attributes)


def _dump_gap(gap: Gap) -> dict[str, str]:
    return {"subject": gap.subject, "why": gap.why, "hint": gap.hint}
