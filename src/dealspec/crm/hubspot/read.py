"""Reads the live state of resources: a handful of list calls per object, in parallel, whatever the number of fields.

Never writes, and asks only for what the resources need.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from dealspec.core.errors import VendorError
from dealspec.crm.hubspot import convert, custom, labels, pipeline_rules, properties, stages, validations
from dealspec.crm.hubspot.capabilities import PARALLEL_CALLS
from dealspec.crm.hubspot.client import Client
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.registry import (
    LIST_GROUPS,
    LIST_LABELS,
    LIST_PIPELINES,
    LIST_PROPERTIES,
    LIST_VALIDATIONS,
    READ_RULES,
    READ_SCHEMA,
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
    answers = listed(client, wanted)
    for asked, natives in answers.items():
        for live in _matched(asked[0], wanted[asked], natives):
            found[live.address] = live
    unclear = {each.address: each for asked in wanted for each in _unclear(asked, wanted[asked], answers[asked])}
    for each, names in _named(client, unclear.values()):
        asked = _LISTINGS["labels"](each.native)
        if (renamed := labels.to_live(each, answers[asked], names)) is not None:
            found[renamed.address] = renamed
    found |= _rules(client, [each for each in resources if each.native.get("type") == pipeline_rules.TYPE], answers)
    order = [resource.address for resource in resources if resource.address in found]
    return LiveState({address: found[address] for address in order}, calls=client.calls - before)


def listed(client: Client, listings: Iterable[Listing]) -> dict[Listing, list[NativeJson]]:
    """What each list call returns; all of them run side by side."""
    asked = list(dict.fromkeys(listings))
    if not asked:
        return {}
    with ThreadPoolExecutor(min(PARALLEL_CALLS, len(asked))) as pool:
        answers = list(pool.map(lambda each: answered(client, each), asked))
    return dict(zip(asked, answers, strict=True))


def answered(client: Client, asked: Listing) -> list[NativeJson]:
    """What one call returns; of a call for a single thing, that thing."""
    answer = client.call(asked[0], dict(asked[1]), query=dict(asked[2]))
    return [answer.body] if asked[0] in (READ_RULES, READ_SCHEMA) else answer.results


def listing(endpoint: Endpoint, query: Mapping[str, str] | None = None, **params: str) -> Listing:
    """A list call for ``listed``."""
    return endpoint, tuple(params.items()), tuple((query or {}).items())


def properties_listing(native_object: str, sensitivity: str = "") -> Listing:
    """Properties of an object; the list hides sensitive ones that are not asked for (observed, API 2026-09)."""
    return listing(LIST_PROPERTIES, {"dataSensitivity": sensitivity} if sensitivity else {}, object=native_object)


def validations_listing(native_object: str) -> Listing:
    """Every validation rule of an object's properties, in one call."""
    return listing(LIST_VALIDATIONS, object=type_id(native_object))


def rules_listing(native_object: str, pipeline: str) -> Listing:
    """The rules of one pipeline: HubSpot lists them for no object as a whole."""
    return listing(READ_RULES, object=type_id(native_object), pipeline=pipeline)


_LISTINGS: Mapping[str, Callable[[Mapping[str, str]], Listing]] = {
    "group": lambda native: listing(LIST_GROUPS, object=native["object"]),
    "property": lambda native: properties_listing(native["object"], native.get("sensitivity", "")),
    validations.TYPE: lambda native: validations_listing(native["object"]),
    "labels": lambda native: listing(LIST_LABELS, from_object=native["from"], to_object=native["to"]),
    "pipeline": lambda native: listing(LIST_PIPELINES, object=native["object"]),
    "stage": lambda native: listing(LIST_PIPELINES, object=native["object"]),
    pipeline_rules.TYPE: lambda native: listing(LIST_PIPELINES, object=native["object"]),
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


def _rules(
    client: Client, wanted: Sequence[Resource], answers: Mapping[Listing, Sequence[NativeJson]]
) -> dict[str, Resource]:
    """The rules of those pipelines that are there; the emails of approvers are asked for where there are any."""
    asked = {
        rules_listing(each.native["object"], each.native["pipeline"]): each
        for each in wanted
        if each.native["pipeline"] in _ids(answers.get(_LISTINGS[pipeline_rules.TYPE](each.native), ()))
    }
    rules = [(asked[each], native) for each, natives in listed(client, asked).items() for native in natives]
    users = client.users() if any(pipeline_rules.approvals_of(native) for _, native in rules) else {}
    found = [pipeline_rules.to_live(each, native, users) for each, native in rules]
    return {live.address: live for live in found if live is not None}


def _unclear(asked: Listing, wanted: Sequence[Resource], natives: Sequence[NativeJson]) -> Iterable[Resource]:
    return [each for each in wanted if asked[0] is LIST_LABELS and labels.needs_names(each, natives)]


def _named(client: Client, unclear: Iterable[Resource]) -> Iterable[tuple[Resource, labels.Names]]:
    """The labels whose texts are not there, with the internal names of their object's labels: one call per object."""
    by_object: defaultdict[str, list[Resource]] = defaultdict(list)
    for each in unclear:
        by_object[each.native["from"]].append(each)
    for native_object, resources in by_object.items():
        is_renamed = any("former" in each.native for each in resources)
        names = label_names(client, native_object, must=is_renamed)
        yield from ((each, names) for each in resources)


def label_names(client: Client, native_object: str, *, must: bool = False) -> labels.Names:
    """The internal names of an object's labels by type id; none where the portal does not show that schema.

    ``must``: raises then, since a label that is declared as renamed would be made anew beside the old one.
    """
    try:
        return labels.names_in(client.call(READ_SCHEMA, {"object": type_id(native_object)}).body)
    except VendorError as error:
        if error.status not in (400, 403, 404):
            raise
        if must:
            what = f"A label of {native_object} is declared as renamed, and HubSpot does not show which one it is."
            hint = "Give it its new text under Settings > Objects > Associations, then plan again."
            raise VendorError(what, status=error.status, why=error.what, hint=hint) from None
        return {}


def _ids(natives: Sequence[NativeJson]) -> set[str]:
    return {str(native["id"]) for native in natives}


def _is_stage_of(wanted: Resource, pipeline: NativeJson) -> bool:
    return wanted.native["type"] == "stage" and wanted.native["pipeline"] == pipeline["id"]


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
        of_pipeline = [each for each in wanted if _is_stage_of(each, native)]
        yield from stages.stages_to_live(of_pipeline, native)
