"""Judges page layouts: the fields that they show, each once, and those that they must not lack.

Words are observed in public deploy reports where a comment does not say otherwise. Which profile sees which layout is
not modelled, and no screen is drawn of one. A fresh org has no layouts here, unlike a real one.
"""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.emulator.salesforce.catalog import Field, ObjectType
from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.errors import MetadataError
from dealspec.emulator.salesforce.metadata_names import require, unknown
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import Body

_STYLES = ("TwoColumnsTopToBottom", "TwoColumnsLeftToRight", "OneColumn", "CustomLinks")
_BEHAVIORS = ("Edit", "Required", "Readonly")
_MUST_SHOW = {
    "Opportunity": ("Probability", "Name", "StageName", "CloseDate"),
    "Account": ("Name",),
    "Contact": ("Name",),
}
"""What the layouts of standard objects must hold: of opportunities observed, of the others assumed."""
_MUST_ASK = ("Name", "StageName")
"""What must be Required on them; CloseDate is accepted as such and not known to be asked for."""


def prepare(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """A page layout; raises ``MetadataError``."""
    object_name, dash, _ = full_name.partition("-")
    item = org.catalog.object(object_name)
    if not dash or item is None:
        raise unknown("fullName", "CustomObject", object_name)
    shown: dict[str, str] = {}
    for section in body.get("layoutSections", []):
        require(section, "style")
        if section["style"] not in _STYLES:
            words = f"'{section['style']}' is not a valid value for the enum 'LayoutSectionStyle'"
            raise MetadataError("INVALID_TYPE", words, "style")
        for name, behavior in _items(section):
            field = item.field(name)
            if field is None:
                raise unknown("field", "CustomField", f"{item.name}.{name}")
            if field.name in shown:
                # The same field twice is refused (public change validators; words assumed).
                raise MetadataError(
                    "DUPLICATE_VALUE", f"Field:{field.name} appears more than once on the layout", "field"
                )
            if behavior not in _BEHAVIORS:
                raise MetadataError("INVALID_TYPE", f"'{behavior}' is not a valid value for the enum 'UiBehavior'")
            shown[field.name] = behavior
    for name in _must_show(item):
        if name not in shown:
            words = f"Layout must contain an item for required layout field: {name}"
            raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "layoutSections")
        if shown[name] != "Required" and (name in _MUST_ASK or name.endswith("__c")):
            raise MetadataError("FIELD_INTEGRITY_EXCEPTION", f"Field:{name} must be Required", "behavior")
    return {**body, "fullName": full_name}


def _items(section: Body) -> Iterator[tuple[str, str]]:
    for column in section.get("layoutColumns", []):
        for item in column.get("layoutItems", []):
            if item.get("field"):
                yield item["field"], item.get("behavior") or "Edit"


def _must_show(item: ObjectType) -> Iterator[str]:
    """Required fields of the org's own must be there as standard ones must; of a custom object its name, where people
    give it (observed: a name of type Text, not AutoNumber).
    """
    yield from _MUST_SHOW.get(item.name, ())
    if item.custom and (name := item.field("Name")) is not None and name.createable:
        yield "Name"
    yield from (field.name for field in item.fields.values() if field.custom and _is_asked(field))


def _is_asked(field: Field) -> bool:
    return field.type == "MasterDetail" or (field.required and field.type != "Checkbox")
