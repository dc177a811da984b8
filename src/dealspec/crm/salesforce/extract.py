"""Reads records with SOQL and gives them in logical names and normalised values. Writes nothing, filters nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from dealspec.core.coverage import Gap
from dealspec.core.errors import UsageFault
from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.client import Client
from dealspec.provisioner.ports import Chosen, Extract
from dealspec.provisioner.resource import Json
from dealspec.schema.model import FieldType, Schema
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, REFERENCES
from dealspec.validators.dialects.salesforce_names import SalesforceNames, relationship_path
from dealspec.validators.dialects.soql import where

_FIELD_ACCESS = (
    "The field is missing, or the user may not see it: apply the schema and its grant, or assign dealspec's permission "
    "set to the user."
)


@dataclass(frozen=True, slots=True)
class _Column:
    """One logical field: the SOQL path to it and how its value is normalised."""

    name: str
    path: tuple[str, ...]
    normalise: Callable[[Any], Json]
    beyond: str = ""
    """The object in Salesforce that the path's second name is a field of, where it follows a lookup."""


def extract(client: Client, schema: Schema, obj: str, fields: Sequence[str], chosen: Chosen | None = None) -> Extract:
    """The object's records with these logical fields; those the org does not show are gaps and read as None.

    Of the records that are not chosen, those that SOQL can tell are left in the org.
    """
    native = names.SchemaNames.of(schema).object(obj)
    if native is None:
        raise UsageFault(f"Nobody declared the object '{obj}'.")
    wanted = [name for name in fields if name != "id"]
    roles = {name for name in wanted if _type(schema, obj, name) is FieldType.CONTACT_ROLES}
    columns = _columns(schema, obj, [name for name in wanted if name not in roles])
    shown = {each: _shown(client.describe(each)) for each in {native, *(column.beyond for column in columns)} - {""}}
    seen: list[_Column] = []
    hidden: list[_Column] = []
    for column in columns:
        is_shown = column.path[0] in shown[native] and (not column.beyond or column.path[1] in shown[column.beyond])
        (seen if is_shown else hidden).append(column)
    missing = tuple(
        Gap(f"fields.{obj}.{column.name}", f"Salesforce shows no {native}.{'.'.join(column.path)}.", _FIELD_ACCESS)
        for column in hidden
    )
    blank = dict.fromkeys([column.name for column in hidden])
    filtered = _filter(schema, shown[native], chosen) if chosen else None
    return Extract(obj, _rows(client, native, seen, blank, roles, filtered), missing)


def _filter(schema: Schema, shown: set[str], chosen: Chosen) -> str | None:
    """The WHERE of the query, over what the org shows: a name that it hides would make it refuse the query."""
    known = SalesforceNames.of(schema)
    fields = {key: name for key, name in known.fields.items() if name.api in shown}
    record_types = known.record_types if "RecordType" in shown else {}
    return where(chosen.condition, replace(known, fields=fields, record_types=record_types), chosen.as_of)


def normaliser(schema: Schema, obj: str, name: str) -> Callable[[Any], Json]:
    """How a field's value becomes ours; see ``Extract``."""
    if schema.field_of(obj, name) is None:
        if name == "is_open":
            return _negated
        if name == "pipeline":
            return _named({pipeline.record_type: pipeline.name for pipeline in schema.pipelines.values()})
    return _NORMALISE.get(_type(schema, obj, name), _scalar)


def _rows(
    client: Client,
    native: str,
    columns: Sequence[_Column],
    blank: Mapping[str, Json],
    roles: set[str],
    filtered: str | None,
) -> Iterator[Mapping[str, Json]]:
    by_deal = _contact_roles(client) if roles else {}
    selected = ", ".join(["Id", *sorted({".".join(column.path) for column in columns} - {"Id"})])
    query = f"SELECT {selected} FROM {native}"  # noqa: S608 (API names from the org's describe)
    for record in client.query(f"{query} WHERE {filtered}" if filtered else query):
        row: dict[str, Json] = {"id": record["Id"], **blank}
        for column in columns:
            row[column.name] = column.normalise(_at(record, column.path))
        for name in roles:
            row[name] = list(by_deal[record["Id"]]) if record["Id"] in by_deal else None
        yield row


