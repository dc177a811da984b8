"""Finds the metadata files of a Salesforce project that we read, old form and new. Opens none of them.

Source format has one file per part (``objects/Account/fields/Tier__c.field-meta.xml``), Metadata API format one per
component (``objects/Account.object``); a project may hold both (Salesforce DX guide, "Salesforce DX Project
Structure").
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from dealspec.crm.salesforce.snapshot import CHILDREN

_SUFFIXES = {
    "object": "CustomObject",
    "field": "CustomField",
    "validationRule": "ValidationRule",
    "recordType": "RecordType",
    "businessProcess": "BusinessProcess",
    "standardValueSet": "StandardValueSet",
    "globalValueSet": "GlobalValueSet",
    "permissionset": "PermissionSet",
    "customPermission": "CustomPermission",
}
"""The part of a file's name that says its type (Metadata API registry of the Salesforce CLI)."""
_SOURCE_ENDING = "-meta.xml"
_PROJECT = "sfdx-project.json"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One component's file: its type, and its full name by where it lies (``Account.Tier__c`` for a part)."""

    path: str
    type: str
    full_name: str


def find(folder: Path) -> Iterator[SourceFile]:
    """Every file that we read; where ``sfdx-project.json`` names package folders, theirs alone, in its order."""
    for root in _roots(folder):
        yield from _walk(str(root))


def project_name(folder: Path) -> str:
    """What the project calls itself, else its folder's name."""
    return str(_project(folder).get("name") or folder.resolve().name)


def _roots(folder: Path) -> list[Path]:
    listed = _project(folder).get("packageDirectories")
    packages = listed if isinstance(listed, list) else []
    paths = [str(item["path"]) for item in packages if isinstance(item, dict) and item.get("path")]
    roots = [folder / path for path in paths if (folder / path).is_dir()]
    inner = [root for root in roots if not any(other != root and other in root.parents for other in roots)]
    return list(dict.fromkeys(inner)) or [folder]


def _project(folder: Path) -> dict[str, object]:
    try:
        found = json.loads((folder / _PROJECT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _walk(folder: str) -> Iterator[SourceFile]:
    """Depth first, names in order; hidden folders, installed packages and links out of the tree are left alone."""
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith(".") and entry.name != "node_modules":
                yield from _walk(entry.path)
        elif (found := _recognised(entry.path, entry.name)) is not None:
            yield found


def _recognised(path: str, name: str) -> SourceFile | None:
    stem, _, suffix = name.removesuffix(_SOURCE_ENDING).rpartition(".")
    kind = _SUFFIXES.get(suffix)
    if kind is None or not stem:
        return None
    own = unquote(stem)
    if kind in CHILDREN:
        return SourceFile(path, kind, f"{_owner(path)}.{own}")
    return SourceFile(path, kind, own)


def _owner(path: str) -> str:
    """``Account`` of ``.../objects/Account/fields/Tier__c.field-meta.xml``; empty where it lies elsewhere."""
    *_, objects, owner, part, _ = ("", "", "", *path.split("/"))
    return unquote(owner) if objects == "objects" and part in CHILDREN.values() else ""
