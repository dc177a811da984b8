"""What a call's body is made of: where a text stands, a list or an object. Says nothing of what they mean.

HubSpot refuses a body that does not fit before any rule sees it (samples: nodejs issue 10). Numbers and booleans are
taken for texts, as its JSON reader does; ``null`` stands for what is absent; unknown keys are left to the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot.errors import invalid_json

Shape = Any
"""``TEXT``, ``ANY``, ``[shape]`` of a list, ``{key: shape}`` of an object, ``{"*": shape}`` of a map."""

TEXT, ANY = "text", "any"

_OPTION = {"label": TEXT, "value": TEXT, "description": TEXT, "displayOrder": TEXT, "hidden": TEXT}
_PROPERTY = {
    **dict.fromkeys(("name", "label", "type", "fieldType", "groupName", "description", "calculationFormula"), TEXT),
    **dict.fromkeys(("dataSensitivity", "referencedObjectType", "numberDisplayHint", "textDisplayHint"), TEXT),
    **dict.fromkeys(("currencyPropertyName", "displayOrder", "hidden"), TEXT),
    "options": [_OPTION],
}
_NAMED = {"inputs": [{"name": TEXT}]}
_GROUP = {"name": TEXT, "label": TEXT, "displayOrder": TEXT}
_STAGE = {"stageId": TEXT, "label": TEXT, "displayOrder": TEXT, "metadata": {"*": TEXT}}
_PIPELINE = {"pipelineId": TEXT, "label": TEXT, "displayOrder": TEXT, "stages": [_STAGE]}
_STAGES = {"enabledForAllStages": TEXT, "pipelineStageIds": [TEXT]}
_GOVERNANCE = dict.fromkeys(("noBackwardsMovementRule", "noSkippingStagesRule", "objectCreationRule"), _STAGES)
_APPROVAL = {"pipelineStageId": TEXT, "approverUserIds": [TEXT], "approvalMode": TEXT, "approvalComment": TEXT}
_RULES = {"approvalStageRules": [_APPROVAL], "approvalStage": _APPROVAL}
_PERMISSION = {"pipelineStageId": TEXT, "permissionMode": TEXT, "teamIds": [TEXT], "userIds": [TEXT]}
_SPEC = {"associationCategory": TEXT, "associationTypeId": TEXT}
_ID = {"id": TEXT}
_RECORD = {
    **dict.fromkeys(("id", "idProperty", "objectWriteTraceId"), TEXT),
    "properties": {"*": TEXT},
    "associations": [{"to": _ID, "types": [_SPEC]}],
}
_RECORDS = {"inputs": [_RECORD]}
_READ = {"properties": [TEXT], "propertiesWithHistory": [TEXT], "idProperty": TEXT, "inputs": [_ID]}
_FILTER = {"propertyName": TEXT, "operator": TEXT, "value": TEXT, "highValue": TEXT, "values": [TEXT]}
_SEARCH = {
    **dict.fromkeys(("query", "limit", "after"), TEXT),
    "filterGroups": [{"filters": [_FILTER]}],
    "properties": [TEXT],
    "sorts": [ANY],
}
_PAIRS = {"inputs": [{"from": _ID, "to": _ID, "types": [_SPEC]}]}
_LIMITS = {"inputs": [{"typeId": TEXT, "category": TEXT, "maxToObjectIds": TEXT}]}
_LABEL = dict.fromkeys(("name", "label", "inverseLabel", "associationTypeId"), TEXT)
_SCHEMA = {
    **dict.fromkeys(("name", "description", "primaryDisplayProperty", "metaType"), TEXT),
    "labels": {"singular": TEXT, "plural": TEXT},
    "requiredProperties": [TEXT],
    "searchableProperties": [TEXT],
    "secondaryDisplayProperties": [TEXT],
    "associatedObjects": [TEXT],
    "properties": [_PROPERTY],
}

SHAPES: Mapping[str, Shape] = {
    "properties.create_property": _PROPERTY,
    "properties.patch_property": _PROPERTY,
    "properties.create_properties": {"inputs": [_PROPERTY]},
    "properties.read_properties": {**_NAMED, "archived": TEXT, "dataSensitivity": TEXT},
    "properties.archive_properties": _NAMED,
    "properties.create_group": _GROUP,
    "properties.patch_group": _GROUP,
    "properties.put_validation": {"ruleArguments": [TEXT], "shouldApplyNormalization": TEXT},
    "pipelines.create_pipeline": _PIPELINE,
    "pipelines.replace_pipeline": _PIPELINE,
    "pipelines.patch_pipeline": _PIPELINE,
    "pipelines.create_stage": _STAGE,
    "pipelines.replace_stage": _STAGE,
    "pipelines.patch_stage": _STAGE,
    "pipelines.put_rules": {**_RULES, "governanceValidationRules": _GOVERNANCE},
    "pipelines.patch_rules": {**_RULES, **_GOVERNANCE},
    "pipelines.put_permissions": {"stages": [_PERMISSION]},
    "pipelines.start_approval": {"objectId": TEXT},
    "schemas.create_schema": _SCHEMA,
    "schemas.patch_schema": _SCHEMA,
    "schemas.read_schemas": {"inputs": [TEXT]},
    "schemas.associate": dict.fromkeys(("fromObjectTypeId", "toObjectTypeId", "name"), TEXT),
    "associations.create_label": _LABEL,
    "associations.update_label": _LABEL,
    "associations.create_limits": _LIMITS,
    "associations.update_limits": _LIMITS,
    "associations.purge_limits": _LIMITS,
    "associations.put_link": [_SPEC],
    "associations.create_links": _PAIRS,
    "associations.create_default_links": _PAIRS,
    "associations.read_many_links": {"inputs": [_ID]},
    "associations.archive_links": {"inputs": [{"from": _ID, "to": [_ID]}]},
    "associations.archive_link_labels": _PAIRS,
    "records.create_record": _RECORD,
    "records.patch_record": _RECORD,
    "records.merge_records": {"primaryObjectId": TEXT, "objectIdToMerge": TEXT},
    "records.create_records": _RECORDS,
    "records.update_records": _RECORDS,
    "records.upsert_records": _RECORDS,
    "records.read_records": _READ,
    "records.archive_records": {"inputs": [_ID]},
    "records.search_records": _SEARCH,
    "account.introspect_token": {"tokenKey": TEXT},
    "embedded.create_token": {"scopes": [TEXT], "user": {"*": ANY}},
    "embedded.create_owner": dict.fromkeys(("email", "firstName", "lastName"), TEXT),
    "embedded.load_records": {"objectType": TEXT, "count": TEXT, "properties": {"*": TEXT}},
    "embedded.decide_approval": dict.fromkeys(("objectType", "objectId", "approvalStatus"), TEXT),
    "embedded.put_admin_rules": {
        "objectType": TEXT,
        "createRequired": [TEXT],
        "conditional": [{"propertyName": TEXT, "value": TEXT, "requiredProperties": [TEXT]}],
    },
}
"""By handler: its module without ``handlers_``, a dot, its name."""


def check(shape: Shape, value: Any, place: str = "$") -> None:
    """Raises 400 where a value is not what its place holds."""
    if value is None or shape == ANY:
        return
    if shape == TEXT:
        if isinstance(value, dict | list):
            raise _misplaced("java.lang.String", value, place)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            raise _misplaced("java.util.ArrayList", value, place)
        for number, item in enumerate(value):
            if item is None:
                raise _misplaced("java.lang.Object", item, f"{place}[{number}]")
            check(shape[0], item, f"{place}[{number}]")
    else:
        if not isinstance(value, dict):
            raise _misplaced("java.util.LinkedHashMap", value, place)
        for key, item in value.items():
            check(shape.get(key, shape.get("*", ANY)), item, f"{place}.{key}")


def _misplaced(wanted: str, value: Any, place: str) -> Exception:
    kinds = {dict: "Object value", list: "Array value", str: "String value", type(None): "null"}
    kind = kinds.get(type(value), "Number or Boolean value")
    return invalid_json(f"Cannot deserialize value of type `{wanted}` from {kind} at {place[:100]}")
