"""The names every schema may use without declaring them, and what each CRM calls them. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dealspec.schema.model import Field, FieldType


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A field that both CRMs have: its logical type and where it lives. ``None``: the adapter derives it."""

    name: str
    type: FieldType | None
    """``None`` for the stage, the pipeline and references, which compare by name or id."""
    salesforce: str
    hubspot: str | None
    label: str


@dataclass(frozen=True, slots=True)
class BuiltInObject:
    """A standard object of both CRMs and its built-in fields."""

    name: str
    label: str
    plural: str
    salesforce: str
    hubspot: str
    hubspot_type_id: str
    fields: Mapping[str, BuiltIn]


def _fields(*rows: tuple[str, FieldType | None, str, str | None, str]) -> dict[str, BuiltIn]:
    return {row[0]: BuiltIn(*row) for row in rows}


_T = FieldType

OPPORTUNITY = BuiltInObject(
    "opportunity",
    "Opportunity",
    "opportunities",
    "Opportunity",
    "deals",
    "0-3",
    _fields(
        ("name", _T.TEXT, "Name", "dealname", "Name"),
        ("amount", _T.CURRENCY, "Amount", "amount", "Amount"),
        ("currency", _T.TEXT, "CurrencyIsoCode", "deal_currency_code", "Currency"),
        ("stage", None, "StageName", "dealstage", "Stage"),
        ("pipeline", None, "RecordType.DeveloperName", "pipeline", "Pipeline"),
        ("close_date", _T.DATE, "CloseDate", "closedate", "Close date"),
        ("owner", _T.LOOKUP, "OwnerId", "hubspot_owner_id", "Owner"),
        ("account", _T.LOOKUP, "AccountId", None, "Account"),
        ("created_at", _T.DATETIME, "CreatedDate", "createdate", "Created at"),
        ("modified_at", _T.DATETIME, "SystemModstamp", "hs_lastmodifieddate", "Modified at"),
        ("last_activity_at", _T.DATETIME, "LastActivityDate", "notes_last_updated", "Last activity at"),
        ("is_open", _T.CHECKBOX, "IsClosed", None, "Is open"),
        ("is_won", _T.CHECKBOX, "IsWon", None, "Is won"),
    ),
)
"""HubSpot holds the account as an association, and open or won in the stage's definition: the adapter derives them."""

ACCOUNT = BuiltInObject(
    "account",
    "Account",
    "accounts",
    "Account",
    "companies",
    "0-2",
    _fields(
        ("name", _T.TEXT, "Name", "name", "Name"),
        ("owner", _T.LOOKUP, "OwnerId", "hubspot_owner_id", "Owner"),
        ("website", _T.TEXT, "Website", "domain", "Website"),
        ("type", _T.PICKLIST, "Type", "type", "Type"),
        ("industry", _T.PICKLIST, "Industry", "industry", "Industry"),
        ("created_at", _T.DATETIME, "CreatedDate", "createdate", "Created at"),
        ("modified_at", _T.DATETIME, "SystemModstamp", "hs_lastmodifieddate", "Modified at"),
    ),
)

CONTACT = BuiltInObject(
    "contact",
    "Contact",
    "contacts",
    "Contact",
    "contacts",
    "0-1",
    _fields(
        ("name", _T.TEXT, "Name", "lastname", "Name"),
        ("email", _T.EMAIL, "Email", "email", "Email"),
    ),
)

REFERENCES: Mapping[tuple[str, str], str] = {
    ("opportunity", "account"): "account",
    ("opportunity", "owner"): "user",
    ("account", "owner"): "user",
}
"""Which object's record a built-in lookup names, by its object and name. Users have no fields that both CRMs share."""

BUILT_IN_OBJECTS: Mapping[str, BuiltInObject] = {obj.name: obj for obj in (OPPORTUNITY, ACCOUNT, CONTACT)}


def salesforce_name(declared: Field) -> str:
    """The field's API name in Salesforce: the override, or each word capitalised plus ``__c``."""
    return declared.salesforce.name or "_".join(part.capitalize() for part in declared.name.split("_")) + "__c"


def hubspot_name(declared: Field) -> str:
    """The property's internal name in HubSpot: the override, or the logical name."""
    return declared.hubspot.name or declared.name
