"""Everything that a foreign client changes in HubSpot behind dealspec's back, by hubspot-api-client as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hubspot import HubSpot
from hubspot.crm.associations.v4.schema import PublicAssociationDefinitionUpdateRequest as LabelUpdate
from hubspot.crm.pipelines import PipelinePatchInput, PipelineStagePatchInput
from hubspot.crm.properties import OptionInput, PropertyGroupUpdate, PropertyUpdate
from tests.e2e.foreign import GONE, IGNORED, Change, Refusal, one

OPPORTUNITY = "fields.opportunity"
STAGES = "pipelines.reseller.stages"
RULES = "pipelines.reseller.rules"
SHARE = "validations.opportunity.attribution_percent"
REGISTRATION = "validations.opportunity.deal_registration_id"


def administrator(url: str, token: str) -> HubSpot:
    """``host`` leads typed calls, ``base_url`` plain ones; with one of them the other kind leaves for the vendor."""
    return HubSpot(access_token=token, host=url, base_url=url)


def field(name: str, **values: Any) -> Callable[[HubSpot], None]:
    return lambda client: client.crm.properties.core_api.update("deals", name, PropertyUpdate(**values))


def raw_field(name: str, body: dict[str, object]) -> Callable[[HubSpot], None]:
    """What the client's model has no name for, by its plain call."""

    def make(client: HubSpot) -> None:
        path = f"/crm/v3/properties/deals/{name}"
        with client.api_request({"method": "PATCH", "path": path, "body": body}) as answer:
            assert answer.status_code == 200, answer.text

    return make


def rule(name: str, rule_type: str, argument: str) -> Callable[[HubSpot], None]:
    """A property validation, of which the client knows nothing."""

    def make(client: HubSpot) -> None:
        path = f"/crm/v3/property-validations/0-3/{name}/rule-type/{rule_type}"
        with client.api_request({"method": "PUT", "path": path, "body": {"ruleArguments": [argument]}}) as answer:
            assert answer.status_code == 204, answer.text

    return make


def stage_order(rule_name: str) -> Callable[[HubSpot], None]:
    """Switches a rule of the pipeline off, of which the client knows nothing."""

    def make(client: HubSpot) -> None:
        path, off = (
            "/crm/pipelines-rules/2026-09/deals/reseller",
            {"enabledForAllStages": False, "pipelineStageIds": []},
        )
        with client.api_request({"method": "PATCH", "path": path, "body": {rule_name: off}}) as answer:
            assert answer.status_code == 200, answer.text

    return make


def options(change: Callable[[list[OptionInput]], None]) -> Callable[[HubSpot], None]:
    def make(client: HubSpot) -> None:
        api = client.crm.properties.core_api
        live = api.get_by_name("deals", "partner_motion").options
        wanted = [
            OptionInput(label=each.label, value=each.value, hidden=each.hidden, display_order=each.display_order)
            for each in live
        ]
        change(wanted)
        api.update("deals", "partner_motion", PropertyUpdate(options=wanted))

    return make


def option(name: str, **values: object) -> Callable[[HubSpot], None]:
    def change(live: list[OptionInput]) -> None:
        [found] = [each for each in live if each.value == name]
        for key, value in values.items():
            setattr(found, key, value)

    return options(change)


def stage(name: str, **values: Any) -> Callable[[HubSpot], None]:
    patch = PipelineStagePatchInput(**values)
    return lambda client: client.crm.pipelines.pipeline_stages_api.update(
        "deals", "reseller", f"reseller_{name}", patch
    )


def _drop_an_option(live: list[OptionInput]) -> None:
    live[:] = [each for each in live if each.value != "tech"]


def _label(client: HubSpot, text: str, to: str, new: str) -> None:
    api = client.crm.associations.v4.schema.definitions_api
    [found] = [each for each in api.get_all("deals", to).results if each.label == text]
    api.update("deals", to, LabelUpdate(association_type_id=found.type_id, label=new))


def label(text: str, to: str, new: str) -> Callable[[HubSpot], None]:
    return lambda client: _label(client, text, to, new)


def _unlabel(client: HubSpot) -> None:
    api = client.crm.associations.v4.schema.definitions_api
    [found] = [each for each in api.get_all("deals", "companies").results if each.label == "Partner"]
    api.remove("deals", "companies", found.type_id)


def _relabel_as_if_between_deals_and_contacts(client: HubSpot) -> None:
    api = client.crm.associations.v4.schema.definitions_api
    [found] = [each for each in api.get_all("deals", "companies").results if each.label == "Partner"]
    api.update("deals", "contacts", LabelUpdate(association_type_id=found.type_id, label="Partner"))


