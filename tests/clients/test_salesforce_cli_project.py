"""The Salesforce CLI checks, deploys, validates and retrieves definitions of the embedded org, and lists its types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.clients.packages import FIELD, NAMESPACE, text_field
from tests.clients.salesforce_cli import SalesforceCli, salesforce_cli

OBJECT = "force-app/main/default/objects/Opportunity"
RULE = "Opportunity.Registered_when_won"


@pytest.fixture(scope="module")
def sf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SalesforceCli]:
    with salesforce_cli(tmp_path_factory.mktemp("cli")) as (sf, login):
        assert login.code == 0, login.json
        sf.write(f"{OBJECT}/fields/Registration__c.field-meta.xml", field(FIELD, "<length>40</length>"))
        sf.write(f"{OBJECT}/validationRules/Registered_when_won.validationRule-meta.xml", rule())
        (sf.project / "package.zip").write_bytes(text_field(length=80))
        yield sf


def test_source_is_checked_without_a_trace_then_deployed(sf: SalesforceCli) -> None:
    checked = sf("project deploy start --source-dir force-app --dry-run").result
    listed_before = names(sf("org list metadata --metadata-type ValidationRule").result)
    deployed = sf("project deploy start --source-dir force-app").result
    listed_after = names(sf("org list metadata --metadata-type ValidationRule").result)
    again = sf("project deploy start --source-dir force-app").result

    assert (checked["checkOnly"], checked["status"]) == (True, "Succeeded")
    assert RULE not in listed_before
    assert (deployed["checkOnly"], deployed["numberComponentsDeployed"]) == (False, 2)
    assert states(deployed) == {FIELD: "Created", RULE: "Created"}
    assert RULE in listed_after
    assert states(again) == {FIELD: "Unchanged", RULE: "Unchanged"}


def test_a_refused_component_fails_the_deploy_and_is_named(sf: SalesforceCli) -> None:
    sf.write(f"bad/{OBJECT}/fields/Bad__c.field-meta.xml", field("Opportunity.Bad__c", ""))

    told = sf("project deploy start --source-dir bad")

    assert (told.code, told.json["result"]["status"]) == (1, "Failed")
    [failure] = told.json["result"]["details"]["componentFailures"]
    assert failure["fullName"] == "Opportunity.Bad__c"
    assert "length" in failure["problem"]


def test_a_package_is_deployed_while_nobody_waits(sf: SalesforceCli) -> None:
    started = sf("project deploy start --metadata-dir package.zip --single-package --async").result
    reported = sf("project deploy resume", "--job-id", started["id"]).result

    assert started["status"] == "Queued"
    assert (reported["status"], reported["numberComponentsDeployed"]) == ("Succeeded", 1)


def test_types_are_listed(sf: SalesforceCli) -> None:
    types = sf("org list metadata-types").result["metadataObjects"]

    assert {"CustomObject", "PermissionSet", "StandardValueSet"} <= {each["xmlName"] for each in types}


def test_what_was_validated_is_deployed_quickly(sf: SalesforceCli) -> None:
    (sf.project / "quick.zip").write_bytes(text_field(length=90))

    validated = sf("project deploy validate --metadata-dir quick.zip --single-package").result
    quick = sf("project deploy quick", "--job-id", validated["id"]).result

    assert (validated["checkOnly"], quick["checkOnly"], quick["status"]) == (True, False, "Succeeded")
    assert (quick["numberComponentsDeployed"], quick["id"] != validated["id"]) == (1, True)


def test_a_field_is_retrieved_into_its_own_source_file_and_no_other(sf: SalesforceCli) -> None:
    (sf.project / "longer.zip").write_bytes(text_field(length=100))
    sf("project deploy start --metadata-dir longer.zip --single-package")

    retrieved = sf("project retrieve start --metadata", f"CustomField:{FIELD}").result

    [file] = retrieved["files"]
    assert (file["fullName"], file["type"], file["state"]) == (FIELD, "CustomField", "Changed")
    assert "<length>100</length>" in Path(file["filePath"]).read_text(encoding="utf-8")


def field(full_name: str, size: str) -> str:
    name = full_name.partition(".")[2]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<CustomField xmlns="{NAMESPACE}"><fullName>{name}</fullName>'
        f"<label>Registration</label>{size}<type>Text</type></CustomField>\n"
    )


def rule() -> str:
    formula = 'ISPICKVAL(StageName, "Closed Won") &amp;&amp; ISBLANK(Registration__c)'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ValidationRule xmlns="{NAMESPACE}">'
        f"<fullName>Registered_when_won</fullName><active>true</active><errorConditionFormula>{formula}"
        "</errorConditionFormula><errorMessage>Register it first.</errorMessage></ValidationRule>\n"
    )


def names(listed: list[dict[str, Any]]) -> set[str]:
    return {each["fullName"] for each in listed}


def states(deployed: dict[str, Any]) -> dict[str, str]:
    return {each["fullName"]: each["state"] for each in deployed["files"]}
