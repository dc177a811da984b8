"""Default properties and groups of a fresh portal, one row each. Flags and read-only marks per property, not per group.

Names and types: HubSpot's default properties (knowledge.hubspot.com). Which marks a built-in bears: assumed from the
kind of property: definitions are HubSpot's, values of maintained properties are read only, few option lists are open.
"""

from __future__ import annotations

from typing import Any

from dealspec.emulator.hubspot.fresh_options import OPTIONS, Pairs
from dealspec.emulator.hubspot.objects import ACTIVITIES, ObjectType

# Marks: r value read only, o options may be changed, x options come from outside, h hidden, f usable in forms.
_GROUPS = {
    "0-1": (
        ("contactinformation", "Contact information"), ("emailinformation", "Email information"),
        ("analyticsinformation", "Analytics information"), ("sales_properties", "Sales properties"),
        ("contact_activity", "Contact activity"),
    ),
    "0-2": (
        ("companyinformation", "Company information"), ("company_activity", "Company activity"),
        ("analyticsinformation", "Analytics information"),
    ),
    "0-3": (
        ("dealinformation", "Deal information"), ("deal_activity", "Deal activity"),
        ("deal_revenue", "Deal revenue"), ("analyticsinformation", "Analytics information"),
    ),
    "0-27": (("engagement_type_information", "Task information"),),
    "0-46": (("engagement_type_information", "Note information"),),
}  # fmt: skip

_SHARED = """
createdate | Create Date | datetime | date | main | r
hs_object_id | Record ID | number | number | main | r
hs_createdate | Object create date/time | datetime | date | main | rh
hs_created_by_user_id | Created by user ID | number | number | main | r
hs_updated_by_user_id | Updated by user ID | number | number | main | r
hs_object_source | Record creation source | string | text | main | r
hs_object_source_label | Record source | string | text | main | r
hs_object_source_id | Record creation source ID | string | text | main | r
hs_merged_object_ids | Merged record IDs | enumeration | checkbox | main | rx
hs_read_only | Read Only Object | bool | booleancheckbox | main | r
hs_was_imported | Performed in an import | bool | booleancheckbox | main | r
hubspot_owner_id | Owner | enumeration | select | main | x
hubspot_owner_assigneddate | Owner assigned date | datetime | date | main | r
hubspot_team_id | HubSpot Team | enumeration | select | main | rx
notes_last_updated | Last Activity Date | datetime | date | main | r
notes_last_contacted | Last Contacted | datetime | date | main | r
notes_next_activity_date | Next Activity Date | datetime | date | main | r
num_notes | Number of Sales Activities | number | number | main | r
num_contacted_notes | Number of times contacted | number | number | main | r
hs_analytics_source | Original Traffic Source | enumeration | select | analyticsinformation | r
hs_analytics_source_data_1 | Original Traffic Source Drill-Down 1 | string | text | analyticsinformation | r
hs_analytics_source_data_2 | Original Traffic Source Drill-Down 2 | string | text | analyticsinformation | r
"""

