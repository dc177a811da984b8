"""Makes one zip of a Salesforce project's files, in source format or in Metadata API format. Deploys nothing.

Source format keeps each field, rule and record type of an object in a file of its own; the Metadata API wants them in
one ``.object`` (Salesforce DX Developer Guide: "Salesforce DX Project Structure and Source Format").
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from dealspec.emulator.loads import BrokenFile, LoadError
from dealspec.emulator.salesforce.definitions import CHILD_TYPES
from dealspec.emulator.salesforce.xmltree import XmlError, escape, parse

API_VERSION = "66.0"
_META = "-meta.xml"
_NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
_FOLDERS = {
    "standardValueSet": ("StandardValueSet", "standardValueSets"),
    "globalValueSet": ("GlobalValueSet", "globalValueSets"),
    "customPermission": ("CustomPermission", "customPermissions"),
    "permissionset": ("PermissionSet", "permissionsets"),
    "layout": ("Layout", "layouts"),
    "matchingRule": ("MatchingRules", "matchingRules"),
    "duplicateRule": ("DuplicateRule", "duplicateRules"),
}
"""By a file's suffix: its type, and the folder of a package that it belongs to."""
_PARTS = {type_name[0].lower() + type_name[1:]: type_name for type_name in CHILD_TYPES if type_name != "CustomField"}
_PARTS["field"] = "CustomField"
"""By a file's suffix: the type of a part of an object."""


@dataclass(slots=True)
class SourcePackage:
    """A zip, where each of its components came from, and what was left out."""

    components: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    origins: dict[tuple[str, str], Path] = field(default_factory=dict)
    """By type and full name, and for whole files by ``("", name in the zip)``."""
    data: bytes = b""


@dataclass(slots=True)
class _Object:
    """One object's own settings and its parts, as XML text."""

    own: str = ""
    whole: bool = False
    parts: list[str] = field(default_factory=list)


def package_of(folder: Path) -> SourcePackage:
    """The package of every file that the org models; raises ``LoadError`` for files that cannot be read."""
    if not folder.is_dir():
        raise LoadError([BrokenFile(str(folder), "There is no such folder.")])
    return _Builder(folder).built()


class _Builder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._package = SourcePackage()
        self._files: dict[str, bytes] = {}
        self._members: dict[str, list[str]] = {}
        self._objects: dict[str, _Object] = {}
        self._broken: list[BrokenFile] = []

    def built(self) -> SourcePackage:
        for path in _files(self._folder):
            try:
                self._add(path)
            except XmlError as error:
                self._broken.append(BrokenFile(f"{path}:{error.line}", error.message))
            except (OSError, UnicodeDecodeError) as error:
                self._broken.append(BrokenFile(str(path), f"It cannot be read: {error}"))
        if self._broken:
            raise LoadError(self._broken)
        for name, held in self._objects.items():
            text = f'<CustomObject xmlns="{_NAMESPACE}">{held.own}{"".join(held.parts)}</CustomObject>'
            self._files[f"objects/{name}.object"] = text.encode()
        self._package.data = _zipped({"package.xml": _manifest(self._members).encode(), **self._files})
        return self._package

    def _add(self, path: Path) -> None:
        stem, _, suffix = path.name.removesuffix(_META).rpartition(".")
        if suffix == "object":
            self._add_object(path, unquote(stem))
        elif suffix in _PARTS:
            self._add_part(path, _PARTS[suffix], unquote(stem))
        elif suffix in _FOLDERS:
            type_name, folder = _FOLDERS[suffix]
            if self._new(type_name, stem, path):
                content = path.read_bytes()
                parse(content)
                self._files[f"{folder}/{stem}.{suffix}"] = content
                self._package.origins["", f"{folder}/{stem}.{suffix}"] = path
        elif path.name.endswith(_META):
            self._package.skipped[suffix] += 1

    def _add_object(self, path: Path, name: str) -> None:
        inner = _inner(path)
        if self._new("CustomObject", name, path):
            held = self._objects.setdefault(name, _Object())
            held.own, held.whole = inner, True
            self._package.origins["", f"objects/{name}.object"] = path

    def _add_part(self, path: Path, type_name: str, stem: str) -> None:
        owner = unquote(path.parent.parent.name)
        if path.parent.parent.parent.name != "objects":
            self._broken.append(BrokenFile(str(path), f"A {type_name} lies in objects/<Object>/<kind>/."))
            return
        root = parse(path.read_bytes())
        name = root.value("fullName") or stem
        inner = _inner(path)
        if root.child("fullName") is None:
            inner = f"<fullName>{escape(name)}</fullName>{inner}"
        if self._new(type_name, f"{owner}.{name}", path):
            tag = CHILD_TYPES[type_name]
            self._objects.setdefault(owner, _Object()).parts.append(f"<{tag}>{inner}</{tag}>")

    def _new(self, type_name: str, full_name: str, path: Path) -> bool:
        first = self._package.origins.get((type_name, full_name))
        if first is not None:
            self._broken.append(BrokenFile(str(path), f"{full_name} stands in {first} too."))
            return False
        self._package.origins[type_name, full_name] = path
        self._package.components += 1
        self._members.setdefault(type_name, []).append(full_name)
        return True


def _files(folder: Path) -> Iterator[Path]:
    """Every file of the project's package folders, in order; hidden folders and links are left alone."""
    for root in _roots(folder):
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root).parts
            if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in inside):
                yield path


def _roots(folder: Path) -> list[Path]:
    project = folder / "sfdx-project.json"
    if not project.is_file():
        return [folder]
    try:
        listed = json.loads(project.read_text(encoding="utf-8"))["packageDirectories"]
        roots = [folder / str(item["path"]) for item in listed]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LoadError([BrokenFile(str(project), "It does not name its packageDirectories.")]) from error
    missing = [BrokenFile(str(project), f"It names {root}, which is not there.") for root in roots if not root.is_dir()]
    if missing:
        raise LoadError(missing)
    return [root for root in roots if not any(other != root and other in root.parents for other in roots)]


def _inner(path: Path) -> str:
    """What stands inside a file's root element, as text."""
    text = path.read_text(encoding="utf-8-sig")
    parse(text)
    start = text.index(">", text.index("<", _after_prolog(text))) + 1
    if text[start - 2] == "/":
        return ""
    return text[start : text.rindex("</")]


def _after_prolog(text: str) -> int:
    """Where the root element may begin: behind the declaration and any comments."""
    place = 0
    while True:
        place = text.index("<", place)
        if text.startswith("<?", place):
            place = text.index("?>", place) + 2
        elif text.startswith("<!--", place):
            place = text.index("-->", place) + 3
        else:
            return place


def _manifest(members: dict[str, list[str]]) -> str:
    types = "".join(
        f"<types>{''.join(f'<members>{escape(name)}</members>' for name in names)}<name>{type_name}</name></types>"
        for type_name, names in members.items()
    )
    return f'<Package xmlns="{_NAMESPACE}">{types}<version>{API_VERSION}</version></Package>'


def _zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()
