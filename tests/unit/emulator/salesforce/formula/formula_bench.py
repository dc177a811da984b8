"""One org's fields, moment and user for the formula tests, and short ways to a value or a list of faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from dealspec.emulator.salesforce.formula import Context, FormulaError, Value, check, evaluate, parse

FIELDS = {
    "Id": "Id",
    "Name": "Text",
    "Other__c": "Text",
    "Note__c": "LongTextArea",
    "Email__c": "Email",
    "Amount": "Currency",
    "Count__c": "Number",
    "Share__c": "Percent",
    "Flag__c": "Checkbox",
    "CloseDate": "Date",
    "Start__c": "Date",
    "Seen__c": "DateTime",
    "Due__c": "DateTime",
    "Opens__c": "Time",
    "Shuts__c": "Time",
    "StageName": "Picklist",
    "Type": "Picklist",
    "Tags__c": "MultiselectPicklist",
    "AccountId": "Lookup",
    "RecordTypeId": "Lookup",
    "Secret__c": "EncryptedText",
    "Where__c": "Location",
    "Account.Type": "Picklist",
    "Account.Name": "Text",
    "Account.Owner.Email": "Email",
    "RecordType.DeveloperName": "Text",
    "Owner:User.ProfileId": "Lookup",
}
GLOBALS: Mapping[str, Value] = {
    "$Permission.Bypass_Rules": False,
    "$Permission.Deal_Desk": True,
    "$Setup.Rules__c.Off__c": False,
    "$Setup.Rules__c.Never_Set__c": None,
    "$Setup.Rules__c.Region__c": "EMEA",
    "$User.Id": "005000000000001AAA",
    "$User.Email": "rep@example.com",
    "$Profile.Name": "Standard User",
    "$UserRole.Name": "Channel Manager",
    "$RecordType.Name": "Partner Deal",
    "$Label.Blocked": "Blocked",
    "$CustomMetadata.Limit__mdt.Deal.Days__c": None,
}
NOW = datetime(2026, 3, 1, 23, 30, 15, tzinfo=UTC)  # a Sunday; Monday already in Berlin
CONTEXT = Context(FIELDS, NOW, GLOBALS)


def outcome(
    formula: str,
    record: Mapping[str, Value] | None = None,
    prior: Mapping[str, Value] | None = None,
    **context: Any,
) -> Value | FormulaError:
    """What the formula gives for the record; an empty `prior` is an update of a blank record, None an insert."""
    return evaluate(parse(formula), record or {}, prior, replace(CONTEXT, **context))


def faults(formula: str, formula_field: str | None = None) -> list[str]:
    """The messages with which the org would refuse to save the formula."""
    return [fault.message for fault in check(parse(formula), CONTEXT, formula_field=formula_field)]
