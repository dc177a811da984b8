"""What one read brought back: raw components, found by name. Holds, never interprets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dealspec.crm.salesforce.markup import Element, text_of

CHILDREN = {
    "CustomField": "fields",
    "ValidationRule": "validationRules",
    "RecordType": "recordTypes",
    "BusinessProcess": "businessProcesses",
}
"""Component types that live inside their object's component, and the element that holds them."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Components by type and full name (``Object.Name`` for children), and the permission sets assigned to us."""

    components: Mapping[tuple[str, str], Element] = field(default_factory=dict)
    assigned: frozenset[str] = frozenset()

    def get(self, type_name: str, full_name: str) -> Element | None:
        """One component, or None."""
        return self.components.get((type_name, full_name))


def indexed(type_name: str, components: Mapping[str, Element]) -> dict[tuple[str, str], Element]:
    """Components of one type, and the children inside them, by type and full name."""
    found: dict[tuple[str, str], Element] = {}
    for full_name, component in components.items():
        found[type_name, full_name] = component
        if type_name == "CustomObject":
            for child_type, tag in CHILDREN.items():
                for child in component.findall(tag):
                    found[child_type, f"{full_name}.{text_of(child, 'fullName')}"] = child
        for rule in component.findall("matchingRules") if type_name == "MatchingRules" else ():
            found["MatchingRule", f"{full_name}.{text_of(rule, 'fullName')}"] = rule
    return found
