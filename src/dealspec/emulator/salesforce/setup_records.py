"""Mirrors definitions into the setup records that SOQL reads: record types, stages, permission sets and the like."""

from __future__ import annotations

from typing import Any

from dealspec.emulator.salesforce import ids
from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.metadata_custom_data import record_of
from dealspec.emulator.salesforce.standard_values import FORECAST_NAMES
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.values import datetime_text


def sync(org: OrgState, component: Component) -> None:
    """Writes the records that stand for a component just saved."""
    body = component.body
    match component.type:
        case "StandardValueSet" if component.full_name == "OpportunityStage":
            _sync_stages(org, body["standardValue"])
        case "PermissionSet":
            _put(org, "PermissionSet", component.id, {
                "Name": component.full_name, "Label": body["label"], "Description": body.get("description"),
                "IsOwnedByProfile": False, "IsCustom": True,
            })  # fmt: skip
        case "CustomPermission":
            _put(org, "CustomPermission", component.id, {
                "DeveloperName": component.full_name, "MasterLabel": body["label"],
                "Description": body.get("description"),
            })  # fmt: skip
        case "CustomMetadata":
            name, record_id, row = record_of(org, component)
            org.store.put_record(name, record_id, {"Id": record_id, **row})
        case "BusinessProcess":
            _put(org, "BusinessProcess", component.id, {
                "Name": component.name, "TableEnumOrId": component.object, "IsActive": body.get("isActive", True),
                "Description": body.get("description"),
            })  # fmt: skip
        case "RecordType":
            process = org.definitions.get("BusinessProcess", f"{component.object}.{body.get('businessProcess', '')}")
            _put(org, "RecordType", component.id, {
                "Name": body["label"], "DeveloperName": component.name, "SobjectType": component.object,
                "IsActive": body["active"], "Description": body.get("description"),
                "BusinessProcessId": process.id if process else None,
            })  # fmt: skip


def remove(org: OrgState, component: Component) -> None:
    """Removes the records that stood for a deleted component."""
    if component.type == "CustomMetadata":
        name, record_id, _ = record_of(org, component)
        org.store.delete_record(name, record_id)
    if component.type in ("PermissionSet", "CustomPermission", "BusinessProcess", "RecordType"):
        org.store.delete_record(component.type, component.id)
    if component.type == "PermissionSet":
        for body in list(org.records.all("PermissionSetAssignment")):
            if body["PermissionSetId"] == component.id:
                org.store.delete_record("PermissionSetAssignment", body["Id"])


def _sync_stages(org: OrgState, values: list[dict[str, Any]]) -> None:
    known = {body["ApiName"]: body for body in org.records.all("OpportunityStage")}
    for order, value in enumerate(values, start=1):
        old = known.get(value["fullName"])
        stage_id = old["Id"] if old else ids.record_id("01J", org.store.next("id.01J"))
        _put(org, "OpportunityStage", stage_id, {
            "ApiName": value["fullName"], "MasterLabel": value["label"], "IsActive": value.get("isActive", True),
            "SortOrder": order, "IsClosed": value["closed"], "IsWon": value["won"],
            "ForecastCategory": value["forecastCategory"], "ForecastCategoryName":
            FORECAST_NAMES[value["forecastCategory"]], "DefaultProbability": float(value["probability"]),
            "Description": value.get("description"),
        })  # fmt: skip


def _put(org: OrgState, name: str, record_id: str, body: dict[str, Any]) -> None:
    stamp = datetime_text(org.clock.now())
    old = org.store.record(name, record_id) or {"CreatedDate": stamp, "CreatedById": org.user_id}
    kept = {key: value for key, value in body.items() if value is not None}
    audit = {"LastModifiedDate": stamp, "LastModifiedById": org.user_id, "SystemModstamp": stamp}
    created = {key: old[key] for key in ("CreatedDate", "CreatedById")}
    org.store.put_record(name, record_id, {"Id": record_id, **kept, **created, **audit})
