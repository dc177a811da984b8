"""Access to records of the org's own objects: granted by our permission sets, read back, compared, pulled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from tests.contract.salesforce_org import Served, served
from tests.unit.crm.salesforce.cases import differences

from dealspec.crm.http import Retries
from dealspec.crm.salesforce.adapter import SalesforceTarget
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import ordered
from dealspec.provisioner.ports import Selection
from dealspec.schema.model import Field, FieldType, Object, SalesforceObject, Schema

QUOTE = Object("quote_request", {"seats": Field("seats", FieldType.NUMBER, partner_safe=True)})
LINE = Object(
    "quote_line",
    {"quote": Field("quote", FieldType.MASTER_DETAIL, to="quote_request"), "note": Field("note", FieldType.TEXT)},
)
SPLIT = Object("deal_split", {"partner": Field("partner", FieldType.MASTER_DETAIL, to="account")})
SCHEMA = Schema({obj.name: obj for obj in (QUOTE, LINE, SPLIT)})
SETS = ("Dealspec_Editor", "Dealspec_Reader", "Dealspec_Partner_Safe")


@pytest.fixture
def org() -> Iterator[Served]:
    with served() as running:
        yield running


@pytest.fixture
def target(org: Served) -> Iterator[SalesforceTarget]:
    with closing(SalesforceTarget(org.url, org.token, retries=Retries(sleep=lambda _: None))) as made:
        yield made


def pending(target: SalesforceTarget, declared: Schema = SCHEMA) -> list[str]:
    resources = target.project(declared).resources
    return differences(resources, target.read(resources).resources)


def apply(target: SalesforceTarget, declared: Schema = SCHEMA) -> None:
    resources = target.project(declared).resources
    for step in target.steps(ordered(diff(resources, target.read(resources).resources))):
        assert target.execute(step).failed == {}
    assert pending(target, declared) == []


def rights(org: Served, permission_set: str) -> dict[str, str]:
    """By object, the letters of what may be done with its records: create, read, edit, delete, all."""
    component = org.org.definitions.get("PermissionSet", permission_set)
    assert component is not None
    letters = {"allowCreate": "c", "allowRead": "r", "allowEdit": "e", "allowDelete": "d", "viewAllRecords": "V"}
    return {
        entry["object"]: "".join(letter for right, letter in letters.items() if entry.get(right))
        for entry in component.body.get("objectPermissions", [])
    }


def test_editors_make_and_change_records_and_readers_see_them(org: Served, target: SalesforceTarget) -> None:
    apply(target)

    found = {name: rights(org, name) for name in SETS}
    assert found["Dealspec_Editor"] == {
        "Quote_Request__c": "cre", "Quote_Line__c": "cre", "Deal_Split__c": "cre", "Account": "r",
    }  # fmt: skip
    assert found["Dealspec_Reader"] == dict.fromkeys(found["Dealspec_Editor"], "r")


def test_partners_see_the_objects_of_what_is_safe_for_them(org: Served, target: SalesforceTarget) -> None:
    apply(target)

    assert rights(org, "Dealspec_Partner_Safe") == {"Quote_Request__c": "r"}


def test_what_is_no_longer_safe_for_partners_is_taken_from_them(org: Served, target: SalesforceTarget) -> None:
    safe_line = replace(LINE, fields={**LINE.fields, "note": replace(LINE.fields["note"], partner_safe=True)})
    apply(target, Schema({**SCHEMA.objects, "quote_line": safe_line}))
    assert rights(org, "Dealspec_Partner_Safe") == {"Quote_Request__c": "r", "Quote_Line__c": "r"}

    assert "grants.dealspec_partner_safe.objects.quote_line" in pending(target)
    apply(target)

    assert rights(org, "Dealspec_Partner_Safe") == {"Quote_Request__c": "r"}


def test_the_last_thing_that_was_safe_for_partners_is_taken_from_them_too(
    org: Served, target: SalesforceTarget
) -> None:
    apply(target)
    secret = replace(QUOTE, fields={"seats": replace(QUOTE.fields["seats"], partner_safe=False)})
    declared = Schema({**SCHEMA.objects, "quote_request": secret})

    assert pending(target, declared) == [
        "grants.dealspec_partner_safe.fields.quote_request.seats",
        "grants.dealspec_partner_safe.objects.quote_request",
    ]
    apply(target, declared)

    assert rights(org, "Dealspec_Partner_Safe") == {}


def test_no_permission_set_is_made_to_grant_nothing(org: Served, target: SalesforceTarget) -> None:
    apply(target, Schema({"quote_line": replace(LINE, fields={"note": LINE.fields["note"]})}))

    assert org.org.definitions.get("PermissionSet", "Dealspec_Editor") is not None
    assert org.org.definitions.get("PermissionSet", "Dealspec_Partner_Safe") is None


def test_a_right_that_somebody_took_away_is_a_difference(org: Served, target: SalesforceTarget) -> None:
    apply(target)
    org.edit("PermissionSet", "Dealspec_Editor", "<allowEdit>true", "<allowEdit>false")

    assert [path for path in pending(target) if path.startswith("grants.dealspec_editor.objects.")] != []
    apply(target)


def test_a_right_that_somebody_else_gave_stays(org: Served, target: SalesforceTarget) -> None:
    apply(target)
    org.edit("PermissionSet", "Dealspec_Editor", "<allowDelete>false", "<allowDelete>true")
    assert pending(target) == []
    more = replace(QUOTE, fields={**QUOTE.fields, "more": Field("more", FieldType.TEXT)})

    apply(target, Schema({**SCHEMA.objects, "quote_request": more}))

    assert "d" in "".join(rights(org, "Dealspec_Editor").values())


def test_an_object_may_be_left_to_the_orgs_own_permission_sets(org: Served, target: SalesforceTarget) -> None:
    apart = replace(QUOTE, salesforce=SalesforceObject(granted=False), fields={})

    apply(target, Schema({"quote_request": apart, "deal_split": SPLIT}))

    assert rights(org, "Dealspec_Editor") == {"Deal_Split__c": "cre", "Account": "r"}


def test_pulled_objects_say_who_grants_them(org: Served, target: SalesforceTarget) -> None:
    apply(target)
    org.make(
        "CustomObject",
        "<fullName>Theirs__c</fullName><label>Theirs</label><pluralLabel>Theirs</pluralLabel><nameField><type>Text</type>"
        "<label>Name</label></nameField><sharingModel>ReadWrite</sharingModel>",
    )

    pulled = target.pull(Selection()).schema

    said = {name: obj.salesforce.granted for name, obj in pulled.objects.items() if name not in ("account", "contact")}
    assert {name: granted for name, granted in said.items() if name != "opportunity"} == {
        "quote_request": None, "quote_line": None, "deal_split": None, "theirs": False,
    }  # fmt: skip
    assert pending(target, pulled) == []


REFUSALS: list[tuple[dict[str, Any], str]] = [
    ({"allowEdit": True}, "Permission Edit Note__c depends on permission(s): Read Note__c"),
    ({"allowCreate": True}, "Permission Create Note__c depends on permission(s): Read Note__c"),
    ({"allowRead": True, "allowDelete": True}, "Permission Delete Note__c depends on permission(s): Edit Note__c"),
    (
        {"allowRead": True, "modifyAllRecords": True},
        "Permission Modify All Note__c depends on permission(s): Delete Note__c",
    ),
    ({"allowRead": True}, "Permission Read Note__c depends on permission(s): Read Account"),
]


@pytest.mark.parametrize(("said", "words"), REFUSALS)
def test_the_org_refuses_a_right_without_what_it_depends_on(org: Served, said: dict[str, Any], words: str) -> None:
    org.make(
        "CustomObject",
        "<fullName>Note__c</fullName><label>Note</label><pluralLabel>Notes</pluralLabel><nameField><type>Text</type>"
        "<label>Name</label></nameField><sharingModel>ControlledByParent</sharingModel>",
    )
    org.make(
        "CustomField",
        "<fullName>Note__c.Partner__c</fullName><label>Partner</label><type>MasterDetail</type><referenceTo>Account"
        "</referenceTo><relationshipName>Notes</relationshipName>",
    )
    rights_xml = "".join(f"<{right}>{str(value).lower()}</{right}>" for right, value in said.items())

    answer = org._soap(
        "createMetadata",
        f'<metadata xsi:type="PermissionSet"><fullName>Some</fullName><label>Some</label><objectPermissions>'
        f"{rights_xml}<object>Note__c</object></objectPermissions></metadata>",
    )

    assert words in answer
