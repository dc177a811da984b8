"""Declared objects, value sets, record types and validation rules as Salesforce can hold them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dealspec.core.coverage import Gap
from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.capabilities import NO_PROCESS_DEFAULT, PROCESS_PICKLISTS, RULE_MESSAGE, RULE_NAME
from dealspec.crm.salesforce.choices import said_of
from dealspec.crm.salesforce.names import SchemaNames
from dealspec.crm.salesforce.native_json import canonical
from dealspec.crm.salesforce.project_fields import text, values
from dealspec.provisioner.resource import Json, Kind, Resource
from dealspec.schema.model import FieldType, Object, RecordType, Schema, ValidationRule, ValueSet, humanised
from dealspec.schema.vocabulary import salesforce_name

Projected = tuple[list[Resource], list[Gap]]

_NO_FIRST_STAGE = "Salesforce keeps no default stage of deals in their business process."


def project_objects(schema: Schema) -> Projected:
    """A resource for each object that is the org's own, or of which something is said."""
    resources: list[Resource] = []
    gaps: list[Gap] = []
    for obj in schema.objects.values():
        name, address = names.object_name(obj), f"objects.{obj.name}"
        attributes = _of_object(obj)
        made = names.is_made(name)
        if not made:
            said = [word for word in ("label", "plural", "description") if attributes.pop(word, None) is not None]
            if said:
                why = f"Salesforce takes no {' or '.join(said)} for {name}, which is not the org's own."
                gaps.append(Gap(address, why, "Rename it in Setup > Rename Tabs and Labels."))
        if made or attributes:
            resources.append(Resource(address, Kind.OBJECT, attributes, _object_identity(obj, name)))
    return resources, gaps


def project_value_sets(schema: Schema) -> list[Resource]:
    """A resource for each value set."""
    stages = [item.stage_value(stage.name) for item in schema.pipelines.values() for stage in item.stages]
    return [_value_set(value_set, stages) for value_set in schema.value_sets.values()]


def project_record_types(schema: Schema) -> Projected:
    """A resource for each record type; a default stage of deals is left out, since Salesforce refuses it."""
    known = SchemaNames.of(schema)
    resources: list[Resource] = []
    gaps: list[Gap] = []
    for obj in schema.objects.values():
        for item in obj.record_types.values():
            resource = _record_type(obj, item, schema, known)
            if names.object_name(obj) in NO_PROCESS_DEFAULT and "first_stage" in resource.attributes:
                gaps.append(Gap(f"{resource.address}.defaults", _NO_FIRST_STAGE, "Leave it out."))
                kept = {name: value for name, value in resource.attributes.items() if name != "first_stage"}
                resource = replace(resource, attributes=kept)
            resources.append(resource)
    return resources, gaps


def project_rules(schema: Schema) -> Projected:
    """A resource for each validation rule that is kept as written."""
    known = SchemaNames.of(schema)
    resources: list[Resource] = []
    gaps: list[Gap] = []
    for obj in schema.objects.values():
        for rule in obj.validation_rules.values():
            address = f"validation_rules.{obj.name}.{rule.name}"
            if long := _too_long(rule):
                gaps.append(Gap(address, long, "Shorten it."))
            else:
                resources.append(_rule(address, obj, rule, schema, known))
    return resources, gaps


def _of_object(obj: Object) -> dict[str, Json]:
    said = {"label": obj.label, "plural": obj.plural, "description": obj.description}
    attributes: dict[str, Json] = {name: text(value) for name, value in said.items() if value is not None}
    if obj.salesforce.native:
        attributes["native"] = {tag: canonical(value) for tag, value in obj.salesforce.native.items()}
    return attributes


def _object_identity(obj: Object, name: str) -> dict[str, str]:
    label = obj.label or humanised(obj.name)
    is_detail = any(field.type is FieldType.MASTER_DETAIL for field in obj.fields.values())
    return {
        "type": "CustomObject",
        "name": name,
        "object": name,
        "label": label,
        "plural": obj.plural or f"{label}s",
        "sharing": "ControlledByParent" if is_detail else "ReadWrite",
    }


