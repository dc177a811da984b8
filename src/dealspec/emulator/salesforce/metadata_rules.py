"""Judges validation rules: names, lengths, the formula, the field that shows the error."""

from __future__ import annotations

from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.errors import MetadataError
from dealspec.emulator.salesforce.metadata_names import check_length, check_name, require, unknown
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import Body

MAX_ACTIVE = 100
"""Active rules of an object in a Developer Edition org (assumed; EntityLimit ActiveValidationRules tells)."""


def prepare(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """A validation rule (lengths: Help, fields_validation_rules_fields); raises ``MetadataError``."""
    object_name, _, name = full_name.partition(".")
    item = org.catalog.object(object_name)
    if item is None:
        raise unknown("fullName", "CustomObject", object_name)
    check_name(name, "Rule Name")
    if body.get("active") is None:
        raise MetadataError("REQUIRED_FIELD_MISSING", "Required field is missing: active", "active")
    require(body, "errorConditionFormula", "errorMessage")
    check_length("Description", body.get("description"), 255, "description")
    check_length("Error Message", body["errorMessage"], 255, "errorMessage")
    faults = org.records.engine.faults_of(object_name, body["errorConditionFormula"], "rule")
    if faults:
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", faults[0], "errorConditionFormula")
    shown = body.get("errorDisplayField")
    if shown is not None:
        field = item.field(shown)
        if field is None:
            raise unknown("errorDisplayField", "CustomField", f"{object_name}.{shown}")
        body = {**body, "errorDisplayField": field.name}
    if body["active"]:
        others = org.definitions.of_object("ValidationRule", object_name)
        active = [other for other in others if other.body["active"] and other.name != name]
        if len(active) >= MAX_ACTIVE:
            words = f"You have reached the maximum number of active validation rules ({MAX_ACTIVE})"  # assumed words
            raise MetadataError("MAX_LIMIT_EXCEEDED", words)
    return {**body, "fullName": name}
