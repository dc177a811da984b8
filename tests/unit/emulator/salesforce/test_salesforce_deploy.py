"""Deploys to the embedded org: packages, order, atomicity, results."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.emulator.salesforce.embedded_org import MD, Client, zip_of, zipped

TEXT = "<label>X</label><type>Text</type><length>9</length>"
GOOD, BAD = f"CustomField:Opportunity.Good__c:{TEXT}", "CustomField:Opportunity.Bad__c:<label>Bad</label>"
PACKAGE = f'<Package xmlns="{MD[1:-1]}">{{}}<version>66.0</version></Package>'
FIELD = "<types><members>Opportunity.Good__c</members><name>CustomField</name></types>"
OBJECT = f'<CustomObject xmlns="{MD[1:-1]}"><fields><fullName>Good__c</fullName>{TEXT}</fields></CustomObject>'


def fields(client: Client) -> set[str]:
    (record,) = client.read("CustomObject", "Opportunity")
    names = {str(field.findtext(f"{MD}fullName")) for field in record.iter(f"{MD}fields")}
    return {name for name in names if name.endswith("__c")}


def test_one_failure_undoes_everything(client: Client) -> None:
    result = client.deploy(GOOD, BAD)

    assert (result["status"], result["success"], result["done"]) == ("Failed", False, True)
    assert (result["numberComponentErrors"], result["numberComponentsTotal"]) == (1, 2)
    assert fields(client) == set()


def test_without_rollback_the_good_part_stays(client: Client) -> None:
    result = client.deploy(GOOD, BAD, rollbackOnError=False)

    assert result["status"] == "SucceededPartial"
    assert fields(client) == {"Good__c"}


def test_check_only_changes_nothing(client: Client) -> None:
    result = client.deploy(GOOD, checkOnly=True)

    assert (result["status"], result["checkOnly"]) == ("Succeeded", True)
    assert fields(client) == set()


def test_the_second_deploy_of_the_same_changes_nothing(client: Client) -> None:
    def told(result: dict[str, Any]) -> tuple[bool, bool]:
        (message,) = [item for item in result["details"]["componentSuccesses"] if item["componentType"]]
        return message["created"], message["changed"]

    assert [told(client.deploy(GOOD)), told(client.deploy(GOOD))] == [(True, True), (False, False)]


def test_the_org_orders_the_parts_of_a_package_itself(client: Client) -> None:
    client.deployed(
        "PermissionSet:All:<customPermissions><enabled>true</enabled><name>Bypass</name></customPermissions>"
        "<fieldPermissions><editable>true</editable><field>Opportunity.Motion__c</field><readable>true</readable>"
        "</fieldPermissions><label>All</label>",
        "ValidationRule:Opportunity.Gate:<active>true</active><errorConditionFormula>AND(NOT($Permission.Bypass), "
        "ISBLANK(Z_Base__c), RecordType.DeveloperName = &quot;R&quot;)</errorConditionFormula><errorMessage>m"
        "</errorMessage>",
        "CustomPermission:Bypass:<isLicensed>false</isLicensed><label>Bypass</label>",
        "RecordType:Opportunity.R:<active>true</active><businessProcess>P</businessProcess><label>R</label>",
        "BusinessProcess:Opportunity.P:<values><fullName>quote</fullName><default>false</default></values>",
        "CustomField:Opportunity.A_Formula__c:<label>A</label><type>Text</type><formula>Z_Base__c</formula>",
        f"CustomField:Opportunity.Z_Base__c:{TEXT}",
        "CustomField:Opportunity.Motion__c:<label>M</label><type>Picklist</type><valueSet><valueSetName>Motions"
        "</valueSetName></valueSet>",
        "GlobalValueSet:Motions:<customValue><fullName>direct</fullName></customValue><masterLabel>M</masterLabel>",
        "StandardValueSet:OpportunityStage:<sorted>false</sorted><standardValue><fullName>quote</fullName><closed>false"
        "</closed><forecastCategory>Pipeline</forecastCategory><probability>10</probability><won>false</won>"
        "</standardValue>",
    )


def test_a_failure_says_where_it_stands(client: Client) -> None:
    result = client.deploy(GOOD, BAD)

    (failure,) = result["details"]["componentFailures"]
    assert (failure["fullName"], failure["componentType"]) == ("Opportunity.Bad__c", "CustomField")
    assert (failure["fileName"], failure["lineNumber"]) == ("objects/Opportunity.object", 3)
    assert (failure["problem"], failure["problemType"]) == ("Required field is missing: type", "Error")


def test_a_package_in_a_folder_keeps_the_folder_in_its_file_names(client: Client) -> None:
    files = {"any/package.xml": PACKAGE.format(FIELD), "any/objects/Opportunity.object": OBJECT}

    result = client.deploy_zip(zipped(files), singlePackage=False)

    assert result["success"]
    assert [item["fileName"] for item in result["details"]["componentSuccesses"]] == [
        "any/package.xml",
        "any/objects/Opportunity.object",
    ]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"objects/Opportunity.object": OBJECT}, "No package.xml found"),
        ({"package.xml": PACKAGE.format(FIELD)},
         "An object 'Opportunity.Good__c' of type CustomField was named in package.xml, but was not found in zipped"),
        ({"package.xml": PACKAGE.format(""), "objects/Opportunity.object": OBJECT}, "Not in package.xml"),
        ({"package.xml": PACKAGE.format(""), "permissionsets/P.permissionset": "<PermissionSet/>"}, "Not in pack"),
        ({"package.xml": PACKAGE.format(FIELD), "objects/Opportunity.object": OBJECT[:-5]}, "Error parsing file: "),
        ({"package.xml": "<Package>"}, "Error parsing file: "),
        ({"package.xml": PACKAGE.format(FIELD), "objects/Opportunity.object": "<!DOCTYPE a []>" + OBJECT},
         "Error parsing file: DOCTYPE is not allowed"),
        ({"package.xml": PACKAGE.format(""), "nonsense/a.b": "<a/>"}, "Unknown folder name used in the package: nonse"),
    ],
)  # fmt: skip
def test_a_wrong_package_is_refused(client: Client, files: dict[str, str], problem: str) -> None:
    result = client.deploy_zip(zipped(files), rollbackOnError=True)

    assert result["status"] == "Failed"
    assert result["details"]["componentFailures"][0]["problem"].startswith(problem)
    assert fields(client) == set()


def test_a_file_that_is_no_zip_fails_the_deploy(client: Client) -> None:
    result = client.deploy_zip(b"not a zip")

    assert (result["status"], result["errorMessage"]) == ("Failed", "The zip file is invalid or corrupt")


def test_destructive_changes_delete_and_only_warn_of_what_is_gone(client: Client) -> None:
    client.deployed(GOOD)
    gone = FIELD.replace("</members>", "</members><members>Opportunity.Never__c</members>", 1)

    files = {"package.xml": PACKAGE.format(""), "destructiveChanges.xml": PACKAGE.format(gone)}
    result = client.deploy_zip(zipped(files), rollbackOnError=True)
    told = [(item["fullName"], item["deleted"], item.get("problemType")) for item in
            result["details"]["componentSuccesses"][1:]]  # fmt: skip

    assert result["success"]
    assert told == [("Opportunity.Good__c", True, None), ("Opportunity.Never__c", False, "Warning")]
    assert fields(client) == set()


def test_a_whole_object_is_redeployed_as_it_was_read(client: Client) -> None:
    client.deployed(GOOD, "CustomPermission:B:<isLicensed>false</isLicensed><label>B</label>",
                    "BusinessProcess:Opportunity.P:<values><fullName>Prospecting</fullName><default>false</default>"
                    "</values>", "RecordType:Opportunity.R:<active>true</active><businessProcess>P</businessProcess>"
                    "<label>R</label>")  # fmt: skip
    answer = client.send("POST", "/services/Soap/m/66.0", (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>'
        f'<SessionHeader xmlns="{MD[1:-1]}"><sessionId>{client.token}</sessionId></SessionHeader></s:Header><s:Body>'
        f'<readMetadata xmlns="{MD[1:-1]}"><type>CustomObject</type><fullNames>Opportunity</fullNames></readMetadata>'
        "</s:Body></s:Envelope>").encode()).body.decode()  # fmt: skip
    inner = answer.partition('xsi:type="CustomObject">')[2].partition("</records>")[0]
    inner = inner.replace("<fullName>Opportunity</fullName>", "", 1)

    result = client.deploy(f"CustomObject:Opportunity:{inner}")

    assert result["success"], result["details"]["componentFailures"]
    changed = {item["fullName"] for item in result["details"]["componentSuccesses"] if item["changed"]}
    assert not changed & {"Opportunity", "Opportunity.Good__c", "Opportunity.P", "Opportunity.R"}


def test_a_deploy_is_pending_then_in_progress_then_done(client: Client) -> None:
    body = zip_of((GOOD,))
    client.deploy_zip(body)

    fault = client.send("GET", "metadata/deployRequest/0Af000000000001AAA")

    assert fault.status == 404
    started = client.soap("deploy", "<ZipFile>UEs=</ZipFile><DeployOptions/>")
    deploy_id = started.findtext(f".//{MD}id")
    seen = [
        client.soap("checkDeployStatus", f"<asyncProcessId>{deploy_id}</asyncProcessId>").findtext(f".//{MD}status")
        for _ in range(3)
    ]
    assert started.findtext(f".//{MD}state") == "Queued"
    assert seen == ["InProgress", "Failed", "Failed"]
