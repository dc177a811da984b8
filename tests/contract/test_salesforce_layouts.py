"""Page layouts of our own on the embedded org over HTTP: made of sections, read back, merged, pulled, and refused."""

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
from dealspec.schema.model import Field, FieldType, Object, SalesforceField, SalesforceObject, Schema

_T = FieldType
DEAL = Object(
    "opportunity",
    {
        field.name: field
        for field in (
            Field("partner_tier", _T.TEXT, section="Partner"),
            Field("registration_id", _T.TEXT, section="Registration"),
            Field("protection_end", _T.DATE, section="Registration"),
            Field("margin", _T.FORMULA, result=_T.NUMBER, section="Partner", formula="1", blanks=None,
                  salesforce=SalesforceField(formula="1")),
            Field("must", _T.TEXT, required=True),
            Field("loose", _T.TEXT),
        )
    },
)  # fmt: skip
REQUEST = Object(
    "quote_request",
    {"deal": Field("deal", _T.MASTER_DETAIL, to="account"), "seats": Field("seats", _T.NUMBER, section="Size & terms")},
)
SCHEMA = Schema({"opportunity": DEAL, "quote_request": REQUEST})
NAME = "Opportunity-Dealspec Partner Sales"


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


def shown(org: Served, name: str = NAME) -> dict[str, list[tuple[str, str]]]:
    """By section, each field and how it behaves."""
    component = org.org.definitions.get("Layout", name)
    assert component is not None
    return {
        section["label"]: [
            (item["field"], item["behavior"])
            for column in section["layoutColumns"]
            for item in column.get("layoutItems", [])
        ]
        for section in component.body["layoutSections"]
    }


def deal(**fields: Field) -> Schema:
    return Schema({"opportunity": replace(DEAL, fields={**DEAL.fields, **fields})})


def test_fields_stand_in_their_sections_behind_what_every_page_must_have(org: Served, target: SalesforceTarget) -> None:
    apply(target)

    assert shown(org) == {
        "Information": [
            ("Name", "Required"), ("AccountId", "Edit"), ("StageName", "Required"), ("CloseDate", "Required"),
            ("Amount", "Edit"), ("Probability", "Edit"), ("OwnerId", "Edit"), ("Must__c", "Required"),
        ],
        "Partner": [("Partner_Tier__c", "Edit"), ("Margin__c", "Readonly")],
        "Registration": [("Registration_Id__c", "Edit"), ("Protection_End__c", "Edit")],
    }  # fmt: skip
    request = shown(org, "Quote_Request__c-Dealspec Partner Sales")
    assert request == {
        "Information": [("Name", "Required"), ("Deal__c", "Required")], "Size & terms": [("Seats__c", "Edit")],
    }  # fmt: skip


def test_the_layouts_are_shown_to_people_by_hand_and_that_is_no_change(target: SalesforceTarget) -> None:
    apply(target)

    steps = {step.address: step for step in target.project(SCHEMA).manual}

    assert steps["layouts.opportunity"].title == "Show people the page layout Dealspec Partner Sales of Opportunity"
    assert list(steps) == ["layouts.opportunity", "layouts.quote_request"]
    assert pending(target) == []


CHANGES = {
    "a field moves to another section": deal(partner_tier=replace(DEAL.fields["partner_tier"], section="Registration")),
    "a field comes in": deal(loose=replace(DEAL.fields["loose"], section="Partner")),
    "a section comes in": deal(loose=replace(DEAL.fields["loose"], section="Evidence")),
    "the fields of a section change places": Schema(
        {"opportunity": replace(DEAL, fields=dict(sorted(DEAL.fields.items())))}
    ),
}


