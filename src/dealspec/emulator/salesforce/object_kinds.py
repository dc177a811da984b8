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
