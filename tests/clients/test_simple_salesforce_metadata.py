"""simple-salesforce's .mdapi (zeep) reads and writes the embedded org's definitions; answers obey the vendor's WSDL."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import simple_salesforce
from lxml import etree
from simple_salesforce import Salesforce
from tests.clients.simple_salesforce_org import VERSION, salesforce

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
PICKLIST = {
    "label": "Partner motion",
    "type": "Picklist",
    "valueSet": {
        "restricted": True,
        "valueSetDefinition": {
            "sorted": False,
            "value": [{"fullName": name, "default": False, "label": name.title()} for name in ("direct", "reseller")],
        },
    },
}


@pytest.fixture(scope="module")
def sf() -> Iterator[Salesforce]:
    with salesforce() as client:
        yield client
        # zeep keeps a session of its own.
        client.mdapi._client.transport.session.close()


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    wsdl = etree.parse(str(Path(simple_salesforce.__file__).parent / "metadata.wsdl"))
    types = wsdl.find(".//{http://www.w3.org/2001/XMLSchema}schema")
    return etree.XMLSchema(etree.fromstring(etree.tostring(types)))


def test_a_field_is_created_read_updated_and_deleted(sf: Salesforce) -> None:
    field = sf.mdapi.CustomField
    field.create([field(fullName="Opportunity.Motion__c", **PICKLIST)])
    made = field.read(["Opportunity.Motion__c"])
    made.description = "Which channel owns the deal."
    field.update([made])
    read = field.read(["Opportunity.Motion__c"])
    field.delete(["Opportunity.Motion__c"])

    assert read.description == "Which channel owns the deal."
    assert (read.required, read.externalId, read.trackTrending) == (False, False, False)
    assert [value.label for value in read.valueSet.valueSetDefinition.value] == ["Direct", "Reseller"]
    # Salesforce answers an unknown name with a nil record, which the WSDL does not allow; zeep makes it an empty one.
    assert field.read(["Opportunity.Motion__c"]).fullName is None


def test_the_stages_of_a_fresh_org_are_read_and_extended(sf: Salesforce) -> None:
    stages = sf.mdapi.StandardValueSet.read(["OpportunityStage"])
    extra = {
        "fullName": "reseller_quote", "label": "Quote", "default": False, "closed": False, "won": False,
        "probability": 55, "forecastCategory": "Pipeline",
    }  # fmt: skip
    stages.standardValue.append(extra)
    sf.mdapi.StandardValueSet.update([stages])

    found = sf.query("SELECT ApiName, MasterLabel, DefaultProbability FROM OpportunityStage ORDER BY SortOrder")
    rows = found["records"]

    assert rows[0]["ApiName"] == "Prospecting"
    assert (rows[-1]["MasterLabel"], rows[-1]["DefaultProbability"]) == ("Quote", 55.0)


def test_a_refused_field_raises_with_the_vendors_words(sf: Salesforce) -> None:
    field = sf.mdapi.CustomField

    with pytest.raises(Exception, match="Must specify 'length' for a CustomField of type Text"):
        field.create([field(fullName="Opportunity.Short__c", label="Short", type="Text")])


def test_a_zip_is_deployed_and_its_failures_are_told(sf: Salesforce, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(package("<length>20</length>"))
    bad.write_bytes(package("<length>20000</length>"))

    states = [finished(sf, file) for file in (good, bad)]

    assert [state for state, _ in states] == ["Succeeded", "Failed"]
    assert states[1][1]["errors"][0]["message"] == "Length: value outside of valid range on numeric field: 20000"


@pytest.mark.parametrize(
    ("operation", "inner"),
    [
        ("readMetadata", "<type>CustomObject</type><fullNames>Opportunity</fullNames>"),
        ("readMetadata", "<type>StandardValueSet</type><fullNames>OpportunityStage</fullNames>"),
        ("readMetadata", "<type>CustomField</type><fullNames>Opportunity.Registration__c</fullNames>"),
        ("readMetadata", "<type>PermissionSet</type><fullNames>Editor</fullNames>"),
        ("updateMetadata", '<metadata xsi:type="CustomField"><fullName>Opportunity.Nope__c</fullName></metadata>'),
        ("upsertMetadata", '<metadata xsi:type="PermissionSet"><fullName>Editor</fullName><label>E</label></metadata>'),
        ("deleteMetadata", "<type>CustomField</type><fullNames>Opportunity.Nope__c</fullNames>"),
        ("listMetadata", "<queries><type>CustomField</type></queries><asOfVersion>66.0</asOfVersion>"),
        ("describeMetadata", "<asOfVersion>66.0</asOfVersion>"),
        ("deploy", "<ZipFile>UEs=</ZipFile><DeployOptions><checkOnly>true</checkOnly></DeployOptions>"),
        ("checkDeployStatus", "<asyncProcessId>{deploy}</asyncProcessId><includeDetails>true</includeDetails>"),
        ("checkDeployStatus", "<asyncProcessId>{deploy}</asyncProcessId><includeDetails>false</includeDetails>"),
    ],
)
def test_every_answer_obeys_the_wsdl(sf: Salesforce, schema: etree.XMLSchema, operation: str, inner: str) -> None:
    editor = '<metadata xsi:type="PermissionSet"><fullName>Editor</fullName><label>E</label></metadata>'
    soap(sf, "upsertMetadata", editor)
    deploy_id = soap(sf, "deploy", "<ZipFile>UEs=</ZipFile><DeployOptions/>").findtext(f".//{{{NAMESPACE}}}id")

    answer = soap(sf, operation, inner.replace("{deploy}", str(deploy_id)))

    assert schema.validate(answer), schema.error_log


def soap(sf: Salesforce, operation: str, inner: str) -> Any:
    text = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>'
        f'<SessionHeader xmlns="{NAMESPACE}"><sessionId>{sf.session_id}</sessionId></SessionHeader></e:Header><e:Body>'
        f'<{operation} xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{inner}</{operation}>'
        "</e:Body></e:Envelope>"
    )
    url = f"https://{sf.sf_instance}/services/Soap/m/{VERSION}"
    response = sf.session.post(url, data=text.encode(), headers={"Content-Type": "text/xml", "SOAPAction": '""'})
    assert response.status_code == 200, response.text
    body = etree.fromstring(response.content).find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    # A copy of the element alone carries the namespace declarations that validation needs.
    return etree.fromstring(etree.tostring(body[0]))


def finished(sf: Salesforce, file: Path) -> tuple[str, dict[str, Any]]:
    answer = sf.deploy(str(file), sandbox=True, rollbackOnError=True)
    for _ in range(5):
        result = sf.checkDeployStatus(answer["asyncId"])
        if result["state"] in ("Succeeded", "Failed"):
            return str(result["state"]), result["deployment_detail"]
    raise AssertionError("the deploy never ended")


def package(size: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "package.xml",
            f'<Package xmlns="{NAMESPACE}"><types><members>Opportunity.Registration__c</members>'
            "<name>CustomField</name></types><version>66.0</version></Package>",
        )
        archive.writestr(
            "objects/Opportunity.object",
            f'<CustomObject xmlns="{NAMESPACE}"><fields><fullName>Registration__c</fullName><label>R</label>{size}'
            "<type>Text</type></fields></CustomObject>",
        )
    return stream.getvalue()


def test_what_a_manifest_names_is_retrieved(sf: Salesforce) -> None:
    wanted = {"StandardValueSet": ["OpportunityStage"], "CustomObject": ["Opportunity"]}

    retrieve_id, state = sf.mdapi.retrieve("any", unpackaged=wanted)
    waiting = sf.mdapi.check_retrieve_status(retrieve_id)[0]
    done, error, messages, data = sf.mdapi.retrieve_zip(retrieve_id)

    assert (state, waiting, done, error, messages) == ("Queued", "InProgress", "Succeeded", None, [])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert sorted(archive.namelist()) == [
            "objects/Opportunity.object", "package.xml", "standardValueSets/OpportunityStage.standardValueSet",
        ]  # fmt: skip
