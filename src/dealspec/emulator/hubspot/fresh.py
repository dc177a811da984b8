"""Creates what a fresh developer test portal holds: identity, key, owner, properties, pipeline, association types.

Ids are fixed, so that every fresh portal of a run is the same. Property lists: the ones that matter for partner sales
out of HubSpot's defaults (knowledge.hubspot.com, default deal, company and contact properties).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dealspec.emulator.hubspot import association_labels, fresh_properties, owners, tokens
from dealspec.emulator.hubspot.objects import ACTIVITIES, DEALS, SERVED, TASKS, ObjectType, object_type
from dealspec.emulator.hubspot.scopes import ALL
from dealspec.emulator.hubspot.state import State

PORTAL_ID, USER_ID, OWNER_ID, APP_ID = 147_100_001, 71_000_001, owners.FIRST_OWNER_ID, 9_100_001

# developers.hubspot.com, default deal pipeline.
_STAGES = (
    ("appointmentscheduled", "Appointment Scheduled", "0.2"),
    ("qualifiedtobuy", "Qualified To Buy", "0.4"),
    ("presentationscheduled", "Presentation Scheduled", "0.6"),
    ("decisionmakerboughtin", "Decision Maker Bought-In", "0.8"),
    ("contractsent", "Contract Sent", "0.9"),
    ("closedwon", "Closed Won", "1.0"),
    ("closedlost", "Closed Lost", "0.0"),
)


def create(state: State) -> None:
    """Fills an empty store."""
    now = state.now()
    state.define("portal", "self", _identity())
    tokens.create(state, ALL)
    state.define("owner", str(OWNER_ID), _owner(now))
    _definitions(state, SERVED)
    state.define(f"pipeline:{DEALS.type_id}", "default", _pipeline(now))
    _association_types(state)


def complete(state: State) -> None:
    """Adds what a portal that was made before the activities were served lacks."""
    if not state.definitions(f"group:{TASKS.type_id}"):
        _definitions(state, ACTIVITIES)
        _association_types(state)


def _definitions(state: State, objects: Iterable[ObjectType]) -> None:
    now = state.now()
    for obj in objects:
        for group in fresh_properties.groups(obj):
            state.define(f"group:{obj.type_id}", group["name"], group)
        for prop in fresh_properties.properties(obj, now):
            state.define(f"property:{obj.type_id}", prop["name"], prop)


def _identity() -> dict[str, Any]:
    return {
        "portalId": PORTAL_ID,
        "accountType": "DEVELOPER_TEST",
        "timeZone": "UTC",
        "companyCurrency": "USD",
        "additionalCurrencies": [],
        "utcOffset": "+00:00",
        "utcOffsetMilliseconds": 0,
        "uiDomain": "app.hubspot.com",
        "dataHostingLocation": "na1",
        "userId": USER_ID,
        "appId": APP_ID,
    }


def _owner(now: str) -> dict[str, Any]:
    return {
        "id": str(OWNER_ID),
        "email": "owner@example.com",
        "type": "PERSON",
        "firstName": "RevOps",
        "lastName": "Owner",
        "userId": USER_ID,
        "userIdIncludingInactive": USER_ID,
        "createdAt": now,
        "updatedAt": now,
        "archived": False,
    }


def _pipeline(now: str) -> dict[str, Any]:
    stages = [
        {
            "id": stage_id,
            "label": label,
            "displayOrder": position,
            "metadata": {
                "isClosed": "true" if probability in ("0.0", "1.0") else "false",
                "probability": probability,
            },
            "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
            "createdAt": now,
            "updatedAt": now,
            "archived": False,
        }
        for position, (stage_id, label, probability) in enumerate(_STAGES)
    ]
    return {
        "id": "default",
        "label": "Sales Pipeline",
        "displayOrder": 0,
        "stages": stages,
        "createdAt": now,
        "updatedAt": now,
        "archived": False,
    }


def _association_types(state: State) -> None:
    for from_id, to_id, type_id, inverse_id, label, inverse_label in association_labels.BUILT_IN:
        one, other = object_type(from_id), object_type(to_id)
        category = association_labels.HUBSPOT_DEFINED
        association_labels.define(state, one, other, category, type_id, inverse_id, label)
        if inverse_id != type_id:
            association_labels.define(state, other, one, category, inverse_id, type_id, inverse_label)
