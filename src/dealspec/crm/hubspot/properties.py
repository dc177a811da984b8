"""A declared field as a HubSpot property and back: types, display hints, options. Pure.

Types and pairs: developers.hubspot.com, crm/properties guide. Currency and percent are numbers there, told apart by
``numberDisplayHint``. HubSpot keeps a percentage as a fraction, 0.5 for 50 % (assumed); the language's 0-100 is
converted on extraction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dealspec.crm.hubspot.errors import NativeJson
from dealspec.provisioner.resource import Json, Kind, Resource
from dealspec.schema.model import Field, FieldType
from dealspec.schema.vocabulary import hubspot_name

DEFAULT_GROUP = "partner_sales"


@dataclass(frozen=True, slots=True)
class Form:
    """How HubSpot holds a field type: the pair we create, other pairs that mean the same, and display hints."""

    pair: tuple[str, str]
    also: tuple[tuple[str, str], ...] = ()
    hints: Mapping[str, str | bool] = field(default_factory=dict)


FORMS: Mapping[FieldType, Form] = {
    FieldType.CURRENCY: Form(("number", "number"), hints={"numberDisplayHint": "currency", "showCurrencySymbol": True}),
    FieldType.PERCENT: Form(("number", "number"), hints={"numberDisplayHint": "percentage"}),
    FieldType.NUMBER: Form(("number", "number")),
    FieldType.EMAIL: Form(("string", "text"), hints={"textDisplayHint": "email"}),
    FieldType.TEXT: Form(("string", "text")),
    FieldType.URL: Form(("string", "text")),
    FieldType.LONG_TEXT: Form(("string", "textarea")),
    FieldType.RICH_TEXT: Form(("string", "html")),
    FieldType.PHONE: Form(("string", "phonenumber"), also=(("phone_number", "phonenumber"),)),
    FieldType.CHECKBOX: Form(("bool", "booleancheckbox")),
    FieldType.DATE: Form(("date", "date")),
    FieldType.DATETIME: Form(("datetime", "date")),
    FieldType.PICKLIST: Form(("enumeration", "select"), also=(("enumeration", "radio"),)),
    FieldType.MULTI_SELECT: Form(("enumeration", "checkbox")),
}
"""In the order in which a live property is recognised: what has a hint before what has none."""

_NEUTRAL: Mapping[str, str | bool] = {
    "numberDisplayHint": "unformatted",
    "textDisplayHint": "unformatted_single_line",
    "showCurrencySymbol": False,
}
"""A hint cannot be cleared once given, only changed (observed, API 2026-09)."""

_BOOLEAN_OPTIONS: list[NativeJson] = [
    {"label": "Yes", "value": "true", "displayOrder": 0, "hidden": False},
    {"label": "No", "value": "false", "displayOrder": 1, "hidden": False},
]
"""A ``bool`` needs exactly these two values (observed, API 2026-09)."""

_OPTION_KEYS = ("label", "value", "displayOrder", "hidden", "description")


def group_of(declared: Field) -> str:
    """The property group a field is kept in."""
    return declared.hubspot.group or DEFAULT_GROUP


def to_resource(obj: str, native_object: str, declared: Field) -> Resource:
    """A declared field as the property it is to be; what the user did not say is left out."""
    attributes: dict[str, Json] = {
        "label": declared.shown_label,
        "type": declared.type.value,
        "group": group_of(declared),
    }
    if text := declared.description or declared.help:
        attributes["description"] = text  # HubSpot has one text where others have two
    if declared.type.has_values:
        attributes["values"] = {value.name: {"label": value.label, "hidden": False} for value in declared.values}
    if declared.unique is not None:
        attributes["unique"] = declared.unique
    return Resource(
        f"fields.{obj}.{declared.name}",
        Kind.FIELD,
        attributes,
        {"type": "property", "object": native_object, "name": hubspot_name(declared)},
        (f"groups.{obj}.{group_of(declared)}",),
    )


def to_live(wanted: Resource, native: NativeJson) -> Resource:
    """A property as HubSpot shows it, in the words of ``wanted``'s address."""
    attributes: dict[str, Json] = {
        "label": native.get("label", ""),
        "type": live_type(native, str(wanted.attributes.get("type", ""))),
        "group": native.get("groupName", ""),
        "description": native.get("description") or "",
        "unique": bool(native.get("hasUniqueValue")),
    }
    if native.get("type") == "enumeration":
        attributes["values"] = {
            option["value"]: {"label": option["label"], "hidden": bool(option.get("hidden"))}
            for option in native.get("options") or ()
        }
    return Resource(wanted.address, wanted.kind, attributes, wanted.native, wanted.requires)


