"""The rows of the Tooling API's objects, made of definitions when somebody asks. Changes nothing.

Names of data types as Setup spells them; ``Text(255)`` is observed (gh:forcedotcom/salesforcedx-vscode#7357), the
others are assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dealspec.emulator.salesforce import metadata
from dealspec.emulator.salesforce.catalog import Field, ObjectType
from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.records import Record
from dealspec.emulator.salesforce.standard_objects import CUSTOMIZABLE
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import TYPES, Body

_NO_ID = "000000000000000AAA"
_PLAIN = {
    "LongTextArea": "Long Text Area({length})", "Html": "Rich Text Area({length})", "TextArea": "Text Area(255)",
    "Text": "Text({length})", "EncryptedText": "Text (Encrypted)({length})", "DateTime": "Date/Time", "Url": "URL",
    "MultiselectPicklist": "Picklist (Multi-Select)", "AutoNumber": "Auto Number", "Integer": "Number(8, 0)",
    "Number": "Number({whole}, {scale})", "Currency": "Currency({whole}, {scale})",
    "Percent": "Percent({whole}, {scale})", "MasterDetail": "Master-Detail({target})", "Lookup": "Lookup({target})",
    "Location": "Geolocation", "Summary": "Roll-Up Summary",
}  # fmt: skip


class ToolingRows:
    """Rows by object; a row keeps what its lazy columns need under a name that no column has."""

    def __init__(self, org: OrgState) -> None:
        self._org = org

    def all(self, object_name: str, *, deleted: bool = False) -> Iterator[Record]:
        """Every row of an object; definitions have no recycle bin here."""
        match object_name:
            case "CustomField":
                fields = self._org.definitions.all("CustomField")
                return (self._custom_field(item) for item in fields if item.name.endswith("__c"))
            case "ValidationRule":
                return (self._rule(item) for item in self._org.definitions.all("ValidationRule"))
            case "EntityDefinition":
                return (self._entity(item) for item in self._objects())
            case _:
                return (self._field(item, field) for item in self._objects() for field in item.fields.values())

    def load(self, object_name: str, record_id: str) -> Record | None:
        """One row by its id or, where it has none, its durable id."""
        if object_name == "User":
            return self._org.records.load("User", record_id)
        return next((row for row in self.all(object_name) if record_id in (row["Id"], row.get("DurableId"))), None)

    def output(self, object_type: ObjectType, field: Field, body: Mapping[str, Any]) -> Any:
        """A column's value as the API writes it."""
        match field.name:
            case "Metadata":
                return _metadata(self._org, body)
            case "FullName":
                return body[".name"]
            case "ReferenceTo":
                return {"referenceTo": body[".targets"] or None}
            case "Id" if object_type.name in ("EntityDefinition", "FieldDefinition"):
                return _NO_ID
        value = body.get(field.name)
        return False if value is None and field.type == "Checkbox" else value

    def _objects(self) -> Iterator[ObjectType]:
        for name in self._org.catalog.names():
            item = self._org.catalog.object(name)
            if item is not None:
                yield item

    def _custom_field(self, item: Component) -> Record:
        body = item.body
        given = {"Length": "length", "Precision": "precision", "Scale": "scale", "Description": "description",
                 "InlineHelpText": "inlineHelpText", "RelationshipLabel": "relationshipLabel",
                 "SummaryOperation": "summaryOperation"}  # fmt: skip
        columns = {column: body.get(element) for column, element in given.items()}
        entity = self._durable_id(item.object)
        name = item.name.removesuffix("__c")
        return {**self._base(item), "TableEnumOrId": entity, "EntityDefinitionId": entity, "DeveloperName": name,
                **columns}  # fmt: skip

    def _rule(self, item: Component) -> Record:
        body = item.body
        return {
            **self._base(item), "Active": body["active"], "Description": body.get("description"),
            "EntityDefinitionId": self._durable_id(item.object), "ErrorDisplayField": body.get("errorDisplayField"),
            "ErrorMessage": body["errorMessage"], "ValidationName": item.name,
        }  # fmt: skip

    def _base(self, item: Component) -> Record:
        created, modified = (moment.replace("Z", "+0000") for moment in (item.created, item.modified))
        return {
            "Id": item.id, "ManageableState": "unmanaged", "CreatedDate": created, "CreatedById": self._org.user_id,
            "LastModifiedDate": modified, "LastModifiedById": self._org.user_id, "SystemModstamp": modified,
            ".type": item.type, ".name": item.full_name,
        }  # fmt: skip

    def _entity(self, item: ObjectType) -> Record:
        definition = self._org.definitions.get("CustomObject", item.name)
        body = definition.body if definition else {}
        usual = item.custom or item.name in CUSTOMIZABLE
        return {
            "Id": self._durable_id(item.name), "DurableId": self._durable_id(item.name), "QualifiedApiName": item.name,
            "DeveloperName": item.name.removesuffix("__c"), "MasterLabel": item.label, "Label": item.label,
            "PluralLabel": item.plural, "KeyPrefix": item.key_prefix, "InternalSharingModel":
            body.get("sharingModel"), "DeploymentStatus": body.get("deploymentStatus"), "IsCustomizable": usual,
            "IsQueryable": True, "IsApexTriggerable": usual, "IsWorkflowEnabled": usual, "IsLayoutable": usual,
            "IsSearchable": usual, "IsTriggerable": usual, ".type": "CustomObject", ".name": item.name,
        }  # fmt: skip

    def _field(self, item: ObjectType, field: Field) -> Record:
        definition = self._org.definitions.get("CustomField", field.full_name) if field.custom else None
        entity = self._durable_id(item.name)
        durable_id = f"{entity}.{definition.id if definition else field.name}"
        plain = field.type not in ("LongTextArea", "Html")
        return {
            "Id": durable_id, "DurableId": durable_id, "QualifiedApiName": field.name, "MasterLabel": field.label,
            "DeveloperName": field.name.removesuffix("__c"), "Label": field.label, "DataType": _data_type(field),
            "ValueTypeId": _value_type(field), "EntityDefinitionId": entity, "Length": field.length,
            "Precision": field.precision, "Scale": field.scale, "Description": field.body.get("description"),
            "IsCalculated": field.formula is not None or field.type == "Summary", "IsFieldHistoryTracked":
            bool(field.body.get("trackHistory")), "IsHtmlFormatted": field.type == "Html", "IsIndexed":
            field.type in ("Id", "Lookup", "MasterDetail") or field.external_id or field.unique, "IsNameField":
            field.name == "Name", "IsNillable": not field.required, "IsPolymorphicForeignKey": len(field.targets) > 1,
            "IsApiFilterable": plain, "IsApiGroupable": plain, "IsApiSortable": plain, "IsListVisible": plain,
            "RelationshipName": field.relationship, "BusinessStatus": field.body.get("businessStatus"),
            "SecurityClassification": field.body.get("securityClassification"), "ComplianceGroup":
            field.body.get("complianceGroup"), ".type": "CustomField", ".name": field.full_name,
            ".targets": list(field.targets),
        }  # fmt: skip

    def _durable_id(self, object_name: str) -> str:
        """A standard object's name, a custom object's id (Tooling API guide, EntityDefinition.DurableId)."""
        definition = self._org.definitions.get("CustomObject", object_name)
        return definition.id if definition and object_name.endswith("__c") else object_name


def _metadata(org: OrgState, body: Mapping[str, Any]) -> Body | None:
    """The whole definition in the Metadata API's names, elements that nobody gave as null (observed)."""
    found = metadata.read(org, body[".type"], body[".name"])
    if found is None:
        return None
    return {**{name: found.get(name) for name in TYPES[body[".type"]] if name != "fullName"}, "urls": None}


def _data_type(field: Field) -> str:
    kind = "Text" if field.formula is not None and field.type == "Text" else field.type
    words = _PLAIN.get(kind, kind).format(
        length=field.length, whole=field.precision - field.scale, scale=field.scale, target=",".join(field.targets)
    )
    return f"Formula ({kind})" if field.formula is not None else words


def _value_type(field: Field) -> str:
    match field.type:
        case "Checkbox":
            return "boolean"
        case "Number" | "Currency" | "Percent":
            return "double"
        case "Integer":
            return "int"
        case "Date" | "DateTime" | "Time":
            return field.type.lower()
        case "Id" | "Lookup" | "MasterDetail" | "Hierarchy":
            return "id"
        case _:
            return "string"
