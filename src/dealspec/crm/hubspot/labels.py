"""References and contact roles as association labels and back. Pure.

The list of labels does not tell a label's internal name (observed, API 2026-09), so a label is known by its text,
case and outer spaces apart, as HubSpot itself tells two labels of a pair apart. Where no label has the text, the
object's schema tells the internal names by type id: a label of that name has another text, which is to be changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot import holding
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.provisioner.resource import Json, Kind, Resource
from dealspec.schema.model import Field

CONTACTS = "contacts"
HUBSPOT_DEFINED = "HUBSPOT_DEFINED"
Names = Mapping[str, str]
"""Internal names of association types by type id."""


@dataclass(frozen=True, slots=True)
class Label:
    """One association label a resource stands for: its internal names and its text; ``role`` within contact roles.

    ``names`` holds the name it is made with first, then the one it had before a declared rename: it keeps that.
    """

    names: tuple[str, ...]
    text: str
    role: str | None = None


def to_resource(
    obj: str, declared: Field, natives: Mapping[str, str], requires: tuple[str, ...] = ()
) -> Resource | Gap:
    """A declared reference or set of contact roles as its labels; ``natives``: HubSpot's names of objects."""
    address = f"fields.{obj}.{declared.name}"
    if why := holding.refusal(declared):
        return Gap(address, *why)
    other = CONTACTS
    attributes: dict[str, Json] = {"type": declared.type.value}
    if declared.type.is_reference:
        target = natives.get(declared.to or "")
        if target is None:
            why_not = f"HubSpot keeps lookups as associations between its objects, and '{declared.to}' is none of them."
            return Gap(address, why_not, f"Objects with associations: {', '.join(natives)}.")
        other = target
        attributes |= {"label": declared.shown_label, "to": declared.to}
    else:
        attributes["values"] = {value.name: {"label": value.label} for value in declared.values}
    # Internal names are unique in the whole portal (observed, API 2026-09), and two objects may have a field alike.
    name = declared.hubspot.name or f"{obj}_{declared.name}"
    native = {"type": "labels", "from": natives[obj], "to": other, "name": name}
    if declared.renamed_from:
        native["former"] = f"{obj}_{declared.renamed_from}"
    return Resource(address, Kind.FIELD, attributes, native, requires)


def labels_of(wanted: Resource) -> tuple[Label, ...]:
    """The labels a resource stands for."""
    names = tuple(wanted.native[key] for key in ("name", "former") if key in wanted.native)
    values = wanted.attributes.get("values")
    if not isinstance(values, dict):
        return (Label(names, str(wanted.attributes["label"])),)
    return tuple(
        Label(tuple(f"{name}_{role}" for name in names), str(said["label"]), role)
        for role, said in values.items()
        if isinstance(said, dict)
    )


def to_live(wanted: Resource, natives: Sequence[NativeJson], names: Names | None = None) -> Resource | None:
    """What there is of the labels, or None when there is nothing; ``names``: internal names by type id."""
    found = {label: native for label in labels_of(wanted) if (native := find(label, natives, names)) is not None}
    if not found:
        return None
    attributes: dict[str, Json] = {"type": wanted.attributes["type"]}
    if "values" not in wanted.attributes:
        attributes |= {"label": next(iter(found.values()))["label"], "to": wanted.attributes["to"]}
    else:
        attributes["values"] = {str(label.role): {"label": native["label"]} for label, native in found.items()}
    return Resource(wanted.address, wanted.kind, attributes, wanted.native, wanted.requires)


def find(label: Label, natives: Sequence[NativeJson], names: Names | None = None) -> NativeJson | None:
    """The portal's own label of that text, or else of that internal name."""
    own = [native for native in natives if is_own(native)]
    by_text = (native for native in own if key(native["label"]) == key(label.text))
    by_name = (native for name in label.names for native in own if (names or {}).get(str(native["typeId"])) == name)
    return next(by_text, None) or next(by_name, None)


def needs_names(wanted: Resource, natives: Sequence[NativeJson]) -> bool:
    """Whether the texts alone leave open if a label is there: one is missing, and others are there that it may be."""
    known = [find(label, natives) for label in labels_of(wanted)]
    own = [native for native in natives if is_own(native)]
    return None in known and any(native not in known for native in own)


def names_in(schema: NativeJson) -> dict[str, str]:
    """The internal names of an object's association types by type id, as its schema tells them."""
    found = schema.get("associations") or ()
    return {str(each["id"]): str(each["name"]) for each in found if each.get("name")}


def is_own(native: Mapping[str, object]) -> bool:
    """Whether a label was made in the portal rather than by HubSpot."""
    return native.get("category") != HUBSPOT_DEFINED and bool(native.get("label"))


def key(text: object) -> str:
    """What two labels of a pair must differ in."""
    return str(text).strip().casefold()
