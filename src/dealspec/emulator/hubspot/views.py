"""Records as HubSpot shows them: asked-for properties, text or null, and nothing else. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dealspec.emulator.hubspot import associations, catalogue, limits, sensitive
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import State
from dealspec.emulator.hubspot.tables import Body

Json = dict[str, Any]


class View:
    """How one call wants its records shown; made once per call."""

    def __init__(
        self,
        state: State,
        obj: ObjectType,
        properties: Sequence[str] | None,
        history: Sequence[str] = (),
        linked: Sequence[ObjectType] = (),
    ) -> None:
        asked = properties or obj.defaults
        # Unknown names are left out without a word; the three of ``always`` come with every answer.
        known = {name for name in (*asked, *history) if _is_shown(state, obj, name)}
        self._names = tuple(sorted(known | set(obj.always)))
        self._history = tuple(name for name in history if name in known)
        self._linked = tuple(linked)
        self._state = state
        self._obj = obj
        self._url = f"https://app.hubspot.com/contacts/{limits.identity(state)['portalId']}/record/{obj.type_id}/"

    def show(self, record_id: str, body: Body) -> Json:
        """One record."""
        values = body["properties"]
        shown: Json = {
            "id": record_id,
            "properties": {name: values.get(name) for name in self._names},
            "createdAt": body["createdAt"],
            "updatedAt": body["updatedAt"],
            "archived": body["archived"],
            "url": self._url + record_id,
        }
        if body["archived"]:
            shown["archivedAt"] = body["archivedAt"]
        if self._history:
            shown["propertiesWithHistory"] = {name: self._past(body, name) for name in self._history}
        if self._linked:
            found = associations.inline(self._state, self._obj, record_id, self._linked)
            if found:
                shown["associations"] = found
        return shown

    def written(self, record_id: str, body: Body, warnings: Sequence[Json] = ()) -> Json:
        """One record as a write answers: every value it holds (assumed; the API shows at least what was sent)."""
        shown = self.show(record_id, body)
        held = {name: value for name, value in body["properties"].items() if _is_shown(self._state, self._obj, name)}
        shown["properties"] = {**shown["properties"], **held}
        return {**shown, "warnings": list(warnings)} if warnings else shown

    def _past(self, body: Body, name: str) -> list[Json]:
        past = body["history"].get(name)
        if past is None:
            value = body["properties"].get(name)
            past = [[value, body["createdAt"]]] if value is not None else []
        user = int(limits.user_id(self._state))
        return [
            {"value": value, "timestamp": when, "sourceType": "INTEGRATION", "updatedByUserId": user}
            for value, when in past
        ]


def _is_shown(state: State, obj: ObjectType, name: str) -> bool:
    """Whether a property is there, and the calling key may see its values."""
    prop = catalogue.find(state, obj, name)
    return prop is not None and sensitive.may_read(state, obj, prop.sensitivity)
