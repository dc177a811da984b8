"""Changes as one deployable zip, the same bytes for the same changes. Pure; sends nothing."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dealspec.crm.salesforce import gate_package, markup, native, native_field
from dealspec.crm.salesforce.layouts import layout
from dealspec.crm.salesforce.markup import Element, made, text_of
from dealspec.crm.salesforce.names import is_made
from dealspec.crm.salesforce.snapshot import Snapshot
from dealspec.provisioner.changes import Change
from dealspec.provisioner.resource import Resource

_FOLDERS = {
    "CustomObject": ("objects", "object"),
    "StandardValueSet": ("standardValueSets", "standardValueSet"),
    "GlobalValueSet": ("globalValueSets", "globalValueSet"),
    "CustomPermission": ("customPermissions", "customPermission"),
    "PermissionSet": ("permissionsets", "permissionset"),
    "Layout": ("layouts", "layout"),
    "MatchingRules": ("matchingRules", "matchingRule"),
    "DuplicateRule": ("duplicateRules", "duplicateRule"),
}
"""Folder and suffix of each type's file in a package (Metadata API guide, "Metadata Types")."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True)
class Package:
    """Files by path, the components they hold by type, and the addresses that each component carries out."""

    files: dict[str, bytes] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    addresses: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    stages: dict[str, str] = field(default_factory=dict)
    """The stored value of each stage, by address: failures of their value set name them by it."""

    def zipped(self) -> bytes:
        """The package as a zip with fixed dates."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in sorted(self.files.items()):
                entry = zipfile.ZipInfo(path, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
        return buffer.getvalue()

    def name(self, type_name: str, full_name: str, address: str | None) -> None:
        """Lists a component in the manifest, on behalf of an address or of nobody."""
        self.members[type_name].add(full_name)
        if address is not None:
            self.addresses[type_name, full_name].append(address)

    def put(self, type_name: str, name: str, element: Element) -> None:
        """A component's file."""
        folder, suffix = _FOLDERS[type_name]
        self.files[f"{folder}/{name}.{suffix}"] = markup.document(element)

    def close(self, api_version: str) -> Package:
        """The package with its manifest."""
        self.files["package.xml"] = markup.document(_manifest(self, api_version))
        return self


def build(changes: Sequence[Change], live: Snapshot, api_version: str) -> Package:
    """The package that makes these changes to an org that looks like ``live``."""
    package = Package()
    wanted = [change.wanted for change in changes]
    for object_name, parts in _by(wanted, "object").items():
        package.put("CustomObject", object_name, _object(package, object_name, parts, live))
    bases = _value_sets(package, wanted, live)
    for resource in wanted:
        kind, name = resource.native["type"], resource.native["name"]
        element = _alone(resource, bases.get(name) if kind == "StandardValueSet" else live.get(kind, name))
        if element is not None:
            bases[name] = element
            package.put(kind, name, element)
            package.name(kind, name, resource.address)
    return package.close(api_version)


def _value_sets(package: Package, wanted: Sequence[Resource], live: Snapshot) -> dict[str, Element]:
    """The standard value sets that are touched, by name: live ones with the wanted stages in them."""
    touched = {item.native["name"] for item in wanted if item.native["type"] == "StandardValueSet"}
    by_set = _by(wanted, "set")
    found: dict[str, Element] = {}
    for name in sorted(touched | by_set.keys()):
        element = live.get("StandardValueSet", name)
        found[name] = element if element is not None else made("StandardValueSet", ("sorted", False))
        if stages := by_set.get(name):
            found[name] = native.stage_set(stages, found[name])
            package.put("StandardValueSet", name, found[name])
            for stage in stages:
                package.name("StandardValueSet", name, stage.address)
                package.stages[stage.address] = stage.native["name"]
    return found


def _alone(wanted: Resource, live: Element | None) -> Element | None:
    """The component of a resource that has a file of its own."""
    match wanted.native["type"]:
        case "StandardValueSet" | "GlobalValueSet":
            return native.value_set(wanted, live)
        case "CustomPermission":
            return native.custom_permission(wanted, live)
        case "PermissionSet":
            return native.permission_set(wanted, live)
        case "Layout":
            return layout(wanted, live)
        case _:
            return None


def _object(package: Package, object_name: str, parts: Sequence[Resource], live: Snapshot) -> Element:
    root = _own(package, object_name, parts, live)
    processes: dict[str, Element] = {}
    for part in parts:
        kind, full_name = part.native["type"], f"{object_name}.{part.native['name']}"
        element = live.get(kind, full_name)
        if kind == "CustomObject":
            continue
        package.name(kind, full_name, part.address)
        match kind:
            case "CustomField":
                root.append(native_field.field(part, element))
            case "ValidationRule":
                for name, rule in gate_package.written(part, parts, live):
                    root.append(rule)
                    if name != part.native["name"]:
                        package.name(kind, f"{object_name}.{name}", part.address)
            case "RecordType":
                process = native.process_name(part, element)
                if process is not None:
                    process_of = f"{object_name}.{process}"
                    base = processes.get(process, live.get("BusinessProcess", process_of))
                    processes[process] = native.process(part, process, base)
                    package.name("BusinessProcess", process_of, part.address)
                root.append(native.record_type(part, process, element))
    root.extend(processes.values())
    return root


def _own(package: Package, object_name: str, parts: Sequence[Resource], live: Snapshot) -> Element:
    """The object's own elements, where any change: those that are wanted, and its history where a field's is kept
    (Metadata API guide, CustomObject, ``enableHistory``). A custom object's file is whole, or says nothing of itself.
    """
    before = live.get("CustomObject", object_name)
    wanted = next((part for part in parts if part.native["type"] == "CustomObject"), None)
    tracked = [part.address for part in parts if part.attributes.get("track_history")]
    tracking = bool(tracked) and text_of(before, "enableHistory") != "true"
    root = made("CustomObject")
    if wanted is not None or (tracking and is_made(object_name)):
        root = native.custom_object(wanted, before)
    if tracking:
        markup.put(root, "enableHistory", True)
    for address in [wanted.address] if wanted is not None else tracked if tracking else []:
        package.name("CustomObject", object_name, address)
    return root


def _manifest(package: Package, api_version: str) -> Element:
    types = [
        made("types", *(("members", name) for name in sorted(names)), ("name", kind))
        for kind, names in sorted(package.members.items())
    ]
    return made("Package", *types, ("version", api_version))


def _by(resources: Iterable[Resource], key: str) -> dict[str, list[Resource]]:
    groups: dict[str, list[Resource]] = {}
    for resource in resources:
        if key in resource.native:
            groups.setdefault(resource.native[key], []).append(resource)
    return groups
