"""Everything that a foreign client changes in Salesforce behind dealspec's back, by simple-salesforce as it is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import requests
from simple_salesforce import Salesforce
from tests.e2e.foreign import GONE, Change, Refusal, one

EXTRA = """\
objects:
  opportunity:
    fields:
      foreign_note:
        {label: Foreign note, type: text, length: 40, unique: true, description: D, help: H, track_history: false}
      foreign_partner:
        {label: Foreign partner, type: lookup, to: account, salesforce: {relationship: Foreign_Deals}}
"""
"""Attributes that the blueprint does not use."""

OPPORTUNITY = "fields.opportunity"
PARTNER = "Opportunity.Foreign_Partner__c"
NOTE, MOTION, SHARE = (
    "Opportunity.Foreign_Note__c",
    "Opportunity.Partner_Motion__c",
    "Opportunity.Attribution_Percent__c",
)
RULE, RESELLER = "Opportunity.Dealspec_Reseller_Launch_Enable", "Opportunity.Reseller"
GATE = "gates.reseller_launch_enable"
RANGE = "Opportunity.Dealspec_Attribution_Percent_Range"
RANGE_ADDRESS = "validations.opportunity.attribution_percent.range"
STAGE_ORDER, STAGE_ORDER_ADDRESS = "Opportunity.Dealspec_Reseller_Rules", "pipelines.reseller.rules"
EDITOR = "Dealspec_Editor"
STAGES = "pipelines.reseller.stages"


@contextmanager
def administrator(url: str, ca_file: str, token: str) -> Iterator[Salesforce]:
    """simple-salesforce over https; both of its sessions trust the org's own authority, whatever the machine trusts."""
    with requests.Session() as session:
        session.trust_env, session.verify = False, ca_file
        client = Salesforce(instance=url.removeprefix("https://"), session_id=token, version="66.0", session=session)
        soap = client.mdapi._client.transport.session
        soap.trust_env, soap.verify = False, ca_file
        yield client
        soap.close()


def edit(kind: str, name: str, change: Callable[[Any], None]) -> Callable[[Salesforce], None]:
    def make(client: Salesforce) -> None:
        component_type = getattr(client.mdapi, kind)
        component = component_type.read([name])
        change(component)
        component_type.update([component])

    return make


def put(**values: object) -> Callable[[Any], None]:
    def change(component: Any) -> None:
        for name, value in values.items():
            setattr(component, name, value)

    return change


def within(items: str, key: str, name: str, **values: object) -> Callable[[Any], None]:
    """Sets values of one entry of a list; without values the entry is taken out."""

    def change(component: Any) -> None:
        holder = component
        *parents, last = items.split(".")
        for parent in parents:
            holder = getattr(holder, parent)
        entries = getattr(holder, last)
        [entry] = [each for each in entries if getattr(each, key) == name]
        if values:
            put(**values)(entry)
        else:
            entries.remove(entry)

    return change


def stage(name: str, **values: object) -> Callable[[Salesforce], None]:
    return edit("StandardValueSet", "OpportunityStage", within("standardValue", "fullName", name, **values))


def _swap_two_stages(component: Any) -> None:
    names = [value.fullName for value in component.standardValue]
    first, second = names.index("reseller_qualification"), names.index("reseller_configure_quote")
    values = component.standardValue
    values[first], values[second] = values[second], values[first]


def _swap_two_values(component: Any) -> None:
    values = component.valueSet.valueSetDefinition.value
    values[0], values[1] = values[1], values[0]


def _rule_changes(name: str, rule: str, address: str) -> list[Change[Salesforce]]:
    """What can be changed of any validation rule."""
    changed: dict[str, tuple[str, object]] = {
        "formula": ("errorConditionFormula", "ISBLANK(Name)"),
        "message": ("errorMessage", "X"),
        "active": ("active", False),
        "error_field": ("errorDisplayField", "Name"),
    }
    return [
        Change(f"{name}: {path}", edit("ValidationRule", rule, put(**{element: value})), one(address, path))
        for path, (element, value) in changed.items()
    ]


def _withhold_a_value(component: Any) -> None:
    [picklist] = [each for each in component.picklistValues if each.picklist == "Partner_Motion__c"]
    picklist.values = [value for value in picklist.values if value.fullName != "tech"]


def _show_a_note(component: Any) -> None:
    entry = deepcopy(component.fieldPermissions[0])
    put(field=NOTE, readable=True, editable=False)(entry)
    component.fieldPermissions.append(entry)


def _unassign(client: Salesforce) -> None:
    rows = client.query("SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Dealspec_Editor'")
    for row in rows["records"]:
        client.PermissionSetAssignment.delete(row["Id"])


