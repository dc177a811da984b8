"""Runs parsed SOQL over the records a user may see; changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from dealspec.emulator.salesforce import errors, history, object_kinds, soql
from dealspec.emulator.salesforce.access import Access
from dealspec.emulator.salesforce.catalog import LONG_TEXT, NUMERIC, Field, ObjectType
from dealspec.emulator.salesforce.query_sources import Objects, Rows
from dealspec.emulator.salesforce.records import Record
from dealspec.emulator.salesforce.soql_filter import Getter, Predicate, compile_condition

CHILDREN = {
    ("OpportunityContactRole", "OpportunityId"): "OpportunityContactRoles",
    ("Opportunity", "AccountId"): "Opportunities",
    ("Contact", "AccountId"): "Contacts",
    ("Task", "WhatId"): "Tasks",
    ("OpportunityHistory", "OpportunityId"): "OpportunityHistories",
    ("OpportunityFieldHistory", "OpportunityId"): "Histories",
    ("AccountHistory", "AccountId"): "Histories",
    ("ContactHistory", "ContactId"): "Histories",
}
"""Child relationship names of standard lookups (Object Reference)."""
MAX_OFFSET = 2000
"""SOQL reference, OFFSET."""


@dataclass(frozen=True, slots=True)
class Result:
    """The rows of a query, already shaped for JSON, and how many there are (``COUNT()`` has no rows)."""

    rows: list[dict[str, Any]]
    total: int


class Runner:
    """One user's queries at one moment."""

    def __init__(
        self, catalog: Objects, records: Rows, access: Access, now: datetime, base: str, *, deleted: bool = False
    ) -> None:
        self._catalog, self._records, self._access = catalog, records, access
        self._today, self._base, self.deleted = now.date(), base, deleted
        self._related: dict[tuple[str, str], Record | None] = {}

    def run(self, query: soql.Query) -> Result:
        """Every row; raises ``ApiError``."""
        object_type = self.entity(query)
        if any(isinstance(item, soql.Aggregate) and item.function != "FIELDS" for item in query.items) or query.groups:
            return self._grouped(query, object_type)
        shapers = [shaper for item in query.items for shaper in self._shapers(query, object_type, item)]
        found = self.select(query, object_type)
        return Result([self._row(object_type, body, shapers) for body in found], len(found))

    def columns(self, query: soql.Query) -> dict[str, Any]:
        """The answer to ``columns=true``: what the query would give (shape observed from the vendor's CLI).

        A field behind a lookup stands under its parent's column; that two of one parent share it is assumed.
        """
        object_type = self.entity(query)
        metadata: list[dict[str, Any]] = []
        for item in query.items:
            if isinstance(item, soql.Aggregate):
                name = item.alias or "expr0"
                metadata.append(_column(name, name, "Number", aggregate=True))
            elif isinstance(item, soql.Path):
                field, _ = self.find(query, object_type, item)
                *parents, name = item.text.split(".")
                siblings = metadata
                for parent in parents:
                    siblings = _joined(siblings, parent)
                siblings.append(_column(name, item.text, field.type, custom=field.custom))
        grouped = bool(query.groups)
        return {
            "columnMetadata": metadata, "entityName": object_type.name, "groupBy": grouped, "idSelected": any(
                isinstance(item, soql.Path) and item.text.lower() == "id" for item in query.items
            ), "keyPrefix": object_type.key_prefix,
        }  # fmt: skip

    def entity(self, query: soql.Query) -> ObjectType:
        """The object a query reads; raises ``ApiError``."""
        object_type = self._catalog.object(query.entity.text)
        if object_type is None:
            words = errors.no_type(query.entity.text)
            raise soql.failure(query.text, query.entity.at, "INVALID_TYPE", words)
        return object_type

    def select(self, query: soql.Query, object_type: ObjectType) -> list[Record]:
        """The records a query asks for, in its order; raises ``ApiError``."""
        if query.offset > MAX_OFFSET:
            raise errors.ApiError(400, "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000")
        found: Iterable[Record] = self._records.all(object_type.name, deleted=self.deleted)
        if object_kinds.parent_of(object_type.name) is not None:
            found = (row for row in found if history.shown(self._catalog, self._access, object_type, row))
        test = self.test(query, object_type)
        if test is not None:
            found = (body for body in found if test(body))
        rows = list(found)
        for order in reversed(query.orders):
            field, get = self.find(query, object_type, order.path)
            if field.type in LONG_TEXT:
                words = f"field '{field.name}' can not be sorted in a query call"
                raise soql.failure(query.text, order.path.at, "INVALID_FIELD", words)
            rows = _sorted(rows, get, order)
        end = None if query.limit is None else query.offset + query.limit
        return rows[query.offset : end]

    def test(self, query: soql.Query, object_type: ObjectType) -> Predicate | None:
        """The query's condition, or None when it has none; raises ``ApiError``."""
        if query.where is None:
            return None
        return compile_condition(
            query.text, query.where, lambda path: self.find(query, object_type, path), self._values, self._today
        )

    def _values(self, query: soql.Query) -> set[Any]:
        object_type = self.entity(query)
        item = query.items[0]
        if len(query.items) != 1 or not isinstance(item, soql.Path):
            raise soql.failure(query.text, 0, "MALFORMED_QUERY", "Only one field may be selected in a semi-join")
        _, get = self.find(query, object_type, item)
        return {get(body) for body in self.select(query, object_type)}

    def find(self, query: soql.Query, object_type: ObjectType, path: soql.Path) -> tuple[Field, Getter]:
        """A path's final field and how to read it from a record; raises ``ApiError``."""
        *steps, last = path.text.split(".")
        if steps and steps[0].lower() == object_type.name.lower() and steps[0].lower() not in object_type.relationships:
            steps = steps[1:]
        walked: list[tuple[ObjectType, Field]] = []
        current = object_type
        for step in steps:
            lookup = current.relationships.get(step.lower())
            if lookup is None or not self._access.sees(lookup):
                raise soql.failure(query.text, path.at, "INVALID_FIELD", errors.no_relationship(step))
            walked.append((current, lookup))
            target = self._catalog.object(lookup.targets[0])
            if target is None:
                raise soql.failure(query.text, path.at, "INVALID_FIELD", errors.no_relationship(step))
            current = target
        field = current.field(last)
        if field is None or not self._access.sees(field):
            raise soql.failure(query.text, path.at, "INVALID_FIELD", errors.no_column(last, current.name))
        final = current
        if not walked:
            return field, lambda body: self._records.output(final, field, body)

        def get(body: Mapping[str, Any]) -> Any:
            target: Mapping[str, Any] | None = body
            for _, step in walked:
                target = None if target is None else self._follow(step, target)
            return None if target is None else self._records.output(final, field, target)

        return field, get

    def _follow(self, lookup: Field, body: Mapping[str, Any]) -> Record | None:
        target_id = body.get(lookup.name)
        if target_id is None:
            return None
        key = (lookup.targets[0], target_id)
        if key not in self._related:
            self._related[key] = self._records.load(*key)
        return self._related[key]

    def _shapers(
        self, query: soql.Query, object_type: ObjectType, item: soql.Path | soql.Aggregate | soql.Query
    ) -> list[Callable[[Mapping[str, Any], dict[str, Any]], None]]:
        if isinstance(item, soql.Query):
            return [self._children(query, object_type, item)]
        if isinstance(item, soql.Aggregate):
            kind = item.path.text.upper() if item.path else ""
            chosen = [
                field
                for field in object_type.fields.values()
                if self._access.sees(field) and (kind == "ALL" or field.custom == (kind == "CUSTOM"))
            ]
            return [self._plain(query, object_type, soql.Path(field.name, item.at)) for field in chosen]
        return [self._plain(query, object_type, item)]

    def _plain(
        self, query: soql.Query, object_type: ObjectType, path: soql.Path
    ) -> Callable[[Mapping[str, Any], dict[str, Any]], None]:
        field, get = self.find(query, object_type, path)
        *steps, _ = path.text.split(".")
        lookups = self.lookups(object_type, steps)

        def shape(body: Mapping[str, Any], row: dict[str, Any]) -> None:
            target: Mapping[str, Any] | None = body
            for lookup in lookups:
                target = None if target is None else self._follow(lookup, target)
                name = str(lookup.relationship)
                if target is None:
                    row.setdefault(name, None)
                    return
                row = row.setdefault(name, {"attributes": self._attributes(lookup.targets[0], target)})
            row[field.name] = get(body)

        return shape

    def lookups(self, object_type: ObjectType, steps: list[str]) -> list[Field]:
        """The lookups that a path's steps walk."""
        lookups: list[Field] = []
        current: ObjectType | None = object_type
        for step in steps:
            lookup = current.relationships.get(step.lower()) if current else None
            if lookup is not None:
                lookups.append(lookup)
                current = self._catalog.object(lookup.targets[0])
        return lookups

    def _children(
        self, query: soql.Query, object_type: ObjectType, inner: soql.Query
    ) -> Callable[[Mapping[str, Any], dict[str, Any]], None]:
        child, lookup = self._child(query, object_type, inner)
        shapers = [shaper for item in inner.items for shaper in self._shapers(inner, child, item)]
        by_parent: dict[str, list[Record]] = {}
        for body in self.select(soql.Query(inner.text, inner.items, soql.Path(child.name, inner.entity.at),
                                            inner.where, (), inner.orders), child):  # fmt: skip
            by_parent.setdefault(body.get(lookup.name, ""), []).append(body)
        end = None if inner.limit is None else inner.offset + inner.limit

        def shape(body: Mapping[str, Any], row: dict[str, Any]) -> None:
            found = by_parent.get(body["Id"], [])[inner.offset : end]
            rows = [self._row(child, item, shapers) for item in found]
            row[inner.entity.text] = {"totalSize": len(rows), "done": True, "records": rows} if rows else None

        return shape

    def _child(self, query: soql.Query, object_type: ObjectType, inner: soql.Query) -> tuple[ObjectType, Field]:
        for name, lookup in child_relationships(self._catalog, object_type.name):
            if name.lower() == inner.entity.text.lower() and self._access.sees(lookup):
                child = self._catalog.object(lookup.object)
                assert child is not None
                return child, lookup
        words = errors.no_relationship(inner.entity.text).replace("field path", "FROM part of query call")
        raise soql.failure(query.text, inner.entity.at, "INVALID_TYPE", words)

    def _row(self, object_type: ObjectType, body: Mapping[str, Any], shapers: Iterable[Any]) -> dict[str, Any]:
        row: dict[str, Any] = {"attributes": self._attributes(object_type.name, body)}
        for shape in shapers:
            shape(body, row)
        return row

    def _attributes(self, name: str, body: Mapping[str, Any]) -> dict[str, str]:
        return {"type": name, "url": f"{self._base}/sobjects/{name}/{body['Id']}"}

    def _grouped(self, query: soql.Query, object_type: ObjectType) -> Result:
        first = query.items[0]
        plain_count = isinstance(first, soql.Aggregate) and first.function == "COUNT" and first.path is None
        getters = [self.find(query, object_type, path)[1] for path in query.groups]
        scan = soql.Query(query.text, query.items, query.entity, query.where)
        rows = self.select(scan, object_type)
        if plain_count and not query.groups:
            return Result([], len(rows))
        if object_type.name == "SetupAuditTrail":
            # Only COUNT() without a field works there (Object Reference, SetupAuditTrail; words assumed).
            raise soql.failure(query.text, 0, "MALFORMED_QUERY", "SetupAuditTrail does not support aggregate queries")
        groups: dict[tuple[Any, ...], list[Record]] = {(): rows} if not getters else {}
        for body in rows if getters else ():
            groups.setdefault(tuple(get(body) for get in getters), []).append(body)
        shaped = [self._aggregate(query, object_type, members) for members in groups.values()]
        end = None if query.limit is None else query.offset + query.limit
        return Result(shaped[query.offset : end], len(shaped[query.offset : end]))

    def _aggregate(self, query: soql.Query, object_type: ObjectType, members: list[Record]) -> dict[str, Any]:
        row: dict[str, Any] = {"attributes": {"type": "AggregateResult"}}
        unnamed = 0
        grouped = {path.text.lower() for path in query.groups}
        for item in query.items:
            if isinstance(item, soql.Path):
                if item.text.lower() not in grouped:
                    words = f"Field must be grouped or aggregated: {item.text}"
                    raise soql.failure(query.text, item.at, "MALFORMED_QUERY", words)
                field, get = self.find(query, object_type, item)
                row[field.name] = get(members[0])
            elif isinstance(item, soql.Aggregate):
                name = item.alias or f"expr{unnamed}"
                unnamed += item.alias is None
                get = (lambda body: body["Id"]) if item.path is None else self.find(query, object_type, item.path)[1]
                row[name] = _reduce(item.function, [value for body in members if (value := get(body)) is not None])
        return row


