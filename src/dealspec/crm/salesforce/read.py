"""Reads live state in a handful of calls that do not grow with the number of fields. Never asks describe, which hides
what the token's user may not see (github.com/forcedotcom/cli/issues/1876).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from dealspec.core.coverage import Coverage, Gap
from dealspec.crm.salesforce.client import Client
from dealspec.crm.salesforce.convert import to_model
from dealspec.crm.salesforce.field_elements import global_value_set
from dealspec.crm.salesforce.names import is_made
from dealspec.crm.salesforce.snapshot import Snapshot, indexed
from dealspec.provisioner.resource import LiveState, Resource

_HOLDERS = {
    "CustomField": "CustomObject",
    "ValidationRule": "CustomObject",
    "RecordType": "CustomObject",
    "StandardValue": "StandardValueSet",
    "MatchingRule": "MatchingRules",
}
"""The component that a part is read with; what is not listed is read by itself."""


def read(client: Client, resources: Sequence[Resource], user_id: Callable[[], str]) -> LiveState:
    """The live state of these resources. ``user_id`` tells the token's user and is asked only for assignments."""
    before = client.calls
    snapshot = take(client, resources, user_id)
    converted = (to_model(resource, snapshot) for resource in resources)
    found = {resource.address: resource for resource in converted if resource is not None}
    return LiveState(found, Coverage().plus(_gaps(resources, snapshot)), client.calls - before)


def take(client: Client, resources: Iterable[Resource], user_id: Callable[[], str]) -> Snapshot:
    """The components that these resources are part of, read side by side."""
    asked: dict[str, set[str]] = {}
    sets: set[str] = set()
    for resource in resources:
        native = resource.native
        if native["type"] == "PermissionSetAssignment":
            sets.add(native["name"])
            continue
        asked.setdefault(_HOLDERS.get(native["type"], native["type"]), set()).add(_asked(native))
    with ThreadPoolExecutor(max_workers=4) as pool:
        reads = {
            kind: pool.submit(client.read_metadata, kind, sorted(full_names)) for kind, full_names in asked.items()
        }
        assigned = pool.submit(_assigned, client, sets, user_id)
        components = {
            key: element for kind, done in reads.items() for key, element in indexed(kind, done.result()).items()
        }
        return Snapshot(components, assigned.result())


def _asked(native: Mapping[str, str]) -> str:
    """The full name of the component to read."""
    if native["type"] in _HOLDERS or native["type"] == "CustomObject":
        return native.get("object") or native.get("set") or native["name"]
    return f"{native['object']}.{native['name']}" if "object" in native else native["name"]


def _assigned(client: Client, sets: set[str], user_id: Callable[[], str]) -> frozenset[str]:
    if not sets:
        return frozenset()
    listed = ", ".join(f"'{name}'" for name in sorted(sets))
    where = f"AssigneeId = '{user_id()}' AND PermissionSet.Name IN ({listed})"
    soql = f"SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE {where}"  # noqa: S608 (an id, names of ours)
    return frozenset(row["PermissionSet"]["Name"] for row in client.query(soql))


def _gaps(resources: Iterable[Resource], snapshot: Snapshot) -> Iterable[Gap]:
    for resource in resources:
        native = resource.native
        of_object = "CustomObject" in (native["type"], _HOLDERS.get(native["type"]))
        hidden = of_object and snapshot.get("CustomObject", native["object"]) is None
        if hidden and not is_made(native["object"]):
            yield Gap(
                resource.address, f"The org shows nothing of {native['object']}.", "Check the user's access to it."
            )
        value_set = {"StandardValue": native.get("set"), "StandardValueSet": native.get("name")}.get(native["type"])
        if value_set and snapshot.get("StandardValueSet", value_set) is None:
            yield Gap(resource.address, f"The org shows no {value_set} values.", "Check the user's access to them.")
        if native["type"] == "CustomField" and "values" in resource.attributes:
            element = snapshot.get("CustomField", f"{native['object']}.{native['name']}")
            shared = None if element is None else global_value_set(element)
            if shared:
                yield Gap(
                    resource.address,
                    f"The field takes its values from the global value set {shared}, which the schema does not say.",
                    "Declare it under value_sets and name it in value_set, or declare another field name.",
                )
