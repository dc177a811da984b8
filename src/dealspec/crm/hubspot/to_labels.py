"""Live association labels as lookups and contact roles. Pure.

A label joins any number of records. Towards contacts it is a role among others; towards anything else the language
takes it for a reference to one record.
"""

from __future__ import annotations

from collections.abc import Sequence

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot import labels
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.logical_names import LogicalNames
from dealspec.schema.model import Field, FieldType, Value
from dealspec.schema.vocabulary import CONTACT

_ROLES = "contact_roles"


def to_fields(
    obj: str, to: str, own: Sequence[NativeJson], back: Sequence[NativeJson], taken: LogicalNames
) -> tuple[list[Field], list[Gap]]:
    """The fields that project to an object's own labels towards another, and what they cannot say."""
    if not own:
        return [], []
    if to == CONTACT.name and obj != to:
        name = taken.take(_ROLES)
        roles = LogicalNames()
        values = tuple(Value(roles.take(each["label"]), each["label"]) for each in own)
        found = [Field(name, FieldType.CONTACT_ROLES, label="Contact roles", values=values)]
    else:
        found = [Field(taken.take(each["label"]), FieldType.LOOKUP, label=each["label"], to=to) for each in own]
    known = {labels.key(each["label"]) for each in back if labels.is_own(each)}
    gaps = []
    if obj != to:
        paired = [str(each["label"]) for each in own if labels.key(each["label"]) not in known]
        gaps = [_paired(obj, to, label) for label in paired]
    return found, gaps


def _paired(obj: str, to: str, label: str) -> Gap:
    why = f"The label '{label}' is called something else as seen from {to}, which cannot be declared."
    return Gap(f"fields.{obj}.*", why, "That other name is left as it is; a portal where it is made anew has one name.")
