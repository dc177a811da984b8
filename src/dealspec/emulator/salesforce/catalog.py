"""What the org's records look like now: objects and fields, built from the standard tables and stored definitions.

A read model: kept until ``forget``, which every metadata write and every rollback calls.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from dealspec.emulator.salesforce import object_kinds, standard_objects
from dealspec.emulator.salesforce.definitions import Component, Definitions
from dealspec.emulator.salesforce.standard_values import FORECAST_NAMES
from dealspec.emulator.salesforce.wire import Body

NUMERIC = frozenset(("Number", "Currency", "Percent", "Integer"))
LONG_TEXT = frozenset(("LongTextArea", "Html"))
_LENGTHS = {"TextArea": 255, "Email": 80, "Phone": 40, "Url": 255, "Picklist": 255, "MultiselectPicklist": 4099}
"""Fixed lengths as describe reports them (assumed)."""
_RELATIONS = {"CreatedById": "CreatedBy", "LastModifiedById": "LastModifiedBy"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One picklist value."""

    name: str
    label: str
    active: bool = True
    default: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object, standard or custom."""

    object: str
    name: str
    label: str
    type: str
    access: str = ""
    length: int = 0
    precision: int = 0
    scale: int = 0
    targets: tuple[str, ...] = ()
    relationship: str | None = None
    choices: tuple[Choice, ...] = ()
    value_set: str | None = None
    restricted: bool = False
    unique: bool = False
    case_sensitive: bool = False
    external_id: bool = False
    default: str | None = None
    formula: str | None = None
    custom: bool = False
    secured: bool = True
    body: Body = field(default_factory=dict)

    @property
    def createable(self) -> bool:
        """Whether an insert may set it."""
        return "c" in self.access

    @property
    def updateable(self) -> bool:
        """Whether an update may set it."""
        return "u" in self.access

    @property
    def filterable(self) -> bool:
        """Whether a query's condition may name it."""
        return "n" not in self.access and self.type not in LONG_TEXT

    @property
    def required(self) -> bool:
        """Whether it is never null."""
        return "r" in self.access

    @property
    def full_name(self) -> str:
        """``Object.Field``, as permission sets name it."""
        return f"{self.object}.{self.name}"


@dataclass(frozen=True, slots=True)
class ObjectType:
    """One object with its fields, found without regard to case."""

    name: str
    label: str
    plural: str
    key_prefix: str
    custom: bool
    fields: dict[str, Field]
    relationships: dict[str, Field]

    def field(self, name: str) -> Field | None:
        """A field by API name in any case."""
        return self.fields.get(name.lower())