_OWN = {
    "0-3": """
hs_lastmodifieddate | Last Modified Date | datetime | date | dealinformation | r
dealname | Deal Name | string | text | dealinformation | f
amount | Amount | number | number | dealinformation | f
amount_in_home_currency | Amount in company currency | number | number | dealinformation | r
closedate | Close Date | datetime | date | dealinformation | f
dealstage | Deal Stage | enumeration | radio | dealinformation | x
pipeline | Pipeline | enumeration | select | dealinformation | x
dealtype | Deal Type | enumeration | radio | dealinformation | of
description | Deal Description | string | textarea | dealinformation | f
deal_currency_code | Currency | enumeration | select | dealinformation | o
hs_priority | Priority | enumeration | select | dealinformation | o
hs_next_step | Next step | string | text | dealinformation |
hs_is_closed | Is Deal Closed? | bool | booleancheckbox | dealinformation | r
hs_is_closed_won | Is Closed Won | bool | booleancheckbox | dealinformation | r
hs_is_closed_lost | Is Closed Lost | bool | booleancheckbox | dealinformation | r
hs_deal_stage_probability | Deal Probability | number | number | dealinformation | r
hs_forecast_amount | Forecast amount | number | number | deal_revenue |
hs_forecast_probability | Forecast probability | number | number | deal_revenue |
hs_manual_forecast_category | Forecast category | enumeration | select | deal_revenue | o
hs_projected_amount | Weighted amount | number | number | deal_revenue | r
hs_acv | Annual contract value | number | number | deal_revenue |
hs_arr | Annual recurring revenue | number | number | deal_revenue |
hs_mrr | Monthly recurring revenue | number | number | deal_revenue |
hs_tcv | Total contract value | number | number | deal_revenue |
closed_lost_reason | Closed Lost Reason | string | textarea | dealinformation |
closed_won_reason | Closed Won Reason | string | textarea | dealinformation |
days_to_close | Days to close | number | number | dealinformation | r
num_associated_contacts | Number of Associated Contacts | number | number | dealinformation | r
hs_num_of_associated_line_items | Number of Associated Line Items | number | number | dealinformation | r
hs_primary_associated_company | Primary Associated Company | number | number | dealinformation | r
hs_v2_date_entered_current_stage | Date entered current stage | datetime | date | dealinformation | r
hs_latest_approval_status | Latest Approval Status | string | text | dealinformation | r
hs_latest_approval_status_approval_id | Latest Approval Status Approval ID | number | number | dealinformation | r
engagements_last_meeting_booked | Date of last meeting booked | datetime | date | deal_activity | r
hs_sales_email_last_replied | Recent Sales Email Replied Date | datetime | date | deal_activity | r
hs_tag_ids | Deal Tags | enumeration | checkbox | dealinformation | x
""",
    "0-2": """
hs_lastmodifieddate | Last Modified Date | datetime | date | companyinformation | r
name | Company name | string | text | companyinformation | f
domain | Company Domain Name | string | text | companyinformation | f
website | Website URL | string | text | companyinformation | f
phone | Phone Number | string | phonenumber | companyinformation | f
industry | Industry | enumeration | select | companyinformation | of
type | Type | enumeration | radio | companyinformation | of
description | Description | string | textarea | companyinformation | f
address | Street Address | string | text | companyinformation | f
address2 | Street Address 2 | string | text | companyinformation | f
city | City | string | text | companyinformation | f
state | State/Region | string | text | companyinformation | f
zip | Postal Code | string | text | companyinformation | f
country | Country/Region | string | text | companyinformation | f
timezone | Time Zone | string | text | companyinformation |
numberofemployees | Number of Employees | number | number | companyinformation | f
annualrevenue | Annual Revenue | number | number | companyinformation | f
founded_year | Year Founded | string | text | companyinformation |
is_public | Is Public | bool | booleancheckbox | companyinformation |
lifecyclestage | Lifecycle Stage | enumeration | radio | companyinformation | of
hs_lead_status | Lead Status | enumeration | radio | companyinformation | of
linkedin_company_page | LinkedIn Company Page | string | text | companyinformation |
about_us | About Us | string | textarea | companyinformation |
hs_parent_company_id | Parent Company | number | number | companyinformation | r
hs_num_child_companies | Number of child companies | number | number | companyinformation | r
num_associated_contacts | Number of Associated Contacts | number | number | companyinformation | r
num_associated_deals | Number of Associated Deals | number | number | companyinformation | r
total_revenue | Total Revenue | number | number | companyinformation | r
recent_deal_amount | Recent Deal Amount | number | number | companyinformation | r
recent_deal_close_date | Recent Deal Close Date | datetime | date | companyinformation | r
hs_additional_domains | Additional Domains | string | textarea | companyinformation |
""",
    "0-1": """
lastmodifieddate | Last Modified Date | datetime | date | contactinformation | r
email | Email | string | text | contactinformation | f
firstname | First Name | string | text | contactinformation | f
lastname | Last Name | string | text | contactinformation | f
salutation | Salutation | string | text | contactinformation | f
phone | Phone Number | string | phonenumber | contactinformation | f
mobilephone | Mobile Phone Number | string | phonenumber | contactinformation | f
fax | Fax Number | string | phonenumber | contactinformation | f
company | Company Name | string | text | contactinformation | f
jobtitle | Job Title | string | text | contactinformation | f
website | Website URL | string | text | contactinformation | f
address | Street Address | string | text | contactinformation | f
city | City | string | text | contactinformation | f
state | State/Region | string | text | contactinformation | f
zip | Postal Code | string | text | contactinformation | f
country | Country/Region | string | text | contactinformation | f
industry | Industry | string | text | contactinformation | f
numemployees | Number of Employees | enumeration | select | contactinformation | of
message | Message | string | textarea | contactinformation | f
lifecyclestage | Lifecycle Stage | enumeration | radio | contactinformation | of
hs_lead_status | Lead Status | enumeration | radio | sales_properties | of
hs_language | Preferred language | string | text | contactinformation | f
hs_email_domain | Email Domain | string | text | contactinformation | r
hs_email_optout | Unsubscribed from all email | bool | booleancheckbox | emailinformation | r
hs_full_name_or_email | Full name or email | string | text | contactinformation | rh
associatedcompanyid | Primary Associated Company ID | number | number | contactinformation | r
num_associated_deals | Number of Associated Deals | number | number | contactinformation | r
total_revenue | Total Revenue | number | number | contactinformation | r
hs_calculated_merged_vids | Merged record IDs with timestamps of merge | string | text | contactinformation | rh
""",
    "0-27": """
hs_lastmodifieddate | Last modified date | datetime | date | main | r
hs_timestamp | Due date | datetime | date | main |
hs_task_subject | Task Title | string | text | main |
hs_task_body | Task Notes | string | html | main |
hs_task_status | Task Status | enumeration | select | main |
hs_task_priority | Priority | enumeration | select | main |
hs_task_type | Task Type | enumeration | select | main |
hs_task_reminders | Reminders | string | text | main |
hs_task_is_completed | Is completed | number | number | main | r
hs_task_completion_date | Completed at | datetime | date | main | r
""",
    "0-46": """
hs_lastmodifieddate | Last modified date | datetime | date | main | r
hs_timestamp | Activity date | datetime | date | main |
hs_note_body | Note body | string | html | main |
hs_attachment_ids | Attached file IDs | string | text | main |
""",
}

