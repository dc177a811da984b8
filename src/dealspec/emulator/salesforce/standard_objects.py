"""The standard objects and fields of a fresh Developer Edition org that matter here; a literal table, no behaviour.

One line per field: name, label, type, access. Types: Metadata API field types with their size in brackets
(``Text(120)``, ``Currency(18,2)``, ``Lookup(Account)``, ``Picklist(StandardValueSet)``), and ``Id``, ``Integer`` and
``Text`` for system columns. Access letters: ``c`` createable, ``u`` updateable, ``r`` never null, ``a`` audit field,
settable on insert with "Set Audit Fields upon Record Creation" (Help: 000386875), ``x`` computed on read, ``n`` not
filterable.
Sources: Object Reference, one page per object; lengths as describe reports them (assumed where the page is silent).
"""

from __future__ import annotations

_AUDIT = """
IsDeleted | Deleted | Checkbox | r
CreatedDate | Created Date | DateTime | ra
CreatedById | Created By ID | Lookup(User) | ra
LastModifiedDate | Last Modified Date | DateTime | ra
LastModifiedById | Last Modified By ID | Lookup(User) | ra
SystemModstamp | System Modstamp | DateTime | r
"""
_SETUP_AUDIT = _AUDIT.replace("IsDeleted | Deleted | Checkbox | r\n", "").replace("| ra", "| r")

CUSTOM_OBJECT = (
    """
Id | Record ID | Id | r
OwnerId | Owner ID | Lookup(User) | cu
"""
    + _AUDIT
)
"""The fields every custom object has besides its name field."""

