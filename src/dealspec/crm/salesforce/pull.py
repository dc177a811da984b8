"""Reads a live org's own definitions, in calls that do not grow with its fields. Never writes and never judges.

One call lists the objects, global value sets and duplicate rules; then ten components a call, side by side.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from dealspec.crm.salesforce.capabilities import STANDARD_VALUE_SETS
from dealspec.crm.salesforce.client import Client
from dealspec.crm.salesforce.layouts import full_name
from dealspec.crm.salesforce.names import EDITOR, PARTNER_SAFE, READER, is_custom
from dealspec.crm.salesforce.project_duplicates import STANDARD_OBJECTS
from dealspec.crm.salesforce.snapshot import Snapshot, indexed
from dealspec.crm.salesforce.to_model import schema_of, selected
from dealspec.provisioner.ports import Pulled, Selection


def pull(client: Client, selection: Selection) -> Pulled:
    """The org's definitions as a schema, and what was left out and why. Raises ``VendorError``."""
    listed = client.list_metadata("CustomObject", "GlobalValueSet", "DuplicateRule")
    objects = selected(listed["CustomObject"], selection)
    sets = {name for api_name in objects for name in STANDARD_VALUE_SETS.get(api_name, ())}
    asked = {
        "CustomObject": objects,
        "StandardValueSet": sorted(sets),
        "GlobalValueSet": sorted(listed["GlobalValueSet"]),
        "MatchingRules": [name for name in objects if name in STANDARD_OBJECTS or is_custom(name)],
        "DuplicateRule": [name for name in sorted(listed["DuplicateRule"]) if name.partition(".")[0] in objects],
        "Layout": [full_name(name, None) for name in objects],
        "PermissionSet": (EDITOR, READER, PARTNER_SAFE),
    }
    with ThreadPoolExecutor(max_workers=4) as pool:
        reads = {kind: pool.submit(client.read_metadata, kind, names) for kind, names in asked.items()}
        components = {key: part for kind, done in reads.items() for key, part in indexed(kind, done.result()).items()}
    return schema_of(Snapshot(components), selection)
