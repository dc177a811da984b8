"""How HubSpot holds each field type: ``type``, ``fieldType`` and display hints, and how a live property is told. Pure.

Types and pairs: developers.hubspot.com, crm/properties guide. Currency and percent are numbers there, told apart by
``numberDisplayHint``. HubSpot keeps a percentage as a fraction, 0.5 for 50 % (assumed); the language's 0-100 is
converted on extraction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dealspec.crm.hubspot.errors import NativeJson
from dealspec.provisioner.resource import Json
from dealspec.schema.model import FieldType

CALCULATION = "calculation_equation"


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
    FieldType.CHECKBOX: Form(("bool", "booleancheckbox"), also=(("enumeration", "booleancheckbox"),)),
    FieldType.DATE: Form(("date", "date")),
    FieldType.DATETIME: Form(("datetime", "date")),
    FieldType.PICKLIST: Form(("enumeration", "select"), also=(("enumeration", "radio"),)),
    FieldType.MULTI_SELECT: Form(("enumeration", "checkbox")),
}
"""In the order in which a live property is recognised: what has a hint before what has none."""

RESULTS: Mapping[FieldType, Form] = {
    kind: Form((FORMS[kind].pair[0], CALCULATION), hints=FORMS[kind].hints)
    for kind in (
        *(FieldType.CURRENCY, FieldType.PERCENT, FieldType.NUMBER, FieldType.EMAIL, FieldType.TEXT),
        *(FieldType.URL, FieldType.CHECKBOX, FieldType.PICKLIST),
    )
}
"""What a calculation can give, in the same order; there are none of dates (crm/properties guide)."""

CREATABLE: Mapping[str, frozenset[str]] = {
    "string": frozenset({"text", "textarea", "html", "phonenumber", "file"}),
    "number": frozenset({"number"}),
    "bool": frozenset({"booleancheckbox"}),
    "enumeration": frozenset({"select", "radio", "checkbox", "booleancheckbox"}),
    "date": frozenset({"date"}),
    "datetime": frozenset({"date"}),
    "phone_number": frozenset({"phonenumber"}),
}
"""Pairs that a create call takes; calculations are formulas here, and roll-ups and scores are made in screens."""

NEUTRAL: Mapping[str, str | bool] = {
    "numberDisplayHint": "unformatted",
    "textDisplayHint": "unformatted_single_line",
    "showCurrencySymbol": False,
}
"""A hint cannot be cleared once given, only changed (observed, API 2026-09)."""


def form_of(attributes: Mapping[str, Json]) -> Form:
    """The form of a resource's ``type`` (and ``result``); ``type/fieldType`` is a form of its own."""
    text = str(attributes["type"])
    if text == FieldType.FORMULA:
        return RESULTS[FieldType(str(attributes["result"]))]
    if "/" in text:
        kind, _, widget = text.partition("/")
        return Form((kind, widget))
    return FORMS[FieldType(text)]


def pair_of(native: NativeJson) -> tuple[str, str]:
    """A live property's ``type`` and ``fieldType``."""
    return str(native.get("type")), str(native.get("fieldType"))


def live_type(native: NativeJson, wanted: str = "") -> str:
    """The field type a property has: ``wanted`` where HubSpot cannot tell it from another, or ``type/fieldType``."""
    pair = pair_of(native)
    spelled = "/".join(pair)
    if pair[1] == CALCULATION and native.get("calculationFormula"):
        return FieldType.FORMULA.value
    return _told(FORMS, native, wanted) or spelled if wanted != spelled else spelled


def live_result(native: NativeJson, wanted: str = "") -> str:
    """The type that a live calculation gives."""
    return _told(RESULTS, native, wanted) or str(native.get("type"))


def hints_over(form: Form, native: NativeJson) -> dict[str, str | bool]:
    """The form's hints, and a neutral one for each that is there and should not be."""
    return {key: value for key, value in NEUTRAL.items() if native.get(key)} | dict(form.hints)


def _told(forms: Mapping[FieldType, Form], native: NativeJson, wanted: str) -> str:
    fitting = [kind.value for kind, form in forms.items() if _fits(kind, form, native)]
    if wanted in fitting:
        return wanted
    return fitting[0] if fitting else ""


def _fits(kind: FieldType, form: Form, native: NativeJson) -> bool:
    if pair_of(native) not in (form.pair, *form.also):
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
