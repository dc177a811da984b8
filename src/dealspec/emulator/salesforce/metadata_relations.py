"""Judges fields that join objects: lookups, master-details, and the roll-ups over them.

Words are observed in public deploy logs where a comment does not say otherwise.
"""

from __future__ import annotations

from dealspec.emulator.salesforce.errors import MetadataError
from dealspec.emulator.salesforce.metadata_names import check_name, unknown
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import Body

_OPERATIONS = ("count", "sum", "min", "max")


def check_relationship(org: OrgState, object_name: str, name: str, body: Body) -> None:
    """A lookup or master-detail; raises ``MetadataError``."""
    target = org.catalog.object(body["referenceTo"])
    if target is None:
        words = f"field referenceTo value of '{body['referenceTo']}' does not resolve to a valid sObject type"
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "referenceTo")
    if body["type"] == "MasterDetail" and not object_name.endswith("__c"):
        # Only a custom object can be the detail (Help: overview_of_custom_object_relationships; words assumed).
        words = "A standard object can't be on the detail side of a master-detail relationship"
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "type")
    if body["type"] == "Lookup" and body.get("required") and body.get("deleteConstraint", "SetNull") == "SetNull":
        words = "Must specify either cascade delete or restrict delete for required lookup foreign key"
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "deleteConstraint")
    relation = body.get("relationshipName")
    if relation is None:
        return
    check_name(relation, "Child Relationship Name")
    for other in org.definitions.all("CustomField"):
        taken = other.body.get("relationshipName", "").lower() == relation.lower()
        same_parent = other.body.get("referenceTo") == body["referenceTo"]
        if taken and same_parent and other.full_name.lower() != f"{object_name}.{name}".lower():
            words = f"There is already a Child Relationship named {relation} on {target.label}."
            raise MetadataError("DUPLICATE_DEVELOPER_NAME", words, "relationshipName")


def check_summary(org: OrgState, object_name: str, body: Body) -> None:
    """A roll-up over the details of this object (Metadata API guide, CustomField); raises ``MetadataError``."""
    child_name, _, key_name = body["summaryForeignKey"].partition(".")
    child = org.catalog.object(child_name)
    key = child.field(key_name) if child else None
    if child is None or key is None or key.type != "MasterDetail" or object_name not in key.targets:
        raise unknown("summaryForeignKey", "CustomField", body["summaryForeignKey"])
    operation, summed = body["summaryOperation"], body.get("summarizedField")
    if operation not in _OPERATIONS:
        words = f"'{operation}' is not a valid value for the enum 'SummaryOperations'"
        raise MetadataError("INVALID_TYPE", words, "summaryOperation")
    if (operation == "count") != (summed is None):
        words = "Must specify 'summarizedField' for every operation but count"  # assumed words
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "summarizedField")
    if summed is not None and (
        not summed.startswith(f"{child.name}.") or child.field(summed.partition(".")[2]) is None
    ):
        raise unknown("summarizedField", "CustomField", summed)
