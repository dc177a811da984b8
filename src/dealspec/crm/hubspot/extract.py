"""Records of one object with their logical fields. Reads page by page; holds the whole of it in memory.

It is complete or it raises: what the portal lacks, and values that are not of their declared type, are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import quote

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot import beyond, convert, custom, labels, links, stages, values
from dealspec.crm.hubspot.capabilities import PARALLEL_CALLS, RECORDS_PAGE, URL_CHARACTERS
from dealspec.crm.hubspot.client import Client
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.read import Listing, listed, listing, properties_listing
from dealspec.crm.hubspot.registry import (
    LIST_LABELS,
    LIST_PIPELINES,
    LIST_RECORDS,
    READ_RECORDS,
)
from dealspec.provisioner.ports import Extract
from dealspec.provisioner.resource import Json, Resource
from dealspec.schema.model import FieldType, Schema
from dealspec.schema.vocabulary import ACCOUNT, BUILT_IN_OBJECTS, BuiltIn, BuiltInObject, hubspot_name

_STAGES = {False: "dealstage", True: "hs_pipeline_stage"}
_PIPELINES = {False: "pipeline", True: "hs_pipeline"}
"""The properties that hold a record's place, of deals and of custom objects (crm/pipelines guide)."""
_PLACE = {
    "stage": BuiltIn("stage", None, "", _STAGES[True], "Stage"),
    "pipeline": BuiltIn("pipeline", None, "", _PIPELINES[True], "Pipeline"),
    "is_open": BuiltIn("is_open", FieldType.CHECKBOX, "", None, "Is open"),
}
"""What every custom object has."""
Links = Mapping[str, Mapping[str, list[links.Link]]]
"""Links by the other object, then by record id."""


@dataclass(slots=True)
class _Query:
    """What must be read for the fields asked for."""

    obj: BuiltInObject
    properties: dict[str, tuple[str, FieldType | None]] = field(default_factory=dict)
    associations: dict[str, Resource] = field(default_factory=dict)
    wants_account: str = ""
    flags: list[str] = field(default_factory=list)
    pipelines: Mapping[str, str] = field(default_factory=dict)
    """Declared pipelines by their HubSpot id."""
    missing: list[Gap] = field(default_factory=list)

    @property
    def stage(self) -> str:
        """The property that holds a record's stage."""
        return _STAGES[self.obj.hubspot.startswith(custom.PREFIX)]

    @property
    def native_names(self) -> list[str]:
        """The properties to read, each once."""
        derived = [self.stage] if self.flags else []
        return list(dict.fromkeys([name for name, _ in self.properties.values()] + derived))

    @property
    def others(self) -> list[str]:
        """The objects whose associations to read."""
        account = [ACCOUNT.hubspot] if self.wants_account else []
        return list(dict.fromkeys([each.native["to"] for each in self.associations.values()] + account))


def records(client: Client, schema: Schema, obj: str, fields: Sequence[str]) -> Extract:
    """The object's records; raises ``VendorError`` or ``MissingAccess``."""
    own, behind = beyond.split(fields)
    query = _query(schema, _object(schema, obj), own)
    if (
        query.obj.hubspot.startswith(custom.PREFIX)
        and custom.find({"object": query.obj.hubspot}, client.schemas()) is None
    ):
        gap = Gap(
            f"objects.{obj}", "The portal does not have this object.", "Apply the schema, or check the token's scopes."
        )
        return Extract(obj, (), (gap,))
    flags = _check_against_portal(client, query)
    lies: Counter[str] = Counter()
    rows = [_row(record, query, own, flags, linked, lies) for record, linked in _pages(client, query)]
    for lookup, names in behind.items():
        query.missing += _fill(client, schema, obj, lookup, names, rows, lies)
    query.missing += [_lie(obj, name, count) for name, count in sorted(lies.items())]
    return Extract(obj, rows, tuple(query.missing))


