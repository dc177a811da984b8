"""The shapes of metadata components: which elements a type has, in which order, and XML to and from JSON-like bodies.

The tables are the element sequences of the Metadata API WSDL, version 63.0. Letters: ``s`` text, ``b`` boolean,
``i`` integer, ``raw`` kept as it came, ``typed`` a text with its ``xsi:type``; any other word is another table; ``*``
repeats; ``?`` is nil where nobody said it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dealspec.emulator.salesforce.xmltree import Node, escape

Body = dict[str, Any]

_TABLES = {
    "CustomObject": """fullName:s actionOverrides:raw* allowInChatterGroups:b articleTypeChannelDisplay:raw
        businessProcesses:BusinessProcess* compactLayoutAssignment:s compactLayouts:raw* customHelp:s customHelpPage:s
        customSettingsType:s deploymentStatus:s deprecated:b description:s enableActivities:b enableBulkApi:b
        enableDataTranslation:b enableDivisions:b enableEnhancedLookup:b enableFeeds:b enableHistory:b
        enableLicensing:b enablePublishStatusTracking:b enableReports:b enableSearch:b enableSharing:b
        enableStreamingApi:b eventType:s externalDataSource:s externalName:s externalRepository:s
        externalSharingModel:s fieldSets:raw* fields:CustomField* gender:s historyRetentionPolicy:raw household:b
        indexes:raw* label:s listViews:raw* mktDataLakeAttributes:raw mktDataModelAttributes:raw nameField:CustomField
        pluralLabel:s profileSearchLayouts:raw* publishBehavior:s recordTypeTrackFeedHistory:b recordTypeTrackHistory:b
        recordTypes:RecordType* searchLayouts:raw sharingModel:s sharingReasons:raw* sharingRecalculations:raw*
        startsWith:s validationRules:ValidationRule* visibility:s webLinks:raw*""",
    "CustomField": """fullName:s businessOwnerGroup:s businessOwnerUser:s businessStatus:s caseSensitive:b
        complianceGroup:s customDataType:s defaultValue:s deleteConstraint:s deprecated:b description:s
        displayFormat:s elementType:s encryptionScheme:s escapeMarkup:b externalDeveloperName:s externalId:b
        fieldManageability:s formula:s formulaTreatBlanksAs:s inlineHelpText:s isAIPredictionField:b
        isConvertLeadDisabled:b isFilteringDisabled:b isNameField:b isSortingDisabled:b label:s length:i
        lookupFilter:LookupFilter maskChar:s maskType:s metadataRelationshipControllingField:s
        mktDataLakeFieldAttributes:raw mktDataModelFieldAttributes:raw populateExistingRows:b precision:i
        referenceTargetField:s referenceTo:s relationshipLabel:s relationshipName:s relationshipOrder:i
        reparentableMasterDetail:b required:b restrictedAdminField:b scale:i securityClassification:s startingNumber:i
        stripMarkup:b summarizedField:s summaryFilterItems:FilterItem* summaryForeignKey:s summaryOperation:s
        trackFeedHistory:b trackHistory:b trackTrending:b translateData:b type:s unique:b valueSet:ValueSet
        visibleLines:i writeRequiresMasterRead:b""",
    "ValueSet": """controllingField:s restricted:b valueSetDefinition:ValueSetValuesDefinition valueSetName:s
        valueSettings:ValueSettings*""",
    "ValueSetValuesDefinition": "sorted:b value:CustomValue*",
    "CustomValue": "fullName:s color:s default:b description:s isActive:b label:s",
    "ValueSettings": "controllingFieldValue:s* valueName:s",
    "StandardValueSet": "fullName:s groupingStringEnum:s sorted:b standardValue:StandardValue*",
    "StandardValue": """fullName:s color:s default:b description:s isActive:b label:s allowEmail:b closed:b converted:b
        cssExposed:b forecastCategory:s groupingString:s highPriority:b probability:i reverseRole:s reviewed:b
        won:b""",
    "GlobalValueSet": "fullName:s customValue:CustomValue* description:s masterLabel:s sorted:b",
    "BusinessProcess": "fullName:s description:s isActive:b values:PicklistValue*",
    "PicklistValue": """fullName:s color:s default:b description:s isActive:b allowEmail:b closed:b
        controllingFieldValues:s* converted:b cssExposed:b forecastCategory:s highPriority:b probability:i
        reverseRole:s reviewed:b won:b""",
    "RecordType": """fullName:s active:b businessProcess:s compactLayoutAssignment:s description:s label:s
        picklistValues:RecordTypePicklistValue*""",
    "RecordTypePicklistValue": "picklist:s values:PicklistValue*",
    "ValidationRule": """fullName:s active:b description:s errorConditionFormula:s errorDisplayField:s
        errorMessage:s""",
    "LookupFilter": """active:b booleanFilter:s description:s errorMessage:s filterItems:FilterItem* infoMessage:s
        isOptional:b""",
    "FilterItem": "field:s operation:s value:s valueField:s",
    "CustomPermission": """fullName:s connectedApp:s description:s externalClientApplication:s isLicensed:b label:s
        requiredPermission:CustomPermissionDependencyRequired*""",
    "CustomPermissionDependencyRequired": "customPermission:s dependency:b",
    "Layout": """fullName:s customButtons:s* customConsoleComponents:raw emailDefault:b excludeButtons:s* feedLayout:raw
        headers:s* layoutSections:LayoutSection* miniLayout:raw multilineLayoutFields:s* platformActionList:raw
        quickActionList:raw relatedContent:raw relatedLists:raw* relatedObjects:s* runAssignmentRulesDefault:b
        showEmailCheckbox:b showHighlightsPanel:b showInteractionLogPanel:b showKnowledgeComponent:b
        showRunAssignmentRulesCheckbox:b showSolutionSection:b showSubmitAndAttachButton:b summaryLayout:raw""",
    "LayoutSection": """customLabel:b detailHeading:b editHeading:b label:s layoutColumns:LayoutColumn* style:s""",
    "LayoutColumn": "layoutItems:LayoutItem* reserved:s",
    "LayoutItem": """analyticsCloudComponent:raw behavior:s canvas:s component:s customLink:s emptySpace:b field:s
        height:i page:s reportChartComponent:raw scontrol:s showLabel:b showScrollbars:b width:s""",
    "MatchingRules": "fullName:s matchingRules:MatchingRule*",
    "MatchingRule": "fullName:s booleanFilter:s description:s label:s matchingRuleItems:MatchingRuleItem* ruleStatus:s",
    "MatchingRuleItem": "blankValueBehavior:s fieldName:s matchingMethod:s",
    "DuplicateRule": """fullName:s actionOnInsert:s actionOnUpdate:s alertText:s? description:s?
        duplicateRuleFilter:DuplicateRuleFilter? duplicateRuleMatchRules:DuplicateRuleMatchRule* isActive:b
        masterLabel:s operationsOnInsert:s* operationsOnUpdate:s* securityOption:s sortOrder:i""",
    "DuplicateRuleFilter": "booleanFilter:s? duplicateRuleFilterItems:DuplicateRuleFilterItem*",
    "DuplicateRuleFilterItem": "field:s operation:s value:s valueField:s sortOrder:i table:s",
    "DuplicateRuleMatchRule": "matchRuleSObjectType:s matchingRule:s objectMapping:ObjectMapping?",
    "ObjectMapping": "inputObject:s mappingFields:ObjectMappingField* outputObject:s",
    "ObjectMappingField": "inputField:s outputField:s",
    "PermissionSet": """fullName:s applicationVisibilities:raw* classAccesses:raw* customMetadataTypeAccesses:raw*
        customPermissions:PermissionSetCustomPermissions* customSettingAccesses:raw* description:s
        emailRoutingAddressAccesses:raw* externalCredentialPrincipalAccesses:raw* externalDataSourceAccesses:raw*
        fieldPermissions:PermissionSetFieldPermissions* flowAccesses:raw* hasActivationRequired:b label:s license:s
        objectPermissions:PermissionSetObjectPermissions* pageAccesses:raw*
        recordTypeVisibilities:PermissionSetRecordTypeVisibility* tabSettings:PermissionSetTabSetting*
        userPermissions:PermissionSetUserPermission*""",
    "PermissionSetFieldPermissions": "editable:b field:s readable:b",
    "PermissionSetObjectPermissions": """allowCreate:b allowDelete:b allowEdit:b allowRead:b modifyAllRecords:b
        object:s viewAllFields:b viewAllRecords:b""",
    "PermissionSetRecordTypeVisibility": "recordType:s visible:b",
    "PermissionSetCustomPermissions": "enabled:b name:s",
    "PermissionSetTabSetting": "tab:s visibility:s",
    "PermissionSetUserPermission": "enabled:b name:s",
    "CustomLabels": "fullName:s labels:CustomLabel*",
    "CustomLabel": "fullName:s categories:s language:s protected:b shortDescription:s value:s",
    "CustomMetadata": "fullName:s description:s label:s protected:b values:CustomMetadataValue*",
    "CustomMetadataValue": "field:s value:typed?",
}


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a type: its name, kind, whether it repeats, and whether it is there as nil when nobody said it."""

    name: str
    kind: str
    many: bool
    nillable: bool = False