TABLES = {
    "Opportunity": """
Id | Opportunity ID | Id | r
AccountId | Account ID | Lookup(Account) | cu
RecordTypeId | Record Type ID | Lookup(RecordType) | cu
IsPrivate | Private | Checkbox | cu
Name | Name | Text(120) | cur
Description | Description | LongTextArea(32000) | cu
StageName | Stage | Picklist(OpportunityStage) | cur
Amount | Amount | Currency(18,2) | cu
Probability | Probability (%) | Percent(3,0) | cu
ExpectedRevenue | Expected Amount | Currency(18,2) |
TotalOpportunityQuantity | Quantity | Number(18,2) | cu
CloseDate | Close Date | Date | cur
Type | Opportunity Type | Picklist(OpportunityType) | cu
NextStep | Next Step | Text(255) | cu
LeadSource | Lead Source | Picklist(LeadSource) | cu
IsClosed | Closed | Checkbox | r
IsWon | Won | Checkbox | r
ForecastCategory | Forecast Category | Picklist(ForecastCategory) | r
ForecastCategoryName | Forecast Category | Picklist(ForecastCategoryName) | cu
CampaignId | Campaign ID | Lookup(Campaign) | cu
HasOpportunityLineItem | Has Line Item | Checkbox | r
Pricebook2Id | Price Book ID | Lookup(Pricebook2) | cu
OwnerId | Owner ID | Lookup(User) | cu
LastActivityDate | Last Activity | Date |
PushCount | Push Count | Integer |
LastStageChangeDate | Last Stage Change Date | DateTime |
FiscalQuarter | Fiscal Quarter | Integer |
FiscalYear | Fiscal Year | Integer |
Fiscal | Fiscal Period | Text(6) |
ContactId | Contact ID | Lookup(Contact) | c
LastViewedDate | Last Viewed Date | DateTime |
LastReferencedDate | Last Referenced Date | DateTime |
HasOpenActivity | Has Open Activity | Checkbox | r
HasOverdueTask | Has Overdue Task | Checkbox | r
""" + _AUDIT,
    "Account": """
Id | Account ID | Id | r
MasterRecordId | Master Record ID | Lookup(Account) |
Name | Account Name | Text(255) | cur
Type | Account Type | Picklist(AccountType) | cu
RecordTypeId | Record Type ID | Lookup(RecordType) | cu
ParentId | Parent Account ID | Lookup(Account) | cu
BillingStreet | Billing Street | TextArea(255) | cu
BillingCity | Billing City | Text(40) | cu
BillingState | Billing State/Province | Text(80) | cu
BillingPostalCode | Billing Zip/Postal Code | Text(20) | cu
BillingCountry | Billing Country | Text(80) | cu
Phone | Account Phone | Phone(40) | cu
Fax | Account Fax | Phone(40) | cu
AccountNumber | Account Number | Text(40) | cu
Website | Website | Url(255) | cu
Industry | Industry | Picklist(Industry) | cu
AnnualRevenue | Annual Revenue | Currency(18,0) | cu
NumberOfEmployees | Employees | Integer | cu
Ownership | Ownership | Picklist(AccountOwnership) | cu
TickerSymbol | Ticker Symbol | Text(20) | cu
Description | Account Description | LongTextArea(32000) | cu
Rating | Account Rating | Picklist(AccountRating) | cu
Site | Account Site | Text(80) | cu
OwnerId | Owner ID | Lookup(User) | cu
LastActivityDate | Last Activity | Date |
LastViewedDate | Last Viewed Date | DateTime |
LastReferencedDate | Last Referenced Date | DateTime |
AccountSource | Account Source | Picklist(LeadSource) | cu
""" + _AUDIT,
    "Contact": """
Id | Contact ID | Id | r
AccountId | Account ID | Lookup(Account) | cu
LastName | Last Name | Text(80) | cur
FirstName | First Name | Text(40) | cu
Salutation | Salutation | Picklist(Salutation) | cu
Name | Full Name | Text(121) | rx
RecordTypeId | Record Type ID | Lookup(RecordType) | cu
Phone | Business Phone | Phone(40) | cu
MobilePhone | Mobile Phone | Phone(40) | cu
ReportsToId | Reports To ID | Lookup(Contact) | cu
Email | Email | Email(80) | cu
Title | Title | Text(128) | cu
Department | Department | Text(80) | cu
LeadSource | Lead Source | Picklist(LeadSource) | cu
Description | Contact Description | LongTextArea(32000) | cu
OwnerId | Owner ID | Lookup(User) | cu
LastActivityDate | Last Activity | Date |
""" + _AUDIT,
    "OpportunityContactRole": """
Id | Contact Role ID | Id | r
OpportunityId | Opportunity ID | Lookup(Opportunity) | cr
ContactId | Contact ID | Lookup(Contact) | cr
Role | Role | Picklist(ContactRole) | cu
IsPrimary | Primary | Checkbox | cu
""" + _AUDIT,
    "Task": """
Id | Activity ID | Id | r
WhoId | Name ID | Lookup(Contact) | cu
WhatId | Related To ID | Lookup(Opportunity,Account) | cu
Subject | Subject | Text(255) | cu
ActivityDate | Due Date Only | Date | cu
Status | Status | Picklist(TaskStatus) | cur
Priority | Priority | Picklist(TaskPriority) | cur
OwnerId | Assigned To ID | Lookup(User) | cu
Description | Description | LongTextArea(32000) | cu
AccountId | Account ID | Lookup(Account) |
IsClosed | Closed | Checkbox | r
CompletedDateTime | Completed Date | DateTime |
""" + _AUDIT,
    "User": """
Id | User ID | Id | r
Username | Username | Text(80) | cur
LastName | Last Name | Text(80) | cur
FirstName | First Name | Text(40) | cu
Name | Full Name | Text(121) | rx
Email | Email | Email(128) | cur
Alias | Alias | Text(8) | cur
IsActive | Active | Checkbox | cu
ProfileId | Profile ID | Lookup(Profile) | cur
UserRoleId | Role ID | Lookup(UserRole) | cu
UserType | User Type | Text(40) |
TimeZoneSidKey | Time Zone | Text(40) | cur
LocaleSidKey | Locale | Text(40) | cur
EmailEncodingKey | Email Encoding | Text(40) | cur
LanguageLocaleKey | Language | Text(40) | cur
ManagerId | Manager ID | Lookup(User) | cu
Title | Title | Text(80) | cu
Department | Department | Text(80) | cu
Division | Division | Text(80) | cu
CompanyName | Company Name | Text(80) | cu
EmployeeNumber | Employee Number | Text(20) | cu
FederationIdentifier | SAML Federation ID | Text(512) | cu
Phone | Phone | Phone(40) | cu
MobilePhone | Mobile | Phone(40) | cu
Extension | Extension | Phone(40) | cu
Fax | Fax | Phone(40) | cu
Street | Street | TextArea(255) | cu
City | City | Text(40) | cu
State | State/Province | Text(80) | cu
PostalCode | Zip/Postal Code | Text(20) | cu
Country | Country | Text(80) | cu
""" + _SETUP_AUDIT,
    "UserRole": """
Id | Role ID | Id | r
Name | Name | Text(80) | cur
DeveloperName | Developer Name | Text(80) | cu
ParentRoleId | Parent Role ID | Lookup(UserRole) | cu
RollupDescription | Description | Text(80) | cu
LastModifiedDate | Last Modified Date | DateTime | r
LastModifiedById | Last Modified By ID | Lookup(User) | r
SystemModstamp | System Modstamp | DateTime | r
""",
    "RecordType": """
Id | Record Type ID | Id | r
Name | Name | Text(80) | r
DeveloperName | Record Type Name | Text(80) | r
NamespacePrefix | Namespace Prefix | Text(15) |
Description | Description | Text(255) |
BusinessProcessId | Business Process ID | Lookup(BusinessProcess) |
SobjectType | SObject Type Name | Text(40) | r
IsActive | Active | Checkbox | r
""" + _SETUP_AUDIT,
    "BusinessProcess": """
Id | Business Process ID | Id | r
Name | Name | Text(80) | r
NamespacePrefix | Namespace Prefix | Text(15) |
Description | Description | Text(255) |
TableEnumOrId | Entity Enumeration Or ID | Text(40) | r
IsActive | Active | Checkbox | r
""" + _SETUP_AUDIT,
    "Organization": """
Id | Organization ID | Id | r
Name | Name | Text(80) | r
Division | Division | Text(80) |
Street | Street | TextArea(255) |
City | City | Text(40) |
State | State/Province | Text(80) |
PostalCode | Zip/Postal Code | Text(20) |
Country | Country | Text(80) |
Phone | Phone | Phone(40) |
Fax | Fax | Phone(40) |
PrimaryContact | Primary Contact | Text(80) |
LanguageLocaleKey | Language | Text(40) | r
TimeZoneSidKey | Time Zone | Text(40) |
DefaultLocaleSidKey | Locale | Text(40) |
OrganizationType | Edition | Text(40) |
NamespacePrefix | Namespace Prefix | Text(15) |
InstanceName | Instance Name | Text(5) |
IsSandbox | Is Sandbox | Checkbox | r
IsReadOnly | Is Read Only | Checkbox | r
TrialExpirationDate | Trial Expiration Date | DateTime |
FiscalYearStartMonth | Fiscal Year Starts In | Integer |
""" + _SETUP_AUDIT,
    "Profile": """
Id | Profile ID | Id | r
Name | Name | Text(255) | r
UserType | User Type | Text(40) |
""" + _SETUP_AUDIT,
    "PermissionSet": """
Id | PermissionSet ID | Id | r
Name | Permission Set Name | Text(80) | r
Label | Permission Set Label | Text(80) | r
ProfileId | Profile ID | Lookup(Profile) |
IsOwnedByProfile | Is Owned By Profile | Checkbox | r
IsCustom | Custom | Checkbox | r
Description | Description | Text(255) |
NamespacePrefix | Namespace Prefix | Text(15) |
""" + _SETUP_AUDIT,
    "PermissionSetAssignment": """
Id | PermissionSetAssignment ID | Id | r
PermissionSetId | PermissionSet ID | Lookup(PermissionSet) | cr
AssigneeId | Assignee ID | Lookup(User) | cr
IsActive | Is Active | Checkbox | r
SystemModstamp | Date Assigned | DateTime | r
""",
    "CustomPermission": """
Id | Custom Permission ID | Id | r
DeveloperName | Name | Text(80) | r
MasterLabel | Label | Text(80) | r
NamespacePrefix | Namespace Prefix | Text(15) |
Description | Description | Text(255) |
""" + _SETUP_AUDIT,
    "OpportunityHistory": """
Id | Opportunity History ID | Id | r
OpportunityId | Opportunity ID | Lookup(Opportunity) | r
CreatedById | Created By ID | Lookup(User) | r
CreatedDate | Created Date | DateTime | r
StageName | Stage Name | Text(255) | r
Amount | Amount | Currency(18,2) |
ExpectedRevenue | Expected Amount | Currency(18,2) |
CloseDate | Close Date | Date |
Probability | Probability | Percent(3,0) |
ForecastCategory | To ForecastCategory | Text(40) |
PrevAmount | Last Amount | Currency(18,2) |
PrevCloseDate | Last Close Date | Date |
SystemModstamp | System Modstamp | DateTime | r
IsDeleted | Deleted | Checkbox | r
""",
    "SetupAuditTrail": """
Id | Setup Audit Trail Entry ID | Id | r
Action | Action | Text(255) | r
Section | Section | Text(255) | n
CreatedDate | Date | DateTime | r
CreatedById | User | Lookup(User) |
Display | Display | Text(4000) | n
DelegateUser | Delegate User | Text(255) |
ResponsibleNamespacePrefix | Source Namespace Prefix | Text(15) |
CreatedByContext | Created By Context | Text(255) |
CreatedByIssuer | Created By Issuer | Text(255) |
""",
    "OpportunityStage": """
Id | Opportunity Stage ID | Id | r
MasterLabel | Master Label | Text(255) |
ApiName | API Name | Text(255) |
IsActive | Is Active | Checkbox | r
SortOrder | Sort Order | Integer |
IsClosed | Closed | Checkbox | r
IsWon | Won | Checkbox | r
ForecastCategory | Forecast Category | Text(40) | r
ForecastCategoryName | Forecast Category Name | Text(40) | r
DefaultProbability | Probability (%) | Percent(3,0) |
Description | Description | Text(255) |
""" + _SETUP_AUDIT,
}  # fmt: skip

