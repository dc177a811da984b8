"""Who refers to a definition that is about to go or to change its type. Changes nothing.

Words: observed in public deploy logs for rules and formulas, assumed for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.emulator.salesforce.catalog import Catalog, resolve
from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.formula import FormulaError, parse
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import Body

Reference = tuple[str, str]
"""A type and a full name."""

_VARIABLES = {"$user": "User", "$profile": "Profile", "$userrole": "UserRole", "$organization": "Organization"}


def user_of(org: OrgState, component: Component) -> str | None:
    """The first component that refers to this one, as the refusal names it; None when nothing does."""
    wanted = (component.type, component.full_name)
    for user, object_name, text in _formulas(org):
        itself = component.full_name in (user.full_name, user.object)
        if not itself and wanted in _references(org.catalog, object_name, text):
            return f"{'Validation Rule' if user.type == 'ValidationRule' else 'Field'} - {user.name}"
    return next(_other_users(org, component), None)


def check_formulas(org: OrgState, object_name: str, name: str) -> str | None:
    """The first formula that a changed field has made wrong, as the refusal names it; None when all still hold."""
    wanted = ("CustomField", f"{object_name}.{name}")
    for user, owner, text in _formulas(org):
        if user.full_name == wanted[1] or wanted not in _references(org.catalog, owner, text):
            continue
        result = "rule" if user.type == "ValidationRule" else "field"
        if org.records.engine.faults_of(owner, text, result):
            return f"{'Validation Rule' if result == 'rule' else 'Field'} - {user.name}"
    return None


def _formulas(org: OrgState) -> Iterator[tuple[Component, str, str]]:
    for rule in org.definitions.all("ValidationRule"):
        yield rule, rule.object, rule.body["errorConditionFormula"]
    for field in org.definitions.all("CustomField"):
        for text in (field.body.get("formula"), field.body.get("defaultValue")):
            if text:
                yield field, field.object, text


def _references(catalog: Catalog, object_name: str, text: str) -> frozenset[Reference]:
    try:
        names = parse(text).references
    except FormulaError:
        return frozenset()
    return frozenset(reference for name in names for reference in _of_name(catalog, object_name, name))


def _of_name(catalog: Catalog, object_name: str, name: str) -> Iterator[Reference]:
    head, _, rest = name.partition(".")
    steps = rest.split(".")
    match head.lower():
        case "$permission":
            yield from _spelled(catalog, "CustomPermission", rest)
        case "$label":
            yield from _spelled(catalog, "CustomLabel", rest)
        case "$custommetadata" if len(steps) == 3:
            yield from _spelled(catalog, "CustomMetadata", f"{steps[0].removesuffix('__mdt')}.{steps[1]}")
            yield from _field(catalog, steps[0], steps[2])
        case "$setup" if len(steps) == 2:
            yield from _field(catalog, *steps)
        case "$objecttype" if len(steps) == 3:
            yield from _field(catalog, steps[0], steps[2])
        case variable if variable in _VARIABLES:
            yield from _field(catalog, _VARIABLES[variable], rest)
        case _:
            plain = ".".join(step.partition(":")[0] for step in name.split("."))
            for field in resolve(catalog, object_name, plain) or ():
                yield "CustomField", field.full_name


def _spelled(catalog: Catalog, type_name: str, full_name: str) -> Iterator[Reference]:
    found = catalog.definitions.find(type_name, full_name)
    if found is not None:
        yield type_name, found.full_name


def _field(catalog: Catalog, object_name: str, field_name: str) -> Iterator[Reference]:
    item = catalog.object(object_name)
    field = item.field(field_name) if item else None
    if item is not None and field is not None:
        yield "CustomField", field.full_name
        yield "CustomObject", item.name


def _other_users(org: OrgState, gone: Component) -> Iterator[str]:
    match gone.type:
        case "CustomField":
            yield from _users_of_field(org, gone)
        case "GlobalValueSet":
            for field in org.definitions.all("CustomField"):
                if (field.body.get("valueSet") or {}).get("valueSetName") == gone.full_name:
                    yield f"Field - {field.full_name}"
        case "BusinessProcess":
            for record_type in org.definitions.of_object("RecordType", gone.object):
                if record_type.body.get("businessProcess") == gone.name:
                    yield f"Record Type - {record_type.name}"


def _users_of_field(org: OrgState, gone: Component) -> Iterator[str]:
    for rule in org.definitions.of_object("MatchingRule", gone.object):
        if any(item["fieldName"] == gone.name for item in rule.body["matchingRuleItems"]):
            yield f"Matching Rule - {rule.name}"
    for field in org.definitions.all("CustomField"):
        if field.full_name != gone.full_name and gone.full_name in _summed(field.body):
            yield f"Field - {field.name}"
    for field in org.definitions.of_object("CustomField", gone.object):
        if (field.body.get("valueSet") or {}).get("controllingField") == gone.name:
            yield f"Field - {field.name}"


def _summed(body: Body) -> set[str | None]:
    """The fields that a roll-up reads."""
    filters = {item.get("field") for item in body.get("summaryFilterItems", [])}
    return {body.get("summaryForeignKey"), body.get("summarizedField"), *filters}
