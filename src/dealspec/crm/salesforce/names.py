"""What our things are called in Salesforce. Pure; reads no org.

Names are letters, digits and single underscores, begin with a letter, and are unique whatever their case
(Tooling API guide, ValidationRule, "ValidationName").
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from dealspec.crm.salesforce.capabilities import RELATIONSHIP_NAME, RULE_NAME
from dealspec.schema.model import Field
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, salesforce_name

BYPASS = "Dealspec_Bypass"
EDITOR = "Dealspec_Editor"
READER = "Dealspec_Reader"
PARTNER_SAFE = "Dealspec_Partner_Safe"
STAGE_SET = "OpportunityStage"
ROLE_SET = "ContactRole"


def object_name(logical: str) -> str | None:
    """The API name of an object, or None for one that Salesforce does not have by itself."""
    known = BUILT_IN_OBJECTS.get(logical)
    return known.salesforce if known else None


def logical_object(native: str) -> str:
    """The logical name of an object, or its API name where we have none."""
    return next((item.name for item in BUILT_IN_OBJECTS.values() if item.salesforce == native), native)


def field_names(obj: str, fields: Iterable[str], declared: Iterable[Field]) -> dict[str, str]:
    """The API names of logical fields, declared ones before built-in ones; unknown names are left out."""
    own = {field.name: salesforce_name(field) for field in declared}
    known = BUILT_IN_OBJECTS.get(obj)
    built_in = {name: item.salesforce for name, item in known.fields.items()} if known else {}
    merged = {**built_in, **own}
    return {name: merged[name] for name in fields if name in merged}


def capitalised(name: str) -> str:
    """``partner_quote`` as ``Partner_Quote``."""
    return "_".join(part.capitalize() for part in name.split("_") if part)


def rule_names(gates: Iterable[str]) -> dict[str, str]:
    """The validation rule of each gate (``a.b`` for a built-in one): ``Dealspec_<Gate>``, short and unique."""
    taken: set[str] = set()
    names: dict[str, str] = {}
    for gate in gates:
        name = fitted(f"Dealspec_{capitalised(gate.replace('.', '_'))}", RULE_NAME.most, gate)
        if name.lower() in taken:
            name = _marked(name, RULE_NAME.most, gate)
        taken.add(name.lower())
        names[gate] = name
    return names


def relationship_name(obj: str, field: Field) -> str:
    """The name under which the parent sees the records that look up to it."""
    if field.salesforce.relationship:
        return field.salesforce.relationship
    own = salesforce_name(field).removesuffix("__c")
    plural = BUILT_IN_OBJECTS[obj].plural.capitalize() if obj in BUILT_IN_OBJECTS else obj
    return fitted(f"{own}_{plural}", RELATIONSHIP_NAME.most, f"{obj}.{field.name}")


def fitted(name: str, most: int, seed: str) -> str:
    """The name, or its beginning and a mark made of ``seed`` when it is longer than ``most`` characters."""
    return name if len(name) <= most else _marked(name, most, seed)


def _marked(name: str, most: int, seed: str) -> str:
    mark = hashlib.sha256(seed.encode()).hexdigest()[:6]
    return f"{name[: most - 7].rstrip('_')}_{mark}"