# Built-ins that can never be archived.
_LOCKED = {
    *("createdate", "hs_object_id", "hs_lastmodifieddate", "lastmodifieddate", "hubspot_owner_id"),
    *("dealname", "dealstage", "pipeline", "amount", "closedate", "name", "domain", "email", "firstname", "lastname"),
}
_BOOLEAN: Pairs = (("Yes", "true"), ("No", "false"))


def groups(obj: ObjectType) -> list[dict[str, Any]]:
    """Default groups of an object."""
    return [
        {"name": name, "label": label, "displayOrder": position, "archived": False}
        for position, (name, label) in enumerate(_GROUPS[obj.type_id])
    ]


def properties(obj: ObjectType, now: str) -> list[dict[str, Any]]:
    """Default properties of an object, as a read shows them."""
    main = _GROUPS[obj.type_id][0][0]
    rows = (_SHARED + _OWN[obj.type_id]).strip().splitlines()
    fields = [[part.strip() for part in row.split("|")] for row in rows if row]
    if obj in ACTIVITIES:
        fields = [row for row in fields if row[4] == "main" and row[0].startswith("h")]
    return [_property(obj, name, label, kind, field, main if group == "main" else group, marks, now)
            for name, label, kind, field, group, marks in fields]  # fmt: skip


def of_custom_object(obj: ObjectType, group: str, now: str) -> list[dict[str, Any]]:
    """HubSpot's own properties of a custom object: those of ``_SHARED`` that it bears (of 32, by observation)."""
    rows = ([part.strip() for part in row.split("|")] for row in _SHARED.strip().splitlines())
    modified = ["hs_lastmodifieddate", "Object last modified date/time", "datetime", "date", "main", "r"]
    pipeline = ["hs_pipeline", "Pipeline", "enumeration", "select", "main", "x"]
    stage = ["hs_pipeline_stage", "Pipeline stage", "enumeration", "radio", "main", "x"]
    return [
        _property(obj, name, label, kind, widget, group, marks, now)
        for name, label, kind, widget, place, marks in (*rows, modified, pipeline, stage)
        if place == "main" and name.startswith("h")
    ]


def _property(
    obj: ObjectType, name: str, label: str, kind: str, field: str, group: str, marks: str, now: str
) -> dict[str, Any]:
    external = "x" in marks
    prop: dict[str, Any] = {
        "name": name,
        "label": label,
        "description": "",
        "type": kind,
        "fieldType": field,
        "groupName": group,
        "options": [] if external else _options(obj, name, kind),
        "displayOrder": -1,
        "hidden": "h" in marks,
        "formField": "f" in marks,
        "hasUniqueValue": False,
        "externalOptions": external,
        "dataSensitivity": "non_sensitive",
        "calculated": False,
        "hubspotDefined": True,
        "createdAt": now,
        "updatedAt": now,
        "archived": False,
        "modificationMetadata": {
            "archivable": name not in _LOCKED and "r" not in marks,
            "readOnlyDefinition": True,
            "readOnlyValue": "r" in marks,
        },
    }
    if name == "hubspot_owner_id":
        prop["referencedObjectType"] = "OWNER"
    if kind in ("enumeration", "bool"):
        prop["modificationMetadata"]["readOnlyOptions"] = "o" not in marks
    return prop


def _options(obj: ObjectType, name: str, kind: str) -> list[dict[str, Any]]:
    if kind == "bool":
        pairs = _BOOLEAN
    elif kind == "enumeration":
        pairs = OPTIONS.get(f"{obj.plural}.{name}") or OPTIONS[name]
    else:
        return []
    return [
        {"label": label, "value": value, "displayOrder": position, "hidden": False}
        for position, (label, value) in enumerate(pairs)
    ]
