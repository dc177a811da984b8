"""What dealspec applied, the vendors' own clients see; what they change, dealspec names: that, and nothing else."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from hubspot import HubSpot
from simple_salesforce import Salesforce
from tests.e2e import foreign_hubspot, foreign_salesforce
from tests.e2e.emulated import Doors, Project, emulated, project, start, stop
from tests.e2e.foreign import GONE, IGNORED, Change, Refusal, attribute_of
from tests.running import Ran

TARGETS = ("salesforce", "hubspot")


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with emulated(tmp_path_factory.mktemp("orgs") / "state") as running:
        yield running


@pytest.fixture(scope="module")
def story(doors: Doors, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, dict[str, list[Ran]]]:
    """Each target before, at and after its first apply."""
    made = project(tmp_path_factory.mktemp("project") / "p", doors, foreign_salesforce.EXTRA)
    scenes = {}
    for target in TARGETS:
        before = made.dealspec("plan", target, "--check", "--json")
        applied = made.dealspec("apply", target, "--auto-approve")
        scenes[target] = [before, applied, made.dealspec("plan", target, "--check")]
    return made, scenes


@pytest.fixture(scope="module")
def applied(story: tuple[Project, dict[str, list[Ran]]]) -> Project:
    return story[0]


@pytest.fixture(scope="module")
def salesforce(doors: Doors) -> Iterator[Salesforce]:
    door = doors.salesforce
    with foreign_salesforce.administrator(door["https_url"], door["ca_file"], door["access_token"]) as client:
        yield client


@pytest.fixture(scope="module")
def hubspot(doors: Doors) -> Iterator[HubSpot]:
    yield foreign_hubspot.administrator(doors.hubspot["url"], doors.hubspot["access_token"])
    # The client keeps a pool per sub-package and closes none of them.
    gc.collect()


@pytest.mark.parametrize("target", TARGETS)
def test_a_check_ends_with_2_before_the_apply_and_with_0_after(
    story: tuple[Project, dict[str, list[Ran]]], target: str
) -> None:
    before, applied, after = story[1][target]

    assert (before.code, applied.code, after.code) == (2, 0, 0)
    # An org has contact roles from its first day; all else is new to it.
    known = {"salesforce": {"fields.opportunity.partner_contacts"}, "hubspot": set()}[target]
    assert {change["address"] for change in before.json["changes"] if change["action"] != "create"} == known


def test_simple_salesforce_reads_the_field_and_its_user_sees_it(applied: Project, salesforce: Salesforce) -> None:
    field = salesforce.mdapi.CustomField.read(["Opportunity.Partner_Motion__c"])
    described = {each["name"]: each for each in salesforce.Opportunity.describe()["fields"]}

    values = [value.fullName for value in field.valueSet.valueSetDefinition.value]
    assert values == ["direct", "referral", "reseller", "marketplace", "services", "tech"]
    assert (field.label, field.type, field.trackHistory) == ("Partner motion", "Picklist", True)
    seen = described["Partner_Motion__c"]
    assert (seen["label"], seen["type"], seen["updateable"]) == ("Partner motion", "picklist", True)


def test_hubspot_api_client_reads_the_property(applied: Project, hubspot: HubSpot) -> None:
    found = hubspot.crm.properties.core_api.get_by_name("deals", "partner_motion")

    assert (found.label, found.type, found.field_type) == ("Partner motion", "enumeration", "select")
    assert found.group_name == "partner_sales"
    assert [option.value for option in found.options][:2] == ["direct", "referral"]


def test_the_same_org_over_tls_is_the_same_org(applied: Project) -> None:
    assert applied.differences("over_tls") == (0, {})
    assert applied.doors.salesforce["https_url"].startswith("https://")


@pytest.mark.parametrize("change", foreign_salesforce.CHANGES, ids=lambda change: change.name)
def test_a_foreign_change_in_salesforce_is_named_and_mended(
    applied: Project, salesforce: Salesforce, change: Change[Salesforce]
) -> None:
    _changed_and_mended(applied, "salesforce", salesforce, change)


@pytest.mark.parametrize("change", foreign_hubspot.CHANGES, ids=lambda change: change.name)
def test_a_foreign_change_in_hubspot_is_named_and_mended(
    applied: Project, hubspot: HubSpot, change: Change[HubSpot]
) -> None:
    _changed_and_mended(applied, "hubspot", hubspot, change)


@pytest.mark.parametrize("refusal", foreign_salesforce.REFUSALS, ids=lambda refusal: refusal.name)
def test_what_nobody_can_change_in_salesforce_stays(
    applied: Project, salesforce: Salesforce, refusal: Refusal[Salesforce]
) -> None:
    _refused(applied, "salesforce", salesforce, refusal)


@pytest.mark.parametrize("refusal", foreign_hubspot.REFUSALS, ids=lambda refusal: refusal.name)
def test_what_nobody_can_change_in_hubspot_stays(applied: Project, hubspot: HubSpot, refusal: Refusal[HubSpot]) -> None:
    _refused(applied, "hubspot", hubspot, refusal)


@pytest.mark.parametrize(
    ("target", "table"), [("salesforce", foreign_salesforce), ("hubspot", foreign_hubspot)], ids=TARGETS
)
def test_every_managed_attribute_has_a_row(
    story: tuple[Project, dict[str, list[Ran]]], target: str, table: Any
) -> None:
    first_plan = story[1][target][0].json
    kinds = {change["address"]: change["kind"] for change in first_plan["changes"]}
    managed = {
        attribute_of(change["kind"], path) for change in first_plan["changes"] for path in _leaves(change["after"])
    }

    changed = {
        attribute_of(kinds[address], path)
        for change in table.CHANGES
        for address, paths in change.seen.items()
        for path in ([] if isinstance(paths, str) else paths)
    }
    unchangeable = {refusal.attribute for refusal in table.REFUSALS}
    gone = {kinds[address] for change in table.CHANGES for address, paths in change.seen.items() if paths == GONE}
    only_there_or_not = {"grant assigned_to_self"} if "grant" in gone else set()
    assert managed - changed - unchangeable - only_there_or_not == set()


def test_it_serves_from_a_relative_folder_until_it_is_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    process, first = start(Path("state"))
    answer = requests.get(
        f"{first.salesforce['url']}/services/oauth2/userinfo",
        headers={"Authorization": f"Bearer {first.salesforce['access_token']}"},
        timeout=10,
    )
    ended = stop(process)
    again, second = start(Path("state"))
    stop(again)

    assert answer.json()["organization_id"] == first.salesforce["org_id"]
    assert ended == (0, "")
    assert Path(first.salesforce["ca_file"]).is_absolute()
    assert first.salesforce["access_token"].startswith(first.salesforce["org_id"][:15] + "!")
    # The state is kept: the same orgs and the same tokens, behind other ports.
    assert second.salesforce["access_token"] == first.salesforce["access_token"]
    assert second.hubspot["portal_id"] == first.hubspot["portal_id"]


def test_no_token_ever_reaches_the_disk_of_the_project(applied: Project) -> None:
    tokens = (applied.doors.salesforce["access_token"], applied.doors.hubspot["access_token"])
    texts = [path.read_text(encoding="utf-8") for path in applied.folder.rglob("*") if path.is_file()]

    assert len(texts) > 10
    assert not [text for text in texts for token in tokens if token in text]


def _changed_and_mended(applied: Project, target: str, client: Any, change: Change[Any]) -> None:
    change.make(client)
    seen = applied.differences(target)
    unasked = applied.dealspec("apply", target, "--auto-approve", "--format", "json")
    if change.undo:
        change.undo(client)
    mended = applied.written_over(target)

    assert (unasked.code, unasked.json["done"]) == (4, [])
    assert mended.code == 0, mended.err
    assert change.undo or sorted(mended.json["done"]) == sorted(change.seen)
    assert seen == (2, dict(change.seen))
    assert applied.differences(target) == (0, {})


def _refused(applied: Project, target: str, client: Any, refusal: Refusal[Any]) -> None:
    if refusal.words == IGNORED:
        refusal.make(client)
    else:
        with pytest.raises(Exception, match=refusal.words):
            refusal.make(client)

    assert applied.differences(target) == (0, {})


def _leaves(value: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{prefix}.{key}" if prefix else key)
    else:
        yield prefix


def test_leaves_are_the_paths_of_a_plan() -> None:
    assert list(_leaves(json.loads('{"a": 1, "b": {"c": {"d": true}}}'))) == ["a", "b.c.d"]
