"""Checks that references point to records that are there, and record types and their picklists to what they offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from dealspec.emulator.salesforce import errors
from dealspec.emulator.salesforce.catalog import Catalog, Field, ObjectType
from dealspec.emulator.salesforce.errors import Fault, SaveError
from dealspec.emulator.salesforce.standard_objects import is_unwriteable
from dealspec.emulator.store import Store

MASTER_RECORD_TYPE = "012000000000000AAA"
"""The id of "no record type" (observed in every describe)."""


_CASCADES = frozenset(
    ("Contact.AccountId", "Opportunity.AccountId", "OpportunityContactRole.OpportunityId",
     "OpportunityContactRole.ContactId", "PermissionSetAssignment.PermissionSetId")
)  # fmt: skip
"""Standard lookups whose records go with their parent (Help: accounts_delete, opportunities_delete)."""


def cascades(lookup: Field) -> bool:
    """Whether a child record is deleted with its parent."""
    custom = lookup.type == "MasterDetail" or lookup.body.get("deleteConstraint") == "Cascade"
    return custom or lookup.full_name in _CASCADES


class References:
    """Foreign keys and record types of a record about to be saved."""

    def __init__(self, store: Store, catalog: Catalog) -> None:
        self._store, self._catalog = store, catalog

    def check(self, object_type: ObjectType, record: dict[str, Any], given: frozenset[str]) -> None:
        """Raises ``SaveError``; looks at the given fields only, as stored ones were checked when they were set."""
        faults = []
        for name in given:
            field = object_type.fields[name.lower()]
            value = record.get(name)
            if not field.targets or value is None:
                continue
            if name == "RecordTypeId":
                faults += self._record_type(object_type, record, value)
            else:
                faults += self._reference(field, value)
        faults += self._offered(object_type, record, given)
        if faults:
            raise SaveError(*faults)

    def children(self, parent: ObjectType, parent_id: str) -> Iterator[tuple[ObjectType, Field, dict[str, Any]]]:
        """Every record that points to one, by the lookup that does."""
        for name in self._catalog.names():
            child = self._catalog.object(name)
            lookups = [field for field in child.fields.values() if parent.name in field.targets] if child else []
            if child is None or not lookups or is_unwriteable(name) or not self._store.count_records(name):
                continue
            for _, body in self._store.records(name):
                for lookup in lookups:
                    if body.get(lookup.name) == parent_id and not body.get("IsDeleted"):
                        yield child, lookup, body

    def _reference(self, field: Field, value: str) -> list[Fault]:
        targets = [target for name in field.targets if (target := self._catalog.object(name))]
        match = next((target for target in targets if target.key_prefix == value[:3]), None)
        if match is None and targets:
            return [errors.malformed_id(field.label, value, field.name)]
        body = self._store.record(match.name, value) if match else None
        return [errors.bad_reference(field.name)] if body is None or body.get("IsDeleted") else []

    def _record_type(self, object_type: ObjectType, record: dict[str, Any], value: str) -> list[Fault]:
        if value == MASTER_RECORD_TYPE:
            record["RecordTypeId"] = None
            return []
        body = self._store.record("RecordType", value)
        if body is None or body["SobjectType"] != object_type.name or not body["IsActive"]:
            words = f"Record Type ID: this ID value isn't valid for the user: {value}"
            return [Fault("INVALID_CROSS_REFERENCE_KEY", words, ("RecordTypeId",))]
        return []

    def _offered(self, object_type: ObjectType, record: Mapping[str, Any], given: frozenset[str]) -> list[Fault]:
        """A restricted picklist takes only the values its record type offers (observed in public threads); a
        picklist that the record type does not list offers all of them, and unrestricted ones, StageName among
        them, take any value through the API (assumed).
        """
        record_type = self._store.record("RecordType", record.get("RecordTypeId") or "")
        if record_type is None:
            return []
        definition = self._catalog.definitions.get("RecordType", f"{object_type.name}.{record_type['DeveloperName']}")
        lists = definition.body.get("picklistValues", []) if definition else []
        offers = {item["picklist"]: {unquote(value["fullName"]) for value in item.get("values", [])} for item in lists}
        faults = []
        for name in given:
            field = object_type.fields[name.lower()]
            value = record.get(name)
            if field.restricted and name in offers and value is not None and not set(value.split(";")) <= offers[name]:
                faults.append(errors.bad_picklist_value(field.label, value, name))
        return faults
