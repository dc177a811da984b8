"""retrieve(): what a manifest names comes back as a zip that a deploy takes."""

from __future__ import annotations

import base64
import io
import zipfile
from xml.etree import ElementTree as ET

import pytest
from tests.unit.emulator.salesforce.embedded_org import MD, Client

TEXT = "<label>X</label><length>9</length><type>Text</type>"
CLAIM = (
    "CustomObject:Claim__c:<deploymentStatus>Deployed</deploymentStatus><label>Claim</label><nameField><label>Name"
    "</label><type>Text</type></nameField><pluralLabel>Claims</pluralLabel><sharingModel>ReadWrite</sharingModel>"
)


def retrieve(client: Client, *types: str, single: bool = True, element: str = "retrieveRequest") -> ET.Element:
    """Types are written ``Type:member,member``; gives the finished result."""
    wanted = "".join(
        f"<types>{''.join(f'<members>{name}</members>' for name in members.split(','))}<name>{type_name}</name></types>"
        for type_name, _, members in (item.partition(":") for item in types)
    )
    inner = (
        f"<{element}><apiVersion>66.0</apiVersion><singlePackage>{str(single).lower()}</singlePackage><unpackaged>"
        f"{wanted}<version>66.0</version></unpackaged></{element}>"
    )
    started = client.soap("retrieve", inner)
    assert started.findtext(f".//{MD}state") == "Queued"
    retrieve_id = started.findtext(f".//{MD}id")
    status = f"<asyncProcessId>{retrieve_id}</asyncProcessId><includeZip>true</includeZip>"
    first, second = (client.soap("checkRetrieveStatus", status) for _ in range(2))
    assert [item.findtext(f".//{MD}status") for item in (first, second)] == ["InProgress", "Succeeded"]
    return second[0]


def files(result: ET.Element) -> dict[str, str]:
    data = base64.b64decode(result.findtext(f"{MD}zipFile") or "")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def told(result: ET.Element, element: str, child: str) -> list[str | None]:
    return [item.findtext(f"{MD}{child}") for item in result.iter(f"{MD}{element}")]


def test_named_components_come_in_their_files(client: Client) -> None:
    client.deployed(f"CustomField:Opportunity.A__c:{TEXT}", f"CustomField:Opportunity.B__c:{TEXT}",
                    "CustomPermission:Bypass:<isLicensed>false</isLicensed><label>B</label>")  # fmt: skip

    result = retrieve(client, "CustomField:Opportunity.B__c", "CustomPermission:Bypass",
                      "StandardValueSet:OpportunityStage")  # fmt: skip
    found = files(result)

    assert sorted(found) == ["customPermissions/Bypass.customPermission", "objects/Opportunity.object", "package.xml",
                             "standardValueSets/OpportunityStage.standardValueSet"]  # fmt: skip
    # Only what was named: a field alone gives an otherwise empty object (gh:forcedotcom/cli#2865).
    tree = ET.fromstring(found["objects/Opportunity.object"])
    assert [child.findtext(f"{MD}fullName") for child in tree] == ["B__c"]
    assert "<fullName>Bypass" not in found["customPermissions/Bypass.customPermission"]
    assert told(result, "fileProperties", "fullName") == ["Opportunity.B__c", "Bypass", "OpportunityStage"]
    assert told(result, "fileProperties", "fileName")[0] == "objects/Opportunity.object"


def test_an_asterisk_stands_for_every_custom_component(client: Client) -> None:
    client.deployed(CLAIM, f"CustomField:Opportunity.A__c:{TEXT}",
                    "CustomPermission:Bypass:<isLicensed>false</isLicensed><label>B</label>")  # fmt: skip

    result = retrieve(client, "CustomObject:*,Opportunity", "CustomPermission:*", "CustomField:*", "StandardValueSet:*")

    assert sorted(files(result)) == ["customPermissions/Bypass.customPermission", "objects/Claim__c.object",
                                     "objects/Opportunity.object", "package.xml"]  # fmt: skip
    assert "<label>Opportunity</label>" in files(result)["objects/Opportunity.object"]


def test_without_single_package_everything_stands_in_a_folder(client: Client) -> None:
    result = retrieve(client, "StandardValueSet:OpportunityStage", single=False, element="request")

    assert sorted(files(result)) == ["unpackaged/package.xml",
                                     "unpackaged/standardValueSets/OpportunityStage.standardValueSet"]  # fmt: skip
    assert told(result, "fileProperties", "fileName") == [
        "unpackaged/standardValueSets/OpportunityStage.standardValueSet"
    ]


def test_what_is_not_there_is_told(client: Client) -> None:
    result = retrieve(client, "CustomField:Opportunity.Nope__c", "Nonsense:*,Thing")

    assert told(result, "messages", "problem") == [
        "Entity of type 'CustomField' named 'Opportunity.Nope__c' cannot be found",
        "Entity type: 'Nonsense' is unknown",
    ]
    assert list(files(result)) == ["package.xml"]
    assert result.findtext(f"{MD}success") == "true"


def test_what_was_retrieved_deploys_and_changes_nothing(client: Client) -> None:
    client.deployed(CLAIM, f"CustomField:Opportunity.A__c:{TEXT}",
                    "ValidationRule:Opportunity.R:<active>true</active><errorConditionFormula>ISBLANK(A__c)"
                    "</errorConditionFormula><errorMessage>a &lt; b</errorMessage>",
                    "GlobalValueSet:Motions:<customValue><fullName>direct</fullName><default>false</default><label>D"
                    "</label></customValue><masterLabel>M</masterLabel><sorted>false</sorted>")  # fmt: skip
    wanted = ("CustomObject:Claim__c", "CustomField:Opportunity.A__c", "ValidationRule:Opportunity.R")
    result = retrieve(client, *wanted, "GlobalValueSet:*", "StandardValueSet:OpportunityStage")

    again = client.deploy_zip(base64.b64decode(result.findtext(f"{MD}zipFile") or ""), rollbackOnError=True)

    assert again["success"], again["details"]["componentFailures"]
    parts = [item for item in again["details"]["componentSuccesses"] if item["componentType"]]
    assert len(parts) == 5
    assert not [item["fullName"] for item in parts if item["changed"]]


def test_the_same_components_give_the_same_bytes(client: Client) -> None:
    one, other = (retrieve(client, "CustomObject:Opportunity").findtext(f"{MD}zipFile") for _ in range(2))

    assert one == other


def test_without_the_zip_the_element_is_empty(client: Client) -> None:
    retrieve_id = client.soap("retrieve", "<retrieveRequest><apiVersion>66.0</apiVersion></retrieveRequest>").findtext(
        f".//{MD}id"
    )
    status = f"<asyncProcessId>{retrieve_id}</asyncProcessId><includeZip>false</includeZip>"
    client.soap("checkRetrieveStatus", status)

    assert client.soap("checkRetrieveStatus", status).findtext(f".//{MD}zipFile") == ""


@pytest.mark.parametrize(
    ("operation", "inner", "code"),
    [("checkRetrieveStatus", "<asyncProcessId>09S000000000001</asyncProcessId>", "INVALID_ID_FIELD"),
     ("retrieve", "", "INVALID_TYPE")],
)  # fmt: skip
def test_a_wrong_call_is_a_fault(client: Client, operation: str, inner: str, code: str) -> None:
    assert client.soap(operation, inner, status=500).findtext("faultcode") == f"sf:{code}"