class ShapeError(ValueError):
    """A component that does not have its type's shape; says where in its file."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


def _table(text: str) -> dict[str, Element]:
    words = (word.split(":") for word in text.split())
    return {name: Element(name, kind.rstrip("*?"), kind.endswith("*"), kind.endswith("?")) for name, kind in words}


TYPES = {name: _table(text) for name, text in _TABLES.items()}


def decode(type_name: str, node: Node) -> Body:
    """A component's body from its XML element; raises ``ShapeError``. Texts are stripped, as the vendor does
    (Metadata API guide, upsertMetadata).
    """
    table = TYPES.get(type_name)
    if table is None:
        return {"fullName": node.value("fullName"), "raw": _raw(node)}
    body: Body = {}
    for child in node.children:
        element = table.get(child.name)
        if element is None:
            namespace = child.namespace or "http://soap.sforce.com/2006/04/metadata"
            words = f"Element {{{namespace}}}{child.name} invalid at this location in type {type_name}"
            raise ShapeError(words, child.line, child.column)
        value = None if child.is_nil else _value(element, child)
        if value is None:
            continue
        if element.many:
            body.setdefault(child.name, []).append(value)
        elif child.name in body:
            raise ShapeError(f"Property '{child.name}' cannot be specified more than once", child.line, child.column)
        else:
            body[child.name] = value
    return body


def encode(type_name: str, body: Body) -> str:
    """A body's elements as XML text, in the vendor's order."""
    table = TYPES.get(type_name)
    if table is None:
        return _encode_raw(body["raw"])
    parts: list[str] = []
    for name, element in table.items():
        value = body.get(name)
        if value is None:
            parts.append(f'<{name} xsi:nil="true"/>' if element.nillable else "")
            continue
        for item in value if element.many else (value,):
            if element.kind == "typed":
                kind = f'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xsi:type="xsd:{item["type"]}"'
                parts.append(f"<{name} {kind}>{escape(item['text'])}</{name}>")
                continue
            parts.append(f"<{name}>{_text(element.kind, item)}</{name}>")
    return "".join(parts)


def _value(element: Element, node: Node) -> Any:
    text = node.text.strip()
    match element.kind:
        case "s":
            return text or None
        case "b":
            if text.lower() not in ("true", "false", "1", "0", ""):
                raise ShapeError(f"'{text}' is not a valid value for the type xsd:boolean", node.line, node.column)
            return None if text == "" else text.lower() in ("true", "1")
        case "i":
            if text and not text.lstrip("+-").isdigit():
                raise ShapeError(f"'{text}' is not a valid value for the type xsd:int", node.line, node.column)
            return int(text) if text else None
        case "raw":
            return _raw(node)
        case "typed":
            return {"type": node.xsi_type or "string", "text": text}
        case nested:
            return decode(nested, node)


def _text(kind: str, value: Any) -> str:
    match kind:
        case "s":
            return escape(str(value))
        case "b":
            return "true" if value else "false"
        case "i":
            return str(value)
        case "raw":
            return _encode_raw(value)
        case nested:
            return encode(nested, value)


def _raw(node: Node) -> Any:
    if not node.children:
        return node.text.strip()
    return [[child.name, _raw(child)] for child in node.children]


def _encode_raw(value: Any) -> str:
    if isinstance(value, str):
        return escape(value)
    return "".join(f"<{name}>{_encode_raw(inner)}</{name}>" for name, inner in value)