def _deploy_a_rule(client: Salesforce) -> None:
    rule = client.mdapi.ValidationRule.read([RULE])
    formula = rule.errorConditionFormula.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    namespace = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "package.xml",
            f"<Package {namespace}><types><members>{RULE}</members><name>ValidationRule</name></types>"
            "<version>66.0</version></Package>",
        )
        archive.writestr(
            "objects/Opportunity.object",
            f"<CustomObject {namespace}><validationRules><fullName>{RULE.partition('.')[2]}</fullName>"
            f"<active>true</active><errorConditionFormula>{formula}</errorConditionFormula>"
            f"<errorDisplayField>{rule.errorDisplayField}</errorDisplayField>"
            "<errorMessage>Words of a foreign deployment.</errorMessage></validationRules></CustomObject>",
        )
    stream.seek(0)
    started = client.deploy(stream, sandbox=True, rollbackOnError=True)
    state = ""
    while state not in ("Succeeded", "Failed"):
        state = client.checkDeployStatus(started["asyncId"])["state"]
    assert state == "Succeeded"


def _lead_elsewhere(client: Salesforce) -> None:
    """A lookup's target is fixed, so whoever wants another deletes the field and makes it anew."""
    field = client.mdapi.CustomField
    field.delete([PARTNER])
    made = field(
        fullName=PARTNER,
        label="Foreign partner",
        type="Lookup",
        referenceTo="Contact",
        relationshipName="Foreign_Deals",
    )
    field.create([made])


def _delete(kind: str, name: str) -> Callable[[Salesforce], None]:
    return lambda client: getattr(client.mdapi, kind).delete([name])


