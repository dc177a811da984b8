"""Where components stand in a package: the folder, the suffix, and the file of a component that has none of its own.

Folders and suffixes: @salesforce/source-deploy-retrieve, metadataRegistry.json.
"""

from __future__ import annotations

from dealspec.emulator.salesforce import soap
from dealspec.emulator.salesforce.definitions import CHILD_TYPES, Component
from dealspec.emulator.salesforce.state import OrgState

DIRECTORIES = {
    "CustomObject": ("objects", "object"), "StandardValueSet": ("standardValueSets", "standardValueSet"),
    "GlobalValueSet": ("globalValueSets", "globalValueSet"), "PermissionSet": ("permissionsets", "permissionset"),
    "CustomPermission": ("customPermissions", "customPermission"), "Layout": ("layouts", "layout"),
    "MatchingRules": ("matchingRules", "matchingRule"), "DuplicateRule": ("duplicateRules", "duplicateRule"),
    "Profile": ("profiles", "profile"), "CustomLabels": ("labels", "labels"),
    "CustomMetadata": ("customMetadata", "md"),
}  # fmt: skip
PARENTS = {
    **dict.fromkeys(CHILD_TYPES, "CustomObject"),
    "MatchingRule": "MatchingRules",
    "CustomLabel": "CustomLabels",
}
"""The type whose file a child component stands in."""


def file_of(item: Component) -> tuple[str, str]:
    """The type and the name of the file that a component stands in."""
    parent = PARENTS.get(item.type, item.type)
    if parent == item.type:
        return parent, item.full_name
    return parent, parent if parent == "CustomLabels" else item.object


def path_of(type_name: str, name: str) -> str:
    """The path of a type's file; a type nobody lists gets its own name for both folder and suffix."""
    usual = type_name[:1].lower() + type_name[1:]
    folder, suffix = DIRECTORIES.get(type_name, (f"{usual}s", usual))
    return f"{folder}/{name}.{suffix}"


def properties(org: OrgState, item: Component, prefix: str = "") -> str:
    """A component's FileProperties."""
    name = (org.store.record("User", org.user_id) or {}).get("Name", "")
    return soap.elements(
        createdById=org.user_id, createdByName=name, createdDate=item.created,
        fileName=prefix + path_of(*file_of(item)), fullName=item.full_name, id=item.id,
        lastModifiedById=org.user_id, lastModifiedByName=name, lastModifiedDate=item.modified,
        manageableState="unmanaged", namespacePrefix="", type=item.type,
    )  # fmt: skip