def _fill(
    client: Client,
    schema: Schema,
    obj: str,
    lookup: str,
    names: Sequence[str],
    rows: Sequence[dict[str, Json]],
    lies: Counter[str],
) -> list[Gap]:
    """Adds the fields behind a lookup to the rows; returns those that cannot be read."""
    other = beyond.target(schema, obj, lookup)
    query = _query(schema, _object(schema, other), names) if other else None
    if query is not None:
        _check_against_portal(client, query)
    readable = query.properties if query else {}
    gaps = {gap.subject.rpartition(".")[2]: gap for gap in query.missing} if query else {}

    def values_of(native: NativeJson) -> dict[str, Json]:
        return {
            name: _value(native, property_name, kind, f"{lookup}.{name}", lies)
            for name, (property_name, kind) in readable.items()
        }

    if query is not None and readable:
        beyond.fill(client, query.obj.hubspot, lookup, rows, query.native_names, values_of)
    hidden = [name for name in names if name not in readable]
    for row in rows:
        row |= dict.fromkeys([f"{lookup}.{name}" for name in hidden])
    return [beyond.unreachable(obj, lookup, name, gaps.get(name)) for name in hidden]


def _object(schema: Schema, name: str) -> BuiltInObject:
    """What the language has of an object without a declaration; of a custom one, its name and place."""
    label = name.replace("_", " ").capitalize()
    found = BUILT_IN_OBJECTS.get(name)
    return found or BuiltInObject(
        name, label, label, "", convert.names(schema).get(name, custom.PREFIX + name), "", _PLACE
    )


def _query(schema: Schema, obj: BuiltInObject, fields: Sequence[str]) -> _Query:
    named = {stages.native_id(each): each.name for each in schema.pipelines.values() if each.object == obj.name}
    query = _Query(obj, pipelines=named)
    for name in fields:
        declared = schema.field_of(obj.name, name)
        if declared is None:
            _add_built_in(query, name)
        elif declared.type.is_reference or declared.type is FieldType.CONTACT_ROLES:
            found = labels.to_resource(obj.name, declared, convert.names(schema))
            if isinstance(found, Gap):
                query.missing.append(found)
            else:
                query.associations[name] = found
        else:
            kind = declared.result if declared.type is FieldType.FORMULA else declared.type
            query.properties[name] = (hubspot_name(declared), kind)
    return query


def _add_built_in(query: _Query, name: str) -> None:
    built_in = query.obj.fields.get(name)
    if built_in is None:
        query.missing.append(Gap(f"fields.{query.obj.name}.{name}", "It is neither declared nor built in."))
    elif built_in.hubspot is not None:
        query.properties[name] = (built_in.hubspot, built_in.type)
    elif name == ACCOUNT.name:
        query.wants_account = name
    else:
        query.flags.append(name)


def _check_against_portal(client: Client, query: _Query) -> dict[str, tuple[bool, bool]]:
    """Drops what the portal lacks, naming it; returns open and won by stage id, where they are asked for."""
    native = query.obj.hubspot
    properties = properties_listing(native)
    pipelines = listing(LIST_PIPELINES, object=native)
    label_lists: dict[str, Listing] = {
        each.native["to"]: listing(LIST_LABELS, from_object=native, to_object=each.native["to"])
        for each in query.associations.values()
    }
    answers = listed(client, [properties, *label_lists.values(), *([pipelines] if query.flags else [])])
    present = {each["name"] for each in answers[properties]}
    for name, (property_name, _) in list(query.properties.items()):
        if property_name not in present:
            query.missing.append(_absent(query, name, f"the property {property_name}"))
            del query.properties[name]
    for name, wanted in list(query.associations.items()):
        if labels.to_live(wanted, answers[label_lists[wanted.native["to"]]]) is None:
            query.missing.append(_absent(query, name, "its association label"))
            del query.associations[name]
    found = answers.get(pipelines, [])
    return {stage["id"]: stages.stage_flags(stage) for each in found for stage in each.get("stages") or ()}


