"""Drift as ``dealspec.drift/1``, for machines. Adds no fact of its own."""

from __future__ import annotations

import json
from dataclasses import asdict

from dealspec import __version__
from dealspec.provisioner.changes import Action
from dealspec.provisioner.drift import Drift
from dealspec.provisioner.plan_file import dump_destination, dump_held
from dealspec.schema.known_drift import KnownDrift

FORMAT = "dealspec.drift/1"


def drift(found: Drift) -> str:
    """The whole of it, ending in a newline."""
    plan = found.plan
    document = {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": __version__},
        "command": "drift",
        "target": dump_destination(plan.destination),
        "only": list(plan.only),
        "state": {"serial": plan.serial, "managed": plan.managed},
        "changed": [dump_held(each) for each in found.changed],
        "never_agreed": [dump_held(each) for each in found.never_agreed],
        "known": [{**dump_held(each.held), "because": _known(each.because)} for each in found.known],
        "expired": [_known(each) for each in found.expired],
        "pending": {action.value: plan.count(action) for action in Action},
        "coverage": {"complete": plan.coverage.complete, "gaps": [asdict(gap) for gap in plan.coverage.gaps]},
        "calls": plan.calls,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _known(known: KnownDrift) -> dict[str, str]:
    return {"address": known.address, "reason": known.reason, "until": known.until.isoformat()}
