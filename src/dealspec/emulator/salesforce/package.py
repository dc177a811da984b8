"""Takes a deploy's zip apart: manifest, component files, deletions. Saves nothing.

Layout: Metadata API guide, "package.xml" and "deploy()"; limits: Metadata API limits. Words observed in public logs.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from dealspec.emulator.salesforce.definitions import CHILD_TYPES
from dealspec.emulator.salesforce.wire import Body, ShapeError, decode
from dealspec.emulator.salesforce.xmltree import Node, XmlError, parse

MAX_FILES = 10_000
MAX_BYTES = 600 * 1024 * 1024
_FOLDERS = {
    "objects": "CustomObject", "standardValueSets": "StandardValueSet", "globalValueSets": "GlobalValueSet",
    "customPermissions": "CustomPermission", "permissionsets": "PermissionSet", "layouts": "Layout",
    "profiles": "Profile", "duplicateRules": "DuplicateRule", "matchingRules": "MatchingRules",
    "reports": "Report", "dashboards": "Dashboard", "flows": "Flow", "labels": "CustomLabels",
    "customMetadata": "CustomMetadata",
}  # fmt: skip
_DESTRUCTIVE = ("destructiveChangesPre.xml", "destructiveChanges.xml", "destructiveChangesPost.xml")


class PackageError(Exception):
    """A zip that cannot be deployed at all."""

    def __init__(self, problem: str, file_name: str = "package.xml", line: int | None = None) -> None:
        super().__init__(problem)
        self.problem, self.file_name, self.line = problem, file_name, line


@dataclass(frozen=True, slots=True)
class Part:
    """One component of a package: what to save, or why it cannot be read, and where it stands."""

    type: str
    full_name: str
    file_name: str
    body: Body = field(default_factory=dict)
    line: int | None = None
    column: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """Everything a zip asks for."""

    parts: tuple[Part, ...]
    deletions: tuple[Part, ...]
    manifest_name: str


def open_package(data: bytes, *, single: bool) -> Package:
    """The package in a zip; raises ``PackageError``."""
    files, prefix = _files(data, single)
    manifest = files.get("package.xml")
    if manifest is None:
        raise PackageError("No package.xml found")
    wanted = _members(manifest, prefix + "package.xml")
    parts: list[Part] = []
    for name, content in files.items():
        folder, _, base = name.partition("/")
        if base and not base.endswith("-meta.xml"):
            parts += _read_file(folder, base, prefix + name, content, wanted)
    parts += _missing(wanted, parts, prefix)
    deletions = [
        Part(type_name, member, prefix + name)
        for name in _DESTRUCTIVE
        if name in files
        for type_name, members in _members(files[name], prefix + name).items()
        for member in sorted(members)
    ]
    return Package(tuple(parts), tuple(deletions), prefix + "package.xml")


def _files(data: bytes, single: bool) -> tuple[dict[str, bytes], str]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise PackageError("The zip file is invalid or corrupt", "") from error
    with archive:
        entries = [info for info in archive.infolist() if not info.is_dir()]
        if len(entries) > MAX_FILES or sum(info.file_size for info in entries) > MAX_BYTES:
            raise PackageError("Maximum size of the zip exceeded: 10,000 files, 600 MB uncompressed", "")
        files = {info.filename: archive.read(info) for info in entries}
    prefix = ""
    if not single or "package.xml" not in files:
        manifests = [name for name in files if name.endswith("/package.xml") and name.count("/") == 1]
        if len(manifests) == 1 and not single:
            prefix = manifests[0].removesuffix("package.xml")
    return {name.removeprefix(prefix): content for name, content in files.items() if name.startswith(prefix)}, prefix


def _members(content: bytes, file_name: str) -> dict[str, set[str]]:
    try:
        root = parse(content)
    except XmlError as error:
        raise PackageError(f"Error parsing file: {error.message}", file_name, error.line) from error
    wanted: dict[str, set[str]] = {}
    for types in root.all("types"):
        members = {member.text.strip() for member in types.all("members")}
        wanted.setdefault(types.value("name"), set()).update(members)
    return wanted


def _read_file(folder: str, base: str, file_name: str, content: bytes, wanted: dict[str, set[str]]) -> Iterator[Part]:
    type_name = _FOLDERS.get(folder)
    full_name = base.rpartition(".")[0]
    if type_name is None:
        yield Part("", full_name, file_name, problem=f"Unknown folder name used in the package: {folder}")
        return
    try:
        root = parse(content)
        if type_name == "CustomObject":
            yield from _object_parts(full_name, file_name, root, wanted)
        elif type_name == "MatchingRules":
            yield from _matching_parts(full_name, file_name, root, wanted)
        elif type_name == "CustomLabels":
            yield from _label_parts(full_name, file_name, root, wanted)
        elif not _listed(wanted, type_name, full_name):
            yield Part(type_name, full_name, file_name, problem="Not in package.xml")
        else:
            body = {**decode(type_name, root), "fullName": full_name}
            yield Part(type_name, full_name, file_name, body, root.line, root.column)
    except (XmlError, ShapeError) as error:
        words = f"Error parsing file: {error.message}"
        yield Part(type_name, full_name, file_name, {}, error.line, error.column, words)


def _object_parts(name: str, file_name: str, root: Node, wanted: dict[str, set[str]]) -> Iterator[Part]:
    whole = _listed(wanted, "CustomObject", name)
    own = Node(root.name, root.namespace, line=root.line, column=root.column)
    by_element = {element: type_name for type_name, element in CHILD_TYPES.items()}
    found_any = whole
    for child in root.children:
        type_name = by_element.get(child.name)
        if type_name is None:
            own.children.append(child)
            continue
        full_name = f"{name}.{child.value('fullName')}"
        if not whole and not _listed(wanted, type_name, full_name):
            continue
        found_any = True
        try:
            body = {**decode(type_name, child), "fullName": full_name}
        except ShapeError as error:
            words = f"Error parsing file: {error.message}"
            yield Part(type_name, full_name, file_name, {}, error.line, error.column, words)
        else:
            yield Part(type_name, full_name, file_name, body, child.line, child.column)
    if whole:
        body = {**decode("CustomObject", own), "fullName": name}
        yield Part("CustomObject", name, file_name, body, root.line, root.column)
    elif not found_any:
        yield Part("CustomObject", name, file_name, problem="Not in package.xml")


def _matching_parts(name: str, file_name: str, root: Node, wanted: dict[str, set[str]]) -> Iterator[Part]:
    """The rules of an object's one file that the manifest lists, each by itself or all by their object."""
    whole = _listed(wanted, "MatchingRules", name)
    for child in root.all("matchingRules"):
        full_name = f"{name}.{child.value('fullName')}"
        if whole or _listed(wanted, "MatchingRule", full_name):
            body = {**decode("MatchingRule", child), "fullName": full_name}
            yield Part("MatchingRule", full_name, file_name, body, child.line, child.column)
        else:
            yield Part("MatchingRule", full_name, file_name, problem="Not in package.xml")


