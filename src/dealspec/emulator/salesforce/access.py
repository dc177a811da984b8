"""Who may see and change what: tokens, user permissions, and field-level security through permission sets."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from dealspec.emulator.salesforce.catalog import Catalog, Field
from dealspec.emulator.store import Store

PERMISSIONS = ("ApiEnabled", "ModifyAllData", "ModifyMetadata", "ViewSetup")
"""The user permissions that the embedded org knows; its administrator has all of them."""


@dataclass(frozen=True, slots=True)
class Session:
    """The user behind a token."""

    user_id: str
    permissions: frozenset[str]
    token: str = ""

    @property
    def may_use_metadata(self) -> bool:
        """Modify Metadata, or Modify All Data (Metadata API guide, updateMetadata: Permissions)."""
        return bool(self.permissions & {"ModifyMetadata", "ModifyAllData"})


@dataclass(frozen=True, slots=True)
class Access:
    """What a user's assigned permission sets add up to."""

    readable: frozenset[str]
    editable: frozenset[str]
    custom_permissions: frozenset[str]

    def sees(self, field: Field) -> bool:
        """Standard fields always; a custom field only when granted, or universally required (Help: FLS)."""
        return not field.custom or always_visible(field) or field.full_name in self.readable

    def writes(self, field: Field) -> bool:
        """As ``sees``, for edits."""
        return not field.custom or always_visible(field) or field.full_name in self.editable


def always_visible(field: Field) -> bool:
    """Required and master-detail fields carry no field-level security (Help: users_profiles_field_perms)."""
    return not field.secured or field.type == "MasterDetail" or bool(field.body.get("required"))


class AccessBook:
    """Sessions by token, and access by user; access is kept until ``forget``."""

    def __init__(self, store: Store, catalog: Catalog) -> None:
        self._store, self._catalog = store, catalog
        self._access: dict[str, Access] = {}

    def forget(self) -> None:
        """Drops computed access, after any change of permission sets, assignments or fields."""
        self._access.clear()

    def session(self, token: str) -> Session | None:
        """The session of a token, or None."""
        document = self._store.document("token", token)
        return None if document is None else Session(document["user"], frozenset(document["permissions"]), token)

    def add_token(self, org_id: str, number: int, user_id: str, permissions: list[str]) -> str:
        """A new token: the form that clients check, ``<15 characters>!<text>`` (@salesforce/core, authInfo)."""
        secret = hashlib.sha256(f"{org_id} token {number}".encode()).hexdigest()
        token = f"{org_id[:15]}!AQ{secret}"
        self._store.put_document("token", token, {"user": user_id, "permissions": sorted(permissions)})
        return token

    def of(self, user_id: str) -> Access:
        """What a user's permission sets grant."""
        found = self._access.get(user_id)
        if found is None:
            found = self._access[user_id] = self._compute(user_id)
        return found

    def _compute(self, user_id: str) -> Access:
        assigned = {
            body["PermissionSetId"]
            for _, body in self._store.records("PermissionSetAssignment")
            if body["AssigneeId"] == user_id
        }
        readable, editable, custom = set(), set(), set()
        for component in self._catalog.definitions.all("PermissionSet"):
            if component.id not in assigned:
                continue
            for entry in component.body.get("fieldPermissions", []):
                if entry.get("readable"):
                    readable.add(entry["field"])
                if entry.get("editable"):
                    editable.add(entry["field"])
            custom |= {entry["name"] for entry in component.body.get("customPermissions", []) if entry["enabled"]}
        return Access(frozenset(readable), frozenset(editable), frozenset(custom))
