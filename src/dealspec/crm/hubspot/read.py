"""Reads the live state of resources: a handful of list calls per object, in parallel, whatever the number of fields.

Never writes, and asks only for what the resources need.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from dealspec.crm.hubspot import convert, custom, labels, properties, stages, validations
from dealspec.crm.hubspot.capabilities import PARALLEL_CALLS
from dealspec.crm.hubspot.client import Client
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.registry import (
    LIST_GROUPS,
    LIST_LABELS,
    LIST_PIPELINES,
    LIST_PROPERTIES,
    LIST_VALIDATIONS,
    Endpoint,
    type_id,
)
from dealspec.provisioner.resource import LiveState, Resource

Listing = tuple[Endpoint, tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]
"""A list call: its endpoint, path parameters and query."""


def live_state(client: Client, resources: Sequence[Resource]) -> LiveState:
    """The live state of ``resources``; raises ``VendorError`` or ``MissingAccess``."""
    before = client.calls
    found, absent = _custom_objects(client, resources)
    wanted: defaultdict[Listing, list[Resource]] = defaultdict(list)
    for resource in resources:
        if resource.native.get("type") in _LISTINGS and not absent & set(_objects(resource)):
            wanted[_LISTINGS[resource.native["type"]](resource.native)].append(resource)
    for asked, natives in listed(client, wanted).items():
        for live in _matched(asked[0], wanted[asked], natives):
            found[live.address] = live
    order = [resource.address for resource in resources if resource.address in found]
    return LiveState({address: found[address] for address in order}, calls=client.calls - before)


def listed(client: Client, listings: Iterable[Listing]) -> dict[Listing, list[NativeJson]]:
    """What each list call returns; all of them run side by side."""
    asked = list(dict.fromkeys(listings))
    if not asked:
        return {}
    with ThreadPoolExecutor(min(PARALLEL_CALLS, len(asked))) as pool:
        answers = list(pool.map(lambda each: client.call(each[0], dict(each[1]), query=dict(each[2])).results, asked))
    return dict(zip(asked, answers, strict=True))


def listing(endpoint: Endpoint, query: Mapping[str, str] | None = None, **params: str) -> Listing:
    """A list call for ``listed``."""
    return endpoint, tuple(params.items()), tuple((query or {}).items())


def properties_listing(native_object: str, sensitivity: str = "") -> Listing:
    """Properties of an object; the list hides sensitive ones that are not asked for (observed, API 2026-09)."""
    return listing(LIST_PROPERTIES, {"dataSensitivity": sensitivity} if sensitivity else {}, object=native_object)


def validations_listing(native_object: str) -> Listing:
    """Every validation rule of an object's properties, in one call."""
    return listing(LIST_VALIDATIONS, object=type_id(native_object))


_LISTINGS: Mapping[str, Callable[[Mapping[str, str]], Listing]] = {
    "group": lambda native: listing(LIST_GROUPS, object=native["object"]),
    "property": lambda native: properties_listing(native["object"], native.get("sensitivity", "")),
    validations.TYPE: lambda native: validations_listing(native["object"]),
    "labels": lambda native: listing(LIST_LABELS, from_object=native["from"], to_object=native["to"]),
    "pipeline": lambda native: listing(LIST_PIPELINES, object=native["object"]),
    "stage": lambda native: listing(LIST_PIPELINES, object=native["object"]),
}


def _custom_objects(client: Client, resources: Sequence[Resource]) -> tuple[dict[str, Resource], set[str]]:
    """The schemas among the resources that are there, and the custom objects that are not: nothing of them is asked."""
    asked = {name for resource in resources for name in _objects(resource) if name.startswith(custom.PREFIX)}
    if not asked:
        return {}, set()
    schemas = client.schemas()
    found: dict[str, Resource] = {}
    for resource in resources:
        native = custom.find(resource.native, schemas) if resource.native.get("type") in custom.TYPES else None
        if native is not None:
            found[resource.address] = custom.to_live(resource, native)
    return found, asked - {custom.PREFIX + str(native["name"]) for native in schemas}


def _objects(resource: Resource) -> tuple[str, ...]:
    return tuple(resource.native[key] for key in ("object", "from", "to") if key in resource.native)


def _matched(endpoint: Endpoint, wanted: Sequence[Resource], natives: Sequence[NativeJson]) -> Iterable[Resource]:
    if endpoint is LIST_LABELS:
        return [live for each in wanted if (live := labels.to_live(each, natives)) is not None]
    if endpoint is LIST_PIPELINES:
        return _matched_pipelines(wanted, natives)
    if endpoint is LIST_VALIDATIONS:
        return _matched_validations(wanted, natives)
    by_name = {native["name"]: native for native in natives}
    to_live = convert.group_to_live if endpoint is LIST_GROUPS else properties.to_live
    return [to_live(each, by_name[each.native["name"]]) for each in wanted if each.native["name"] in by_name]


def _matched_validations(wanted: Sequence[Resource], natives: Sequence[NativeJson]) -> Iterable[Resource]:
    by_name = {native["propertyName"]: native for native in natives}
    for each in wanted:
        live = validations.to_live(each, by_name.get(each.native["name"], {}))
        if live is not None:
            yield live


def _matched_pipelines(wanted: Sequence[Resource], natives: Sequence[NativeJson]) -> Iterable[Resource]:
    for native in natives:
        for each in wanted:
            if each.native["type"] == "pipeline" and each.native["id"] == native["id"]:
                yield stages.pipeline_to_live(each, native)
        of_pipeline = [each for each in wanted if each.native.get("pipeline") == native["id"]]
        yield from stages.stages_to_live(of_pipeline, native)
