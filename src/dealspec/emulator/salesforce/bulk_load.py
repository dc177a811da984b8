"""Loads records without rules, where the org's user has said so: types, defaults and derived fields alone.

Ours, not the vendor's: ``PUT /__embedded__/loading {"rules": false}`` makes Bulk inserts skip validation rules,
duplicates, references and required fields, so that a million records are there in minutes.
"""

from __future__ import annotations

from typing import Any

from dealspec.emulator.salesforce import errors, ids, opportunity
from dealspec.emulator.salesforce.access import Session
from dealspec.emulator.salesforce.catalog import ObjectType
from dealspec.emulator.salesforce.errors import SaveError
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.values import datetime_text, to_stored
from dealspec.emulator.web import Request, Response

_TOGETHER = 1000
"""Records of one write."""


def set_loading(org: OrgState, request: Request) -> Response:
    """``PUT /__embedded__/loading``."""
    try:
        rules = request.json()["rules"]
    except (ValueError, KeyError, TypeError):
        rules = None
    if not isinstance(rules, bool):
        raise errors.bad_json('expected {"rules": true} or {"rules": false}')
    org.store.put_document("org", "loading", {"rules": rules})
    return Response.json(200, {"rules": rules})


def rules_apply(org: OrgState) -> bool:
    """Whether Bulk inserts meet the org's rules; they do unless somebody has said otherwise."""
    return bool((org.store.document("org", "loading") or {"rules": True})["rules"])


class Loader:
    """Inserts into one object."""

    def __init__(self, org: OrgState, session: Session, item: ObjectType) -> None:
        self._org, self._item, self._now = org, item, org.clock.now()
        self._number = org.store.counter(f"id.{item.key_prefix}")
        self._waiting: list[dict[str, Any]] = []
        stamp = datetime_text(self._now)
        given = {
            "CreatedDate": stamp, "CreatedById": session.user_id, "LastModifiedDate": stamp,
            "LastModifiedById": session.user_id, "SystemModstamp": stamp, "OwnerId": session.user_id,
            "IsDeleted": False,
        }  # fmt: skip
        self._base: dict[str, Any] = {name: value for name, value in given.items() if item.field(name) is not None}
        for field in item.fields.values():
            if field.default is not None and field.createable and field.choices:
                self._base[field.name] = field.default
            elif field.type == "Checkbox" and field.createable:
                self._base[field.name] = (field.default or "").lower() == "true"

    def add(self, payload: dict[str, object]) -> str:
        """Inserts one record and gives its id; raises ``SaveError`` for a value that is none of its field's type."""
        item, record = self._item, dict(self._base)
        for name, value in payload.items():
            field = item.fields[name.lower()]
            if not field.createable and "a" not in field.access:
                raise SaveError(errors.not_writeable([field.name]))
            stored = to_stored(field, value)
            if stored is None:
                record.pop(name, None)
            else:
                record[name] = stored
        if item.name == "Opportunity":
            opportunity.derive_opportunity(self._org.catalog.definitions, record, None, frozenset(payload), self._now)
        elif item.name == "Task":
            opportunity.derive_task(self._org.catalog.definitions, record, None, self._now)
        elif item.name == "Contact":
            record["Name"] = " ".join(filter(None, (record.get("FirstName"), record.get("LastName"))))
        self._number += 1
        record["Id"] = ids.record_id(item.key_prefix, self._number)
        self._waiting.append({name: value for name, value in record.items() if value is not None})
        if len(self._waiting) >= _TOGETHER:
            self.finish()
        return str(record["Id"])

    def finish(self) -> None:
        """Writes what waits."""
        self._org.store.add_records(self._item.name, self._waiting)
        self._org.store.set_counter(f"id.{self._item.key_prefix}", self._number)
        self._waiting = []