def live_type(native: NativeJson, wanted: str) -> str:
    """The field type a property has: ``wanted`` where HubSpot cannot tell it from another, or ``type/fieldType``."""
    fitting = [kind.value for kind, form in FORMS.items() if _fits(kind, form, native)]
    if wanted in fitting:
        return wanted
    return fitting[0] if fitting else f"{native.get('type')}/{native.get('fieldType')}"


def to_create(wanted: Resource) -> NativeJson:
    """The body that creates a property; nothing of a read body is ever sent back."""
    form = FORMS[FieldType(str(wanted.attributes["type"]))]
    body: NativeJson = {
        "name": wanted.native["name"],
        "label": wanted.attributes["label"],
        "groupName": wanted.attributes["group"],
        "type": form.pair[0],
        "fieldType": form.pair[1],
        **form.hints,
    }
    if "description" in wanted.attributes:
        body["description"] = wanted.attributes["description"]
    if wanted.attributes.get("unique"):
        body["hasUniqueValue"] = True
    if form.pair[0] in ("bool", "enumeration"):
        body["options"] = _merged_options(wanted, ())
    return body


def to_update(wanted: Resource, roots: set[str], native: NativeJson) -> NativeJson:
    """The smallest PATCH body for the changed attributes, over a fresh read of the property.

    HubSpot replaces the whole list of options, so live ones stay, in live order, with wanted ones over and after them.
    """
    body: NativeJson = {}
    for root, key in (("label", "label"), ("description", "description"), ("group", "groupName")):
        if root in roots:
            body[key] = wanted.attributes[root]
    form = FORMS[FieldType(str(wanted.attributes["type"]))]
    if "type" in roots:
        if (native.get("type"), native.get("fieldType")) not in (form.pair, *form.also):
            body |= {"type": form.pair[0], "fieldType": form.pair[1]}
        body |= {key: value for key, value in _hints(form, native).items() if native.get(key) != value}
    retyped_to_choice = form.pair[0] in ("bool", "enumeration") and "type" in body
    if "values" in roots or retyped_to_choice:
        body["options"] = _merged_options(wanted, native.get("options") or ())
    return body


def _fits(kind: FieldType, form: Form, native: NativeJson) -> bool:
    if (native.get("type"), native.get("fieldType")) not in (form.pair, *form.also):
        return False
    hint = native.get("numberDisplayHint")
    is_percent = hint == "percentage"
    is_currency = not is_percent and (hint == "currency" or bool(native.get("showCurrencySymbol")))
    match kind:
        case FieldType.PERCENT:
            return is_percent
        case FieldType.CURRENCY:
            return is_currency
        case FieldType.NUMBER:
            return not is_percent and not is_currency
        case FieldType.EMAIL:
            return native.get("textDisplayHint") == "email"
        case _:
            return True


def _hints(form: Form, native: NativeJson) -> dict[str, str | bool]:
    """The form's hints, and a neutral one for each that is there and should not be."""
    return {key: value for key, value in _NEUTRAL.items() if native.get(key)} | dict(form.hints)


def _merged_options(wanted: Resource, live: Sequence[NativeJson]) -> list[NativeJson]:
    if wanted.attributes["type"] == FieldType.CHECKBOX:
        return _BOOLEAN_OPTIONS
    values = wanted.attributes.get("values")
    values = values if isinstance(values, dict) else {}
    merged = [{key: option[key] for key in _OPTION_KEYS if option.get(key) is not None} for option in live]
    for option in merged:
        said = values.get(option["value"])
        if isinstance(said, dict):
            option |= {"label": said["label"], "hidden": bool(said.get("hidden"))}
    present = {option["value"] for option in merged}
    orders = [int(option.get("displayOrder", -1)) for option in merged]
    # -1 sorts after every positive order, so a list that uses it can only be appended to with -1.
    unordered, following = -1 in orders, max(orders, default=-1) + 1
    for name, said in values.items():
        if name not in present and isinstance(said, dict):
            order = -1 if unordered else following
            merged.append({"label": said["label"], "value": name, "displayOrder": order, "hidden": False})
            following += 1
    return merged
