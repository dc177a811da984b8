"""Picklists as they were written before API version 38, brought into today's form. Changes nothing else.

Then standard picklists stood in their object's file as custom ones do, and a field held ``picklist`` or
``globalPicklist`` where it now holds ``valueSet`` (Metadata API guide, CustomField, "picklist", "valueSet").
"""

from __future__ import annotations

from copy import deepcopy

from dealspec.crm.salesforce.markup import Element, child_of, flag, made, optional, put, text_of


def modernise(field: Element) -> None:
    """Rewrites a CustomField's ``picklist`` or ``globalPicklist`` as a ``valueSet``."""
    old = field.find("picklist")
    shared = optional(field, "globalPicklist")
    if old is None and shared is None:
        return
    value_set = child_of(field, "valueSet")
    if shared is not None:
        put(value_set, "valueSetName", shared)
        put(field, "globalPicklist", None)
    if old is not None:
        field.remove(old)
        _fill(value_set, old)


def add_standard_sets(components: dict[tuple[str, str], Element]) -> None:
    """Makes the standard value sets of standard fields that still hold their values, where no file holds the set."""
    for field_name, set_name in STANDARD_SETS.items():
        field = components.get(("CustomField", field_name))
        definition = None if field is None else field.find("valueSet/valueSetDefinition")
        if definition is None or ("StandardValueSet", set_name) in components:
            continue
        value_set = made("StandardValueSet", ("fullName", set_name), ("sorted", flag(definition, "sorted")))
        for value in definition.findall("value"):
            standard = deepcopy(value)
            standard.tag = "standardValue"
            value_set.append(standard)
        components["StandardValueSet", set_name] = value_set


STANDARD_SETS = {
    "Opportunity.StageName": "OpportunityStage",
    "Opportunity.Type": "OpportunityType",
    "Opportunity.LeadSource": "LeadSource",
    "Lead.LeadSource": "LeadSource",
    "Lead.Status": "LeadStatus",
    "Account.Type": "AccountType",
    "Account.Industry": "Industry",
    "Account.Rating": "AccountRating",
}
"""Standard fields and the sets that hold their values now (Metadata API guide, "StandardValueSet Names")."""


def _fill(value_set: Element, old: Element) -> None:
    if controlling := optional(old, "controllingField"):
        put(value_set, "controllingField", controlling)
    put(value_set, "restricted", flag(old, "restrictedPicklist"))
    definition = made("valueSetDefinition", ("sorted", flag(old, "sorted")))
    settings = []
    for value in old.findall("picklistValues"):
        name = text_of(value, "fullName")
        controlled_by = value.findall("controllingFieldValues")
        if controlled_by:
            pairs = (("controllingFieldValue", item.text or "") for item in controlled_by)
            settings.append(made("valueSettings", *pairs, ("valueName", name)))
        for item in controlled_by:
            value.remove(item)
        value.tag = "value"
        if value.find("label") is None:
            put(value, "label", name)
        definition.append(value)
    value_set.append(definition)
    value_set.extend(settings)
