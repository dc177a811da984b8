"""What a formula may name besides the fields of its record: ``$User``, ``$Setup``, ``$Label`` and the like; VLOOKUP.

Sources: Help, "Understanding Global Variables" and "VLOOKUP"; Apex guide, FormulaGlobal and custom settings methods.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from dealspec.emulator.salesforce import object_kinds
from dealspec.emulator.salesforce.access import PERMISSIONS, AccessBook, Session
from dealspec.emulator.salesforce.catalog import Catalog, Field, ObjectType
from dealspec.emulator.salesforce.formula import Value
from dealspec.emulator.store import Store

FIELD_TYPES = {"Id": "Lookup", "Integer": "Number", "Summary": "Number"}
"""What formulas take some types of columns for."""
_RECORDS = {
    "$user": "User",
    "$profile": "Profile",
    "$userrole": "UserRole",
    "$organization": "Organization",
    "$recordtype": "RecordType",
}
"""Variables that stand for one record, and its object."""
_URL = re.compile(r"(?:enterprise|partner)_server_url_(\d\d)0", re.IGNORECASE)
_IDS = frozenset(("Id", "Lookup", "MasterDetail", "Hierarchy"))
ORIGIN = datetime(1900, 1, 1, tzinfo=UTC)
"""``$System.OriginDateTime`` (Apex guide, FormulaGlobal)."""

Read = Callable[[ObjectType, Field, Mapping[str, Any]], Value]
"""A field's value of a stored record, as formulas see it."""


@dataclass(frozen=True, slots=True)
class Known:
    """A global variable: its Metadata FieldType, and how to get its value."""

    type: str
    value: Callable[[], Value]


