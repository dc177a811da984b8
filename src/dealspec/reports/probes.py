"""What ``doctor`` saw, in every format. Decides nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence

from dealspec import __version__
from dealspec.provisioner.ports import Identity, Probe
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.view import crm_label

FORMAT = "dealspec.doctor/1"


def probes(target: str, identity: Identity, found: Sequence[Probe], name: str, screen: Screen = PLAIN) -> str:
    """The probes in the format of that name."""
    return _json(target, identity, found) if name == "json" else _table(target, identity, found)


def _json(target: str, identity: Identity, found: Sequence[Probe]) -> str:
    document = {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": __version__},
        "command": "doctor",
        "target": {
            "name": target,
            "crm": identity.crm.value,
            "org_id": identity.org_id,
            "kind": identity.kind,
            "protected": identity.is_protected,
        },
        "probes": [{"name": item.name, "ok": item.ok, "seen": item.seen, "hint": item.hint} for item in found],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _table(target: str, identity: Identity, found: Sequence[Probe]) -> str:
    guarded = "protected" if identity.is_protected else "not protected"
    lines = [f"{target}: {crm_label(identity.crm.value)} {identity.org_id}, {identity.kind}, {guarded}"]
    longest = max((len(item.name) for item in found), default=0)
    for item in found:
        lines.append(f"  {'ok  ' if item.ok else 'FAIL'}  {item.name:<{longest}}  {item.seen}")
        if item.hint and not item.ok:
            lines.append(f"        hint: {item.hint}")
    return "\n".join(lines) + "\n"
