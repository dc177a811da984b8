"""What the setup audit trail says of fields and picklist values. Keeps nothing.

Actions and words as administrators have published them from their orgs' trails; see ``setup_trail``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dealspec.emulator.salesforce.catalog import ObjectType
from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.wire import Body

Entry = tuple[str, str, str]

_COLOR = "with color Assigned dynamically"


def field_entries(
    component: Component, item: ObjectType | None, old: Body | None, new: Body | None, *, purged: bool = False
) -> Iterator[Entry]:
    """The entries for a field that was made, changed or deleted; of a standard field only its history tracking."""
    custom = item is not None and item.custom
    suffix, plural = ("Custom", "") if custom else ("", item.plural if item else component.object)
    section = "Custom Objects" if custom else f"Customize {plural}"
    label = item.label if item else component.object
    known = _Field(component, section, suffix, label)
    if component.name.endswith("__c"):
        if new is None:
            tail = f" from {label}" if custom else ""
            action, verb = ("hardDeletedCF", "Permanently deleted") if purged else ("deletedCF", "Deleted")
            yield f"{action}{suffix}", section, f"{verb} custom field {(old or {}).get('label')}{tail}"
            return
        yield from known.created(new) if old is None else known.changed(old, new)
    before, after = (bool((body or {}).get("trackHistory")) for body in (old, new))
    if before != after:
        name = (new or old or {}).get("label") or component.name
        action = "entity_history_field_tracked" if after else "entity_history_field_untracked"
        words = f"Track History for {label} field {name} {'on' if after else 'off'}"
        yield action, "Track Field History", words


def picklist_entries(label: str, section: str, tail: str, before: list[Body], after: list[Body]) -> Iterator[Entry]:
    """The entries for a picklist's values; ``tail`` says on which object, for a custom one."""
    suffix = "Custom" if tail else ""
    known = {value["fullName"]: value for value in before}
    for value in after:
        name, old = value["label"], known.get(value["fullName"])
        active = value.get("isActive", True)
        if old is None:
            words = f"Added value {name} to {label} picklist {_COLOR}{tail}"
            yield f"createdPicklistWithColor{suffix}", section, words
            continue
        if old.get("isActive", True) != active:
            verb, preposition = ("Activated", "to") if active else ("Deactivated", "from")
            action = "activatedPicklistValueWithColor" if active else "deactivatePicklistValueWithColor"
            yield f"{action}{suffix}", section, f"{verb} value {name} {preposition} {label} picklist {_COLOR}{tail}"
        if old["label"] != name:
            words = f"Changed {label} picklist value{tail} from {old['label']} to {name}"
            yield f"changedPicklist{suffix}", section, words
    kept = [value["fullName"] for value in after if value["fullName"] in known]
    if kept != [value["fullName"] for value in before if value["fullName"] in set(kept)]:
        yield f"changedPicklistSort{suffix}", section, f"Reordered {label} picklist{tail}"


class _Field:
    def __init__(self, component: Component, section: str, suffix: str, object_label: str) -> None:
        self.component, self.section, self.suffix, self.object = component, section, suffix, object_label
        self.tail = f" on {object_label}" if suffix else ""

    def created(self, new: Body) -> Iterator[Entry]:
        label, kind = new["label"], new["type"]
        colon = "" if self.suffix else ":"
        if "formula" in new:
            action, words = "createdCFFormula", f"Created custom formula field{colon} {label} ({kind})"
        elif kind == "Summary":
            action, words = "createdCF_RSF", f"Created roll up summary field{colon} {label} ({new['summaryOperation']})"
        elif kind == "Lookup":
            action, words = "createdCFLookup", f"Created custom lookup relationship {label} ({new['referenceTo']})"
        elif kind == "MasterDetail":
            action, words = "createdCFMasterDetail", f"Created master-detail field: {label} ({new['referenceTo']})"
        else:
            action, words = "createdCF", f"Created custom field{colon} {label} ({kind})"
        yield f"{action}{self.suffix}", self.section, f"{words}{self.tail}"

    def changed(self, old: Body, new: Body) -> Iterator[Entry]:
        label = new["label"]
        if old["label"] != label:
            words = f"Changed label of custom field{self.tail} from {old['label']} to {label}"
            yield f"changedCF{self.suffix}", self.section, words
        for key, action, word in (
            ("type", "Type", "field type"), ("length", "Length", "length"), ("scale", "Scale", "decimal places"),
        ):  # fmt: skip
            if old.get(key) != new.get(key) and None not in (old.get(key), new.get(key)):
                yield self._from_to(
                    action, f"{word} of" if key != "scale" else f"{word} for", old[key], new[key], label
                )
        if old.get("formula") != new.get("formula"):
            words = f'Changed formula of {label} custom field{self.tail} from "{old["formula"]}" to "{new["formula"]}"'
            yield f"changedCFFormula{self.suffix}", self.section, words
        if old.get("inlineHelpText") != new.get("inlineHelpText"):
            words = f"Changed help text of {label} custom field{self.tail}"
            yield f"changedCFFieldHelp{self.suffix}", self.section, words
        yield from self._flags(old, new)
        yield from self._values(old, new)

    def _flags(self, old: Body, new: Body) -> Iterator[Entry]:
        if bool(old.get("required")) != bool(new.get("required")):
            now = bool(new.get("required"))
            states, action = ("off to on", "OffOn") if now else ("on to off", "OnOff")
            place = f" on object {self.object}" if self.suffix else ""
            words = f"The custom field option Required for {new['label']}{place} has changed from {states}"
            yield f"changedCFOption{action}{self.suffix}", self.section, words
        if bool(old.get("unique")) != bool(new.get("unique")):
            now = bool(new.get("unique"))
            states = "off to on" if now else "on to off"
            words = f"Changed unique flag of {new['label']} custom field{self.tail} from {states}"
            yield f"changedCFUnique{'On' if now else 'Off'}{self.suffix}", self.section, words
        if old.get("defaultValue") != new.get("defaultValue"):
            names = {"true": "Checked", "false": "Unchecked"} if new["type"] == "Checkbox" else {}
            action = "Default" if names else "DefaultFormula"
            before, after = (names.get(str(body.get("defaultValue")), body.get("defaultValue")) for body in (old, new))
            yield self._from_to(action, "default value for", before, after, new["label"])

    def _values(self, old: Body, new: Body) -> Iterator[Entry]:
        before, after = (((body.get("valueSet") or {}).get("valueSetDefinition") or {}).get("value", [])
                         for body in (old, new))  # fmt: skip
        yield from picklist_entries(new["label"], self.section, self.tail, before, after)

    def _from_to(self, action: str, words: str, before: Any, after: Any, label: str) -> Entry:
        text = f"Changed {words} {label} custom field{self.tail} from {_said(before)} to {_said(after)}"
        return f"changedCF{action}{self.suffix}", self.section, text


def _said(value: Any) -> Any:
    return "null" if value is None else value