class Surroundings:
    """The user for whom formulas run now, and what they may name."""

    def __init__(self, store: Store, catalog: Catalog, access: AccessBook) -> None:
        self._store, self._catalog, self._access = store, catalog, access
        self.session = Session("", frozenset(PERMISSIONS))

    @property
    def org_id(self) -> str:
        """The org's id."""
        return str((self._store.document("org", "identity") or {}).get("orgId", ""))

    @property
    def time_zone(self) -> str:
        """The running user's time zone; UTC where it is none we know."""
        name = (self._store.record("User", self.session.user_id) or {}).get("TimeZoneSidKey", "UTC")
        try:
            return "UTC" if name == "GMT" else ZoneInfo(name).key
        except (LookupError, ValueError, OSError):
            return "UTC"

    def find(self, name: str, record: Mapping[str, Any], read: Read) -> Known | None:
        """A global variable over a record, in any letter case; None when there is none of that name."""
        head, _, rest = name.partition(".")
        match head.lower():
            case "$permission":
                return self._permission(rest)
            case "$label":
                label = self._catalog.definitions.find("CustomLabel", rest)
                return None if label is None else Known("Text", lambda: label.body["value"])
            case "$setup":
                return self._setting(rest, read)
            case "$custommetadata":
                return self._custom_metadata(rest, read)
            case "$system" if rest.lower() == "origindatetime":
                return Known("DateTime", lambda: ORIGIN)
            case "$api":
                return self._api(rest)
        object_type = self._catalog.object(_RECORDS.get(head.lower(), ""))
        field = object_type.field(rest) if object_type else None
        if object_type is None or field is None:
            return None
        wanted = self._ids(record).get(object_type.name)
        return _known(object_type, field, lambda: self._store.record(object_type.name, wanted or ""), read)

    def lookup(self, read: Read) -> Callable[[str, str, str, Value], Value]:
        """VLOOKUP: the first record made whose name is the value; letter case does not count (assumed)."""

        def found(object_name: str, field_name: str, key_name: str, value: Value) -> Value:
            object_type = self._catalog.object(object_name)
            field = object_type.field(field_name) if object_type else None
            key = object_type.field(key_name) if object_type else None
            if object_type is None or field is None or key is None or value is None:
                return None
            wanted = str(value).lower()
            for _, body in self._store.records(object_type.name):
                if not body.get("IsDeleted") and str(read(object_type, key, body)).lower() == wanted:
                    return _as_formulas_see(field, read(object_type, field, body))
            return None

        return found

    def vlookup_faults(self, references: tuple[str, ...]) -> list[str]:
        """What is wrong with the ``$ObjectType`` fields that a rule names: only fields of custom objects can be looked
        up (Help: VLOOKUP), and they are there."""
        faults = []
        for name in references:
            parts = name.split(".")
            if parts[0].lower() != "$objecttype" or len(parts) != 4:
                continue
            object_type = self._catalog.object(parts[1])
            if object_type is None or not object_type.custom or object_type.field(parts[3]) is None:
                faults.append(f"Field {name} does not exist. Check spelling.")
        return faults

    def _permission(self, name: str) -> Known | None:
        item = self._catalog.definitions.find("CustomPermission", name)
        if item is None:
            return None
        return Known("Checkbox", lambda: item.full_name in self._access.of(self.session.user_id).custom_permissions)

    def _setting(self, path: str, read: Read) -> Known | None:
        object_name, _, field_name = path.partition(".")
        object_type = self._catalog.object(object_name)
        field = object_type.field(field_name) if object_type else None
        owner = self._catalog.definitions.find("CustomObject", object_name)
        if object_type is None or field is None or owner is None or not object_kinds.is_hierarchy(owner.body):
            return None
        return _known(object_type, field, lambda: self._merged_setting(object_type), read)

    def _merged_setting(self, object_type: ObjectType) -> Mapping[str, Any]:
        """The user's row over the profile's over the org's, field by field (Apex guide, getInstance)."""
        ids = self._ids({})
        rows = {
            body.get("SetupOwnerId"): body
            for _, body in self._store.records(object_type.name)
            if not body.get("IsDeleted")
        }
        merged: dict[str, Any] = {}
        for level in ("Organization", "Profile", "User"):
            merged |= rows.get(ids.get(level), {})
        return merged

    def _custom_metadata(self, path: str, read: Read) -> Known | None:
        type_name, record_name, field_name = (*path.split("."), "", "", "")[:3]
        object_type = self._catalog.object(type_name)
        field = object_type.field(field_name) if object_type else None
        full_name = f"{type_name.removesuffix('__mdt')}.{record_name}"
        component = self._catalog.definitions.find("CustomMetadata", full_name)
        if object_type is None or field is None or component is None or not object_type.name.endswith("__mdt"):
            return None
        rows = (body for _, body in self._store.records(object_type.name))
        return _known(
            object_type,
            field,
            lambda: next((row for row in rows if row["DeveloperName"] == component.name), None),
            read,
        )

    def _api(self, name: str) -> Known | None:
        if name.lower() == "session_id":
            return Known("Text", lambda: self.session.token)
        version = _URL.fullmatch(name)
        if version is None:
            return None
        org_id = self.org_id
        kind = "c" if name.lower().startswith("enterprise") else "u"
        host = f"https://{org_id[:15].lower()}.my.salesforce.com"  # assumed form
        return Known("Text", lambda: f"{host}/services/Soap/{kind}/{version[1]}.0/{org_id[:15]}")

    def _ids(self, record: Mapping[str, Any]) -> dict[str, str | None]:
        user = self._store.record("User", self.session.user_id) or {}
        return {
            "User": self.session.user_id,
            "Profile": user.get("ProfileId"),
            "UserRole": user.get("UserRoleId"),
            "Organization": self.org_id,
            "RecordType": record.get("RecordTypeId"),
        }


class GlobalValues(Mapping[str, Value]):
    """The values of global variables over one record."""

    def __init__(self, surroundings: Surroundings, record: Mapping[str, Any], read: Read) -> None:
        self._surroundings, self._record, self._read = surroundings, record, read

    def __getitem__(self, name: str) -> Value:
        found = self._surroundings.find(name, self._record, self._read)
        if found is None:
            raise KeyError(name)
        return found.value()

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class GlobalTypes(Mapping[str, str]):
    """The types of global variables."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def __getitem__(self, name: str) -> str:
        found = self._surroundings.find(name, {}, lambda _type, _field, _body: None)
        if found is None:
            raise KeyError(name)
        return found.type

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _known(object_type: ObjectType, field: Field, row: Callable[[], Mapping[str, Any] | None], read: Read) -> Known:
    return Known(
        FIELD_TYPES.get(field.type, field.type),
        lambda: _as_formulas_see(field, read(object_type, field, row() or {})),
    )


def _as_formulas_see(field: Field, value: Value) -> Value:
    if isinstance(value, Decimal) and field.type == "Percent" and field.formula is None:
        return value.scaleb(-2)
    if isinstance(value, str):
        return (value[:15] if field.type in _IDS else value) or None
    return value
