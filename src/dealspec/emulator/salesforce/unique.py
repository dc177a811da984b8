"""Keeps unique fields unique: an index of their values in memory, rebuilt from the store when it is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.salesforce import errors
from dealspec.emulator.salesforce.catalog import Field, ObjectType
from dealspec.emulator.salesforce.errors import Fault, SaveError
from dealspec.emulator.store import Store


class UniqueIndex:
    """Value -> record id, per unique field."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._taken: dict[str, dict[Any, str]] = {}

    def forget(self) -> None:
        """Drops the index."""
        self._taken.clear()

    def check(self, object_type: ObjectType, record: Mapping[str, Any]) -> None:
        """Raises ``SaveError`` when another record has a unique value of this one."""
        faults = []
        for field in _unique_fields(object_type):
            key = _key(field, record)
            other = None if key is None else self._index(object_type, field).get(key)
            if other is not None and other != record["Id"]:
                faults.append(errors.duplicate_value(field.name, other))
        if object_type.name == "PermissionSetAssignment" and self._assigned(record):
            words = "Duplicate PermissionSetAssignment. Assignee: {AssigneeId}; Permission Set: {PermissionSetId}"
            faults.append(Fault("DUPLICATE_VALUE", words.format_map(record)))
        if faults:
            raise SaveError(*faults)

    def replace(self, object_type: ObjectType, prior: Mapping[str, Any] | None, record: Mapping[str, Any]) -> None:
        """Takes note of a saved record."""
        if prior is not None:
            self.remove(object_type, prior)
        for field in _unique_fields(object_type):
            key = _key(field, record)
            if key is not None:
                self._index(object_type, field)[key] = record["Id"]

    def remove(self, object_type: ObjectType, record: Mapping[str, Any]) -> None:
        """Frees a record's values."""
        for field in _unique_fields(object_type):
            self._index(object_type, field).pop(_key(field, record), None)

    def _index(self, object_type: ObjectType, field: Field) -> dict[Any, str]:
        found = self._taken.get(field.full_name)
        if found is None:
            found = self._taken[field.full_name] = {}
            for record_id, body in self._store.records(object_type.name):
                key = _key(field, body)
                if key is not None and not body.get("IsDeleted"):
                    found[key] = record_id
        return found

    def _assigned(self, record: Mapping[str, Any]) -> bool:
        pair = (record["AssigneeId"], record["PermissionSetId"])
        rows = self._store.records("PermissionSetAssignment")
        return any((body["AssigneeId"], body["PermissionSetId"]) == pair for _, body in rows)


def _unique_fields(object_type: ObjectType) -> list[Field]:
    return [field for field in object_type.fields.values() if field.unique]


def _key(field: Field, record: Mapping[str, Any]) -> Any:
    value = record.get(field.name)
    # Without "case sensitive" the text "abc" duplicates "ABC" (Help: fields_custom_field_attributes).
    return value.lower() if isinstance(value, str) and not field.case_sensitive else value