@pytest.mark.parametrize("after", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_of_sections_shows_and_is_made(target: SalesforceTarget, after: Schema) -> None:
    apply(target)

    assert any(path.startswith("layouts.opportunity.") for path in pending(target, after))
    apply(target, after)


def test_what_others_put_on_the_page_stays(org: Served, target: SalesforceTarget) -> None:
    apply(target)
    theirs = (
        "<layoutSections><customLabel>true</customLabel><label>Theirs</label><layoutColumns><layoutItems><behavior>Edit"
        "</behavior><field>Loose__c</field></layoutItems></layoutColumns><style>OneColumn</style></layoutSections>"
        "<relatedLists><fields>NAME</fields><relatedList>RelatedContactList</relatedList></relatedLists>"
    )
    org.edit("Layout", NAME, r"$", theirs)
    org.edit(
        "Layout",
        NAME,
        "<behavior>Edit</behavior><field>Partner_Tier__c",
        "<behavior>Readonly</behavior><field>Partner_Tier__c",
    )
    assert pending(target) == []

    apply(target, deal(more=Field("more", _T.TEXT, section="Partner")))

    found = shown(org)
    assert found["Theirs"] == [("Loose__c", "Edit")]
    assert found["Partner"] == [("Partner_Tier__c", "Readonly"), ("Margin__c", "Readonly"), ("More__c", "Edit")]
    component = org.org.definitions.get("Layout", NAME)
    assert component is not None
    assert component.body["relatedLists"]


def test_a_layout_goes_by_the_name_that_is_said_and_no_other_is_touched(org: Served, target: SalesforceTarget) -> None:
    apply(target)
    before = shown(org)
    named = Schema({"opportunity": replace(DEAL, salesforce=SalesforceObject(layout="Sales (EMEA)"))})

    apply(target, named)

    assert {item.full_name for item in org.org.definitions.all("Layout") if item.full_name.startswith("Opp")} == {
        NAME, "Opportunity-Sales %28EMEA%29",
    }  # fmt: skip
    assert shown(org) == before


def test_without_sections_there_is_no_layout(target: SalesforceTarget) -> None:
    plain = Schema({"opportunity": Object("opportunity", {"loose": DEAL.fields["loose"]})})

    assert [item for item in target.project(plain).resources if item.native["type"] == "Layout"] == []
    assert target.project(plain).manual == ()


def test_sections_are_pulled_and_make_the_same_elsewhere(target: SalesforceTarget) -> None:
    apply(target)

    pulled = target.pull(Selection()).schema

    said = {name: field.section for name, field in pulled.objects["opportunity"].fields.items()}
    assert said == {name: field.section for name, field in DEAL.fields.items()}
    assert pulled.objects["quote_request"].fields["seats"].section == "Size & terms"
    with served() as empty:
        other = SalesforceTarget(empty.url, empty.token, retries=Retries(sleep=lambda _: None))
        with closing(other):
            apply(other, pulled)
            assert other.pull(Selection()).schema == pulled


def item(name: str, behavior: str = "Required") -> str:
    return f"<layoutItems><behavior>{behavior}</behavior><field>{name}</field></layoutItems>"


WHOLE = [item(name) for name in ("Name", "StageName", "CloseDate", "Probability")]
REFUSALS: list[tuple[list[str], dict[str, Any], str]] = [
    (WHOLE[:3], {}, "Layout must contain an item for required layout field: Probability"),
    ([item("Name", "Edit"), *WHOLE[1:]], {}, "Field:Name must be Required"),
    ([*WHOLE, item("Nope__c")], {}, "In field: field - no CustomField named Opportunity.Nope__c found"),
    ([*WHOLE, item("Name")], {}, "Field:Name appears more than once on the layout"),
    ([*WHOLE, item("Amount", "Maybe")], {}, "'Maybe' is not a valid value for the enum 'UiBehavior'"),
    (WHOLE, {"style": "Wide"}, "'Wide' is not a valid value for the enum 'LayoutSectionStyle'"),
    (WHOLE, {"object": "Nope__c"}, "In field: fullName - no CustomObject named Nope__c found"),
]


@pytest.mark.parametrize(("items", "said", "words"), REFUSALS)
def test_the_org_refuses_a_page_that_lacks_or_repeats_something(
    org: Served, items: list[str], said: dict[str, Any], words: str
) -> None:
    answer = org._soap(
        "createMetadata",
        f'<metadata xsi:type="Layout"><fullName>{said.get("object", "Opportunity")}-Some</fullName><layoutSections>'
        f"<label>All</label><layoutColumns>{''.join(items)}</layoutColumns>"
        f"<style>{said.get('style', 'OneColumn')}</style></layoutSections></metadata>",
    )

    assert words in answer