def _pages(client: Client, query: _Query) -> Iterator[tuple[NativeJson, Links]]:
    """Every record with its links. The links of one page are read while the next page is fetched."""
    pending: list[tuple[list[NativeJson], dict[str, Future[dict[str, list[links.Link]]]]]] = []
    with ThreadPoolExecutor(PARALLEL_CALLS) as pool:
        for page in _record_pages(client, query):
            ids = [record["id"] for record in page]
            linked = {other: pool.submit(links.read, client, query.obj.hubspot, other, ids) for other in query.others}
            pending.append((page, linked))
        for page, futures in pending:
            by_object = {other: future.result() for other, future in futures.items()}
            yield from ((record, by_object) for record in page)


def _record_pages(client: Client, query: _Query) -> Iterator[list[NativeJson]]:
    """Pages of the list call. Names that no longer fit its URL are read by batch, page by page."""
    first, rest = _split(query.native_names)
    params = {"object": query.obj.hubspot}
    after = ""
    while True:
        asked = {"limit": str(RECORDS_PAGE), "properties": ",".join(first), **({"after": after} if after else {})}
        answer = client.call(LIST_RECORDS, params, query=asked)
        page = answer.results
        if rest and page:
            body = {"properties": rest, "inputs": [{"id": record["id"]} for record in page]}
            more = {each["id"]: each["properties"] for each in client.call(READ_RECORDS, params, body=body).results}
            for record in page:
                record["properties"] |= more.get(record["id"], {})
        yield page
        after = str(((answer.body.get("paging") or {}).get("next") or {}).get("after") or "")
        if not after:
            return


def _split(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names that fit a URL, commas and percent-encoding counted, and the rest."""
    room = URL_CHARACTERS - 500
    for at, name in enumerate(names):
        room -= len(quote(name)) + len("%2C")
        if room < 0:
            return list(names[:at]), list(names[at:])
    return list(names), []


def _row(
    record: NativeJson,
    query: _Query,
    fields: Sequence[str],
    flags: Mapping[str, tuple[bool, bool]],
    linked: Links,
    lies: Counter[str],
) -> dict[str, Json]:
    native = record["properties"]
    row: dict[str, Json] = {"id": record["id"], **dict.fromkeys(fields)}
    for name, (property_name, kind) in query.properties.items():
        row[name] = _value(native, property_name, kind, name, lies)
        if property_name in _PIPELINES.values():
            row[name] = query.pipelines.get(str(row[name]), row[name])
    for name, wanted in query.associations.items():
        row[name] = links.value_of(linked[wanted.native["to"]].get(record["id"], []), wanted)
    if query.wants_account:
        row[query.wants_account] = links.account(linked[ACCOUNT.hubspot].get(record["id"], []))
    for name in query.flags:
        known = flags.get(native.get(query.stage) or "")
        row[name] = None if known is None else known[0 if name == "is_open" else 1]
    return row


def _value(native: NativeJson, property_name: str, kind: FieldType | None, name: str, lies: Counter[str]) -> Json:
    """A property's value as ours; None, and counted, where it is not of its declared type."""
    try:
        return values.value_of(native.get(property_name), kind)
    except (ValueError, OverflowError, OSError):
        lies[name] += 1
        return None


def _absent(query: _Query, name: str, what: str) -> Gap:
    why = f"The portal does not have {what}, or the token may not see it."
    return Gap(f"fields.{query.obj.name}.{name}", why, "Apply the schema, or check the token's scopes.")


def _lie(obj: str, name: str, count: int) -> Gap:
    why = (
        f"{count} {'record holds a value' if count == 1 else 'records hold values'} that are not of its declared type."
    )
    return Gap(f"fields.{obj}.{name}", why, "Mend the values in HubSpot, or declare the type that they have.")