def _value_set(value_set: ValueSet, stages: Sequence[str]) -> Resource:
    attributes: dict[str, Json] = {"values": values(value_set.values)}
    attributes |= said_of((value.name for value in value_set.values), exact=value_set.exact)
    if value_set.description is not None and not value_set.standard:
        attributes["description"] = text(value_set.description)
    if value_set.label is not None and not value_set.standard:
        attributes["label"] = text(value_set.label)
    if value_set.salesforce.native:
        attributes["native"] = {tag: canonical(value) for tag, value in value_set.salesforce.native.items()}
    kind = "StandardValueSet" if value_set.standard else "GlobalValueSet"
    label = value_set.label or humanised(value_set.name)
    native = {"type": kind, "name": names.value_set_name(value_set), "label": label}
    if native["name"] == names.STAGE_SET and value_set.exact:
        native["stages"] = "\n".join(stages)
    return Resource(f"value_sets.{value_set.name}", Kind.VALUE_SET, attributes, native)


def _record_type(obj: Object, item: RecordType, schema: Schema, known: SchemaNames) -> Resource:
    object_name = names.object_name(obj)
    process_picklist = PROCESS_PICKLISTS.get(object_name)
    offered: dict[str, Json] = {}
    stages: dict[str, Json] | None = None
    for name, chosen in item.picklists.items():
        api_name = known.field(obj.name, name) or name
        if api_name == process_picklist:
            stages = dict.fromkeys(chosen, True)
        else:
            offered[api_name] = dict.fromkeys(chosen, True)
    attributes: dict[str, Json] = {"label": text(item.label), "active": item.active is not False, "picklists": offered}
    if stages is not None:
        attributes["stages"] = stages
    defaults: dict[str, Json] = {known.field(obj.name, name) or name: value for name, value in item.defaults.items()}
    if process_picklist in defaults:
        attributes["first_stage"] = defaults.pop(process_picklist)
    if defaults:
        attributes["defaults"] = defaults
    if item.description is not None:
        attributes["description"] = text(item.description)
    if item.business_process is not None:
        attributes["business_process"] = item.business_process
    if item.native:
        attributes["native"] = {tag: canonical(value) for tag, value in item.native.items()}
    native = {"type": "RecordType", "object": object_name, "name": item.salesforce.name or item.name}
    requires = tuple(dict.fromkeys(_record_type_needs(obj, item, schema)))
    return Resource(f"record_types.{obj.name}.{item.name}", Kind.RECORD_TYPE, attributes, native, requires)


def _record_type_needs(obj: Object, item: RecordType, schema: Schema) -> Iterator[str]:
    if names.is_made(names.object_name(obj)):
        yield f"objects.{obj.name}"
    standard = {declared.standard: name for name, declared in schema.value_sets.items() if declared.standard}
    for name in item.picklists:
        if schema.field_of(obj.name, name):
            yield f"fields.{obj.name}.{name}"
        if name == "stage" and names.STAGE_SET in standard:
            yield f"value_sets.{standard[names.STAGE_SET]}"
        elif name in standard:
            yield f"value_sets.{standard[name]}"


def _rule(address: str, obj: Object, rule: ValidationRule, schema: Schema, known: SchemaNames) -> Resource:
    attributes: dict[str, Json] = {"formula": text(rule.formula), "message": text(rule.message), "active": rule.active}
    if rule.description is not None:
        attributes["description"] = text(rule.description)
    if rule.error_field is not None:
        attributes["error_field"] = known.field(obj.name, rule.error_field) or rule.error_field
    native = {"type": "ValidationRule", "object": names.object_name(obj), "name": rule.name}
    tokens = set(re.findall(r"(?<![\w.])\w+", rule.formula)) | {str(attributes.get("error_field"))}
    used = [field.name for field in obj.fields.values() if salesforce_name(field) in tokens]
    requires = [f"objects.{obj.name}"] if names.is_made(names.object_name(obj)) else []
    requires += [f"fields.{obj.name}.{name}" for name in used]
    return Resource(address, Kind.VALIDATION_RULE, attributes, native, tuple(requires))


def _too_long(rule: ValidationRule) -> str | None:
    for limit, said in ((RULE_NAME, rule.name), (RULE_MESSAGE, rule.message)):
        if len(said.strip()) > limit.most:
            return f"{limit.subject.capitalize()} has at most {limit.most} {limit.unit}, not {len(said)}."
    return None