def child_relationships(catalog: Objects, parent: str) -> list[tuple[str, Field]]:
    """Names of an object's child relationships, with the child's lookup."""
    found: list[tuple[str, Field]] = []
    for name in catalog.names():
        child = catalog.object(name)
        for field in child.fields.values() if child else ():
            if parent not in field.targets:
                continue
            if field.custom and field.body.get("relationshipName"):
                found.append((f"{field.body['relationshipName']}__r", field))
            elif field.name == "ParentId" and name.endswith("__History"):
                found.append(("Histories", field))
            elif (name, field.name) in CHILDREN:
                found.append((CHILDREN[name, field.name], field))
    return found


def _sorted(rows: list[Record], get: Getter, order: soql.Order) -> list[Record]:
    def key(body: Record) -> Any:
        value = get(body)
        # A history's values are of any type; numbers before texts is assumed.
        return (True, value.lower()) if isinstance(value, str) else (False, value)

    blank = [body for body in rows if get(body) is None]
    filled = sorted((body for body in rows if get(body) is not None), key=key, reverse=order.descending)
    # Nulls come first unless NULLS LAST is said (SOQL reference, ORDER BY), in both directions.
    return filled + blank if order.nulls_last else blank + filled


def _reduce(function: str, values: list[Any]) -> Any:
    match function:
        case "COUNT":
            return len(values)
        case "COUNT_DISTINCT":
            return len(set(values))
        case "SUM":
            return float(sum(Decimal(repr(value)) for value in values)) if values else None
        case "AVG":
            return sum(values) / len(values) if values else None
        case "MIN":
            return min(values, default=None)
        case _:
            return max(values, default=None)


def _column(name: str, display: str, kind: str, *, custom: bool = False, aggregate: bool = False) -> dict[str, Any]:
    return {
        "aggregate": aggregate, "apexType": kind, "booleanType": kind == "Checkbox", "columnName": name,
        "custom": custom, "displayName": display, "foreignKeyName": None, "insertable": not aggregate,
        "joinColumns": [], "numberType": kind in NUMERIC, "textType": kind in ("Text", "TextArea", "Email"),
        "updatable": not aggregate,
    }  # fmt: skip


def _joined(columns: list[dict[str, Any]], parent: str) -> list[dict[str, Any]]:
    """The columns under a parent's column, which is added where it is missing."""
    for column in columns:
        if column["columnName"] == parent:
            break
    else:
        column = {**_column(parent, parent, ""), "apexType": None, "foreignKeyName": parent}
        columns.append(column)
    joined: list[dict[str, Any]] = column["joinColumns"]
    return joined
