"""The fields that every object of a kind has: custom objects, custom settings, custom metadata types; tables only.

Lines are those of ``standard_objects``. Sources: Object Reference, "Custom Objects" and "Custom Metadata Type__mdt";
Apex guide, "Custom Settings".
"""

from __future__ import annotations

from typing import Any

_STAMPS = """
CreatedDate | Created Date | DateTime | r
CreatedById | Created By ID | Lookup(User) | r
LastModifiedDate | Last Modified Date | DateTime | r
LastModifiedById | Last Modified By ID | Lookup(User) | r
SystemModstamp | System Modstamp | DateTime | r
"""

CUSTOM_SETTING = (
    """
Id | Record ID | Id | r
Name | Name | Text(38) | cu
SetupOwnerId | Location | Lookup(Organization,Profile,User) | cu
IsDeleted | Deleted | Checkbox | r
"""
    + _STAMPS
)
"""A custom setting; a hierarchy's rows say at SetupOwnerId whom they are for."""

CUSTOM_METADATA = """
Id | Record ID | Id | r
DeveloperName | Custom Metadata Record Name | Text(40) | r
MasterLabel | Label | Text(40) | r
Label | Label | Text(40) | r
Language | Master Language | Text(40) | r
NamespacePrefix | Namespace Prefix | Text(15) |
QualifiedApiName | Qualified API Name | Text(70) | r
SystemModstamp | System Modstamp | DateTime | r
"""
"""A custom metadata type; its records change through metadata only."""

FIELD_HISTORY = """
Id | History ID | Id | r
IsDeleted | Deleted | Checkbox | r
{key} | {label} | Lookup({parent}) | r
CreatedById | Created By ID | Lookup(User) | r
CreatedDate | Created Date | DateTime | r
Field | Changed Field | Text(255) | r
DataType | Datatype | Text(40) |
OldValue | Old Value | AnyType | n
NewValue | New Value | AnyType | n
"""
"""The history of an object's tracked fields; its values can be sorted, not filtered."""

_STANDARD_HISTORIES = {
    "Account": "AccountHistory",
    "Contact": "ContactHistory",
    "Opportunity": "OpportunityFieldHistory",
}
"""Standard objects here whose fields can be tracked (Help: tracking_field_history)."""
STANDARD_HISTORIES = tuple(_STANDARD_HISTORIES.values())

SUFFIXES = ("__c", "__mdt")
"""How names of objects end that an org's administrators made."""


def is_made(name: str) -> bool:
    """Whether an object is the org's own: a custom object, a custom setting or a custom metadata type."""
    return name.endswith(SUFFIXES)


def is_setting(body: dict[str, Any]) -> bool:
    """Whether a CustomObject is a custom setting (Metadata API guide, CustomObject, ``customSettingsType``)."""
    return body.get("customSettingsType") is not None


def is_hierarchy(body: dict[str, Any]) -> bool:
    """Whether a custom setting is one by user, profile and org; only such ones are ``$Setup`` in formulas."""
    return body.get("customSettingsType") == "Hierarchy"


def history_of(object_name: str) -> str | None:
    """The object that holds the history of an object's fields; None for one whose fields are not tracked."""
    if object_name.endswith("__c"):
        return f"{object_name.removesuffix('__c')}__History"
    return _STANDARD_HISTORIES.get(object_name)


def parent_of(history: str) -> str | None:
    """The object whose history it is; None for an object that is no field history."""
    if history.endswith("__History"):
        return f"{history.removesuffix('__History')}__c"
    return next((parent for parent, name in _STANDARD_HISTORIES.items() if name == history), None)


def history_parent(object_name: str) -> str:
    """The column of a history that says whose row it is."""
    return "ParentId" if object_name.endswith("__c") else f"{object_name}Id"


def history_table(history: str) -> str:
    """The columns of a field history."""
    parent = str(parent_of(history))
    return FIELD_HISTORY.format(key=history_parent(parent), label=f"{parent} ID", parent=parent)
