"""What HubSpot holds of a declared field, attribute by attribute, and what is lost there. Data first; makes no call.

A field that is held in part is applied all the same, and the plan names what is lost. What cannot mean anything in
HubSpot is left out without a word: the table says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dealspec.core.coverage import Gap
from dealspec.schema.model import Blanks, Field, FieldType, OnDelete, Value


class How(StrEnum):
    """What becomes of an attribute on HubSpot."""

    HELD = "held"
    OURS = "ours"
    """It speaks to this tool alone."""
    MEANINGLESS = "meaningless"
    """HubSpot has nothing that it could be said of."""
    LOST = "lost"
    """HubSpot has no API for it; the plan says so."""


@dataclass(frozen=True, slots=True)
class Held:
    """How one attribute fares, and why."""

    how: How
    why: str


_H, _O, _M, _L = How.HELD, How.OURS, How.MEANINGLESS, How.LOST

FIELD: Mapping[str, Held] = {
    "name": Held(_H, "the property's name, or a label's"),
    "type": Held(_H, "`type`, `fieldType` and display hints, an association label, or nothing: see TYPES"),
    "label": Held(_H, "`label`"),
    "description": Held(_H, "`description`, the one text that HubSpot shows beside a property"),
    "help": Held(_H, "`description`, where no description is declared"),
    "length": Held(_H, "a validation rule of the property, below the 65,536 characters that any text may have"),
    "lines": Held(_M, "text areas grow with their text"),
    "precision": Held(_M, "numbers have no fixed number of digits"),
    "scale": Held(_M, "numbers keep the decimals they are given"),
    "min": Held(_H, "a validation rule of the property; audits judge it too"),
    "max": Held(_H, "a validation rule of the property; audits judge it too"),
    "pattern": Held(_H, "a validation rule of the property; audits judge it too"),
    "default": Held(_L, "properties have no default value by API"),
    "required": Held(_L, "what a record needs when it is created is set in screens, but for custom objects"),
    "unique": Held(_H, "`hasUniqueValue`, decided when the property is created"),
    "case_sensitive": Held(_M, "how unique values compare is HubSpot's own"),
    "external_id": Held(_M, "every unique property can find records"),
    "track_history": Held(_M, "HubSpot keeps the history of every property"),
    "values": Held(_H, "`options`; their order is written when they are made and is the portal's own after that"),
    "value_set": Held(_H, "the shared values become the property's own options"),
    "restricted": Held(_L, "an enumeration never takes a value that is none of its options"),
    "depends_on": Held(_L, "which options show for which value is set in HubSpot's screens"),
    "to": Held(_H, "the other object of an association label"),
    "on_delete": Held(_L, "an association ends with either record, and never deletes or keeps the other"),
    "formula": Held(_H, "`calculationFormula`, where `hubspot.formula` is not declared"),
    "result": Held(_H, "a calculation's `type` and display hints"),
    "blanks": Held(_L, "a calculation over a blank is blank"),
    "number_format": Held(_M, "only auto-numbers have one, and HubSpot has none of those"),
    "roll_up": Held(_M, "only roll-ups have one, and HubSpot takes none by API"),
    "stamp": Held(_O, "who writes a date is a step by hand, and asked by checks"),
    "section": Held(_O, "the cards of a record page are a step by hand"),
    "partner_safe": Held(_O, "which fields partners may see is asked by exports"),
    "renamed_from": Held(_O, "a declaration of intent"),
    "values_renamed": Held(_O, "a declaration of intent"),
    "exact": Held(_H, "undeclared options are hidden, never taken away: records may hold them"),
    "deprecated": Held(_O, "a declaration of intent"),
    "removed": Held(_L, "archiving a property is left to a person"),
    "protected": Held(_O, "a declaration of intent"),
    "salesforce": Held(_M, "the other CRM's"),
    "hubspot": Held(_H, "`name`, `group`, `type`, `formula`, and `native`: every other key that can be written"),
}
"""Each attribute of ``schema.field.Field``."""

VALUE: Mapping[str, Held] = {
    "name": Held(_H, "`value`"),
    "label": Held(_H, "`label`"),
    "description": Held(_H, "`description`"),
    "color": Held(_M, "options of properties have no colour by API"),
    "default": Held(_L, "properties have no default value by API"),
    "active": Held(_H, "`hidden`, the other way round"),
    "when": Held(_L, "which options show for which value is set in HubSpot's screens"),
    "salesforce": Held(_M, "the other CRM's"),
}
"""Each attribute of ``schema.field.Value``."""

TYPES: Mapping[FieldType, str] = {
    FieldType.AUTO_NUMBER: "HubSpot has no numbers that count up by themselves; every record has `hs_object_id`.",
    FieldType.ROLL_UP: "HubSpot makes roll-ups in its screens and takes none by API.",
    FieldType.TIME: "HubSpot has no properties for a time of day alone.",
}
"""Types that HubSpot cannot hold. A ``master_detail`` is held as an association label, like a ``lookup``: the link
that gates and audits read is the same, and what deleting the master does is named as lost."""


def refusal(declared: Field) -> tuple[str, str] | None:
    """Why HubSpot can hold nothing of the field, and what to do; None when it can."""
    if declared.removed:
        return "It is declared as removed, and archiving a property is left to a person.", (
            "Archive it under Settings > Properties, then take the declaration out."
        )
    if why := TYPES.get(declared.type):
        return why, "Keep it for Salesforce alone, or declare another type."
    return None


def lost(address: str, declared: Field, *, required: bool = False) -> Gap | None:
    """What HubSpot does not hold of a field that it holds otherwise; ``required``: its object can demand fields."""
    names = [name for name in FIELD if FIELD[name].how is How.LOST and _is_said(declared, name)]
    names = [name for name in names if not (required and name == "required")]
    reasons = [f"`{name}`: {FIELD[name].why}" for name in names]
    for name in VALUE:
        if VALUE[name].how is How.LOST and any(_is_said_of(value, name) for value in declared.values):
            reasons.append(f"`values.{name}`: {VALUE[name].why}")
    if not reasons:
        return None
    return Gap(address, f"HubSpot does not hold all of it. {'; '.join(reasons)}.", "The rest of it is applied.")


def _is_said(declared: Field, name: str) -> bool:
    match name:
        case "required":
            return bool(declared.required)
        case "restricted":
            return declared.restricted is False
        case "on_delete":
            harmless = declared.on_delete in (None, OnDelete.SET_NULL)
            return declared.type is FieldType.MASTER_DETAIL or not harmless
        case "blanks":
            return declared.blanks is Blanks.ZERO
        case "default":
            return declared.default is not None
        case "depends_on":
            return declared.depends_on is not None
        case _:
            return False


def _is_said_of(value: Value, name: str) -> bool:
    return bool(value.default) if name == "default" else bool(value.when)
