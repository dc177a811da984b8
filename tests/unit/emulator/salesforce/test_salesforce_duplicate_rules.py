"""Matching and duplicate rules as definitions: what the org takes, what it refuses, and that activation takes time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.emulator.salesforce.embedded_org import MD, NOW, Client, zipped

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.store import Store

NAME = "<matchingRuleItems><fieldName>Name</fieldName><matchingMethod>CompanyName</matchingMethod></matchingRuleItems>"
SITE = "<matchingRuleItems><fieldName>Website</fieldName><matchingMethod>Exact</matchingMethod></matchingRuleItems>"
UNREADY = (
    "Before you can use this duplicate rule, all associated matching rules must be active and have their fields mapped"
)


def matching(status: str = "Active", items: str = NAME, name: str = "Same") -> str:
    return f"<fullName>Account.{name}</fullName>{items}<label>{name}</label><ruleStatus>{status}</ruleStatus>"


def duplicate(*, name: str = "One", active: bool = True, order: int = 2, rules: tuple[str, ...] = ("Same",),
              edit: str = "Allow", create: str = "Block", more: str = "") -> str:  # fmt: skip
    used = "".join(
        "<duplicateRuleMatchRules><matchRuleSObjectType>Account</matchRuleSObjectType>"
        f"<matchingRule>{rule}</matchingRule></duplicateRuleMatchRules>"
        for rule in rules
    )
    return (
        f"<fullName>Account.{name}</fullName><actionOnInsert>{create}</actionOnInsert><actionOnUpdate>{edit}"
        f"</actionOnUpdate>{more}{used}<isActive>{str(active).lower()}</isActive><masterLabel>{name}</masterLabel>"
        f"<securityOption>EnforceSharingRules</securityOption><sortOrder>{order}</sortOrder>"
    )


def upsert(client: Client, type_name: str, body: str) -> str:
    """The words of the refusal, or nothing."""
    answer = client.soap("upsertMetadata", f'<metadata xsi:type="{type_name}">{body}</metadata>')
    return answer.findtext(f".//{MD}message") or ""


def status(client: Client, name: str = "Same") -> str | None:
    (record,) = client.read("MatchingRule", f"Account.{name}")
    return record.findtext(f"{MD}ruleStatus")


@pytest.fixture
def active(client: Client) -> Client:
    """An org whose matching rule Account.Same is active."""
    assert upsert(client, "MatchingRule", matching()) == ""
    assert [status(client), status(client)] == ["Activating", "Active"]
    return client


def test_a_matching_rule_is_on_its_way_before_it_is_active(client: Client) -> None:
    upsert(client, "MatchingRule", matching())

    assert [status(client), status(client), status(client)] == ["Activating", "Active", "Active"]


def test_it_is_active_after_a_while_whether_or_not_anybody_looks() -> None:
    store = Store()
    client, later = (
        Client(SalesforceOrg(store, FixedClock(NOW + wait))) for wait in (timedelta(), timedelta(minutes=1))
    )
    upsert(client, "MatchingRule", matching())

    assert upsert(client, "DuplicateRule", duplicate()) == UNREADY
    assert upsert(later, "DuplicateRule", duplicate()) == ""


def test_an_object_shows_all_its_matching_rules_in_one_component(active: Client) -> None:
    upsert(active, "MatchingRule", matching("Inactive", SITE, "Site"))

    (record,) = active.read("MatchingRules", "Account")

    rules = record.findall(f"{MD}matchingRules")
    assert [rule.findtext(f"{MD}fullName") for rule in rules] == ["Same", "Site"]
    assert rules[0].findtext(f"{MD}matchingRuleItems/{MD}blankValueBehavior") == "NullNotAllowed"


MATCHING_REFUSALS = [
    ("<fullName>Same</fullName>", "Need to specify full name, Required Delimiter: ."),
    (matching().replace("Account.", "Nope__c."), "In field: fullName - no CustomObject named Nope__c found"),
    (matching().replace("Account.", "Opportunity."), "Duplicate management is not supported on Opportunity"),
    (matching(items=NAME.replace(">Name<", ">Nope<")), "In field: fieldName - no CustomField named Account.Nope found"),
    (
        matching(items=NAME.replace("CompanyName", "Fuzzy")),
        "'Fuzzy' is not a valid value for the enum 'MatchingMethod'",
    ),
    (matching(items=""), "Required field is missing: matchingRuleItems"),
    (matching("Activating"), "Rule Status: bad value for restricted picklist field: Activating"),
    (matching(items=NAME + f"<description>{'x' * 256}</description>"), "Description: data value too large"),
]


@pytest.mark.parametrize(("body", "words"), MATCHING_REFUSALS)
def test_a_matching_rule_is_refused(client: Client, body: str, words: str) -> None:
    assert upsert(client, "MatchingRule", body).startswith(words)


CHANGES = [
    ("Active", matching(items=NAME + SITE), "Before you change a matching rule, you must deactivate it."),
    ("Active", matching("Inactive", NAME + SITE), "Before you change a matching rule, you must deactivate it."),
    ("Inactive", matching("Active", NAME + SITE), "Change the matching rule status separately from other changes."),
    ("Inactive", matching("Inactive", NAME + SITE), ""),
    ("Inactive", matching("Active"), ""),
    ("Active", matching("Inactive"), ""),
    ("Active", matching(), ""),
]


@pytest.mark.parametrize(("before", "change", "words"), CHANGES)
def test_status_and_definition_of_a_matching_rule_change_apart(
    client: Client, before: str, change: str, words: str
) -> None:
    upsert(client, "MatchingRule", matching(before))
    status(client)

    assert upsert(client, "MatchingRule", change) == words


def test_a_matching_rule_in_use_cannot_be_switched_off_or_deleted(active: Client) -> None:
    assert upsert(active, "DuplicateRule", duplicate()) == ""

    switched = upsert(active, "MatchingRule", matching("Inactive"))
    deleted = active.soap("deleteMetadata", "<type>MatchingRule</type><fullNames>Account.Same</fullNames>")

    assert switched == "You can't deactivate this matching rule, because the duplicate rule One uses it."
    assert deleted.findtext(f".//{MD}message") == "Before you change a matching rule, you must deactivate it."
    assert upsert(active, "DuplicateRule", duplicate(active=False)) == ""
    assert upsert(active, "MatchingRule", matching("Inactive")) == ""


DUPLICATE_REFUSALS = [
    (duplicate(rules=("Nope",)), "In field: matchingRule - no MatchingRule named Account.Nope found"),
    (duplicate(rules=("Idle",)), UNREADY),
    (duplicate(rules=()), UNREADY),
    (duplicate(rules=("Same", "Same")), "Select an account matching rule only once"),
    (duplicate(order=1), "SortOrder must be in sequential order from 1."),
    (duplicate(order=4), "SortOrder must be in sequential order from 1."),
    (duplicate(create="Warn"), "'Warn' is not a valid value for the enum 'DupeActionType'"),
    (duplicate(edit="Block", more="<alertText>No.</alertText>"), "You can set an alert text only if"),
    (duplicate().replace("Account.One", "One"), "Need to specify full name, Required Delimiter: ."),
]


@pytest.mark.parametrize(("body", "words"), DUPLICATE_REFUSALS)
def test_a_duplicate_rule_is_refused(active: Client, body: str, words: str) -> None:
    upsert(active, "MatchingRule", matching("Inactive", name="Idle"))

    assert upsert(active, "DuplicateRule", body).startswith(words)


def test_an_inactive_duplicate_rule_may_wait_for_its_matching_rule(client: Client) -> None:
    upsert(client, "MatchingRule", matching("Inactive"))

    assert upsert(client, "DuplicateRule", duplicate(active=False)) == ""


def test_what_nobody_said_of_a_duplicate_rule_reads_back_as_nil(active: Client) -> None:
    upsert(active, "DuplicateRule", duplicate())

    (record,) = active.read("DuplicateRule", "Account.One")

    nil = {child.tag.removeprefix(MD) for child in record if any(key.endswith("nil") for key in child.attrib)}
    assert nil == {"alertText", "description", "duplicateRuleFilter"}


def test_every_org_has_the_standard_rules_first_in_order(client: Client) -> None:
    listed = client.soap("listMetadata", "<queries><type>DuplicateRule</type></queries>")
    (record,) = client.read("DuplicateRule", "Account.Standard_Account_Duplicate_Rule")

    names = [item.text for item in listed.iter(f"{MD}fullName")]
    assert names == ["Account.Standard_Account_Duplicate_Rule", "Contact.Standard_Contact_Duplicate_Rule"]
    assert record.findtext(f"{MD}sortOrder") == "1"


def test_those_behind_a_deleted_rule_move_up(active: Client) -> None:
    upsert(active, "DuplicateRule", duplicate())
    upsert(active, "DuplicateRule", duplicate(name="Two", order=3))

    active.soap("deleteMetadata", "<type>DuplicateRule</type><fullNames>Account.One</fullNames>")

    (record,) = active.read("DuplicateRule", "Account.Two")
    assert record.findtext(f"{MD}sortOrder") == "2"


MATCHING_FILE = (
    f'<MatchingRules xmlns="{MD[1:-1]}"><matchingRules>'
    + matching().replace("Account.", "")
    + "</matchingRules></MatchingRules>"
)
DUPLICATE_FILE = f'<DuplicateRule xmlns="{MD[1:-1]}">' + duplicate().partition("</fullName>")[2] + "</DuplicateRule>"


def manifest(**members: str) -> str:
    types = "".join(f"<types><members>{name}</members><name>{kind}</name></types>" for kind, name in members.items())
    return f'<Package xmlns="{MD[1:-1]}">{types}<version>66.0</version></Package>'


@pytest.mark.parametrize(
    "members", [{"MatchingRule": "Account.Same"}, {"MatchingRules": "Account"}, {"MatchingRules": "*"}]
)
def test_a_deployment_carries_the_one_file_of_an_object(client: Client, members: dict[str, str]) -> None:
    files = {"package.xml": manifest(**members), "matchingRules/Account.matchingRule": MATCHING_FILE}

    result = client.deploy_zip(zipped(files), rollbackOnError=True)

    carried = {(item["componentType"], item["fullName"]) for item in result["details"]["componentSuccesses"]}
    assert result["success"], result["details"]
    assert ("MatchingRule", "Account.Same") in carried
    assert status(client) == "Activating"


def test_both_kinds_active_and_new_in_one_deployment_are_refused(client: Client) -> None:
    files = {
        "package.xml": manifest(MatchingRule="Account.Same", DuplicateRule="Account.One"),
        "matchingRules/Account.matchingRule": MATCHING_FILE,
        "duplicateRules/Account.One.duplicateRule": DUPLICATE_FILE,
    }

    result = client.deploy_zip(zipped(files), rollbackOnError=True)

    assert [item["problem"] for item in result["details"]["componentFailures"]] == [UNREADY]
    assert client.read("MatchingRule", "Account.Same")[0].findtext(f"{MD}label") is None


def test_a_field_that_a_matching_rule_compares_cannot_be_deleted(client: Client) -> None:
    client.deployed("CustomField:Account.Tax_Id__c:<label>Tax ID</label><length>20</length><type>Text</type>")
    upsert(client, "MatchingRule", matching(items=SITE.replace("Website", "Tax_Id__c")))

    answer = client.soap("deleteMetadata", "<type>CustomField</type><fullNames>Account.Tax_Id__c</fullNames>")

    assert "Matching Rule - Same" in (answer.findtext(f".//{MD}message") or "")


def test_records_are_saved_whatever_the_rules_say(active: Client) -> None:
    upsert(active, "DuplicateRule", duplicate())

    active.create("Account", Name="Acme")

    assert active.create("Account", Name="Acme")
