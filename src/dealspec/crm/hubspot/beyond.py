"""Fields one lookup away: the properties of the records that a record's lookups name. Reads; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot.capabilities import RECORDS_PAGE
from dealspec.crm.hubspot.client import Client
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.registry import READ_RECORDS
from dealspec.provisioner.resource import Json
from dealspec.schema.model import Schema
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, REFERENCES


def split(fields: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    """The fields of the record itself, and those behind each lookup; the lookups that lead there are read as well."""
    own, behind = [name for name in fields if "." not in name], dict[str, list[str]]()
    for name in fields:
        lookup, dot, field = name.partition(".")
        if dot:
            behind.setdefault(lookup, []).append(field)
    return list(dict.fromkeys([*own, *behind])), behind


def target(schema: Schema, obj: str, lookup: str) -> str | None:
    """The object that a lookup leads to; None where the language cannot follow it in HubSpot."""
    declared = schema.field_of(obj, lookup)
    found = declared.to if declared else REFERENCES.get((obj, lookup))
    return found if found in BUILT_IN_OBJECTS or found in schema.objects else None


def unreachable(obj: str, lookup: str, field: str, gap: Gap | None = None) -> Gap:
    """That a field behind a lookup cannot be read."""
    why = gap.why if gap else f"In HubSpot {lookup} leads to no record whose fields could be read."
    return Gap(f"fields.{obj}.{lookup}.{field}", why, gap.hint if gap else "Judge a field of the record itself.")


def fill(
    client: Client,
    native: str,
    lookup: str,
    rows: Sequence[dict[str, Json]],
    properties: Sequence[str],
    values: Callable[[NativeJson], Mapping[str, Json]],
) -> None:
    """Adds ``<lookup>.<field>`` to every row, None where the lookup is blank; one call per hundred other records."""
    ids = sorted({str(row[lookup]) for row in rows if row[lookup] is not None})
    known: dict[str, Mapping[str, Json]] = {}
    for start in range(0, len(ids), RECORDS_PAGE):
        inputs = [{"id": each} for each in ids[start : start + RECORDS_PAGE]]
        body = {"properties": list(properties), "inputs": inputs}
        for record in client.call(READ_RECORDS, {"object": native}, body=body).results:
            known[record["id"]] = values(record["properties"])
    for row in rows:
        row |= {f"{lookup}.{field}": value for field, value in known.get(str(row[lookup]), values({})).items()}
