"""A label with another text is told by its internal name, so that it is renamed and never made beside the old one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.crm.hubspot.portals import Portal, a_schema, carry_out

from dealspec.commands.planning import plan_for
from dealspec.core.errors import VendorError
from dealspec.crm.hubspot.adapter import HubSpotTarget
from dealspec.provisioner.changes import Update
from dealspec.schema.model import Field, FieldType, Schema, Value

COMPANIES = "/crm/associations/2026-09/deals/companies/labels"
BACK = "/crm/associations/2026-09/companies/deals/labels"
CONTACTS = "/crm/associations/2026-09/deals/contacts/labels"
PARTNER = Field("partner", FieldType.LOOKUP, to="account")
SELLER = Field("seller", FieldType.LOOKUP, label="Sold by", to="account", renamed_from="partner")


def with_field(declared: Field, instead_of: str = "partner") -> Schema:
    schema = a_schema()
    deal = schema.objects["opportunity"]
    fields = {each.name: each for each in deal.fields.values() if each.name != instead_of} | {declared.name: declared}
    return replace(schema, objects={**schema.objects, "opportunity": replace(deal, fields=fields)})


def own(portal: Portal, path: str) -> dict[str, int]:
    found: list[dict[str, Any]] = portal.send("GET", path)["results"]
    return {each["label"]: each["typeId"] for each in found if each["category"] == "USER_DEFINED"}


RENAMES = [
    (replace(PARTNER, label="Sold by"), "fields.opportunity.partner", "Partner", "Sold by"),
    (SELLER, "fields.opportunity.seller", "Partner", "Sold by"),
    (replace(SELLER, label=None), "fields.opportunity.seller", "Partner", "Seller"),
]


@pytest.mark.parametrize(("declared", "address", "before", "after"), RENAMES)
def test_a_rename_changes_the_text_and_keeps_the_label(
    applied: HubSpotTarget, portal: Portal, declared: Field, address: str, before: str, after: str
) -> None:
    old = own(portal, COMPANIES)
    schema = with_field(declared)

    plan = plan_for("portal", applied, schema)

    [change] = plan.changes
    assert isinstance(change, Update) and change.address == address
    assert [(each.path, each.before, each.after) for each in change.attributes] == [("label", before, after)]
    assert plan.manual == ()
    assert carry_out(applied, plan.changes) == {}
    assert own(portal, COMPANIES) == {after: old[before]}
    assert plan_for("portal", applied, schema).is_empty


def test_a_role_with_another_text_is_renamed_too(applied: HubSpotTarget, portal: Portal) -> None:
    roles = (Value("ae", "Account executive"), Value("se", "Partner SE"))
    schema = with_field(Field("partner_roles", FieldType.CONTACT_ROLES, values=roles), instead_of="partner_roles")
    old = own(portal, CONTACTS)

    plan = plan_for("portal", applied, schema)

    assert [change.action for change in plan.changes] == ["update"]
    assert carry_out(applied, plan.changes) == {}
    assert own(portal, CONTACTS) == {"Account executive": old["Partner AE"], "Partner SE": old["Partner SE"]}
    assert plan_for("portal", applied, schema).is_empty


def test_names_are_asked_for_where_a_text_is_missing_and_nowhere_else(applied: HubSpotTarget) -> None:
    as_it_is = applied.read(applied.project(a_schema()).resources)
    renamed = applied.read(applied.project(with_field(replace(PARTNER, label="Sold by"))).resources)

    assert renamed.calls == as_it_is.calls + 1


def test_a_label_that_has_another_name_from_the_other_side_is_left_to_a_person(
    target: HubSpotTarget, portal: Portal
) -> None:
    portal.send("POST", COMPANIES, {"label": "Bought from", "name": "opportunity_partner", "inverseLabel": "Sells"})
    schema = Schema({"opportunity": replace(a_schema().objects["opportunity"], groups={}, fields={"partner": PARTNER})})

    failed = carry_out(target, plan_for("portal", target, schema).changes)

    assert "called otherwise as seen from the other object" in failed["fields.opportunity.partner"]
    assert set(own(portal, COMPANIES)) == {"Bought from"} and set(own(portal, BACK)) == {"Sells"}


def test_a_rename_that_cannot_be_told_is_not_guessed(applied: HubSpotTarget, portal: Portal) -> None:
    poor = HubSpotTarget(portal.url, portal.token_with("crm.objects.deals.read", "crm.objects.companies.read"))
    schema = with_field(SELLER)
    seller = [each for each in poor.project(schema).resources if each.address == "fields.opportunity.seller"]
    portal.send("PUT", COMPANIES, {"associationTypeId": own(portal, COMPANIES)["Partner"], "label": "Bought by"})

    assert poor.read(seller).resources["fields.opportunity.seller"].attributes["label"] == "Bought by"

    blind = HubSpotTarget(portal.url, portal.token_with("crm.objects.companies.read"))
    with pytest.raises(VendorError) as caught:
        blind.read(seller)
    assert "declared as renamed" in caught.value.what and "Settings > Objects > Associations" in caught.value.hint
    poor.close()
    blind.close()