def _label_parts(name: str, file_name: str, root: Node, wanted: dict[str, set[str]]) -> Iterator[Part]:
    """The labels of the org's one file that the manifest lists, each by itself or all by the file."""
    whole = _listed(wanted, "CustomLabels", name)
    for child in root.all("labels"):
        label = child.value("fullName")
        if whole or _listed(wanted, "CustomLabel", label):
            yield Part("CustomLabel", label, file_name, decode("CustomLabel", child), child.line, child.column)
        else:
            yield Part("CustomLabel", label, file_name, problem="Not in package.xml")


def _listed(wanted: dict[str, set[str]], type_name: str, full_name: str) -> bool:
    members = wanted.get(type_name, set())
    return full_name in members or ("*" in members and type_name != "StandardValueSet")


def _missing(wanted: dict[str, set[str]], parts: list[Part], prefix: str) -> Iterator[Part]:
    there = {(part.type, part.full_name) for part in parts}
    there |= {("MatchingRules", part.full_name.partition(".")[0]) for part in parts if part.type == "MatchingRule"}
    there |= {("CustomLabels", "CustomLabels") for part in parts if part.type == "CustomLabel"}
    for type_name, members in wanted.items():
        for member in sorted(members - {"*"}):
            if (type_name, member) not in there:
                words = (
                    f"An object '{member}' of type {type_name} was named in package.xml, but was not found in zipped"
                    " directory"
                )
                yield Part(type_name, member, prefix + "package.xml", problem=words)
