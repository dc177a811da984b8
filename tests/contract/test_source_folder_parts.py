"""A folder of files holds what an org of the same files does: rules on duplicates and page layouts, in both forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.crm.salesforce.cases import differences

from dealspec.crm.salesforce.package import build
from dealspec.crm.salesforce.snapshot import Snapshot
from dealspec.crm.salesforce.source.target import SourceTarget
from dealspec.provisioner.changes import Create
from dealspec.provisioner.ports import Selection
from dealspec.schema.duplicates import DuplicateRule, MatchField, MatchingRule, MatchMethod, OnDuplicate
from dealspec.schema.model import Field, FieldType, Object, SalesforceObject, Schema

RULES = {
    "matchingRules/Account.matchingRule": """<MatchingRules xmlns="http://soap.sforce.com/2006/04/metadata">
    <matchingRules>
        <fullName>Same_Company</fullName>
        <label>Same company</label>
        <matchingRuleItems>
            <blankValueBehavior>NullNotAllowed</blankValueBehavior>
            <fieldName>Name</fieldName>
            <matchingMethod>CompanyName</matchingMethod>
        </matchingRuleItems>
        <ruleStatus>Active</ruleStatus>
    </matchingRules>
</MatchingRules>
""",
    "duplicateRules/Account.One_Company.duplicateRule": """<DuplicateRule xmlns="http://soap.sforce.com/2006/04/metadata">
    <actionOnInsert>Block</actionOnInsert>
    <actionOnUpdate>Allow</actionOnUpdate>
    <duplicateRuleMatchRules>
        <matchRuleSObjectType>Account</matchRuleSObjectType>
        <matchingRule>Same_Company</matchingRule>
    </duplicateRuleMatchRules>
    <isActive>true</isActive>
    <masterLabel>One company</masterLabel>
    <securityOption>EnforceSharingRules</securityOption>
    <sortOrder>1</sortOrder>
</DuplicateRule>
""",
}
ACCOUNT = Object(
    "account",
    {"tier": Field("tier", FieldType.TEXT, length=20, section="Partner & tier")},
    matching_rules={
        "same_company": MatchingRule("same_company", (MatchField("name", MatchMethod.COMPANY_NAME),), active=True)
    },
    duplicate_rules={
        "one_company": DuplicateRule("one_company", ("same_company",), on_create=OnDuplicate.BLOCK, active=True)
    },
)
NAMED = replace(ACCOUNT, salesforce=SalesforceObject(layout="Partner: Tiers"))


def files(schema: Schema) -> dict[str, bytes]:
    """What a deployment of the schema would bring, and the rules on duplicates besides."""
    deployed = SourceTarget(Path()).project(schema).resources
    whole = build([Create(item) for item in deployed], Snapshot(), "66.0").files
    return {name: text for name, text in whole.items() if name != "package.xml"} | {
        name: text.encode() for name, text in RULES.items()
    }


def written(folder: Path, content: Mapping[str, bytes], ending: str) -> SourceTarget:
    for name, text in content.items():
        path = folder / f"{name}{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    return SourceTarget(folder)


FORMS = pytest.mark.parametrize("ending", ["", "-meta.xml"], ids=["metadata form", "source form"])
OBJECTS = pytest.mark.parametrize("obj", [ACCOUNT, NAMED], ids=["our layout", "a layout of another name"])


@FORMS
@OBJECTS
def test_the_folder_of_what_was_deployed_plans_empty(tmp_path: Path, ending: str, obj: Object) -> None:
    schema = Schema({"account": obj})
    target = written(tmp_path, files(schema), ending)

    live = target.read(target.project(schema).resources)

    assert differences(target.project(schema).resources, live.resources) == []
    assert live.coverage.complete


@FORMS
def test_what_is_missing_in_the_folder_is_a_difference(tmp_path: Path, ending: str) -> None:
    schema = Schema({"account": ACCOUNT})
    content = files(schema)
    for name in [name for name in content if name.startswith(("layouts", "matchingRules", "duplicateRules"))]:
        del content[name]
    target = written(tmp_path, content, ending)

    found = differences(target.project(schema).resources, target.read(target.project(schema).resources).resources)

    assert found == ["duplicate_rules.account.one_company", "layouts.account", "matching_rules.account.same_company"]


@FORMS
def test_pulling_the_folder_gives_its_rules_and_sections(tmp_path: Path, ending: str) -> None:
    target = written(tmp_path, files(Schema({"account": ACCOUNT})), ending)

    pulled = target.pull(Selection())

    account = pulled.schema.objects["account"]
    assert pulled.left_out == ()
    assert account.matching_rules == ACCOUNT.matching_rules
    assert account.duplicate_rules == ACCOUNT.duplicate_rules
    assert account.fields["tier"].section == "Partner & tier"
