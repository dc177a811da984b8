"""A live property as a declared field. Pure; nothing of it is dropped without being said."""

from __future__ import annotations

from collections.abc import Mapping

from dealspec.crm.hubspot import native_keys
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.forms import CALCULATION, CREATABLE, FORMS, RESULTS, Form, live_result, live_type, pair_of
from dealspec.schema.model import Field, FieldType, HubSpotField, Json, Value

_KNOWN = {*native_keys.DEFAULTS, *native_keys.MODELLED, *native_keys.READ_ONLY}


def to_field(name: str, native: NativeJson, usual_group: str) -> Field | str:
    """The field that projects to this property, or why there is none."""
    pair = pair_of(native)
    text = live_type(native)
    form, result, kind = Form(pair), None, FieldType.OTHER
    if text == FieldType.FORMULA:
        told = live_result(native)
        if told not in RESULTS:
            return f"it is calculated and gives {told}, which the language has no word for"
        kind, result = FieldType.FORMULA, FieldType(told)
        form = RESULTS[result]
    elif pair[1] not in CREATABLE.get(pair[0], ()):
        made = "it is calculated" if native.get("calculated") or pair[1].startswith("calculation") else "it is"
        return f"{made} of type {'/'.join(pair)}, which only HubSpot's screens can make"
    elif "/" not in text and not native.get("externalOptions"):
        kind = FieldType(text)
        form = FORMS[kind]
    values = _values(native) if kind.has_values else ()
    if (
        pair[0] == "enumeration"
        and not native.get("externalOptions")
        and pair[1] != CALCULATION
        and not native["options"]
    ):
        return "it has no options"
    return Field(
        name,
        kind,
        label=native.get("label") or None,
        description=native.get("description") or None,
        unique=True if native.get("hasUniqueValue") else None,
        values=values,
        result=result,
        hubspot=HubSpotField(
            name=native["name"] if native["name"] != name else None,
            group=native["groupName"] if native.get("groupName") != usual_group else None,
            type="/".join(pair) if kind is FieldType.OTHER else None,
            formula=native["calculationFormula"] if kind is FieldType.FORMULA else None,
            native=_native(native, form),
        ),
    )


def unsaid(native: NativeJson) -> list[str]:
    """What HubSpot shows of a property that can neither be declared nor written."""
    found = [f"`{key}`" for key in native if key not in _KNOWN]
    if native.get("dateDisplayHint") not in (None, "absolute"):
        found.append(f"`dateDisplayHint` {native['dateDisplayHint']}")
    return found


def _native(native: NativeJson, form: Form) -> Mapping[str, Json]:
    carried = native_keys.carried(native, form)
    if form.pair[1] == CALCULATION:
        carried.pop("fieldType", None)
    return carried


def _values(native: NativeJson) -> tuple[Value, ...]:
    return tuple(
        Value(
            str(option["value"]),
            str(option["label"]),
            description=option.get("description") or None,
            active=False if option.get("hidden") else None,
        )
        for option in native_keys.in_order(native.get("options") or ())
    )
