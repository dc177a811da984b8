"""What Salesforce can hold: field types and limits, with their sources. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dealspec.schema.model import FieldType

API_VERSION = "66.0"
"""Spring '26: supported by every org today (Salesforce docs: the API usage page's version menu)."""


@dataclass(frozen=True, slots=True)
class NativeType:
    """A Metadata API field type and what a definition of it cannot do without when the schema does not say it.

    Source: Metadata API guide, CustomField; the FieldType enumeration of its WSDL.
    """

    name: str
    defaults: Mapping[str, str | int | bool]


FIELD_TYPES: Mapping[FieldType, NativeType] = {
    FieldType.TEXT: NativeType("Text", {"length": 255}),
    FieldType.LONG_TEXT: NativeType("LongTextArea", {"length": 32768, "visibleLines": 5}),
    FieldType.RICH_TEXT: NativeType("Html", {"length": 32768, "visibleLines": 25}),
    FieldType.NUMBER: NativeType("Number", {"precision": 18, "scale": 0}),
    FieldType.CURRENCY: NativeType("Currency", {"precision": 18, "scale": 2}),
    FieldType.PERCENT: NativeType("Percent", {"precision": 5, "scale": 0}),
    FieldType.CHECKBOX: NativeType("Checkbox", {"defaultValue": False}),
    FieldType.DATE: NativeType("Date", {}),
    FieldType.DATETIME: NativeType("DateTime", {}),
    FieldType.TIME: NativeType("Time", {}),
    FieldType.PICKLIST: NativeType("Picklist", {}),
    FieldType.MULTI_SELECT: NativeType("MultiselectPicklist", {"visibleLines": 4}),
    FieldType.LOOKUP: NativeType("Lookup", {"deleteConstraint": "SetNull"}),
    FieldType.MASTER_DETAIL: NativeType("MasterDetail", {}),
    FieldType.URL: NativeType("Url", {}),
    FieldType.EMAIL: NativeType("Email", {}),
    FieldType.PHONE: NativeType("Phone", {}),
    FieldType.AUTO_NUMBER: NativeType("AutoNumber", {"displayFormat": "{0}"}),
    FieldType.ROLL_UP: NativeType("Summary", {}),
}
"""Every field type that is one of Salesforce's own.

The others are not: contact roles are values of the standard value set ContactRole, a formula is a field of its result's
type, and what the language has no word for is named by ``salesforce.type``.
Precision counts all digits, and a percent's scale comes on top of its five.
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """The largest size or count that Salesforce takes, and where it says so."""

    subject: str
    most: int
    unit: str
    source: str


_RULES = "https://help.salesforce.com/s/articleView?id=platform.fields_validation_rules_fields.htm"
_PICKLISTS = "https://help.salesforce.com/s/articleView?id=platform.picklist_limitations.htm"
_ASSUMED = "assumed: widely quoted, in no page that we could cite"

FIELD_NAME = Limit("a field's API name, before __c", 40, "characters", _ASSUMED)
FIELD_LABEL = Limit("a field's label", 40, "characters", _ASSUMED)
FIELD_HELP = Limit("a field's help text", 510, "characters", _ASSUMED)
FIELD_DESCRIPTION = Limit("a field's description", 1000, "characters", _ASSUMED)
TEXT_LENGTH = Limit("a text field", 255, "characters", "Metadata API guide, CustomField")
LONG_TEXT_LENGTH = Limit("a long text field", 131_072, "characters", "Metadata API guide, CustomField")
NUMBER_DIGITS = Limit("a number's digits", 18, "digits", "Metadata API guide, CustomField")
PICKLIST_VALUES = Limit("a restricted picklist's values", 1000, "values, active and inactive", _PICKLISTS)
PICKLIST_VALUE = Limit("a picklist value", 255, "characters", _PICKLISTS)
STAGES = Limit("opportunity stages of an org", 100, "stages of all pipelines together", _PICKLISTS)
RULE_NAME = Limit("a validation rule's name", 40, "characters", _RULES)
RULE_MESSAGE = Limit("a validation rule's message", 255, "characters", _RULES)
RELATIONSHIP_NAME = Limit("a relationship's name", 40, "characters", _ASSUMED)

LIMITS = (
    FIELD_NAME,
    FIELD_LABEL,
    FIELD_HELP,
    FIELD_DESCRIPTION,
    TEXT_LENGTH,
    LONG_TEXT_LENGTH,
    NUMBER_DIGITS,
    PICKLIST_VALUES,
    PICKLIST_VALUE,
    STAGES,
    RULE_NAME,
    RULE_MESSAGE,
    RELATIONSHIP_NAME,
)

PROCESS_PICKLISTS: Mapping[str, str] = {
    "Opportunity": "StageName",
    "Lead": "Status",
    "Case": "Status",
    "Solution": "Status",
}
"""Objects whose record types take one picklist's values from a business process (Metadata API guide, RecordType)."""

NO_PROCESS_DEFAULT = frozenset(("Opportunity",))
"""Objects whose business processes take no default ("Cannot specify a default on: Opportunity", public guides)."""

LINES: Mapping[FieldType, tuple[int, int]] = {
    FieldType.LONG_TEXT: (2, 50),
    FieldType.RICH_TEXT: (10, 50),
    FieldType.MULTI_SELECT: (3, 10),
}
"""The fewest and most lines that a field of a type shows (Help: custom_field_attributes)."""

STANDARD_STAGE_LABELS = frozenset(
    (
        "prospecting",
        "qualification",
        "needs analysis",
        "value proposition",
        "id. decision makers",
        "perception analysis",
        "proposal/price quote",
        "negotiation/review",
        "closed won",
        "closed lost",
    )
)
"""The stage labels of a new org, in lower case (Object Reference, OpportunityStage): no two values share a label."""

OBJECT_DEFAULTS: Mapping[str, str | bool] = {
    "compactLayoutAssignment": "SYSTEM",
    "deploymentStatus": "Deployed",
    "enableBulkApi": True,
    "enableSharing": True,
    "enableStreamingApi": True,
    "visibility": "Public",
}
"""What a custom object says where nobody chose; flags that are not listed are off (assumed in detail)."""

OTHER_PARTS: Mapping[str, str] = {
    "actionOverrides": "action overrides",
    "compactLayouts": "compact layouts",
    "fieldSets": "field sets",
    "indexes": "indexes",
    "listViews": "list views",
    "profileSearchLayouts": "search layouts of profiles",
    "searchLayouts": "search layouts",
    "sharingReasons": "sharing reasons",
    "sharingRecalculations": "sharing recalculations",
    "webLinks": "buttons and links",
}
"""Parts of an object that are no part of its data model, by their element (Metadata API guide, CustomObject)."""

STANDARD_VALUE_SETS: Mapping[str, tuple[str, ...]] = {
    "Opportunity": ("OpportunityStage", "OpportunityType", "LeadSource", "ContactRole"),
    "Account": ("AccountType", "AccountOwnership", "AccountRating", "Industry", "LeadSource"),
    "Contact": ("LeadSource", "Salutation"),
    "Lead": ("LeadSource", "LeadStatus", "Industry", "AccountRating", "Salutation"),
    "Case": ("CaseStatus", "CaseOrigin", "CasePriority", "CaseReason", "CaseType"),
    "Campaign": ("CampaignStatus", "CampaignType"),
    "Task": ("TaskStatus", "TaskPriority"),
}
"""The standard value sets of an object's own fields: no call lists them (Metadata API guide, StandardValueSet)."""
