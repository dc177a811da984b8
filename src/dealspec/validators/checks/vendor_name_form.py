"""The names that a CRM would get are ones that it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dealspec.schema.model import Schema
from dealspec.schema.vocabulary import hubspot_name, salesforce_name
from dealspec.validators.checks.check import Check, Fault

_MAX_SALESFORCE = 40
_SALESFORCE = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")
_HUBSPOT = re.compile(r"[a-z][a-z0-9_]*")


def _find(schema: Schema) -> Iterator[Fault]:
    for _, field in schema.fields():
        name = salesforce_name(field)
        stem = name.removesuffix("__c").removesuffix("__pc")
        if len(stem) > _MAX_SALESFORCE:
            what = f"'{field.name}' would be called '{name}' in Salesforce, which has {len(stem)} characters."
            hint = f"Give it a shorter name there, up to {_MAX_SALESFORCE}: salesforce: {{name: ...__c}}"
            yield Fault(what, field.position, hint)
        elif not all(_SALESFORCE.fullmatch(part) for part in stem.split("__", 1)):
            what = f"'{field.name}' would be called '{name}' in Salesforce."
            yield Fault(what, field.position, "Use letters, digits and single underscores, a letter first.")
        if not _HUBSPOT.fullmatch(hubspot_name(field)):
            what = f"'{field.name}' would be called '{hubspot_name(field)}' in HubSpot."
            yield Fault(what, field.position, "Use lower-case letters, digits and underscores, a letter first.")


CHECK = Check(
    code="CHK013",
    title="Name that a CRM refuses",
    why="Salesforce takes up to 40 letters, digits and single underscores, HubSpot lower-case letters and digits.",
    bad=("objects:\n  opportunity:\n    fields:\n      partner_tier: {type: text, salesforce: {name: Partner Tier}}\n"),
    good=(
        "objects:\n  opportunity:\n    fields:\n      partner_tier: {type: text, salesforce: {name: Partner_Tier__c}}\n"
    ),
    find=_find,
)
