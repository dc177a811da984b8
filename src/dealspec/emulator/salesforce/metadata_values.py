"""Judges standard and global value sets."""

from __future__ import annotations

from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.errors import MetadataError
from dealspec.emulator.salesforce.metadata_names import check_length, check_name, merged_values, require, unknown
from dealspec.emulator.salesforce.standard_values import FORECAST_NAMES
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import Body

MAX_STAGES = 100
"""Help: picklist_limitations."""
_NEEDED = {
    "OpportunityStage": ("closed", "won", "probability", "forecastCategory"),
    "TaskStatus": ("closed",),
}
"""Attributes that a value of a set must carry (as public deploy tools add them)."""


def prepare_standard(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """A standard value set: it cannot be created, and its file is the whole list; raises ``MetadataError``."""
    if old is None:
        raise unknown("fullName", "StandardValueSet", full_name)
    require(body, "standardValue")
    values = merged_values(full_name, body["standardValue"], old.body["standardValue"])
    for value in values:
        for element in _NEEDED.get(full_name, ()):
            if value.get(element) is None:
                words = f"Required field is missing: {element}"
                raise MetadataError("REQUIRED_FIELD_MISSING", words, element)
        if full_name == "OpportunityStage":
            _check_stage(value)
    if len(values) > MAX_STAGES:
        words = f"You have reached the maximum number of {MAX_STAGES} values for this picklist"  # assumed words
        raise MetadataError("MAX_LIMIT_EXCEEDED", words, "standardValue")
    return {"fullName": full_name, "sorted": bool(body.get("sorted")), "standardValue": values}


def prepare_global(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """A global value set; raises ``MetadataError``."""
    check_name(full_name.removesuffix("__gvs"), "Global Value Set Name", 80)
    require(body, "masterLabel")
    check_length("Label", body["masterLabel"], 80, "masterLabel")
    values = merged_values(full_name, body.get("customValue", []), old.body["customValue"] if old else [])
    return {**body, "fullName": full_name, "sorted": bool(body.get("sorted")), "customValue": values}


def _check_stage(value: Body) -> None:
    if value["forecastCategory"] not in FORECAST_NAMES:
        words = f"'{value['forecastCategory']}' is not a valid value for the enum 'ForecastCategories'"
        raise MetadataError("INVALID_TYPE", words, "forecastCategory")
    if not 0 <= value["probability"] <= 100:
        words = f"Probability: value outside of valid range on numeric field: {value['probability']}"
        raise MetadataError("NUMBER_OUTSIDE_VALID_RANGE", words, "probability")
    if value["won"] and not value["closed"]:
        words = "A won stage must be closed"  # assumed words
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "won")