CHANGES: list[Change[HubSpot]] = [
    Change("a label", field("partner_motion", label="X"), one(f"{OPPORTUNITY}.partner_motion", "label")),
    Change(
        "a description", field("partner_motion", description="X"), one(f"{OPPORTUNITY}.partner_motion", "description")
    ),
    Change(
        "a property's group",
        field("partner_motion", group_name="partner_conflict"),
        one(f"{OPPORTUNITY}.partner_motion", "group"),
    ),
    Change(
        "a field type",
        field("deal_registration_id", type="string", field_type="textarea"),
        one(f"{OPPORTUNITY}.deal_registration_id", "type"),
    ),
    Change(
        "how a number shows, which is what makes it a percentage",
        raw_field("attribution_percent", {"numberDisplayHint": "unformatted"}),
        one(f"{OPPORTUNITY}.attribution_percent", "type"),
    ),
    Change("an option's label", option("tech", label="X"), one(f"{OPPORTUNITY}.partner_motion", "values.tech.label")),
    Change(
        "an option, hidden", option("tech", hidden=True), one(f"{OPPORTUNITY}.partner_motion", "values.tech.hidden")
    ),
    Change("an option, removed", options(_drop_an_option), one(f"{OPPORTUNITY}.partner_motion", "values.tech")),
    Change(
        "a property, archived",
        lambda client: client.crm.properties.core_api.archive("deals", "partner_next_step"),
        {f"{OPPORTUNITY}.partner_next_step": GONE},
    ),
    Change(
        "a group's label",
        lambda client: client.crm.properties.groups_api.update(
            "deals", "partner_activity", PropertyGroupUpdate(label="X")
        ),
        one("groups.opportunity.partner_activity", "label"),
    ),
    Change(
        "a pipeline's label",
        lambda client: client.crm.pipelines.pipelines_api.update("deals", "reseller", PipelinePatchInput(label="X")),
        one("pipelines.reseller", "label"),
    ),
    Change("a stage's label", stage("transact", label="X"), one(f"{STAGES}.transact", "label")),
    Change(
        "a probability",
        stage("qualification", metadata={"probability": "0.3"}),
        one(f"{STAGES}.qualification", "probability"),
    ),
    Change(
        "a probability that closes the stage",
        stage("qualification", metadata={"probability": "1.0"}),
        one(f"{STAGES}.qualification", "probability", "outcome"),
    ),
    Change(
        "a stage, moved to the end",
        stage("launch_enable", display_order=99),
        {f"{STAGES}.launch_enable": ["rank"], f"{STAGES}.closed_lost": ["rank"]},
    ),
    Change(
        "a stage, archived",
        lambda client: client.crm.pipelines.pipeline_stages_api.archive("deals", "reseller", "reseller_launch_enable"),
        {f"{STAGES}.launch_enable": GONE},
    ),
    Change(
        "an association label, spelled otherwise",
        label("Incumbent partner", "companies", "INCUMBENT partner"),
        one(f"{OPPORTUNITY}.incumbent_partner", "label"),
    ),
    Change(
        "an association label, renamed",
        label("Incumbent partner", "companies", "X"),
        one(f"{OPPORTUNITY}.incumbent_partner", "label"),
    ),
    Change(
        "a contact role's label",
        label("Partner BDR", "contacts", "PARTNER bdr"),
        one(f"{OPPORTUNITY}.partner_contacts", "values.bdr.label"),
    ),
    Change("stages that may be skipped", stage_order("noSkippingStagesRule"), one(RULES, "no_skipping")),
    Change("stages that may be left backwards", stage_order("noBackwardsMovementRule"), one(RULES, "no_moving_back")),
    Change("the least value", rule("attribution_percent", "MIN_NUMBER", "0.1"), one(SHARE, "min")),
    Change("the greatest value", rule("attribution_percent", "MAX_NUMBER", "0.9"), one(SHARE, "max")),
    Change("the most characters", rule("deal_registration_id", "MAX_LENGTH", "9"), one(REGISTRATION, "length")),
    Change("a text's format", rule("deal_registration_id", "REGEX", "DR-.*"), one(REGISTRATION, "pattern")),
    Change("an association label, removed", _unlabel, {f"{OPPORTUNITY}.partner": GONE}),
]
"""One row per managed attribute, and more where one can be changed in several ways."""

REFUSALS: list[Refusal[HubSpot]] = [
    Refusal(
        "uniqueness",
        "field unique",
        raw_field("deal_registration_id", {"hasUniqueValue": False}),
        IGNORED,
    ),
    Refusal("where a lookup leads", "field to", _relabel_as_if_between_deals_and_contacts, "does not exist between"),
]
