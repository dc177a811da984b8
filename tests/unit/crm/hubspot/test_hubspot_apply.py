"""A schema reaches a portal, and every attribute of it that a foreign hand changes shows and is mended."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.unit.crm.hubspot.portals import Portal, a_schema, carry_out, pending
from tests.unit.crm.hubspot.scripted import Script

from dealspec.crm.hubspot.adapter import HubSpotTarget
from dealspec.emulator.server import Server
from dealspec.emulator.web import Response
from dealspec.provisioner.changes import Create, Update
from dealspec.schema.model import Field, FieldType, HubSpotField, Schema, Stage, Value, ValueSet

DEALS = "/crm/properties/2026-09/deals"
RESELLER = "/crm/pipelines/2026-09/deals/reseller"


def test_what_was_applied_reads_as_it_was_projected(applied: HubSpotTarget) -> None:
    wanted = applied.project(a_schema())

    live = applied.read(wanted.resources)

    assert pending(applied, a_schema()) == ()
    assert set(live.resources) == {resource.address for resource in wanted.resources}
    assert wanted.unsupported == ()
    assert live.coverage.complete


def test_reading_takes_calls_by_the_object_and_never_by_the_field(applied: HubSpotTarget) -> None:
    wanted = applied.project(a_schema()).resources

    live = applied.read(wanted)

    # deals: properties, groups, pipelines, two pairs of labels; companies: properties, groups.
    assert live.calls == 7


def test_a_fresh_portal_takes_few_calls(target: HubSpotTarget) -> None:
    steps = target.steps(pending(target, a_schema()))

    outcomes = [target.execute(step) for step in steps]

    assert [step.operation for step in steps] == [
        "groups.write", "groups.write", "properties.create", "properties.create", "pipelines.create",
        "labels.write", "labels.write",
    ]  # fmt: skip
    assert sum(outcome.calls for outcome in outcomes) == 3 + 2 + 2 + 5


OPTIONS = [
    {"label": "Direct", "value": "direct", "displayOrder": 0, "hidden": True},
    {"label": "VAR", "value": "reseller", "displayOrder": 1},
]

FOREIGN = [
    ("PATCH", f"{DEALS}/partner_motion", {"label": "Motion"}, {"fields.opportunity.partner_motion": ["label"]}),
    ("PATCH", f"{DEALS}/partner_motion", {"description": "?"}, {"fields.opportunity.partner_motion": ["description"]}),
    ("PATCH", f"{DEALS}/notes", {"description": "?"}, {"fields.opportunity.notes": ["description"]}),
    ("PATCH", f"{DEALS}/seats", {"groupName": "dealinformation"}, {"fields.opportunity.seats": ["group"]}),
    ("PATCH", f"{DEALS}/offer", {"fieldType": "textarea"}, {"fields.opportunity.offer": ["type"]}),
    ("PATCH", f"{DEALS}/seats", {"numberDisplayHint": "percentage"}, {"fields.opportunity.seats": ["type"]}),
    ("PATCH", f"{DEALS}/attribution_percent", {"numberDisplayHint": "formatted"},
     {"fields.opportunity.attribution_percent": ["type"]}),
    ("PATCH", f"{DEALS}/partner_motion", {"options": OPTIONS},
     {"fields.opportunity.partner_motion": ["values.direct.hidden", "values.reseller.label"]}),
    ("PATCH", f"{DEALS}/partner_motion", {"options": OPTIONS[1:]},
     {"fields.opportunity.partner_motion": ["values.direct", "values.reseller.label"]}),
    ("PATCH", f"{DEALS}/groups/partner_sales", {"label": "Ours"}, {"groups.opportunity.partner_sales": ["label"]}),
    ("PATCH", RESELLER, {"label": "VAR"}, {"pipelines.reseller": ["label"]}),
    ("PATCH", f"{RESELLER}/stages/reseller_quote", {"label": "Quote"}, {"pipelines.reseller.stages.quote": ["label"]}),
    ("PATCH", f"{RESELLER}/stages/reseller_quote", {"metadata": {"probability": "0.5"}},
     {"pipelines.reseller.stages.quote": ["probability"]}),
    ("PATCH", f"{RESELLER}/stages/reseller_launch", {"metadata": {"probability": "0.9"}},
     {"pipelines.reseller.stages.launch": ["outcome", "probability"]}),
    ("PATCH", f"{RESELLER}/stages/reseller_registered", {"displayOrder": 1},
     {"pipelines.reseller.stages.registered": ["rank"], "pipelines.reseller.stages.quote": ["rank"]}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "shown"), FOREIGN)
def test_a_foreign_change_shows_and_is_mended(
    applied: HubSpotTarget, portal: Portal, method: str, path: str, body: object, shown: dict[str, list[str]]
) -> None:
    portal.send(method, path, body)

    changes = pending(applied, a_schema())

    paths = {c.address: [a.path for a in c.attributes] for c in changes if isinstance(c, Update)}
    assert paths == shown
    assert carry_out(applied, changes) == {}
    assert pending(applied, a_schema()) == ()


def test_what_a_foreign_hand_removed_is_wanted_again(applied: HubSpotTarget, portal: Portal) -> None:
    labels = portal.send("GET", "/crm/associations/2026-09/deals/contacts/labels")["results"]
    engineer = next(each["typeId"] for each in labels if each["label"] == "Partner SE")
    portal.send("DELETE", f"/crm/associations/2026-09/deals/contacts/labels/{engineer}")
    portal.send("DELETE", f"{DEALS}/seats")
    portal.send("DELETE", f"{RESELLER}/stages/reseller_quote")

    changes = pending(applied, a_schema())

    assert [(change.address, change.action) for change in changes] == [
        ("fields.opportunity.partner_roles", "update"),
        ("fields.opportunity.seats", "create"),
        ("pipelines.reseller.stages.quote", "create"),
    ]
    assert carry_out(applied, changes) == {}
    assert pending(applied, a_schema()) == ()


def test_options_and_stages_that_are_not_ours_stay(applied: HubSpotTarget, portal: Portal) -> None:
    theirs = {"label": "Marketplace", "value": "marketplace", "displayOrder": 0, "hidden": False}
    portal.send("PATCH", f"{DEALS}/partner_motion", {"options": [theirs, *OPTIONS]})
    stage = {"stageId": "legal", "label": "Legal", "displayOrder": 1, "metadata": {"probability": "0.7"}}
    portal.send("POST", f"{RESELLER}/stages", stage)
    grown = with_stage(a_schema(), Stage("transact", "Transact", Decimal(80)), 2)

    assert carry_out(applied, pending(applied, grown)) == {}

    options = portal.send("GET", f"{DEALS}/partner_motion")["options"]
    assert [(each["value"], each["label"]) for each in options] == [
        ("marketplace", "Marketplace"), ("direct", "Direct"), ("reseller", "Reseller"),
    ]  # fmt: skip
    stages = sorted(portal.send("GET", RESELLER)["stages"], key=lambda each: each["displayOrder"])
    ours = [each["id"] for each in stages if each["id"] != "legal"]
    assert ours == [f"reseller_{name}" for name in ("registered", "quote", "transact", "launch", "lost")]
    assert "legal" in [each["id"] for each in stages]
    assert pending(applied, grown) == ()


def test_a_property_that_came_to_be_in_between_is_never_adopted(target: HubSpotTarget, portal: Portal) -> None:
    changes = pending(target, a_schema())
    theirs = {"name": "seats", "label": "Chairs", "type": "string", "fieldType": "text", "groupName": "dealinformation"}
    portal.send("POST", DEALS, theirs)

    failed = carry_out(target, changes)

    assert list(failed) == ["fields.opportunity.seats"]
    assert "A property named 'seats' already exists" in failed["fields.opportunity.seats"]
    assert portal.send("GET", f"{DEALS}/seats")["label"] == "Chairs"


def test_a_label_that_came_to_be_in_between_is_never_adopted(target: HubSpotTarget, portal: Portal) -> None:
    changes = pending(target, a_schema())
    path = "/crm/associations/2026-09/deals/companies/labels"
    portal.send("POST", path, {"label": "partner", "name": "theirs"})

    failed = carry_out(target, changes)

    assert list(failed) == ["fields.opportunity.partner"]
    assert "since the plan was made" in failed["fields.opportunity.partner"]
    assert [each["label"] for each in portal.send("GET", path)["results"]].count("partner") == 1


def test_a_batch_that_is_refused_as_a_whole_is_settled_one_by_one() -> None:
    script = Script()
    server = Server(script).start()
    target = HubSpotTarget(server.url, "token")
    wanted = target.project(a_schema()).resources
    two = [Create(each) for each in wanted if each.native.get("name") in ("seats", "margin")]
    refusal = {"message": "A property named 'seats' already exists.", "category": "OBJECT_ALREADY_EXISTS"}
    script.answers += [Response.json(409, refusal), Response.json(201, {"name": "margin"}), Response.json(409, refusal)]

    outcome = target.execute(target.steps(two)[0])

    assert outcome.done == ("fields.opportunity.margin",)
    assert outcome.failed == {"fields.opportunity.seats": f"HubSpot refused to create a property: {refusal['message']}"
                              " [OBJECT_ALREADY_EXISTS]"}  # fmt: skip
    assert outcome.calls == 3
    target.close()
    server.stop()


def test_uniqueness_is_decided_at_creation(applied: HubSpotTarget) -> None:
    schema = with_field(a_schema(), Field("seats", FieldType.NUMBER, unique=True))

    changes = pending(applied, schema)
    failed = carry_out(applied, changes)

    assert [attribute.path for each in changes if isinstance(each, Update) for attribute in each.attributes] == [
        "unique"
    ]
    assert "when it is created" in failed["fields.opportunity.seats"]


def test_an_archived_property_comes_back_with_the_wanted_definition(applied: HubSpotTarget, portal: Portal) -> None:
    portal.send("DELETE", f"{DEALS}/seats")
    schema = with_field(a_schema(), Field("seats", FieldType.PICKLIST, values=(Value("few", "Few"),)))

    changes = pending(applied, schema)

    assert [type(change) for change in changes] == [Create]
    assert carry_out(applied, changes) == {}
    assert pending(applied, schema) == ()


def test_the_older_paths_serve_as_well(portal: Portal) -> None:
    target = HubSpotTarget(portal.url, portal.token, api_version="v3")

    failed = carry_out(target, pending(target, a_schema()))

    assert failed == {}
    assert pending(target, a_schema()) == ()
    target.close()


def with_field(schema: Schema, field: Field) -> Schema:
    deal = schema.objects["opportunity"]
    grown = replace(deal, fields={**deal.fields, field.name: field})
    return replace(schema, objects={**schema.objects, "opportunity": grown})


def with_stage(schema: Schema, stage: Stage, at: int) -> Schema:
    old = schema.pipelines["reseller"]
    grown = replace(old, stages=(*old.stages[:at], stage, *old.stages[at:]))
    return replace(schema, pipelines={"reseller": grown})


NATIVE = [
    ({"hidden": True}, {"hidden": False}),
    ({"formField": True, "displayOrder": 4}, {"formField": False, "displayOrder": 9}),
    ({"numberDisplayHint": "duration"}, {"numberDisplayHint": "formatted"}),
    ({"showCurrencySymbol": False}, {"showCurrencySymbol": True}),
]


@pytest.mark.parametrize(("said", "theirs"), NATIVE)
def test_native_keys_are_written_compared_and_mended(
    target: HubSpotTarget, portal: Portal, said: dict[str, object], theirs: dict[str, object]
) -> None:
    kind = FieldType.CURRENCY if "showCurrencySymbol" in said else FieldType.NUMBER
    schema = with_field(a_schema(), Field("seats", kind, hubspot=HubSpotField(native=said)))  # type: ignore[arg-type]
    assert carry_out(target, pending(target, schema)) == {}
    assert portal.send("GET", f"{DEALS}/seats").items() >= said.items()

    portal.send("PATCH", f"{DEALS}/seats", theirs)

    (change,) = pending(target, schema)
    assert isinstance(change, Update)
    assert {each.path for each in change.attributes} == {f"native.{key}" for key in said}
    assert carry_out(target, [change]) == {}
    assert pending(target, schema) == ()


def test_what_is_decided_at_creation_is_never_sent_again(applied: HubSpotTarget) -> None:
    native = HubSpotField(native={"externalOptions": True})
    schema = with_field(a_schema(), Field("seats", FieldType.NUMBER, hubspot=native))

    failed = carry_out(applied, pending(applied, schema))

    assert "takes `externalOptions` when a property is created" in failed["fields.opportunity.seats"]


def test_a_formula_settles_and_a_foreign_one_shows(target: HubSpotTarget, portal: Portal) -> None:
    ours = Field("seats", FieldType.FORMULA, formula="IF Amount == 0.50 THEN 1.0 ELSE 2 ENDIF")
    schema = with_field(a_schema(), ours)
    assert carry_out(target, pending(target, schema)) == {}
    assert pending(target, schema) == ()

    portal.send("PATCH", f"{DEALS}/seats", {"calculationFormula": "amount * 2"})

    (change,) = pending(target, schema)
    assert isinstance(change, Update)
    assert [(each.path, each.before, each.after) for each in change.attributes] == [
        ("formula", "amount * 2", ours.formula)
    ]
    assert carry_out(target, [change]) == {}
    assert pending(target, schema) == ()


def test_values_of_a_set_are_each_propertys_own(target: HubSpotTarget, portal: Portal) -> None:
    tiers = ValueSet("tiers", (Value("gold", "Gold", description="Best."), Value("old", "Old", active=False)))
    schema = with_field(a_schema(), Field("seats", FieldType.PICKLIST, value_set="tiers"))
    schema = replace(schema, value_sets={"tiers": tiers})

    assert carry_out(target, pending(target, schema)) == {}

    assert pending(target, schema) == ()
    options = portal.send("GET", f"{DEALS}/seats")["options"]
    assert [(each["value"], each["hidden"], each.get("description")) for each in options] == [
        ("gold", False, "Best."), ("old", True, None),
    ]  # fmt: skip
