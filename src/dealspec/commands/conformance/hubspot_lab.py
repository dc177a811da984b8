"""What HubSpot probes work with: a group, properties, a pipeline and deals of their own, and how they are removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dealspec.commands.conformance.manifest import Made, Manifest
from dealspec.commands.conformance.probe import PREFIX, NotProbed
from dealspec.commands.conformance.wire import Reply, Wire

GROUP = f"{PREFIX}group"
PIPELINE = f"{PREFIX}pipeline"
PROPERTIES = "/crm/v3/properties/deals"
PIPELINES = "/crm/v3/pipelines/deals"
DEALS = "/crm/v3/objects/deals"
LATEST = "/crm/objects/2026-09/deals"


class HubSpotLab:
    """One portal that is being asked."""

    def __init__(self, wire: Wire, manifest: Manifest) -> None:
        self.wire, self.manifest = wire, manifest
        self._group_made = False

    def get(self, path: str, **headers: str) -> Reply:
        """Reads."""
        return self.wire.read("GET", path, headers=headers or None)

    def group(self) -> str:
        """The probes' own property group."""
        if not self._group_made:
            self.manifest.add("group", GROUP)
            reply = self.wire.write("POST", f"{PROPERTIES}/groups", {"name": GROUP, "label": GROUP})
            if reply.status != 409:
                made(reply)
            self._group_made = True
        return GROUP

    def body(self, name: str, kind: str = "string", field: str = "text", **more: Any) -> dict[str, Any]:
        """A property's definition."""
        return {"name": name, "label": name, "type": kind, "fieldType": field, "groupName": self.group(), **more}

    def property(self, name: str, kind: str = "string", field: str = "text", **more: Any) -> str:
        """A property of the probes' own, newly made; its name."""
        full = f"{PREFIX}{name}"
        body = self.body(full, kind, field, **more)
        self.manifest.add("property", full)
        made(self.wire.write("POST", PROPERTIES, body))
        return full

    def pipeline(self, *stages: Mapping[str, Any]) -> Reply:
        """Asks for the probes' own pipeline; it is gone again at the next call."""
        self.wire.write("DELETE", f"{PIPELINES}/{PIPELINE}")
        self.manifest.add("pipeline", PIPELINE)
        body = {"label": PIPELINE, "displayOrder": 99, "pipelineId": PIPELINE, "stages": list(stages)}
        return self.wire.write("POST", PIPELINES, body)

    def deal(self, properties: Mapping[str, Any], path: str = DEALS) -> Reply:
        """Asks for a deal of the probes' own."""
        name = f"{PREFIX}deal"
        self.manifest.add("deal", name)
        reply = self.wire.write("POST", path, {"properties": {"dealname": name, **properties}})
        if reply.status == 201:
            self.wire.made.add(str(reply.json()["id"]))
        return reply

    def removed(self, thing: Made) -> bool:
        """Removes one thing of ours; tells whether it is gone."""
        match thing.kind:
            case "property":
                return self._gone(f"{PROPERTIES}/{thing.name}")
            case "group":
                return self._gone(f"{PROPERTIES}/groups/{thing.name}")
            case "pipeline":
                return self._gone(f"{PIPELINES}/{thing.name}")
            case _:
                left = [deal for deal in self._deals(thing.name) if not self._gone(f"{DEALS}/{deal}")]
                return not left

    def _deals(self, name: str) -> Sequence[str]:
        """Deals of ours, also those that a process made that has died since."""
        filters = [{"filters": [{"propertyName": "dealname", "operator": "EQ", "value": name}]}]
        asked = {"filterGroups": filters, "properties": ["dealname"], "limit": 100}
        found = self.wire.read("POST", f"{DEALS}/search", asked).json() or {}
        rows = [row for row in found.get("results", []) if row["properties"].get("dealname") == name]
        self.wire.made |= {str(row["id"]) for row in rows}
        return sorted(self.wire.made)

    def _gone(self, path: str) -> bool:
        return self.wire.write("DELETE", path).status in (204, 404)


def made(reply: Reply) -> Any:
    """The body of a create; raises ``NotProbed`` where the portal refuses it."""
    if reply.status not in (200, 201):
        raise NotProbed(f"the portal refused what the probe needs: {said(reply)}")
    return reply.json()


def said(reply: Reply) -> str:
    """A refusal in short: its status and category."""
    body = reply.json()
    body = body if isinstance(body, dict) else {}
    words = [str(reply.status), str(body.get("category") or ""), str(body.get("subCategory") or "")]
    return " ".join(word for word in words if word)


def stage(label: str, probability: str, order: int, stage_id: str = "") -> dict[str, Any]:
    """A stage as a create takes it."""
    own = {"stageId": stage_id} if stage_id else {}
    return {"label": label, "displayOrder": order, "metadata": {"probability": probability}, **own}
