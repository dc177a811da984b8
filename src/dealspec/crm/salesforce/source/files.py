"""Finds the metadata files of a Salesforce project that we read, old form and new. Opens none of them.

Source format has one file per part (``objects/Account/fields/Tier__c.field-meta.xml``), Metadata API format one per
component (``objects/Account.object``); a project may hold both (Salesforce DX guide, "Salesforce DX Project
Structure").
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from dealspec.crm.salesforce.layouts import is_ours
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
    "matchingRule": "MatchingRules",
    "duplicateRule": "DuplicateRule",
    "layout": "Layout",
}
"""The part of a file's name that says its type (Metadata API registry of the Salesforce CLI)."""
_SOURCE_ENDING = "-meta.xml"
_PROJECT = "sfdx-project.json"


class SourceFile(NamedTuple):
    """One component's file: its type, and its full name by where it lies (``Account.Tier__c`` for a part)."""

    path: str
    type: str
    full_name: str


def find(folder: Path, layouts: Collection[str] = ()) -> list[SourceFile]:
    """Every file that we read; where ``sfdx-project.json`` names package folders, theirs alone, in its order.

    Of page layouts, which are large and many, those named as ours are, and those of the full names ``layouts``.
    """
    found: list[SourceFile] = []
    for root in _roots(folder):
        _walk(str(root), found)
    return [file for file in found if file.type != "Layout" or is_ours(file.full_name) or file.full_name in layouts]


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


def _walk(folder: str, found: list[SourceFile]) -> None:
    """Depth first, names in order; hidden folders, installed packages and links out of the tree are left alone."""
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=attrgetter("name"))
    owner = _owner(folder)
    for entry in entries:
        name = entry.name
        if entry.is_dir(follow_symlinks=False):
            if not name.startswith(".") and name != "node_modules":
                _walk(entry.path, found)
            continue
        stem, _, suffix = name.removesuffix(_SOURCE_ENDING).rpartition(".")
        kind = _SUFFIXES.get(suffix)
        if kind is not None and stem:
            # A layout's name is encoded wherever it stands.
            own = stem if kind == "Layout" else unquote(stem)
            found.append(SourceFile(entry.path, kind, f"{owner}.{own}" if kind in CHILDREN else own))


def _owner(folder: str) -> str:
    """``Account`` of ``.../objects/Account/fields``, where the object's fields lie; empty for another folder."""
    *_, objects, owner, part = ("", "", *folder.split("/"))
    return unquote(owner) if objects == "objects" and part in CHILDREN.values() else ""