CHANGES: list[Change[Salesforce]] = [
    Change("a field's label", edit("CustomField", NOTE, put(label="X")), one(f"{OPPORTUNITY}.foreign_note", "label")),
    Change("a text's length", edit("CustomField", NOTE, put(length=60)), one(f"{OPPORTUNITY}.foreign_note", "length")),
    Change(
        "a field's type, and with it its length",
        edit("CustomField", NOTE, put(type="Number", length=None, precision=18, scale=0)),
        one(f"{OPPORTUNITY}.foreign_note", "type", "length"),
    ),
    Change("help", edit("CustomField", NOTE, put(inlineHelpText="X")), one(f"{OPPORTUNITY}.foreign_note", "help")),
    Change(
        "a description",
        edit("CustomField", NOTE, put(description="X")),
        one(f"{OPPORTUNITY}.foreign_note", "description"),
    ),
    Change(
        "uniqueness",
        edit("CustomField", NOTE, put(unique=False, caseSensitive=None)),
        one(f"{OPPORTUNITY}.foreign_note", "unique"),
    ),
    Change(
        "history tracking",
        edit("CustomField", NOTE, put(trackHistory=True)),
        one(f"{OPPORTUNITY}.foreign_note", "track_history"),
    ),
    Change("a scale", edit("CustomField", SHARE, put(scale=2)), one(f"{OPPORTUNITY}.attribution_percent", "scale")),
    Change(
        "an option's label",
        edit("CustomField", MOTION, within("valueSet.valueSetDefinition.value", "fullName", "tech", label="X")),
        one(f"{OPPORTUNITY}.partner_motion", "values.tech.label"),
    ),
    Change(
        "two options, swapped",
        edit("CustomField", MOTION, _swap_two_values),
        one(f"{OPPORTUNITY}.partner_motion", "order"),
    ),
    Change(
        "an option, deactivated",
        edit("CustomField", MOTION, within("valueSet.valueSetDefinition.value", "fullName", "tech", isActive=False)),
        one(f"{OPPORTUNITY}.partner_motion", "values.tech.active"),
    ),
    Change(
        "an option, removed",
        edit("CustomField", MOTION, within("valueSet.valueSetDefinition.value", "fullName", "tech")),
        one(f"{OPPORTUNITY}.partner_motion", "values.tech.active"),
    ),
    Change(
        "a picklist, opened to any value",
        edit("CustomField", MOTION, lambda field: put(restricted=False)(field.valueSet)),
        one(f"{OPPORTUNITY}.partner_motion", "restricted"),
    ),
    Change(
        "a lookup's relationship",
        edit("CustomField", PARTNER, put(relationshipName="X")),
        one(f"{OPPORTUNITY}.foreign_partner", "relationship"),
    ),
    Change(
        "a lookup, made anew to lead elsewhere and without its grants",
        _lead_elsewhere,
        {
            f"{OPPORTUNITY}.foreign_partner": ["to"],
            "grants.dealspec_editor": ["fields.opportunity.foreign_partner"],
            "grants.dealspec_reader": ["fields.opportunity.foreign_partner"],
        },
        undo=_delete("CustomField", PARTNER),
    ),
    Change(
        "a contact role",
        edit("StandardValueSet", "ContactRole", within("standardValue", "fullName", "bdr", label="X")),
        one(f"{OPPORTUNITY}.partner_contacts", "values.bdr.label"),
    ),
    Change("a stage's label", stage("reseller_transact", label="X"), one(f"{STAGES}.transact", "label")),
    Change(
        "a probability", stage("reseller_qualification", probability=26), one(f"{STAGES}.qualification", "probability")
    ),
    Change(
        "a won stage, made lost",
        stage("reseller_transact", won=False),
        one(f"{STAGES}.transact", "outcome"),
    ),
    Change(
        "an open stage, closed",
        stage("reseller_qualification", closed=True),
        one(f"{STAGES}.qualification", "outcome"),
    ),
    Change(
        "a forecast category",
        stage("reseller_qualification", forecastCategory="Forecast"),
        one(f"{STAGES}.qualification", "forecast_category"),
    ),
    Change("a stage, deactivated", stage("reseller_transact", isActive=False), one(f"{STAGES}.transact", "active")),
    Change(
        "two stages, swapped",
        edit("StandardValueSet", "OpportunityStage", _swap_two_stages),
        {f"{STAGES}.qualification": ["rank"], f"{STAGES}.configure_quote": ["rank"]},
    ),
    Change("a record type's label", edit("RecordType", RESELLER, put(label="X")), one("pipelines.reseller", "label")),
    Change("a record type, off", edit("RecordType", RESELLER, put(active=False)), one("pipelines.reseller", "active")),
    Change(
        "a record type's description",
        edit("RecordType", RESELLER, put(description="X")),
        one("pipelines.reseller", "description"),
    ),
    Change(
        "a value, withheld from a record type",
        edit("RecordType", RESELLER, _withhold_a_value),
        one("pipelines.reseller", "picklists.Partner_Motion__c.tech"),
    ),
    Change(
        "a stage, withheld from a process",
        edit("BusinessProcess", RESELLER, within("values", "fullName", "reseller_transact")),
        one("pipelines.reseller", "stages.reseller_transact"),
    ),
    Change("a formula", edit("ValidationRule", RULE, put(errorConditionFormula="ISBLANK(Name)")), one(GATE, "formula")),
    Change("a message", edit("ValidationRule", RULE, put(errorMessage="X")), one(GATE, "message")),
    Change("a message, by deployment", _deploy_a_rule, one(GATE, "message")),
    Change("a rule, off", edit("ValidationRule", RULE, put(active=False)), one(GATE, "active")),
    Change("where it shows", edit("ValidationRule", RULE, put(errorDisplayField="Name")), one(GATE, "error_field")),
    Change("a rule, deleted", _delete("ValidationRule", RULE), {GATE: GONE}),
    *_rule_changes("a range", RANGE, RANGE_ADDRESS),
    *_rule_changes("an order of stages", STAGE_ORDER, STAGE_ORDER_ADDRESS)[:3],
    Change(
        "a grant to edit, made one to read",
        edit("PermissionSet", EDITOR, within("fieldPermissions", "field", NOTE, editable=False)),
        one("grants.dealspec_editor", "fields.opportunity.foreign_note"),
    ),
    Change(
        "a grant, taken away",
        edit("PermissionSet", "Dealspec_Reader", within("fieldPermissions", "field", NOTE)),
        one("grants.dealspec_reader", "fields.opportunity.foreign_note"),
    ),
    Change(
        "a record type, hidden",
        edit("PermissionSet", EDITOR, within("recordTypeVisibilities", "recordType", RESELLER, visible=False)),
        one("grants.dealspec_editor", "record_types.reseller"),
    ),
    Change(
        "a field that partners may not see, shown to them",
        edit("PermissionSet", "Dealspec_Partner_Safe", _show_a_note),
        one("grants.dealspec_partner_safe", "fields.opportunity.foreign_note"),
    ),
    Change(
        "a permission set's label",
        edit("PermissionSet", "Dealspec_Partner_Safe", put(label="X")),
        one("grants.dealspec_partner_safe", "label"),
    ),
    Change(
        "a custom permission's label",
        edit("CustomPermission", "Dealspec_Bypass", put(label="X")),
        one("grants.dealspec_bypass", "label"),
    ),
    Change("an assignment", _unassign, {"grants.dealspec_editor.assignment": GONE}),
]
"""One row per managed attribute, and more where one can be changed in several ways."""

REFUSALS: list[Refusal[Salesforce]] = [
    Refusal(
        "where a lookup leads",
        "field to",
        edit("CustomField", PARTNER, put(referenceTo="Contact")),
        "Cannot change the referenceTo of an existing relationship field",
    ),
    Refusal(
        "a custom permission that rules name, deleted",
        "",
        _delete("CustomPermission", "Dealspec_Bypass"),
        "This CustomPermission is referenced elsewhere",
    ),
]