NAMES = {
    "Opportunity": ("Opportunity", "Opportunities", "006"),
    "Account": ("Account", "Accounts", "001"),
    "Contact": ("Contact", "Contacts", "003"),
    "OpportunityContactRole": ("Opportunity Contact Role", "Opportunity Contact Role", "00K"),
    "Task": ("Task", "Tasks", "00T"),
    "User": ("User", "Users", "005"),
    "UserRole": ("Role", "Role", "00E"),
    "RecordType": ("Record Type", "Record Types", "012"),
    "BusinessProcess": ("Business Process", "Business Processes", "019"),
    "Organization": ("Organization", "Organizations", "00D"),
    "Profile": ("Profile", "Profile", "00e"),
    "PermissionSet": ("Permission Set", "Permission Sets", "0PS"),
    "PermissionSetAssignment": ("Permission Set Assignment", "Permission Set Assignments", "0Pa"),
    "CustomPermission": ("Custom Permission", "Custom Permissions", "0CP"),
    "OpportunityHistory": ("Opportunity: Stage History", "Opportunity: Stage History", "008"),
    "SetupAuditTrail": ("Setup Audit Trail Entry", "Setup Audit Trail Entries", "0Ym"),
    "OpportunityStage": ("Opportunity Stage", "Opportunity Stage", "01J"),
}
"""Label, plural label and key prefix of each object."""

CUSTOMIZABLE = ("Account", "Contact", "Opportunity", "OpportunityContactRole", "Task", "User")
"""The standard objects that take custom fields. Task's live on Activity, which the embedded org does not model."""

UNWRITEABLE = frozenset(
    (
        "RecordType",
        "BusinessProcess",
        "Organization",
        "Profile",
        "PermissionSet",
        "CustomPermission",
        "OpportunityStage",
        "SetupAuditTrail",
    )
)
"""Objects whose records change through metadata only, here."""


def is_unwriteable(name: str) -> bool:
    """Whether the data API refuses to create and delete an object's records."""
    return name in UNWRITEABLE or name.endswith(("__mdt", "History"))


TRENDING = frozenset(("Opportunity",))
"""Standard objects whose fields carry trackTrending (Help: historical trend reporting; list assumed)."""
