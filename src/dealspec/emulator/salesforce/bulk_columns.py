"""What the columns of an ingest job mean, and how one row is saved, whatever the operation. Writes no result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dealspec.emulator.salesforce import bulk_csv, bulk_load, errors, ids
from dealspec.emulator.salesforce.access import Session
from dealspec.emulator.salesforce.catalog import Field, ObjectType
from dealspec.emulator.salesforce.errors import Fault, SaveError
from dealspec.emulator.salesforce.state import OrgState

MAX_COLUMNS = 5000
MAX_VALUE = 32_000
"""Columns of a row and characters of a value (Bulk API 2.0 limits)."""
Row = list[str]


class BatchError(Exception):
    """Fails a whole job; words observed (gh:msrivastav13/node-sf-bulk2#17, gh:heroku/salesforce-bulk#101)."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Columns:
    """The columns of one job over its object."""

    def __init__(self, org: OrgState, session: Session, job: dict[str, Any], head: Row) -> None:
        """Raises ``BatchError`` for a head that does not fit the object or the operation."""
        item = org.catalog.object(job["object"])
        assert item is not None
        self._org, self._session, self._item = org, session, item
        self._operation, self._key = str(job["operation"]), str(job.get("externalIdFieldName") or "Id")
        self._indexes: dict[str, dict[str, list[str]]] = {}
        if len(head) > MAX_COLUMNS:
            raise BatchError(f"InvalidBatch : Maximum number of fields per record exceeded: {MAX_COLUMNS}")
        self._places = [self._column(name) for name in head]
        self._load = None
        if self._operation == "insert" and not bulk_load.rules_apply(org):
            self._load = bulk_load.Loader(org, session, item)
        named = {name.lower() for name in head}
        needed = "Id" if self._operation in ("update", "delete", "hardDelete") else self._key
        if self._operation != "insert" and needed.lower() not in named:
            raise BatchError(f"InvalidBatch : Field name not found : {needed}")

    def save(self, row: Row) -> tuple[str, bool]:
        """Saves one row: the record's id, and whether it was created; raises ``SaveError``."""
        payload: dict[str, object] = {}
        for place, text in zip(self._places, row, strict=False):
            name, read = place
            if len(text) > MAX_VALUE and (field := self._item.field(name)) is not None:
                raise SaveError(errors.too_long(field.label, text[:255], MAX_VALUE, name))
            if text != "":
                payload[name] = None if text == bulk_csv.NULL else read(text)
        if self._load is not None:
            return self._load.add(payload), True
        match self._operation:
            case "insert":
                return self._org.records.create(self._session, self._item, payload), True
            case "update":
                return self._update(self._id(payload), payload), False
            case "upsert":
                return self._upsert(payload)
        record_id = self._id(payload)
        with self._org.transaction():
            self._org.records.delete(self._item, record_id)
        if self._operation == "hardDelete":
            self._org.store.delete_record(self._item.name, record_id)
        return record_id, False

    def finish(self) -> None:
        """Ends the job's saves."""
        if self._load is not None:
            self._load.finish()
            self._org.records.forget()

    def _update(self, record_id: str, payload: dict[str, object]) -> str:
        self._org.records.update(self._session, self._item, record_id, payload)
        return record_id

    def _upsert(self, payload: dict[str, object]) -> tuple[str, bool]:
        name = next((name for name in payload if name.lower() == self._key.lower()), None)
        if self._key.lower() == "id":
            if name is None:
                return self._org.records.create(self._session, self._item, payload), True
            return self._update(self._id(payload), payload), False
        if name is None:
            raise SaveError(Fault("MISSING_ARGUMENT", f"{self._key} not specified"))  # observed
        field = self._item.fields[self._key.lower()]
        index, value = self._index(self._item, field), str(payload[name])
        found = index.setdefault(value.lower(), [])
        if len(found) > 1:
            words = f"{field.name}: more than one record found for external id field: [{', '.join(found)}]"
            raise SaveError(Fault("DUPLICATE_EXTERNAL_ID", words))  # observed
        if found:
            del payload[name]
            return self._update(found[0], payload), False
        record_id = self._org.records.create(self._session, self._item, payload)
        found.append(record_id)
        return record_id, True

    def _id(self, payload: dict[str, object]) -> str:
        name = next((name for name in payload if name.lower() == "id"), None)
        if name is None:
            raise SaveError(Fault("MISSING_ARGUMENT", f"Id not specified in an {self._operation} call"))
        given = str(payload.pop(name))
        if not ids.is_id(given):
            raise SaveError(Fault("MALFORMED_ID", f"malformed id {given}"))
        return ids.long_form(given)

    def _column(self, name: str) -> tuple[str, Callable[[str], object]]:
        """The field a column writes and how its text is read; ``Account.Number__c`` writes AccountId."""
        step, dot, last = name.partition(".")
        access = self._org.access.of(self._session.user_id)
        if not dot:
            field = self._item.field(name)
            if field is None or not access.sees(field):
                raise BatchError(f"InvalidBatch : Field name not found : {name}")
            return field.name, bulk_csv.boolean if field.type == "Checkbox" else str
        lookup = self._item.relationships.get(step.lower())
        target = self._org.catalog.object(lookup.targets[0]) if lookup else None
        key = target.field(last) if target else None
        if lookup is None or target is None or key is None or not (key.external_id or key.name == "Username"):
            raise BatchError(f"InvalidBatch : Field name not found : {name}")
        parent, parent_key = target, key
        return lookup.name, lambda text: self._follow(name, parent, parent_key, text)

    def _follow(self, column: str, target: ObjectType, key: Field, text: str) -> str:
        found = self._index(target, key).get(text.lower(), [])
        if len(found) != 1:
            words = f"Foreign key external ID: {text} not found for field {key.name} in entity {target.name}"
            raise SaveError(Fault("INVALID_FIELD", words))  # observed
        return found[0]

    def _index(self, item: ObjectType, field: Field) -> dict[str, list[str]]:
        found = self._indexes.get(field.full_name)
        if found is None:
            found = self._indexes[field.full_name] = {}
            for body in self._org.store.scan(item.name):
                value = body.get(field.name)
                if value is not None and not body.get("IsDeleted"):
                    found.setdefault(str(value).lower(), []).append(body["Id"])
        return found