def _contact_roles(client: Client) -> dict[str, list[str]]:
    """The roles that contacts fill, by deal: one for each contact, since a rule may count them."""
    found: dict[str, list[str]] = {}
    for row in client.query("SELECT OpportunityId, Role FROM OpportunityContactRole"):
        if row["Role"]:
            found.setdefault(row["OpportunityId"], []).append(row["Role"])
    return found


def _columns(schema: Schema, obj: str, fields: Sequence[str]) -> list[_Column]:
    own = _paths(schema, obj, [name for name in fields if "." not in name])
    found = [_Column(name, tuple(path.split(".")), normaliser(schema, obj, name)) for name, path in own.items()]
    return found + [_beyond(schema, obj, name) for name in fields if "." in name]


def _paths(schema: Schema, obj: str, fields: Sequence[str]) -> dict[str, str]:
    declared = schema.objects[obj].fields.values() if obj in schema.objects else ()
    paths = names.field_names(obj, fields, declared)
    unknown = [name for name in fields if name not in paths]
    if unknown:
        raise UsageFault(f"'{obj}' has no field {', '.join(repr(name) for name in unknown)}.")
    return paths


def _beyond(schema: Schema, obj: str, name: str) -> _Column:
    """The field behind a lookup, ``account.type``, by the relationship that leads there."""
    lookup, field = name.split(".")
    declared = schema.field_of(obj, lookup)
    other = declared.to if declared else REFERENCES.get((obj, lookup))
    if other is None:
        raise UsageFault(f"'{obj}.{lookup}' leads to no other record.")
    leads = relationship_path(obj, _paths(schema, obj, [lookup])[lookup]).partition(":")[0]
    path = _paths(schema, other, [field])[field]
    beyond = names.SchemaNames.of(schema).object(other) or other
    return _Column(name, (leads, *path.split(".")), normaliser(schema, other, field), beyond)


def _type(schema: Schema, obj: str, name: str) -> FieldType | None:
    declared = schema.field_of(obj, name)
    if declared is not None:
        return declared.type
    built_in = BUILT_IN_OBJECTS[obj].fields.get(name) if obj in BUILT_IN_OBJECTS else None
    return built_in.type if built_in else None


def _shown(describe: Mapping[str, Any]) -> set[str]:
    """Field names, and the names by which references are followed."""
    found = {"Id"}
    for field in describe["fields"]:
        found.add(field["name"])
        if field.get("relationshipName"):
            found.add(field["relationshipName"])
    return found


def _at(record: Mapping[str, Any], path: Sequence[str]) -> Any:
    value: Any = record
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _scalar(value: Any) -> Json:
    return None if value == "" else value


def _text(value: Any) -> Json:
    return None if value in (None, "") else str(value)


def _checked(value: Any) -> Json:
    return bool(value)


def _negated(value: Any) -> Json:
    return not value


def _moment(value: Any) -> Json:
    """Salesforce writes times as ``2026-01-31T10:00:00.000+0000``, and some times as dates alone."""
    if not value:
        return None
    moment = datetime.fromisoformat(value)
    utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S")


def _choices(value: Any) -> Json:
    return [name for name in str(value).split(";") if name] if value else None


def _named(pipelines: Mapping[str, str]) -> Callable[[Any], Json]:
    return lambda value: pipelines.get(value, value) if value else None


_NORMALISE: Mapping[FieldType | None, Callable[[Any], Json]] = {
    FieldType.TEXT: _text,
    FieldType.CHECKBOX: _checked,
    FieldType.DATETIME: _moment,
    FieldType.MULTI_SELECT: _choices,
}
