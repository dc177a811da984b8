"""Keeps deleted custom fields for their fifteen days: out of sight, but counted. Gives no field back.

Source: Help, fields_managing_deleted_fields: a deleted field's developer name gets ``_del``, which frees the name; the
field counts towards the limits until it is erased. That a further field of one name gets a number is assumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.errors import MetadataError
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import Body

KEPT_FOR = timedelta(days=15)
"""Until the platform erases it (Help)."""
_KIND = "deleted.CustomField"


def keep(org: OrgState, field: Component) -> str:
    """Takes a field that was just deleted; gives the name under which it is kept."""
    stem = f"{field.full_name.removesuffix('__c')}_del"
    taken = {name.lower() for name, _ in deleted_fields(org, field.object)}
    taken |= {other.full_name.lower() for other in org.definitions.of_object("CustomField", field.object)}
    names = (f"{stem}{number or ''}__c" for number in range(len(taken) + 1))
    name = next(name for name in names if name.lower() not in taken)
    document = {"id": field.id, "deleted": org.clock.now().isoformat(), "body": field.body}
    org.store.put_document(_KIND, name, document)
    return name


def deleted_fields(org: OrgState, object_name: str) -> Iterator[tuple[str, Body]]:
    """The deleted fields of an object that are not erased yet: full name, and id, moment and definition."""
    for name, document in sorted(org.store.documents(_KIND).items()):
        age = org.clock.now() - datetime.fromisoformat(document["deleted"])
        if name.startswith(f"{object_name}.") and age < KEPT_FOR:
            yield name, document


def check_name_free(org: OrgState, object_name: str, name: str) -> None:
    """Raises ``MetadataError`` for a new field that is named as a deleted one is kept (words assumed)."""
    if any(kept.lower() == f"{object_name}.{name}".lower() for kept, _ in deleted_fields(org, object_name)):
        words = f"There is already a field named {name.removesuffix('__c')} on this object"
        raise MetadataError("DUPLICATE_DEVELOPER_NAME", words, "fullName")
