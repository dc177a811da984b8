"""Declared limits of a field as HubSpot's property validation rules and back. Pure.

One rule type holds one limit: ``MIN_NUMBER``, ``MAX_NUMBER``, ``MAX_LENGTH``, ``REGEX``, each with one argument (the
spelling of arguments is assumed, the OpenAPI file says "strings"). A write replaces one rule type and leaves the
others; HubSpot has no call that takes a rule away, so a limit that is no longer declared is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.forms import CALCULATION, form_of
from dealspec.provisioner.resource import Json, Kind, Resource
from dealspec.schema.model import Field, FieldType
from dealspec.validators.expr.patterns import problem

TYPE = "validations"
"""Native type of the resources here."""
RULE_TYPES: Mapping[str, str] = {"min": "MIN_NUMBER", "max": "MAX_NUMBER", "length": "MAX_LENGTH", "pattern": "REGEX"}
"""The rule type of each limit."""
TEXT_CHARACTERS = 65_536
"""What any text may have: knowledge.hubspot.com, property-field-types."""

_LENGTHS = {FieldType.TEXT: (1, 255), FieldType.LONG_TEXT: (256, TEXT_CHARACTERS)}
"""What may be declared, because of Salesforce: the check of lengths."""
_PERCENT = "percent"
_HOLDS: Mapping[str, tuple[str, ...]] = {"number": ("min", "max"), "string": ("length", "pattern")}
"""Which limits a property of a type can have; choices and checkboxes have none (property validations guide)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What live rules say in the language, and the rule types that it has no word for."""

    min: Decimal | None = None
    max: Decimal | None = None
    length: int | None = None
    pattern: str | None = None
    unsaid: tuple[str, ...] = ()


def to_resources(obj: str, declared: Field, property_of: Resource) -> Iterator[Resource | Gap]:
    """The limits of a field whose property is ``property_of``, and those that HubSpot cannot hold."""
    address = f"validations.{obj}.{declared.name}"
    kind, widget = form_of(property_of.attributes).pair
    said = _said(declared)
    if said and widget == CALCULATION:
        why = f"HubSpot validates what is entered, and this is calculated ({', '.join(said)} declared)."
        yield Gap(address, why, "Audits judge its range and format.")
        return
    attributes: dict[str, Json] = {}
    for name, value in said.items():
        if name in _HOLDS.get(kind, ()):
            if why := _unfit(name, value):
                yield Gap(address, why, "Declare a pattern that every engine reads alike.")
            else:
                attributes[name] = value
        elif name != "length":
            why = f"HubSpot has no rule for the `{name}` of a property of type {kind}."
            yield Gap(address, why, "Write a rule under `rules`: audits judge it.")
    if attributes:
        native = {"type": TYPE, "object": property_of.native["object"], "name": property_of.native["name"]}
        if declared.type is FieldType.PERCENT:
            native["unit"] = _PERCENT
        yield Resource(address, Kind.VALIDATION, attributes, native, (property_of.address,))


def to_live(wanted: Resource, native: NativeJson) -> Resource | None:
    """The live rules of a property that stand for what is wanted, or None where there are none of them."""
    arguments = _arguments(native.get("propertyValidationRules") or ())
    attributes: dict[str, Json] = {}
    for name in wanted.attributes:
        if (argument := arguments.get(RULE_TYPES[name])) is not None:
            attributes[name] = _read(name, argument, wanted.native.get("unit", ""))
    if not attributes:
        return None
    pattern = wanted.attributes.get("pattern")
    if isinstance(pattern, str) and _core(str(attributes.get("pattern", ""))) == _core(pattern):
        attributes["pattern"] = pattern
    return Resource(wanted.address, wanted.kind, attributes, wanted.native, wanted.requires)


def to_rules(wanted: Resource, changed: set[str]) -> dict[str, NativeJson]:
    """The bodies that set the changed limits, by rule type."""
    unit = wanted.native.get("unit", "")
    return {
        RULE_TYPES[name]: {"ruleArguments": [_WRITERS[name](value, unit)]}
        for name, value in wanted.attributes.items()
        if name in changed
    }


def to_limits(rules: Sequence[NativeJson], kind: FieldType) -> Limits:
    """Live rules in the language, for a field of this type."""
    unit = _PERCENT if kind is FieldType.PERCENT else ""
    found: dict[str, Json] = {}
    unsaid = [str(rule.get("ruleType")) for rule in rules if rule.get("ruleType") not in RULE_TYPES.values()]
    arguments = _arguments(rules)
    for name, rule_type in RULE_TYPES.items():
        if rule_type not in arguments:
            continue
        value = _read(name, arguments[rule_type], unit)
        if _can_be_said(name, value, kind):
            found[name] = value
        else:
            unsaid.append(f"{rule_type} {arguments[rule_type]}")
    ends = {name: Decimal(str(found[name])) for name in ("min", "max") if name in found}
    length, pattern = found.get("length"), found.get("pattern")
    return Limits(
        ends.get("min"),
        ends.get("max"),
        length if isinstance(length, int) else None,
        pattern if isinstance(pattern, str) else None,
        tuple(unsaid),
    )


def _said(declared: Field) -> dict[str, Json]:
    said: dict[str, Json] = {}
    for name, end in (("min", declared.min), ("max", declared.max)):
        if end is not None:
            said[name] = _spelled(end)
    if declared.length is not None and declared.length < TEXT_CHARACTERS:
        said["length"] = declared.length
    if declared.pattern is not None:
        said["pattern"] = declared.pattern
    return said


def _can_be_said(name: str, value: Json, kind: FieldType) -> bool:
    """Whether a field of this type may declare the limit: what a pull writes must pass the checks."""
    match name:
        case "pattern":
            return kind.is_textual and problem(str(value)) is None
        case "length":
            low, high = _LENGTHS.get(kind, (1, TEXT_CHARACTERS))
            return kind.is_textual and isinstance(value, int) and low <= value <= high
        case _:
            return kind.is_numeric and not isinstance(value, str)


def _unfit(name: str, value: Json) -> str:
    found = problem(str(value)) if name == "pattern" else None
    return found.what if found else ""


def _arguments(rules: Sequence[NativeJson]) -> dict[str, str]:
    """The first argument of each rule."""
    return {str(rule.get("ruleType")): str(rule["ruleArguments"][0]) for rule in rules if rule.get("ruleArguments")}


def _read(name: str, argument: str, unit: str) -> Json:
    """An argument in the language, or as it stands where it is none."""
    if name == "pattern":
        return _core(argument)
    try:
        number = Decimal(argument)
    except InvalidOperation:
        return argument
    if not number.is_finite() or (name == "length" and number != int(number)):
        return argument
    return _spelled(number * 100 if unit == _PERCENT and name != "length" else number)


def _spelled(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _number(value: Json, unit: str) -> str:
    """A bound as HubSpot keeps it: a percentage is a fraction there (assumed)."""
    number = Decimal(str(value))
    return format((number / 100 if unit == _PERCENT else number).normalize(), "f")


def _length(value: Json, unit: str) -> str:
    return str(value)


def _regex(value: Json, unit: str) -> str:
    """Anchored at both ends: whether HubSpot matches the whole value or finds a part of it is not documented."""
    core = _core(str(value))
    return f"^(?:{core})$" if "|" in core else f"^{core}$"


def _core(pattern: str) -> str:
    """A pattern without the anchors that say no more than that it matches the whole value."""
    if pattern.startswith("^(?:") and pattern.endswith(")$") and _is_one_group(pattern[1:-1]):
        return pattern[4:-2]
    if "|" in pattern:
        return pattern
    body = pattern.removeprefix("^")
    escapes = len(body) - 1 - len(body[:-1].rstrip("\\"))
    return body[:-1] if body.endswith("$") and escapes % 2 == 0 else body


def _is_one_group(text: str) -> bool:
    """Whether the group that a text begins with ends where the text does."""
    depth, at, in_class = 0, 0, False
    while at < len(text):
        character = text[at]
        if character == "\\":
            at += 1
        elif character in "[]":
            in_class = character == "["
        elif not in_class:
            depth += {"(": 1, ")": -1}.get(character, 0)
            if depth == 0:
                return at == len(text) - 1
        at += 1
    return False


_WRITERS: Mapping[str, Callable[[Json, str], str]] = {
    "min": _number,
    "max": _number,
    "length": _length,
    "pattern": _regex,
}
