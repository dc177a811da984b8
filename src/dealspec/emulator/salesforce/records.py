"""Saves records as the API does: field checks, defaults, derived fields, uniqueness, validation rules, then the write.

The order is the Apex guide's order of execution (load, overlay, system checks, custom validation rules, save), without
triggers, flows and duplicate rules, which the embedded org does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dealspec.emulator.clock import Clock
from dealspec.emulator.salesforce import errors, ids, opportunity
from dealspec.emulator.salesforce.access import AccessBook, Session
from dealspec.emulator.salesforce.auto_numbers import next_number
from dealspec.emulator.salesforce.catalog import NUMERIC, Catalog, Field, ObjectType
from dealspec.emulator.salesforce.errors import Fault, SaveError
from dealspec.emulator.salesforce.formulas import Engine
from dealspec.emulator.salesforce.history import Histories
from dealspec.emulator.salesforce.references import References, cascades
from dealspec.emulator.salesforce.setup_trail import SetupTrail
from dealspec.emulator.salesforce.standard_objects import is_unwriteable
from dealspec.emulator.salesforce.surroundings import Surroundings
from dealspec.emulator.salesforce.unique import UniqueIndex
from dealspec.emulator.salesforce.values import datetime_text, to_stored
from dealspec.emulator.store import Store

Record = dict[str, Any]


class Records:
    """Every record of an org; nothing is stored that a rule refused."""

    def __init__(self, store: Store, clock: Clock, catalog: Catalog, access: AccessBook) -> None:
        self._store, self._clock, self._catalog, self._access = store, clock, catalog, access
        self.surroundings = Surroundings(store, catalog, access)
        self.engine = Engine(catalog, self.load, clock.now, self.surroundings)
        self._unique = UniqueIndex(store)
        self._references = References(store, catalog)
        self.histories = Histories(store, catalog)
        self.trail = SetupTrail(store, catalog, clock.now)

    def forget(self) -> None:
        """Drops what was computed from records; every rollback calls it."""
        self._unique.forget()

    def load(self, object_name: str, record_id: str) -> Record | None:
        """A stored record that is not deleted, or None."""
        body = self._store.record(object_name, record_id)
        return None if body is None or body.get("IsDeleted") else body

    def get(self, object_type: ObjectType, record_id: str) -> Record:
        """A record, or the vendor's refusal (``SaveError`` with status 404)."""
        body = self._store.record(object_type.name, ids.long_form(record_id))
        if body is None:
            raise SaveError(Fault("NOT_FOUND", errors.NOT_FOUND), status=404)
        if body.get("IsDeleted"):
            raise errors.deleted()
        return body

    def all(self, object_name: str, *, deleted: bool = False) -> Iterator[Record]:
        """Every record of an object in order of creation."""
        for _, body in self._store.records(object_name):
            if deleted or not body.get("IsDeleted"):
                yield body

    def create(self, session: Session, object_type: ObjectType, payload: Mapping[str, Any]) -> str:
        """Saves a new record and gives its id; raises ``SaveError``."""
        if is_unwriteable(object_type.name):
            words = f"entity type {object_type.name} does not support create"
            raise SaveError(Fault("INVALID_TYPE_FOR_OPERATION", words))
        now = self._clock.now()
        self.surroundings.session = session
        given = self._given(session, object_type, payload, None)
        record = {**self._defaults(object_type, given), **given}
        for field in object_type.fields.values():
            if field.type == "AutoNumber":
                record[field.name] = next_number(self._store, field, now)
        missing = [
            field.name
            for field in object_type.fields.values()
            if field.required and field.createable and record.get(field.name) is None and field.type != "Checkbox"
        ]
        if missing:
            raise SaveError(errors.required_missing(missing))
        self._audit_new(object_type, record, session, now)
        record["Id"] = ids.record_id(object_type.key_prefix, self._store.next(f"id.{object_type.key_prefix}"))
        self._judge(object_type, record, None, frozenset(given), now)
        self._write(object_type, record, None, session.user_id)
        return str(record["Id"])

    def update(self, session: Session, object_type: ObjectType, record_id: str, payload: Mapping[str, Any]) -> None:
        """Overlays the given fields on a record; raises ``SaveError``."""
        prior = self.get(object_type, record_id)
        now = self._clock.now()
        self.surroundings.session = session
        given = self._given(session, object_type, payload, prior)
        record = {**prior, **given}
        missing = [name for name, value in given.items() if value is None and object_type.fields[name.lower()].required]
        if missing:
            raise SaveError(errors.required_missing(missing))
        stamp = datetime_text(now)
        record |= {"LastModifiedDate": stamp, "LastModifiedById": session.user_id, "SystemModstamp": stamp}
        self._judge(object_type, record, prior, frozenset(given), now)
        self._write(object_type, record, prior, session.user_id)

    def delete(self, object_type: ObjectType, record_id: str) -> None:
        """Moves a record to the recycle bin; assignments of permission sets are gone at once."""
        body = self.get(object_type, record_id)
        if is_unwriteable(object_type.name) or object_type.name == "User":
            words = f"entity type {object_type.name} does not support delete"
            raise SaveError(Fault("INVALID_TYPE_FOR_OPERATION", words))
        for child, lookup, row in list(self._references.children(object_type, body["Id"])):
            self._leave(child, lookup, row)
        self._unique.remove(object_type, body)
        if object_type.field("IsDeleted") is None:
            self._store.delete_record(object_type.name, body["Id"])
        else:
            stamp = datetime_text(self._clock.now())
            self._store.put_record(object_type.name, body["Id"], {**body, "IsDeleted": True, "SystemModstamp": stamp})
        self.histories.drop_parent(object_type, body["Id"])
        if object_type.name == "PermissionSetAssignment":
            self._access.forget()
            self._note_assignment(body, self.surroundings.session.user_id, "unassigned from")

    def _note_assignment(self, assignment: Record, user_id: str, words: str) -> None:
        permission_set = self._store.record("PermissionSet", assignment["PermissionSetId"]) or {}
        user = self._store.record("User", assignment["AssigneeId"]) or {}
        action = "PermSetAssign" if words == "assigned to" else "PermSetUnassign"
        # The action is the vendor's, the words are assumed.
        display = f"Permission set {permission_set.get('Label')}: {words} user {user.get('Name')}"
        self.trail.add((action, "Manage Users", display), user_id)

    def _leave(self, child: ObjectType, lookup: Field, row: Record) -> None:
        if self.load(child.name, row["Id"]) is None:
            return
        if cascades(lookup):
            self.delete(child, row["Id"])
        elif lookup.body.get("deleteConstraint") == "Restrict":
            words = "Your attempt to delete the record could not be completed because it is associated with others."
            raise SaveError(Fault("DELETE_FAILED", words))
        else:
            self._store.put_record(
                child.name, row["Id"], {name: kept for name, kept in row.items() if name != lookup.name}
            )

    def find_unique(self, field: Field, object_type: ObjectType, value: str) -> list[Record]:
        """The records whose external id field has a value."""
        return [body for body in self.all(object_type.name) if str(body.get(field.name, "")).lower() == value.lower()]

    def output(self, object_type: ObjectType, field: Field, body: Mapping[str, Any]) -> Any:
        """A field's value as the REST API writes it."""
        if field.formula is not None:
            return self.engine.stored(object_type, field, body)
        value = body.get(field.name)
        return False if value is None and field.type == "Checkbox" else value

    def _given(
        self, session: Session, object_type: ObjectType, payload: Mapping[str, Any], prior: Record | None
    ) -> Record:
        access = self._access.of(session.user_id)
        given: Record = {}
        refused: list[str] = []
        faults: list[Fault] = []
        for name, value in payload.items():
            if name == "attributes":
                continue
            field = object_type.field(name)
            if field is None or not access.sees(field):
                raise SaveError(errors.no_column_in_body(name, object_type.name))
            allowed = field.createable or "a" in field.access if prior is None else field.updateable
            if not allowed or not access.writes(field):
                refused.append(field.name)
                continue
            try:
                given[field.name] = to_stored(field, value)
            except SaveError as error:
                faults += error.faults
        if refused:
            raise SaveError(errors.not_writeable(refused))
        if faults:
            raise SaveError(*faults)
        return given

    def _defaults(self, object_type: ObjectType, given: Record) -> Record:
        # Default values apply to API inserts that leave a field out (Help: fields_defining_field_defaults).
        defaults: Record = {}
        for field in object_type.fields.values():
            if field.default is None or field.name in given or not field.createable:
                continue
            if field.choices:
                defaults[field.name] = field.default
            elif field.type == "Checkbox":
                defaults[field.name] = field.default.lower() == "true"
            else:
                defaults[field.name] = _plain(field, self.engine.default(field.default))
        return defaults

    def _audit_new(self, object_type: ObjectType, record: Record, session: Session, now: datetime) -> None:
        stamp = datetime_text(now)
        for name, value in (
            ("CreatedDate", stamp), ("CreatedById", session.user_id), ("LastModifiedDate", stamp),
            ("LastModifiedById", session.user_id), ("SystemModstamp", stamp), ("OwnerId", session.user_id),
            ("IsActive", True), ("IsDeleted", False), ("SetupOwnerId", self.surroundings.org_id),
        ):  # fmt: skip
            if object_type.field(name) is not None and record.get(name) is None:
                record[name] = value

    def _judge(
        self,
        object_type: ObjectType,
        record: Record,
        prior: Record | None,
        given: frozenset[str],
        now: datetime,
    ) -> None:
        self._references.check(object_type, record, given)
        match object_type.name:
            case "Opportunity":
                opportunity.derive_opportunity(self._catalog.definitions, record, prior, given, now)
            case "Task":
                opportunity.derive_task(self._catalog.definitions, record, prior, now)
            case "Contact" | "User":
                record["Name"] = " ".join(filter(None, (record.get("FirstName"), record.get("LastName"))))
        self._unique.check(object_type, record)
        faults = self.engine.broken_rules(object_type, record, prior)
        if faults:
            raise SaveError(*faults)

    def _write(self, object_type: ObjectType, record: Record, prior: Record | None, user_id: str) -> None:
        kept = {name: value for name, value in record.items() if value is not None}
        self._store.put_record(object_type.name, record["Id"], kept)
        self._unique.replace(object_type, prior, kept)
        self.histories.note(object_type, kept, prior, user_id, self._clock.now())
        if object_type.name == "PermissionSetAssignment":
            self._access.forget()
            self._note_assignment(kept, user_id, "assigned to")
        if object_type.name == "Task":
            self._touch_parent(kept)

    def _touch_parent(self, task: Record) -> None:
        # LastActivityDate is the latest due date of closed tasks (Object Reference, Opportunity); it moves no stamp.
        due = task.get("ActivityDate")
        if not task["IsClosed"] or due is None:
            return
        for name in ("Opportunity", "Account", "Contact"):
            for link in ("WhatId", "WhoId"):
                parent = self.load(name, task.get(link, ""))
                if parent is not None and parent.get("LastActivityDate", "") < due:
                    self._store.put_record(name, parent["Id"], {**parent, "LastActivityDate": due})


def _plain(field: Field, value: Any) -> Any:
    if isinstance(value, Decimal) and field.type in NUMERIC:
        return float(value)
    if isinstance(value, datetime):
        return datetime_text(value) if field.type == "DateTime" else value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else value
