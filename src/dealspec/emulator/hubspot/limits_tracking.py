"""What the limits tracking API tells: limits, and how much of each is used. Refuses nothing.

Shapes: OpenAPI file limitsTracking, 2026-09, the same under every version.
"""

from __future__ import annotations

from typing import Any

from dealspec.emulator.hubspot import association_labels, association_limits, limits
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import State

Json = dict[str, Any]

NEAR = 0.8
"""From which part of a limit on a record counts as near it (assumed)."""
_SAMPLES = 10


def custom_properties(state: State) -> Json:
    """Custom properties, over all and by object."""
    rows = [
        _limited(obj, limits.PROPERTIES_PER_OBJECT, len(limits.custom_properties(state, obj)))
        for obj in limits.objects(state)
    ]
    return _overall(rows, limits.properties_overall(state))


def calculated_properties(state: State) -> Json:
    """Calculated properties."""
    rows = [
        {**_object(obj), "usage": sum(bool(prop["calculated"]) for prop in limits.custom_properties(state, obj))}
        for obj in limits.objects(state)
    ]
    return _overall(rows, limits.CALCULATED)


def pipelines(state: State) -> Json:
    """Pipelines, by object."""
    rows = {
        obj: len(state.definitions(f"pipeline:{obj.type_id}")) for obj in limits.objects(state) if obj.has_pipelines
    }
    return _by_origin(rows, limits.PIPELINES_PER_OBJECT, limits.PIPELINES_PER_OBJECT)


def records(state: State) -> Json:
    """Records, by object."""
    rows = {obj: len(state.records(obj.type_id)) for obj in limits.objects(state)}
    return _by_origin(rows, limits.RECORDS_PER_OBJECT, limits.CUSTOM_RECORDS)


def custom_object_types(state: State) -> Json:
    """Custom objects."""
    usage = sum(obj.is_custom for obj in limits.objects(state))
    return {"limit": limits.CUSTOM_OBJECTS, "usage": usage, "percentage": _percentage(usage, limits.CUSTOM_OBJECTS)}


def association_label_rows(state: State, from_id: str | None, to_id: str | None) -> Json:
    """Labels by pair; only pairs that have some, unless one is asked for (assumed)."""
    rows = []
    for one in limits.objects(state):
        for other in limits.objects(state):
            if (from_id and one.type_id != from_id) or (to_id and other.type_id != to_id):
                continue
            known = association_labels.types(state, one, other).values()
            held = [
                each["label"] for each in known if each["category"] == association_labels.USER_DEFINED and each["label"]
            ]
            if held or (from_id and to_id):
                usage = {"limit": limits.LABELS_PER_PAIR, "usage": len(held)}
                share = _percentage(len(held), limits.LABELS_PER_PAIR)
                ends = {"fromObjectType": _object(one), "toObjectType": _object(other)}
                rows.append({**ends, "allLabels": held, **usage, "percentage": share})
    return {"results": rows}


def objects_from(state: State) -> Json:
    """Objects with records at or near the limit of associations to any other."""
    objects = limits.objects(state)
    return {"results": _near(state, [(one, other) for one in objects for other in objects], 0)}


def objects_to(state: State, one: ObjectType) -> Json:
    """Objects to which records of ``one`` are at or near the limit."""
    return {"results": _near(state, [(one, other) for other in limits.objects(state)], 1)}


def association_records(state: State, one: ObjectType, other: ObjectType) -> Json:
    """Records of ``one`` at or near the limit of associations to ``other``."""
    most = _most(state, one, other)
    counts = _counts(state, one, other)
    full = [record_id for record_id, count in counts.items() if count >= most]
    near = {record_id: count for record_id, count in counts.items() if NEAR * most <= count < most}
    return {
        "limit": most,
        "totalRecordsAtLimit": len(full),
        "totalRecordsNearLimit": len(near),
        "atLimitFromRecordSamples": [_sample(state, one, each) for each in full[:_SAMPLES]],
        "nearLimitFromRecordSamples": [
            {**_sample(state, one, each), "usage": count, "percentage": _percentage(count, most)}
            for each, count in list(near.items())[:_SAMPLES]
        ],
    }


def _near(state: State, pairs: list[tuple[ObjectType, ObjectType]], shown: int) -> list[Json]:
    found: dict[ObjectType, Json] = {}
    for pair in pairs:
        told = association_records(state, *pair)
        if told["totalRecordsAtLimit"] or told["totalRecordsNearLimit"]:
            row = found.setdefault(
                pair[shown], {**_object(pair[shown]), "hasRecordsAtLimit": False, "hasRecordsNearLimit": False}
            )
            row["hasRecordsAtLimit"] |= bool(told["totalRecordsAtLimit"])
            row["hasRecordsNearLimit"] |= bool(told["totalRecordsNearLimit"])
    return list(found.values())


def _most(state: State, one: ObjectType, other: ObjectType) -> int:
    default = association_labels.default_type(state, one, other)
    kept = association_limits.of(state, one, other, default) if default else None
    return association_limits.NONE if kept is None else kept


def _counts(state: State, one: ObjectType, other: ObjectType) -> dict[str, int]:
    table = state.links(one.type_id, other.type_id)
    return {record_id: len(table.of(record_id)) for record_id, _ in state.records(one.type_id).after(0)}


def _sample(state: State, obj: ObjectType, record_id: str) -> Json:
    properties = (state.records(obj.type_id).get(record_id) or {"properties": {}})["properties"]
    name = next((properties[key] for key in obj.searched if properties.get(key)), record_id)
    return {"objectId": int(record_id), "label": name}


def _by_origin(rows: dict[ObjectType, int], limit: int, custom_limit: int) -> Json:
    custom = [{**_object(obj), "usage": usage} for obj, usage in rows.items() if obj.is_custom]
    return {
        "hubspotDefinedObjectTypes": [_limited(obj, limit, usage) for obj, usage in rows.items() if not obj.is_custom],
        "customObjectTypes": _overall(custom, custom_limit),
    }


def _overall(rows: list[Json], limit: int) -> Json:
    usage = sum(row["usage"] for row in rows)
    return {
        "overallLimit": limit,
        "overallUsage": usage,
        "overallPercentage": _percentage(usage, limit),
        "byObjectType": rows,
    }


def _limited(obj: ObjectType, limit: int, usage: int) -> Json:
    return {**_object(obj), "limit": limit, "usage": usage, "percentage": _percentage(usage, limit)}


def _object(obj: ObjectType) -> Json:
    return {
        "objectTypeId": obj.type_id,
        "singularLabel": obj.singular.capitalize(),
        "pluralLabel": obj.plural.capitalize(),
    }


def _percentage(usage: int, limit: int) -> float:
    return round(100 * usage / limit, 2)
