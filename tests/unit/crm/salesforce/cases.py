"""A small schema with one field of every type, and what the tests of the Salesforce adapter ask of states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from dealspec.provisioner.changes import Create
from dealspec.provisioner.diff import diff
from dealspec.provisioner.resource import Resource
from dealspec.schema.model import (
    Expr,
    Field,
    FieldType,
    Gate,
    Object,
    Outcome,
    Pipeline,
    SalesforceField,
    Schema,
    Stage,
    Value,
)


def values(*names: str) -> tuple[Value, ...]:
    return tuple(Value(name, name.capitalize()) for name in names)


FIELDS = (
    Field(
        "partner_motion",
        FieldType.PICKLIST,
        label="Partner motion",
        description="Which sales channel owns the deal.",
        track_history=True,
        values=values("direct", "referral", "reseller"),
        partner_safe=True,
    ),
    Field(
        "deal_registration_id",
        FieldType.TEXT,
        label="Deal registration ID",
        help='As "DR-" & six digits.',
        length=20,
        unique=True,
    ),
    Field("stage_notes", FieldType.LONG_TEXT, length=4000),
    Field("seats", FieldType.NUMBER, scale=2),
    Field("list_price", FieldType.CURRENCY),
    Field("attribution_percent", FieldType.PERCENT, label="Attribution %", scale=1),
    Field("price_protection", FieldType.CHECKBOX),
    Field("protection_end", FieldType.DATE, partner_safe=True),
    Field("submitted_at", FieldType.DATETIME),
    Field("regions", FieldType.MULTI_SELECT, values=values("emea", "amer")),
    Field("partner", FieldType.LOOKUP, to="account", salesforce=SalesforceField(name="Partner_Organization__c")),
    Field("offer_url", FieldType.URL),
    Field("partner_email", FieldType.EMAIL),
    Field("partner_phone", FieldType.PHONE),
    Field("partner_contacts", FieldType.CONTACT_ROLES, values=values("bdr", "se")),
)

RESELLER = Pipeline(
    "reseller",
    Expr("partner_motion = 'reseller'"),
    (
        Stage("registration", "Deal Registration", Decimal(10)),
        Stage("qualification", "Qualification", Decimal(50)),
        Stage("launch", "Launch & Enable", Decimal(100), Outcome.WON),
        Stage("closed_lost", "Closed Lost", Decimal(0), Outcome.LOST),
    ),
    description="Deals that a reseller closes.",
)
REFERRAL = Pipeline(
    "referral",
    Expr("partner_motion = 'referral'"),
    (
        Stage("intro", "Intro Logged", Decimal(10)),
        Stage("credit", "Closed & Credit", Decimal(100), Outcome.WON),
        Stage("closed_lost", "Closed Lost", Decimal(0), Outcome.LOST),
    ),
)
GATE = Gate(
    "reseller_qualification",
    "reseller",
    "qualification",
    require=("deal_registration_id",),
    that=Expr("attribution_percent <= 100"),
    message='A reseller deal needs a "registration" & a share <= 100 %.',
)
LAUNCH = Gate("reseller_launch", "reseller", "launch", require=("protection_end",))
ACCOUNT_FIELDS = (Field("partner_tier", FieldType.PICKLIST, values=values("gold", "silver")),)


def schema(
    fields: Iterable[Field] = FIELDS,
    pipelines: Iterable[Pipeline] = (RESELLER, REFERRAL),
    gates: Iterable[Gate] = (GATE, LAUNCH),
    account: Iterable[Field] = ACCOUNT_FIELDS,
) -> Schema:
    return Schema(
        {
            "opportunity": Object("opportunity", {field.name: field for field in fields}),
            "account": Object("account", {field.name: field for field in account}),
        },
        {pipeline.name: pipeline for pipeline in pipelines},
        {gate.name: gate for gate in gates},
    )


def creations(resources: Iterable[Resource]) -> list[Create]:
    return [Create(resource) for resource in resources]


def differences(wanted: Iterable[Resource], live: Mapping[str, Resource]) -> list[str]:
    """Paths of what is wanted and not so; an address alone is missing altogether."""
    found: list[str] = []
    for change in diff(tuple(wanted), live):
        if isinstance(change, Create):
            found.append(change.address)
        else:
            found += [f"{change.address}.{attribute.path}" for attribute in change.attributes]
    return found
