"""What a change of an existing field may do to its type and values, and what happens to stored data.

Source: Help, notes_on_changing_custom_field_types; words from public deploy logs.
"""

from __future__ import annotations

from typing import Any

from dealspec.emulator.salesforce.auto_numbers import next_number
from dealspec.emulator.salesforce.dependents import check_formulas
from dealspec.emulator.salesforce.errors import MetadataError, SaveError
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.values import to_stored
from dealspec.emulator.salesforce.wire import Body

_FIXED = frozenset(("Summary", "Location", "EncryptedText", "Lookup", "MasterDetail", "Hierarchy"))
"""Types that nothing is converted to or from, save lookup and master-detail into each other."""


def check_change(org: OrgState, object_name: str, name: str, old: Body, new: Body) -> None:
    """Raises ``MetadataError`` for a change that the platform refuses."""
    if ("formula" in old) != ("formula" in new):
        words = "from a Formula to something else" if "formula" in old else "to a Formula from something else"
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", f"Cannot update a field {words}", "type")
    before, after = old["type"], new["type"]
    if before != after and (before in _FIXED or after in _FIXED):
        _check_fixed(org, object_name, name, before, after)
    old_set, new_set = old.get("valueSet"), new.get("valueSet")
    if old_set and new_set and old_set.get("valueSetName") != new_set.get("valueSetName"):
        words = "Cannot change which global value set this picklist uses"
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "valueSet")
    if old.get("referenceTo") != new.get("referenceTo"):
        words = "Cannot change the referenceTo of an existing relationship field"  # assumed words
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "referenceTo")
    if new.get("unique") and not old.get("unique"):
        _check_unique(org, object_name, name, bool(new.get("caseSensitive")))


def convert_data(org: OrgState, object_name: str, name: str, old: Body, new: Body) -> None:
    """Brings stored values into the new shape: what does not fit is cut or lost (assumed in detail)."""
    shape = ("type", "length", "precision", "scale")
    if "formula" in new or all(old.get(key) == new.get(key) for key in shape):
        return
    item = org.catalog.object(object_name)
    field = item.field(name) if item else None
    if item is None or field is None:
        return
    numbered = field.type == "AutoNumber"
    for body in list(org.records.all(item.name)):
        value = body.get(field.name)
        if numbered and new.get("populateExistingRows"):
            value = next_number(org.store, field, org.clock.now())
        elif value is None:
            continue
        elif numbered and old["type"] != "Text":
            value = None
        if isinstance(value, str) and field.length:
            value = value[: field.length]
        changed = {**body, field.name: value if numbered else _fit(field, value)}
        org.store.put_record(item.name, body["Id"], {key: kept for key, kept in changed.items() if kept is not None})


def check_references(org: OrgState, object_name: str, name: str, old: Body, new: Body) -> None:
    """Raises ``MetadataError`` when a change of type makes a formula wrong that names the field (words assumed)."""
    if (old["type"], "formula" in old) == (new["type"], "formula" in new):
        return
    user = check_formulas(org, object_name, name)
    if user is not None:
        words = f"Cannot change the type of a field that is referenced elsewhere in salesforce.com. : {user}"
        raise MetadataError("CANNOT_CHANGE_FIELD_TYPE_OF_REFERENCED_FIELD", words, "type")


def _fit(field: Any, value: Any) -> Any:
    try:
        return to_stored(field, value)
    except SaveError:
        return False if field.type == "Checkbox" else None


def _check_fixed(org: OrgState, object_name: str, name: str, before: str, after: str) -> None:
    if (before, after) == ("MasterDetail", "Lookup"):
        key = f"{object_name}.{name}"
        if all(field.body.get("summaryForeignKey") != key for field in org.definitions.all("CustomField")):
            return
        words = "Cannot convert to lookup: the master has roll-up summary fields"  # assumed words
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "type")
    if (before, after) == ("Lookup", "MasterDetail"):
        if all(body.get(name) for body in org.records.all(object_name)):
            return
        words = "Cannot convert to master-detail: every record must have a value in this field"  # assumed words
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "type")
    words = f"Cannot update a field to a {after} from something else"
    if before in _FIXED:
        words = f"Cannot update a field from a {before} to something else"
    raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "type")


def _check_unique(org: OrgState, object_name: str, name: str, case_sensitive: bool) -> None:
    seen: set[Any] = set()
    for body in org.records.all(object_name):
        value = body.get(name)
        key = value.lower() if isinstance(value, str) and not case_sensitive else value
        if key is not None and key in seen:
            words = "Cannot make this field unique because existing records have duplicate values"  # assumed words
            raise MetadataError("DUPLICATE_VALUE", words, "unique")
        seen.add(key)
