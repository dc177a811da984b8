"""Drift as ``dealspec.drift/1``, for machines. Adds no fact of its own."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from dealspec import __version__
from dealspec.provisioner.changes import Action
from dealspec.provisioner.drift import Drift
from dealspec.provisioner.three_way import Held
from dealspec.schema.known_drift import KnownDrift

FORMAT = "dealspec.drift/1"


def drift(found: Drift) -> str:
    """The whole of it, ending in a newline."""
    plan = found.plan
    to = plan.destination
    document = {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": __version__},
        "command": "drift",
        "target": {
            "name": to.name,
            "crm": to.crm.value,
            "org_id": to.org_id,
            "kind": to.kind,
            "protected": to.is_protected,
        },
        "only": list(plan.only),
        "state": {"serial": plan.serial, "managed": plan.managed},
        "changed": [_held(each) for each in found.changed],
        "never_agreed": [_held(each) for each in found.never_agreed],
        "known": [{**_held(each.held), "because": _known(each.because)} for each in found.known],
        "expired": [_known(each) for each in found.expired],
        "pending": {action.value: plan.count(action) for action in Action},
        "coverage": {"complete": plan.coverage.complete, "gaps": [asdict(gap) for gap in plan.coverage.gaps]},
        "calls": plan.calls,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _held(held: Held) -> dict[str, Any]:
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


def _known(known: KnownDrift) -> dict[str, str]:
    return {"address": known.address, "reason": known.reason, "until": known.until.isoformat()}