class Catalog:
    """Objects by name; parsed once and kept."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self._objects: dict[str, ObjectType] = {}
        self._names: dict[str, str] | None = None
        self.version = 0

    def forget(self) -> None:
        """Drops what was parsed; the next question parses again."""
        self._objects.clear()
        self._names = None
        self.version += 1

    def replace_field(self, component: Component) -> None:
        """Takes over one custom field that was saved: a deploy of many fields must not parse all of them each time."""
        item = self._objects.get(component.object)
        if item is None or not component.name.endswith("__c") or component.body["type"] == "MasterDetail":
            self.forget()
            return
        changed = self._custom_field(component)
        item.fields[changed.name.lower()] = changed
        if changed.relationship:
            item.relationships[changed.relationship.lower()] = changed
        self.version += 1

    def names(self) -> list[str]:
        """Every object, standard ones first."""
        return list(self._by_lower_name().values())

    def object(self, name: str) -> ObjectType | None:
        """An object by API name in any case."""
        exact = self._by_lower_name().get(name.lower())
        if exact is None:
            return None
        found = self._objects.get(exact)
        if found is None:
            found = self._objects[exact] = self._build(exact)
        return found

    def by_prefix(self, prefix: str) -> ObjectType | None:
        """The object whose ids begin so."""
        objects = (self.object(name) for name in self.names())
        return next((item for item in objects if item is not None and item.key_prefix == prefix), None)

    def _by_lower_name(self) -> dict[str, str]:
        if self._names is None:
            components = list(self.definitions.all("CustomObject"))
            custom = [item.full_name for item in components if object_kinds.is_made(item.full_name)]
            tracked = [str(object_kinds.history_of(item.full_name)) for item in components
                       if item.full_name in custom and item.body.get("enableHistory")]  # fmt: skip
            everything = [*standard_objects.TABLES, *object_kinds.STANDARD_HISTORIES, *custom, *tracked]
            self._names = {name.lower(): name for name in everything}
        return self._names

    def _build(self, name: str) -> ObjectType:
        if object_kinds.parent_of(name) is not None:
            return self._build_history(name)
        stored = list(self.definitions.of_object("CustomField", name))
        custom = [self._custom_field(component) for component in stored if component.name.endswith("__c")]
        if name in standard_objects.TABLES:
            label, plural, prefix = standard_objects.NAMES[name]
            own = [self._standard_field(name, line) for line in _lines(standard_objects.TABLES[name])]
            if next(self.definitions.of_object("RecordType", name), None) is None:
                # The column exists only once the object has record types (assumed from describes of fresh orgs).
                own = [item for item in own if item.name != "RecordTypeId"]
        else:
            component = self.definitions.get("CustomObject", name)
            assert component is not None
            body = component.body
            label, plural, prefix = body["label"], str(body.get("pluralLabel", body["label"])), body["keyPrefix"]
            own = [self._standard_field(name, line) for line in _lines(_table_of(name, body))]
            if any(item.type == "MasterDetail" for item in custom):
                own = [item for item in own if item.name != "OwnerId"]
            # One row for each owner of a hierarchy, one for each name of a list (Help: custom settings).
            key = "SetupOwnerId" if object_kinds.is_hierarchy(body) else "Name"
            if object_kinds.is_setting(body):
                own = [replace(item, unique=item.name == key) for item in own]
            if "nameField" in body:
                own.insert(1, _name_field(name, body["nameField"]))
        fields = [*own, *custom]
        by_name = {item.name.lower(): item for item in fields}
        related = {item.relationship.lower(): item for item in fields if item.relationship}
        return ObjectType(name, label, plural, prefix, object_kinds.is_made(name), by_name, related)

    def _build_history(self, name: str) -> ObjectType:
        parent = self.object(str(object_kinds.parent_of(name)))
        fields = [self._standard_field(name, line) for line in _lines(object_kinds.history_table(name))]
        by_name = {item.name.lower(): item for item in fields}
        related = {item.relationship.lower(): item for item in fields if item.relationship}
        label = f"{parent.label} History" if parent else name
        return ObjectType(name, label, label, "017", False, by_name, related)

    def _standard_field(self, object_name: str, line: str) -> Field:
        name, label, spec, access = (part.strip() for part in line.split("|"))
        kind, _, size = spec.rstrip(")").partition("(")
        stub = self.definitions.get("CustomField", f"{object_name}.{name}")
        body = stub.body if stub else {}
        if kind == "Lookup":
            relation = _RELATIONS.get(name, name.removesuffix("Id"))
            targets = tuple(size.split(","))
            return Field(object_name, name, label, kind, access, 18, targets=targets, relationship=relation, body=body)
        if kind == "Picklist":
            choices = self._standard_choices(size)
            default = next((choice.name for choice in choices if choice.default), None)
            return Field(
                object_name, name, label, kind, access, 255, choices=choices, value_set=size, default=default, body=body
            )
        numbers = [int(part) for part in size.split(",") if part]
        if kind in NUMERIC:
            precision, scale = numbers or (8, 0)
            return Field(object_name, name, label, kind, access, precision=precision, scale=scale, body=body)
        length = numbers[0] if numbers else 18 if kind == "Id" else 0
        return Field(object_name, name, label, kind, access, length, body=body)

    def _standard_choices(self, value_set: str) -> tuple[Choice, ...]:
        if value_set == "ForecastCategory":
            return tuple(Choice(name, name) for name in FORECAST_NAMES)
        if value_set == "ForecastCategoryName":
            return tuple(Choice(label, label) for label in FORECAST_NAMES.values())
        component = self.definitions.get("StandardValueSet", value_set)
        return () if component is None else choices_of(component.body["standardValue"])

    def _custom_field(self, component: Component) -> Field:
        body = component.body
        kind = body["type"]
        formula, summary = body.get("formula"), kind == "Summary"
        writeable = formula is None and not summary and kind != "AutoNumber"
        required = bool(body.get("required")) or kind in ("Checkbox", "MasterDetail")
        access = ("cu" if writeable else "") + ("r" if required else "") + ("x" if formula is not None else "")
        targets, relation = _reference(body)
        choices, restricted, value_set = self._custom_choices(body)
        default = next((choice.name for choice in choices if choice.default), body.get("defaultValue"))
        owner = self.definitions.get("CustomObject", component.object)
        # Settings and custom metadata have no field-level security (Help: custom settings; users_profiles_field_perms).
        open_to_all = component.object.endswith("__mdt") or (owner is not None and object_kinds.is_setting(owner.body))
        return Field(
            component.object, component.name, body["label"], kind, access,
            length=body.get("length", 18 if targets else _LENGTHS.get(kind, 0)),
            precision=body.get("precision", 18 if kind in NUMERIC else 0), scale=body.get("scale", 0),
            targets=targets, relationship=relation, choices=choices, value_set=value_set, restricted=restricted,
            unique=bool(body.get("unique")), case_sensitive=bool(body.get("caseSensitive")),
            external_id=bool(body.get("externalId")), default=default, formula=formula, custom=True,
            secured=not open_to_all, body=body,
        )  # fmt: skip

    def _custom_choices(self, body: Body) -> tuple[tuple[Choice, ...], bool, str | None]:
        value_set = body.get("valueSet")
        if value_set is None:
            return (), False, None
        name = value_set.get("valueSetName")
        if name is None:
            return choices_of(value_set["valueSetDefinition"].get("value", [])), bool(value_set.get("restricted")), None
        shared = self.definitions.get("GlobalValueSet", name)
        # A field on a global set is always restricted (Metadata API guide, ValueSet).
        return (choices_of(shared.body.get("customValue", [])) if shared else ()), True, name


def choices_of(values: list[Body]) -> tuple[Choice, ...]:
    """The choices that a value set's values stand for."""
    return tuple(
        Choice(value["fullName"], value["label"], value.get("isActive", True), value.get("default", False))
        for value in values
    )


