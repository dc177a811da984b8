"""What our things are called in Salesforce. Pure; reads no org.

Names are letters, digits and single underscores, begin with a letter, and are unique whatever their case
(Tooling API guide, ValidationRule, "ValidationName").
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dealspec.crm.salesforce.capabilities import RELATIONSHIP_NAME, RULE_NAME
from dealspec.schema.model import Field, Object, Schema, ValueSet
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, BuiltIn, BuiltInObject, salesforce_name

BYPASS = "Dealspec_Bypass"
EDITOR = "Dealspec_Editor"
READER = "Dealspec_Reader"
PARTNER_SAFE = "Dealspec_Partner_Safe"
STAGE_SET = "OpportunityStage"
ROLE_SET = "ContactRole"


CUSTOM = "__c"
_NAMESPACED = re.compile(r"[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*__[A-Za-z0-9_]+__[a-z]+")
_LOGICAL = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class SchemaNames:
    """What a schema's things are called in Salesforce."""

    objects: Mapping[str, str]
    fields: Mapping[tuple[str, str], str]
    value_sets: Mapping[str, str]

    @classmethod
    def of(cls, schema: Schema) -> SchemaNames:
        """The names of everything built in or declared."""
        fields = {(obj.name, item.name): item.salesforce for obj in BUILT_IN_OBJECTS.values() for item in _flat(obj)}
        fields |= {(obj.name, field.name): salesforce_name(field) for obj, field in schema.fields()}
        objects = {name: item.salesforce for name, item in BUILT_IN_OBJECTS.items()}
        objects |= {name: object_name(obj) for name, obj in schema.objects.items()}
        return cls(objects, fields, {name: value_set_name(item) for name, item in schema.value_sets.items()})

    def object(self, logical: str | None) -> str | None:
        """An object's API name; None for one that nobody declared."""
        return self.objects.get(logical or "")

    def field(self, obj: str, name: str) -> str | None:
        """A field's API name; one that is no logical name is an API name itself; None for an unknown one."""
        is_logical = _LOGICAL.fullmatch(name) and not name.endswith(CUSTOM)
        return self.fields.get((obj, name)) or (None if is_logical else name)


def object_name(obj: Object) -> str:
    """An object's API name: a standard one's own, the override, or the name by the rule for fields."""
    known = BUILT_IN_OBJECTS.get(obj.name)
    return known.salesforce if known else obj.salesforce.name or capitalised(obj.name) + CUSTOM


def value_set_name(value_set: ValueSet) -> str:
    """The API name of a value set: a standard one's own, the override, or each word capitalised."""
    return value_set.standard or value_set.salesforce.name or capitalised(value_set.name)


def is_custom(api_name: str) -> bool:
    """Whether an object or field is an org's own, not Salesforce's."""
    return api_name.endswith(("__c", "__pc"))


def is_managed(api_name: str) -> bool:
    """Whether an installed package brought it: ``namespace__Name__c`` (Metadata API guide, namespaces)."""
    return _NAMESPACED.fullmatch(api_name) is not None


def is_made(api_name: str) -> bool:
    """Whether an object is one that we can make."""
    return is_custom(api_name) and not is_managed(api_name)


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
    return relationship_by_rule(obj, field.name, salesforce_name(field))


def relationship_by_rule(obj: str, name: str, api_name: str) -> str:
    """The relationship's name where nobody chose one."""
    own = api_name.removesuffix(CUSTOM)
    plural = BUILT_IN_OBJECTS[obj].plural.capitalize() if obj in BUILT_IN_OBJECTS else capitalised(obj)
    return fitted(f"{own}_{plural}", RELATIONSHIP_NAME.most, f"{obj}.{name}")


def fitted(name: str, most: int, seed: str) -> str:
    """The name, or its beginning and a mark made of ``seed`` when it is longer than ``most`` characters."""
    return name if len(name) <= most else _marked(name, most, seed)


def _flat(obj: BuiltInObject) -> Iterator[BuiltIn]:
    """The built-in fields that are the object's own."""
    return (item for item in obj.fields.values() if "." not in item.salesforce)


def _marked(name: str, most: int, seed: str) -> str:
    mark = hashlib.sha256(seed.encode()).hexdigest()[:6]
    return f"{name[: most - 7].rstrip('_')}_{mark}"
