"""A declared field as a HubSpot property and back. Pure; which types and keys there are stands in modules beside it."""

from __future__ import annotations

from collections.abc import Mapping

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot import formulas, holding, native_keys, options
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.forms import CREATABLE, FORMS, RESULTS, form_of, hints_over, live_result, live_type, pair_of
from dealspec.provisioner.changes import Update
from dealspec.provisioner.resource import Json, Kind, Resource
from dealspec.schema.model import Field, FieldType, Value
from dealspec.schema.vocabulary import hubspot_name

DEFAULT_GROUP = "partner_sales"
NEEDS_FRESH = frozenset({"type", "result", "native", "values", options.UNDECLARED})
"""Changes of these are written over a fresh read."""
_CHOICES = ("bool", "enumeration")


def group_of(declared: Field, usual: str = DEFAULT_GROUP) -> str:
    """The property group a field is kept in."""
    return declared.hubspot.group or usual


def to_resource(
    obj: str,
    native_object: str,
    declared: Field,
    values: tuple[Value, ...] | None = None,
    group: str | None = None,
) -> Resource | Gap:
    """A declared field as the property it is to be, or why there can be none; what the user did not say is left out.

    ``values`` are those of the field's value set, where it has one.
    """
    address = f"fields.{obj}.{declared.name}"
    kept_in = group or group_of(declared)
    attributes: dict[str, Json] = {"label": declared.shown_label, "type": declared.type.value, "group": kept_in}
    if declared.type is FieldType.FORMULA:
        attributes |= {"result": (declared.result or FieldType.NUMBER).value, "formula": _formula(declared)}
    elif declared.type is FieldType.OTHER:
        attributes["type"] = declared.hubspot.type or ""
    if why := holding.refusal(declared) or _refusal(declared, attributes):
        return Gap(address, why[0], why[1])
    if text := declared.description or declared.help:
        attributes["description"] = text  # HubSpot has one text where others have two
    if declared.type.has_values:
        attributes["values"] = options.to_attribute(declared.values if values is None else values)
        if declared.exact:
            attributes[options.UNDECLARED] = []
    if declared.unique is not None:
        attributes["unique"] = declared.unique
    if declared.hubspot.native:
        attributes["native"] = dict(declared.hubspot.native)
    native = {"type": "property", "object": native_object, "name": hubspot_name(declared)}
    if (sensitivity := declared.hubspot.native.get("dataSensitivity")) is not None:
        native["sensitivity"] = str(sensitivity)
    return Resource(address, Kind.FIELD, attributes, native, (f"groups.{obj}.{kept_in}",))


def to_live(wanted: Resource, native: NativeJson) -> Resource:
    """A property as HubSpot shows it, in the words of ``wanted``'s address."""
    said = wanted.attributes
    attributes: dict[str, Json] = {
        "label": native.get("label", ""),
        "type": live_type(native, str(said.get("type", ""))),
        "group": native.get("groupName", ""),
        "description": native.get("description") or "",
        "unique": bool(native.get("hasUniqueValue")),
    }
    if formula := native.get("calculationFormula"):
        told = str(said.get("formula", ""))
        attributes["formula"] = told if formulas.same(told, formula) else formula
        attributes["result"] = live_result(native, str(said.get("result", "")))
    if native.get("type") == "enumeration":
        attributes["values"] = options.live_attribute(native)
    declared = said.get("values")
    if options.UNDECLARED in said:
        attributes[options.UNDECLARED] = options.undeclared(native, declared if isinstance(declared, dict) else {})
    if isinstance(keys := said.get("native"), dict):
        shown = native_keys.live(native, list(keys))
        if isinstance(spelled := keys.get("options"), list):
            shown["options"] = _as_spelled(native, spelled)
        attributes["native"] = shown
    return Resource(wanted.address, wanted.kind, attributes, wanted.native, wanted.requires)


def to_create(wanted: Resource) -> NativeJson:
    """The body that creates a property; nothing of a read body is ever sent back."""
    form = form_of(wanted.attributes)
    body: NativeJson = {
        "name": wanted.native["name"],
        "label": wanted.attributes["label"],
        "groupName": wanted.attributes["group"],
        "type": form.pair[0],
        "fieldType": form.pair[1],
        **form.hints,
        **_native(wanted),
    }
    if "description" in wanted.attributes:
        body["description"] = wanted.attributes["description"]
    if "formula" in wanted.attributes:
        body["calculationFormula"] = wanted.attributes["formula"]
    if wanted.attributes.get("unique"):
        body["hasUniqueValue"] = True
    if body["type"] in _CHOICES and not body.get("externalOptions") and "formula" not in wanted.attributes:
        body["options"] = options.merged(wanted, ())
    return body


