"""Reads the live state of resources: a handful of list calls per object, in parallel, whatever the number of fields.

Never writes, and asks only for what the resources need.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from dealspec.crm.hubspot import convert, labels, properties, stages
from dealspec.crm.hubspot.capabilities import PARALLEL_CALLS
from dealspec.crm.hubspot.client import Client
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.registry import LIST_GROUPS, LIST_LABELS, LIST_PIPELINES, LIST_PROPERTIES, Endpoint
from dealspec.provisioner.resource import LiveState, Resource

Listing = tuple[Endpoint, tuple[tuple[str, str], ...]]
"""A list call: its endpoint and path parameters."""


def live_state(client: Client, resources: Sequence[Resource]) -> LiveState:
    """The live state of ``resources``; raises ``VendorError`` or ``MissingAccess``."""
    before = client.calls
    wanted: defaultdict[Listing, list[Resource]] = defaultdict(list)
    for resource in resources:
        if resource.native.get("type") in _LISTINGS:
            wanted[_LISTINGS[resource.native["type"]](resource.native)].append(resource)
    found: dict[str, Resource] = {}
    for listing, natives in listed(client, wanted).items():
        for live in _matched(listing[0], wanted[listing], natives):
            found[live.address] = live
    order = [resource.address for resource in resources if resource.address in found]
    return LiveState({address: found[address] for address in order}, calls=client.calls - before)


def listed(client: Client, listings: Iterable[Listing]) -> dict[Listing, list[NativeJson]]:
    """What each list call returns; all of them run side by side."""
    asked = list(dict.fromkeys(listings))
    if not asked:
        return {}
    with ThreadPoolExecutor(min(PARALLEL_CALLS, len(asked))) as pool:
        answers = list(pool.map(lambda each: client.call(each[0], dict(each[1])).results, asked))
    return dict(zip(asked, answers, strict=True))


def listing(endpoint: Endpoint, **params: str) -> Listing:
    """A list call for ``listed``."""
    return endpoint, tuple(params.items())


_LISTINGS: Mapping[str, Callable[[Mapping[str, str]], Listing]] = {
    "group": lambda native: listing(LIST_GROUPS, object=native["object"]),
    "property": lambda native: listing(LIST_PROPERTIES, object=native["object"]),
    "labels": lambda native: listing(LIST_LABELS, from_object=native["from"], to_object=native["to"]),
    "pipeline": lambda native: listing(LIST_PIPELINES, object=native["object"]),
    "stage": lambda native: listing(LIST_PIPELINES, object=native["object"]),
}


def _matched(endpoint: Endpoint, wanted: Sequence[Resource], natives: Sequence[NativeJson]) -> Iterable[Resource]:
    if endpoint is LIST_LABELS:
        return [live for each in wanted if (live := labels.to_live(each, natives)) is not None]
    if endpoint is LIST_PIPELINES:
        return _matched_pipelines(wanted, natives)
    by_name = {native["name"]: native for native in natives}
    to_live = convert.group_to_live if endpoint is LIST_GROUPS else properties.to_live
    return [to_live(each, by_name[each.native["name"]]) for each in wanted if each.native["name"] in by_name]


def _matched_pipelines(wanted: Sequence[Resource], natives: Sequence[NativeJson]) -> Iterable[Resource]:
    for native in natives:
        for each in wanted:
            if each.native["type"] == "pipeline" and each.native["id"] == native["id"]:
                yield stages.pipeline_to_live(each, native)
        of_pipeline = [each for each in wanted if each.native.get("pipeline") == native["id"]]
        yield from stages.stages_to_live(of_pipeline, native)
