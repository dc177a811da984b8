"""The describe answers: objects and fields as the running user sees them. Reads, never judges.

Key sets: sObject Describe in the REST API guide, as @jsforce/jsforce-node types them. A field without field-level
security for the user is absent.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from dealspec.emulator.salesforce.access import Access, always_visible
from dealspec.emulator.salesforce.catalog import LONG_TEXT, NUMERIC, Catalog, Field, ObjectType
from dealspec.emulator.salesforce.query import child_relationships
from dealspec.emulator.salesforce.records import Records
from dealspec.emulator.salesforce.references import MASTER_RECORD_TYPE
from dealspec.emulator.salesforce.standard_objects import CUSTOMIZABLE, is_unwriteable

_REST_TYPES = {
    "Text": "string", "AutoNumber": "string", "TextArea": "textarea", "LongTextArea": "textarea", "Html": "textarea",
    "EncryptedText": "encryptedstring", "Number": "double", "Currency": "currency", "Percent": "percent",
    "Checkbox": "boolean", "Date": "date", "DateTime": "datetime", "Time": "time", "Email": "email", "Phone": "phone",
    "Url": "url", "Picklist": "picklist", "MultiselectPicklist": "multipicklist", "Lookup": "reference",
    "MasterDetail": "reference", "Hierarchy": "reference", "Location": "location", "Address": "address", "Id": "id",
    "Integer": "int", "Summary": "double", "AnyType": "anyType",
}  # fmt: skip
_SOAP_TYPES = {
    "boolean": "xsd:boolean", "date": "xsd:date", "datetime": "xsd:dateTime", "time": "xsd:time", "int": "xsd:int",
    "double": "xsd:double", "currency": "xsd:double", "percent": "xsd:double", "id": "tns:ID", "reference": "tns:ID",
}  # fmt: skip


def global_item(item: ObjectType, base: str) -> dict[str, Any]:
    """One entry of the global describe."""
    writeable = not is_unwriteable(item.name)
    url = f"{base}/sobjects/{item.name}"
    return {
        "activateable": False, "associateEntityType": None, "associateParentEntity": None, "createable": writeable,
        "custom": item.custom, "customSetting": item.field("SetupOwnerId") is not None, "deepCloneable": False,
        "deletable": writeable, "deprecatedAndHidden": False, "feedEnabled": item.name in CUSTOMIZABLE,
        "hasSubtypes": False, "isInterface": False, "isSubtype": False, "keyPrefix": item.key_prefix,
        "label": item.label,
        "labelPlural": item.plural, "layoutable": item.custom or item.name in CUSTOMIZABLE, "mergeable": False,
        "mruEnabled": item.name in CUSTOMIZABLE, "name": item.name, "queryable": True, "replicateable": True,
        "retrieveable": True, "searchable": item.name in CUSTOMIZABLE, "triggerable": item.name in CUSTOMIZABLE,
        "undeletable": writeable, "updateable": writeable,
        "urls": _urls(url, layoutable=item.custom or item.name in CUSTOMIZABLE),
    }  # fmt: skip


def _urls(url: str, *, layoutable: bool) -> dict[str, str]:
    """Addresses of what belongs to an object; those of layouts only where it has any (observed in describes)."""
    names = {"compactLayouts": "describe/compactLayouts", "approvalLayouts": "describe/approvalLayouts",
             "defaultValues": "defaultValues?recordTypeId&fields", "listviews": "listviews",
             "quickActions": "quickActions", "layouts": "describe/layouts"}  # fmt: skip
    more = {name: f"{url}/{path}" for name, path in names.items()} if layoutable else {}
    return {"rowTemplate": f"{url}/{{ID}}", "describe": f"{url}/describe", "sobject": url, **more}


def describe(catalog: Catalog, records: Records, access: Access, item: ObjectType, base: str) -> dict[str, Any]:
    """The whole describe of one object."""
    children: list[dict[str, Any]] = [
        {
            "cascadeDelete": lookup.type == "MasterDetail", "childSObject": lookup.object, "deprecatedAndHidden": False,
            "field": lookup.name, "junctionIdListNames": [], "junctionReferenceTo": [], "relationshipName": name,
            "restrictedDelete": lookup.body.get("deleteConstraint") == "Restrict",
        }
        for name, lookup in child_relationships(catalog, item.name)
        if access.sees(lookup)
    ]  # fmt: skip
    fields = [_field(field, item) for field in item.fields.values() if access.sees(field)]
    return {
        **global_item(item, base), "actionOverrides": [], "childRelationships": children, "compactLayoutable": True,
        "defaultImplementation": None, "extendedBy": None, "extendsInterfaces": None, "fields": fields,
        "implementedBy": None, "implementsInterfaces": None, "listviewable": None, "lookupLayoutable": None,
        "namedLayoutInfos": [], "networkScopeFieldName": None, "recordTypeInfos": _record_types(records, item, base),
        "searchLayoutable": True, "sobjectDescribeOption": "FULL", "supportedScopes": [],
    }  # fmt: skip


def _record_types(records: Records, item: ObjectType, base: str) -> list[dict[str, Any]]:
    master = {"Id": MASTER_RECORD_TYPE, "Name": "Master", "DeveloperName": "Master", "IsActive": True}
    own = [body for body in records.all("RecordType") if body["SobjectType"] == item.name]
    url = f"{base}/sobjects/{item.name}/describe/layouts"
    return [
        {
            "active": body["IsActive"], "available": body["IsActive"], "defaultRecordTypeMapping": body is master,
            "developerName": body["DeveloperName"], "master": body is master, "name": body["Name"],
            "recordTypeId": body["Id"], "urls": {"layout": f"{url}/{body['Id']}"},
        }
        for body in [*own, master]
    ]  # fmt: skip


def _field(field: Field, item: ObjectType) -> dict[str, Any]:
    kind = _REST_TYPES.get(field.type, "string")
    body, long_text, calculated = field.body, field.type in LONG_TEXT, field.formula is not None
    textual = kind in ("string", "textarea", "email", "phone", "url", "picklist", "multipicklist", "encryptedstring")
    length = (field.length or 1300 if calculated else field.length) if textual or kind in ("id", "reference") else 0
    controller = body.get("valueSet", {}).get("controllingField")
    default = field.default if not field.choices and field.type != "Checkbox" else None
    return {
        "aggregatable": not long_text, "aiPredictionField": False, "autoNumber": field.type == "AutoNumber",
        "byteLength": length * 3, "calculated": calculated, "calculatedFormula": field.formula,
        "cascadeDelete": body.get("deleteConstraint") == "Cascade", "caseSensitive": field.case_sensitive,
        "compoundFieldName": None, "controllerName": controller, "createable": field.createable,
        "custom": field.custom, "defaultValue": (field.default == "true") if field.type == "Checkbox" else None,
        "defaultValueFormula": default, "defaultedOnCreate": field.default is not None or _platform_default(field),
        "dependentPicklist": controller is not None, "deprecatedAndHidden": False,
        "digits": field.precision if field.type == "Integer" else 0, "displayLocationInDecimal": False,
        "encrypted": False, "externalId": field.external_id,
        "extraTypeInfo": {"LongTextArea": "plaintextarea", "Html": "richtextarea"}.get(field.type),
        "filterable": field.filterable, "filteredLookupInfo": None, "formulaTreatNullNumberAsZero":
            body.get("formulaTreatBlanksAs") == "BlankAsZero", "groupable": not long_text and not calculated
            and kind not in ("double", "currency", "percent", "datetime"), "highScaleNumber": False,
        "htmlFormatted": field.type == "Html", "idLookup": kind == "id" or field.external_id,
        "inlineHelpText": body.get("inlineHelpText"), "label": field.label, "length": length, "mask": None,
        "maskType": None, "name": field.name, "nameField": field.name == "Name" or _subject(field),
        "namePointing": False, "nillable": not field.required, "permissionable": field.custom
            and not always_visible(field), "picklistValues": _choices(field, item),
        "polymorphicForeignKey": len(field.targets) > 1,
        "precision": field.precision if kind in ("double", "currency", "percent") else 0,
        "queryByDistance": False, "referenceTargetField": None, "referenceTo": list(field.targets),
        "relationshipName": field.relationship, "relationshipOrder": body.get("relationshipOrder"),
        "restrictedDelete": body.get("deleteConstraint") == "Restrict", "restrictedPicklist": field.restricted,
        "scale": field.scale if field.type in NUMERIC else 0, "searchPrefilterable": False,
        "soapType": _SOAP_TYPES.get(kind, "xsd:string"), "sortable": not long_text, "type": kind,
        "unique": field.unique, "updateable": field.updateable,
        "writeRequiresMasterRead": bool(body.get("writeRequiresMasterRead")),
    }  # fmt: skip


def _choices(field: Field, item: ObjectType) -> list[dict[str, Any]]:
    value_set = field.body.get("valueSet") or {}
    controller = item.field(str(value_set.get("controllingField")))
    shown = [choice for choice in field.choices if choice.active]
    if controller is None:
        return [_choice(choice, None) for choice in shown]
    places = [choice.name for choice in controller.choices if choice.active] or ["unchecked", "checked"]
    valid = {setting["valueName"]: setting.get("controllingFieldValue", []) for setting in value_set["valueSettings"]}
    return [_choice(choice, _bitmap(places, valid.get(choice.name, []))) for choice in shown]


def _bitmap(places: list[str], wanted: list[str]) -> str:
    """Which controlling values allow a value: a bit each, the first one highest (observed: gist boxfoot/4166342)."""
    bits = bytearray(-(-len(places) // 24) * 3)
    for place, name in enumerate(places):
        if name in wanted:
            bits[place // 8] |= 0x80 >> place % 8
    return base64.b64encode(bytes(bits)).decode()


def _choice(choice: Any, valid_for: str | None) -> dict[str, Any]:
    return {
        "active": choice.active, "defaultValue": choice.default, "label": choice.label, "validFor": valid_for,
        "value": choice.name,
    }  # fmt: skip


def _platform_default(field: Field) -> bool:
    return field.type == "Checkbox" or bool(
        re.fullmatch(r"Id|OwnerId|SystemModstamp|(Created|LastModified)\w+", field.name)
    )


def _subject(field: Field) -> bool:
    return field.object == "Task" and field.name == "Subject"
