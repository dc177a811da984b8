"""What of a declared field Salesforce cannot hold, and why: told before any call. Pure.

Sources: Metadata API guide, CustomField; Help: custom_field_attributes, tracking_field_history; where a page is silent
the rule is the one that public deploy tools check.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dealspec.core.coverage import Gap
from dealspec.crm.salesforce.capabilities import LINES, LONG_TEXT_LENGTH, NUMBER_DIGITS, TEXT_LENGTH
from dealspec.crm.salesforce.names import SchemaNames, is_custom, object_name
from dealspec.schema.model import Field, FieldType, Object, OnDelete, Schema
from dealspec.schema.vocabulary import salesforce_name

_T = FieldType
_NEVER_REQUIRED = (_T.CHECKBOX, _T.LONG_TEXT, _T.RICH_TEXT, _T.MULTI_SELECT, _T.MASTER_DETAIL)
_UNIQUE = (_T.TEXT, _T.NUMBER, _T.EMAIL)
_EXTERNAL = (*_UNIQUE, _T.AUTO_NUMBER)
_RESULTS = (_T.TEXT, _T.NUMBER, _T.CURRENCY, _T.PERCENT, _T.CHECKBOX, _T.DATE, _T.DATETIME, _T.TIME)


@dataclass(frozen=True, slots=True)
class Misfit:
    """What cannot be held: the whole field when ``fatal``, else the attributes of ``without``."""

    gaps: tuple[Gap, ...] = ()
    without: frozenset[str] = frozenset()
    fatal: bool = False


def unfit(address: str, obj: Object, field: Field, schema: Schema) -> Misfit:
    """What of a field Salesforce cannot hold."""
    if whole := next(_whole(obj, field, schema), None):
        why, hint = whole
        return Misfit((Gap(address, why, hint),), fatal=True)
    found = misplaced(field)
    gaps = tuple(
        Gap(f"{address}.{name}", why, "Leave it out, or let a gate or an audit ask for it.")
        for name, why in found.items()
    )
    return Misfit(gaps, frozenset(found))


def _whole(obj: Object, field: Field, schema: Schema) -> Iterator[tuple[str, str]]:
    type_, api_name = field.type, salesforce_name(field)
    if type_ is _T.CONTACT_ROLES:
        if obj.name != "opportunity":
            yield f"Salesforce keeps contact roles on the opportunity only, not on '{obj.name}'.", ""
        return
    if not is_custom(api_name):
        if field.values or field.value_set:
            yield (
                f"The values of Salesforce's own field {api_name} are a standard value set.",
                "Declare them under value_sets, with standard.",
            )
        return
    if type_.is_reference and SchemaNames.of(schema).object(field.to) is None:
        yield f"Salesforce has no object of its own for '{field.to}' to look up to.", "Declare the object."
    if type_ is _T.MASTER_DETAIL and not is_custom(object_name(obj)):
        yield f"A record of Salesforce's own object '{obj.name}' cannot be a detail.", "Make it a lookup."
    if type_ is _T.OTHER and not field.salesforce.type:
        yield "It names no type of Salesforce.", "Say it: salesforce: {type: Location}"
    if type_ is _T.FORMULA and field.result not in _RESULTS:
        given = f"a {field.result}" if field.result else "no type"
        yield f"Its formula gives {given}, which no formula in Salesforce can.", f"One of: {', '.join(_RESULTS)}."
    if type_ is _T.FORMULA and not (field.salesforce.formula or field.formula):
        yield "It has no formula.", "Say it: salesforce: {formula: ...}"
    if type_ is _T.ROLL_UP:
        yield from _roll_up(field, SchemaNames.of(schema))
    yield from _shared_values(field, schema)
    yield from _sizes(field)


def _roll_up(field: Field, known: SchemaNames) -> Iterator[tuple[str, str]]:
    said = field.roll_up
    if said is None:
        yield "It does not say what it sums up.", "Say it: roll_up: {operation: count, of: ..., through: ...}"
    elif known.object(said.of) is None:
        yield f"It sums up records of '{said.of}', which nobody declared.", "Declare the object."
    else:
        for name in (said.through, said.summarizes):
            if name and known.field(said.of, name) is None:
                yield f"'{said.of}' has no field '{name}'.", "Declare it there."


def _shared_values(field: Field, schema: Schema) -> Iterator[tuple[str, str]]:
    if field.value_set is None or not field.type.has_values:
        return
    shared = schema.value_sets.get(field.value_set)
    if shared is None:
        yield f"Nobody declared the value set '{field.value_set}'.", "Declare it under value_sets."
    elif shared.standard:
        yield (
            f"'{shared.standard}' is a standard value set: only Salesforce's own fields take values from those.",
            "Use a value set of your own.",
        )


def _sizes(field: Field) -> Iterator[tuple[str, str]]:
    most = LONG_TEXT_LENGTH if field.type in (_T.LONG_TEXT, _T.RICH_TEXT) else TEXT_LENGTH
    if field.length is not None and field.type.is_textual and field.length > most.most:
        yield f"{most.subject.capitalize()} holds {most.most:,} {most.unit}, not {field.length:,}.", "Shorten it."
    if field.precision is not None and field.precision > NUMBER_DIGITS.most:
        yield f"A number has at most {NUMBER_DIGITS.most} digits, not {field.precision}.", "Shorten it."
    low, high = LINES.get(field.type, (0, 50))
    if field.lines is not None and not low <= field.lines <= high:
        yield f"A {field.type} field shows {low} to {high} lines, not {field.lines}.", "Change lines."


def misplaced(field: Field) -> dict[str, str]:
    """The attributes that Salesforce cannot hold of a field of its type, and why."""
    return dict(_attributes(field))


def _attributes(field: Field) -> Iterator[tuple[str, str]]:
    type_ = field.type
    if not is_custom(salesforce_name(field)):
        return
    if field.required and (type_ in _NEVER_REQUIRED or type_.is_computed):
        yield "required", f"Salesforce has no required fields of the type {type_}."
    if field.required and type_ is _T.LOOKUP and field.on_delete in (None, OnDelete.SET_NULL):
        yield "required", "A required lookup cannot be blanked when its record is deleted: say on_delete."
    if field.unique and type_ not in _UNIQUE:
        yield "unique", f"Salesforce has no unique fields of the type {type_}."
    if field.external_id and type_ not in _EXTERNAL:
        yield "external_id", f"Salesforce has no external ids of the type {type_}."
    if field.track_history and type_.is_computed:
        yield "track_history", f"Salesforce keeps no history of fields of the type {type_}."
    if field.default is not None and (type_.is_computed or type_.is_reference):
        yield "default", f"Salesforce has no defaults for fields of the type {type_}."