def resolve(catalog: Catalog, object_name: str, path: str) -> tuple[Field, ...] | None:
    """The lookups a dotted path walks, and the field it ends in; None when any step is unknown."""
    *steps, last = path.split(".")
    walked: list[Field] = []
    current = catalog.object(object_name)
    for step in steps:
        lookup = current.relationships.get(step.lower()) if current else None
        if lookup is None:
            return None
        walked.append(lookup)
        current = catalog.object(lookup.targets[0])
    final = current.field(last) if current else None
    return None if final is None else (*walked, final)


def _lines(table: str) -> list[str]:
    return [line for line in table.splitlines() if line.strip()]


def _reference(body: Body) -> tuple[tuple[str, ...], str | None]:
    if body["type"] not in ("Lookup", "MasterDetail", "Hierarchy") or "formula" in body:
        return (), None
    return (body.get("referenceTo", "User"),), re.sub(r"__c$", "__r", body["fullName"])


def _table_of(name: str, body: Body) -> str:
    if name.endswith("__mdt"):
        return object_kinds.CUSTOM_METADATA
    return object_kinds.CUSTOM_SETTING if object_kinds.is_setting(body) else standard_objects.CUSTOM_OBJECT


def _name_field(object_name: str, body: Body) -> Field:
    auto = body.get("type") == "AutoNumber"
    return Field(
        object_name, "Name", body.get("label", "Name"), "AutoNumber" if auto else "Text", "r" if auto else "cu", 80,
        body=body,
    )  # fmt: skip