def to_update(wanted: Resource, roots: set[str], native: NativeJson) -> NativeJson:
    """The smallest PATCH body for the changed attributes, over a fresh read of the property."""
    body: NativeJson = {}
    for root, key in _PLAIN.items():
        if root in roots:
            body[key] = wanted.attributes[root]
    form = form_of(wanted.attributes)
    if roots & {"type", "result"}:
        if pair_of(native) not in (form.pair, *form.also):
            body |= {"type": form.pair[0], "fieldType": form.pair[1]}
        body |= {key: value for key, value in hints_over(form, native).items() if native.get(key) != value}
    given = {key: value for key, value in _native(wanted).items() if key not in native_keys.CREATE_ONLY}
    if roots & {"type", "result", "native"}:
        body |= {key: value for key, value in given.items() if native.get(key) != value and key != "options"}
    kind, widget = body.get("type", native.get("type")), body.get("fieldType", native.get("fieldType"))
    if ("type" in body) != ("fieldType" in body):
        body |= {"type": kind, "fieldType": widget}
    retyped_to_choice = kind in _CHOICES and "type" in body and "formula" not in wanted.attributes
    if roots & {"values", options.UNDECLARED} or retyped_to_choice or ("native" in roots and "options" in given):
        hide = options.UNDECLARED in wanted.attributes
        body["options"] = options.merged(wanted, native.get("options") or (), hide_others=hide)
    return body


def unchangeable(change: Update) -> str:
    """Why HubSpot will never make this change to a property that exists, or nothing."""
    for attribute in change.attributes:
        root, _, key = attribute.path.partition(".")
        if root == "unique":
            return (
                "HubSpot decides whether a property's values are unique when it is created, and never changes it."
                " Take `unique` back, or give the field another HubSpot name."
            )
        if root == "native" and key in native_keys.CREATE_ONLY:
            return (
                f"HubSpot takes `{key}` when a property is created, and never changes it."
                " Take it back, or give the field another HubSpot name."
            )
    return ""


_PLAIN: Mapping[str, str] = {
    "label": "label",
    "description": "description",
    "group": "groupName",
    "formula": "calculationFormula",
}


def _formula(declared: Field) -> str:
    return declared.hubspot.formula or declared.formula or ""


def _refusal(declared: Field, attributes: Mapping[str, Json]) -> tuple[str, str] | None:
    text = str(attributes["type"])
    if declared.type is FieldType.FORMULA:
        if not attributes["formula"]:
            return "No formula is said for HubSpot.", "Add `hubspot: {formula: ...}`."
        if declared.result not in (None, *RESULTS):
            known = ", ".join(kind.value for kind in RESULTS)
            return f"A HubSpot calculation does not give {declared.result}.", f"It can give: {known}."
    elif declared.type is FieldType.OTHER:
        kind, _, widget = text.partition("/")
        if not text:
            return "It is of a type that only Salesforce has.", "Add `hubspot: {type: type/fieldType}`."
        if widget not in CREATABLE.get(kind, ()):
            return f"HubSpot lets no one create properties of type {text}.", "Make it in HubSpot's screens."
    elif declared.type not in FORMS:
        return f"HubSpot has no properties of type {declared.type}.", ""
    problems = [said for key in declared.hubspot.native if (said := native_keys.problem(key))]
    return ("; ".join(problems) + ".", "Take it out of `hubspot.native`.") if problems else None


def _native(wanted: Resource) -> dict[str, Json]:
    given = wanted.attributes.get("native")
    return {key: value for key, value in given.items() if value is not None} if isinstance(given, dict) else {}


def _as_spelled(native: NativeJson, spelled: list[Json]) -> list[Json]:
    """The live options, in the user's own words where they say the same."""
    live = native_keys.short(native.get("options") or ())
    same = native_keys.short(
        [{"displayOrder": at, **each} for at, each in enumerate(spelled) if isinstance(each, dict)]
    )
    return spelled if live == same else live
