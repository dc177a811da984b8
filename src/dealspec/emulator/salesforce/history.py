"""Keeps what happened to records: the history of tracked fields, and the stage history of deals. Refuses nothing.

Sources: Object Reference, StandardObjectNameHistory, OpportunityFieldHistory, OpportunityHistory; Help:
tracking_field_history. Names of data types are assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from dealspec.emulator.salesforce import ids, object_kinds
from dealspec.emulator.salesforce.access import Access
from dealspec.emulator.salesforce.catalog import Catalog, Field, ObjectType
from dealspec.emulator.salesforce.query_sources import Objects
from dealspec.emulator.salesforce.values import datetime_text
from dealspec.emulator.store import Store

Record = dict[str, Any]

CREATED = "created"
"""What a history's first row says at Field."""
LONGEST = 255
"""Characters of a value that a history keeps; of longer ones it says only that they changed (Help)."""
_ONLY_THAT = frozenset(("MultiselectPicklist", "LongTextArea", "Html", "EncryptedText"))
_NEVER = frozenset(("Time", "AutoNumber", "Summary", "Location"))
_LOOKUPS = frozenset(("Lookup", "MasterDetail", "Hierarchy"))
_DATA_TYPES = {
    "Checkbox": "Boolean", "Date": "DateOnly", "Number": "Double", "Integer": "Double", "Picklist": "DynamicEnum",
    "MultiselectPicklist": "MultiEnum", "LongTextArea": "StringPlusClob", "Html": "StringPlusClob",
}  # fmt: skip
_STAGE_FIELDS = ("StageName", "Amount", "CloseDate", "Probability")
"""Changes of these make a row of OpportunityHistory."""
_KEPT = (*_STAGE_FIELDS, "ExpectedRevenue", "ForecastCategory")


class Histories:
    """The histories of an org's records."""

    def __init__(self, store: Store, catalog: Catalog) -> None:
        self._store, self._catalog = store, catalog

    def note(self, object_type: ObjectType, record: Record, prior: Record | None, user_id: str, now: datetime) -> None:
        """Writes down what a save changed; ``prior`` is None for a new record."""
        stamp = {"CreatedById": user_id, "CreatedDate": datetime_text(now), "IsDeleted": False}
        if object_type.name == "Opportunity":
            self._note_stage(record, prior, stamp)
        history = object_kinds.history_of(object_type.name)
        owner = self._catalog.definitions.get("CustomObject", object_type.name)
        if history is None or owner is None or not owner.body.get("enableHistory"):
            return
        parent = {object_kinds.history_parent(object_type.name): record["Id"], **stamp}
        if prior is None:
            self._add(history, "017", {**parent, "Field": CREATED, "DataType": "Text"})
            return
        for field in object_type.fields.values():
            before, after = prior.get(field.name), record.get(field.name)
            if before != after and is_tracked(field):
                for row in self._rows(field, before, after):
                    self._add(history, "017", {**parent, **row})

    def drop_parent(self, object_type: ObjectType, record_id: str) -> None:
        """Sends a deleted record's rows to the recycle bin with it."""
        for history in {object_kinds.history_of(object_type.name), "OpportunityHistory"} - {None}:
            for row_id, row in self._store.records(str(history)):
                if record_id in (row.get("ParentId"), row.get(f"{object_type.name}Id")):
                    self._store.put_record(str(history), row_id, {**row, "IsDeleted": True})

    def drop_field(self, object_name: str, field_name: str) -> None:
        """Forgets a field that was deleted, as the platform does at once (Help: deleting fields)."""
        history = object_kinds.history_of(object_name)
        for row_id, row in list(self._store.records(history or "")):
            if row["Field"] == field_name:
                self._store.delete_record(str(history), row_id)

    def _note_stage(self, record: Record, prior: Record | None, stamp: Record) -> None:
        if prior is not None and all(prior.get(name) == record.get(name) for name in _STAGE_FIELDS):
            return
        before = prior or {}
        row = {
            "OpportunityId": record["Id"], **stamp, "SystemModstamp": stamp["CreatedDate"],
            **{name: record.get(name) for name in _KEPT},
            "PrevAmount": before.get("Amount"), "PrevCloseDate": before.get("CloseDate"),
        }  # fmt: skip
        self._add("OpportunityHistory", "008", row)

    def _rows(self, field: Field, before: Any, after: Any) -> Iterator[Record]:
        """One row; two for a lookup, with the names and with the ids (Object Reference)."""
        name = field.relationship if field.type in _LOOKUPS and not field.custom else field.name
        kind = _DATA_TYPES.get(field.type, field.type)
        if field.type in _LOOKUPS:
            names = (self._name(field, before), self._name(field, after))
            yield {"Field": name, "DataType": "Text", "OldValue": names[0], "NewValue": names[1]}
            kind = "EntityId"
        hidden = field.type in _ONLY_THAT or any(isinstance(value, str) and len(value) > LONGEST
                                                 for value in (before, after))  # fmt: skip
        values = {} if hidden else {"OldValue": before, "NewValue": after}
        yield {"Field": name, "DataType": kind, **values}

    def _name(self, lookup: Field, record_id: str | None) -> str | None:
        bodies = (self._store.record(target, record_id or "") for target in lookup.targets)
        return next((body.get("Name") for body in bodies if body), None)

    def _add(self, name: str, prefix: str, row: Record) -> None:
        row_id = ids.record_id(prefix, self._store.next(f"id.{prefix}"))
        kept = {key: value for key, value in row.items() if value is not None}
        self._store.put_record(name, row_id, {"Id": row_id, **kept})


def is_tracked(field: Field) -> bool:
    """Whether changes of a field are kept."""
    return bool(field.body.get("trackHistory")) and field.formula is None and field.type not in _NEVER


def shown(catalog: Objects, access: Access, object_type: ObjectType, row: Mapping[str, Any]) -> bool:
    """Whether a user sees a row: a history respects the field-level security of its object (Object Reference)."""
    parent = catalog.object(object_kinds.parent_of(object_type.name) or "")
    field = parent.field(str(row.get("Field"))) if parent else None
    return field is None or access.sees(field)
