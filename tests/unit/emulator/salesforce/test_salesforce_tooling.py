"""The Tooling API of the embedded org: definitions one by one, queries over them, and what its queries refuse."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from tests.unit.emulator.salesforce.embedded_org import MD, Client

from dealspec.emulator.salesforce.org import SalesforceOrg

PICKLIST: dict[str, Any] = {
    "label": "Loss Reason", "type": "Picklist", "description": None, "trackHistory": True,
    "valueSet": {"restricted": True, "valueSetDefinition": {"sorted": False, "value": [
        {"valueName": "price"} | {"fullName": "price", "label": "Price", "default": False},
    ]}},
}  # fmt: skip
PICKLIST["valueSet"]["valueSetDefinition"]["value"][0].pop("valueName")
RULE = {"active": True, "errorConditionFormula": "Amount < 0", "errorMessage": "No."}
NAME = "Opportunity.Loss_Reason__c"


def rows(client: Client, soql: str) -> list[dict[str, Any]]:
    found = client.json("GET", f"tooling/query?q={quote(soql)}")["records"]
    return [{name: value for name, value in row.items() if name != "attributes"} for row in found]


def refused(client: Client, soql: str) -> list[tuple[str, str]]:
    return client.refused("GET", f"tooling/query/?q={quote(soql)}")


def field(client: Client, name: str = NAME, **metadata: Any) -> str:
    body = {"FullName": name, "Metadata": {**PICKLIST, **metadata}}
    return str(client.json("POST", "tooling/sobjects/CustomField", body, status=201)["id"])


def test_a_field_lives_from_create_to_delete(client: Client) -> None:
    made = client.json("POST", "tooling/sobjects/CustomField", {"FullName": NAME, "Metadata": PICKLIST}, status=201)
    path = f"tooling/sobjects/CustomField/{made['id']}"
    read = client.json("GET", path)
    client.json("PATCH", path, {"Metadata": {**read["Metadata"], "label": "Reason"}}, status=204)
    label = client.read("CustomField", NAME)[0].findtext(f"{MD}label")
    client.json("DELETE", path, status=204)

    assert {**made, "id": made["id"][:3]} == {"id": "00N", "success": True, "errors": [], "warnings": [], "infos": []}
    assert (read["FullName"], read["DeveloperName"], read["TableEnumOrId"]) == (NAME, "Loss_Reason", "Opportunity")
    assert read["attributes"] == {"type": "CustomField", "url": f"/services/data/v66.0/{path}"}
    assert (read["Metadata"]["trackHistory"], read["Metadata"]["formula"], read["Metadata"]["urls"]) == (
        True, None, None,
    )  # fmt: skip
    assert label == "Reason"
    assert client.send("GET", path).status == 404


def test_an_update_is_the_whole_definition(client: Client) -> None:
    path = f"tooling/sobjects/CustomField/{field(client, inlineHelpText='Why?')}"

    client.json("PATCH", path, {"FullName": NAME, "Metadata": PICKLIST}, status=204)

    assert client.json("GET", path)["Metadata"]["inlineHelpText"] is None


def test_a_rule_lives_from_create_to_delete(client: Client) -> None:
    body = {"FullName": "Opportunity.Positive", "Metadata": RULE}
    made = client.json("POST", "tooling/sobjects/ValidationRule", body, status=201)
    path = f"tooling/sobjects/ValidationRule/{made['id']}"
    client.json("PATCH", path, {"Metadata": {**RULE, "active": False}}, status=204)

    (row,) = rows(client, "SELECT Active, ErrorMessage, ValidationName, EntityDefinition.QualifiedApiName, Metadata "
                          "FROM ValidationRule WHERE ValidationName = 'Positive'")  # fmt: skip
    client.json("DELETE", path, status=204)

    assert row["Metadata"] | {"urls": 0} == {**RULE, "active": False, "description": None, "errorDisplayField": None,
                                             "urls": 0}  # fmt: skip
    assert (row["Active"], row["ErrorMessage"], row["ValidationName"]) == (False, "No.", "Positive")
    assert row["EntityDefinition"]["QualifiedApiName"] == "Opportunity"
    assert rows(client, "SELECT Id FROM ValidationRule") == []


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"FullName": "Opportunity.X__c", "Metadata": {"label": "X", "type": "Text"}}, "REQUIRED_FIELD_MISSING",
         "Must specify 'length' for a CustomField of type Text"),
        ({"FullName": "Nope.X__c", "Metadata": PICKLIST}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "Entity Enumera"),
        ({"Metadata": PICKLIST}, "REQUIRED_FIELD_MISSING", "Required field is missing: fullName"),
        ({"FullName": NAME}, "REQUIRED_FIELD_MISSING", "Required fields are missing: [Metadata]"),
        ({"FullName": NAME, "Metadata": {**PICKLIST, "colour": "red"}}, "INVALID_FIELD", "No such column 'colour'"),
        ({"FullName": NAME, "Metadata": {**PICKLIST, "label": ["x"]}}, "JSON_PARSER_ERROR", "Cannot deserialize label"),
        ({"FullName": NAME, "Metadata": {**PICKLIST, "valueSet": 1}}, "JSON_PARSER_ERROR", "Cannot deserialize valueS"),
        ({"FullName": NAME, "Metadata": {**PICKLIST, "length": True}}, "JSON_PARSER_ERROR", "Cannot deserialize len"),
        ({"FullName": NAME, "Label": "x", "Metadata": PICKLIST}, "INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create"),
        ([], "REQUIRED_FIELD_MISSING", "Required"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_refused_as_rest_refuses(client: Client, body: Any, code: str, words: str) -> None:
    ((found, message),) = client.refused("POST", "tooling/sobjects/CustomField", body)

    assert (found, message[: len(words)]) == (code, words)


def test_a_second_field_of_one_name_is_refused(client: Client) -> None:
    field(client)

    told = client.refused("POST", "tooling/sobjects/CustomField", {"FullName": NAME, "Metadata": PICKLIST})

    assert told == [("DUPLICATE_DEVELOPER_NAME", "There is already a field named Loss_Reason on this object")]


def test_metadata_and_full_names_come_one_row_at_a_time(client: Client) -> None:
    first, _ = field(client), field(client, "Opportunity.Other__c")
    words = (
        "When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than "
        "one row for retrieval. Result size: 2"
    )

    for column in ("Metadata", "FullName"):
        assert refused(client, f"SELECT Id, {column} FROM CustomField") == [("MALFORMED_QUERY", words)]
        assert len(rows(client, f"SELECT {column} FROM CustomField WHERE Id = '{first}'")) == 1
    assert len(rows(client, "SELECT Id, DeveloperName FROM CustomField")) == 2
    assert rows(client, "SELECT FullName FROM CustomField LIMIT 1") == [{"FullName": NAME}]
    assert refused(client, "SELECT Id FROM CustomField WHERE FullName = 'x'")[0][0] == "INVALID_FIELD"


def test_fields_of_a_custom_object_stand_under_its_id(client: Client) -> None:
    client.deployed("CustomObject:Claim__c:<deploymentStatus>Deployed</deploymentStatus><label>Claim</label><nameField>"
                    "<label>Name</label><type>Text</type></nameField><pluralLabel>Claims</pluralLabel><sharingModel>"
                    "ReadWrite</sharingModel>")  # fmt: skip
    field(client, "Claim__c.Reason__c")

    (entity,) = rows(client, "SELECT DurableId, DeveloperName, Label FROM EntityDefinition "
                             "WHERE QualifiedApiName = 'Claim__c'")  # fmt: skip
    found = rows(client, "SELECT DeveloperName, TableEnumOrId FROM CustomField "
                         "WHERE EntityDefinition.QualifiedApiName = 'Claim__c'")  # fmt: skip

    assert entity["DurableId"].startswith("01I")
    assert found == [{"DeveloperName": "Reason", "TableEnumOrId": entity["DurableId"]}]


def test_field_definitions_tell_types_of_standard_and_custom_fields(client: Client) -> None:
    field(client)
    client.deployed("CustomField:Opportunity.Score__c:<label>S</label><type>Number</type><precision>5</precision>"
                    "<scale>2</scale>",
                    "CustomField:Opportunity.Double__c:<label>D</label><type>Number</type><precision>5</precision>"
                    "<scale>2</scale><formula>Score__c * 2</formula>")  # fmt: skip

    found = rows(client, "SELECT QualifiedApiName, DataType, DurableId FROM FieldDefinition "
                         "WHERE EntityDefinition.QualifiedApiName = 'Opportunity'")  # fmt: skip
    types = {row["QualifiedApiName"]: row["DataType"] for row in found}

    assert [types[name] for name in ("NextStep", "Amount", "AccountId", "Description", "CreatedDate", "StageName",
                                     "Loss_Reason__c", "Score__c", "Double__c")] == [
        "Text(255)", "Currency(16, 2)", "Lookup(Account)", "Long Text Area(32000)", "Date/Time", "Picklist",
        "Picklist", "Number(3, 2)", "Formula (Number)",
    ]  # fmt: skip
    durable = {row["QualifiedApiName"]: row["DurableId"] for row in found}
    assert durable["StageName"] == "Opportunity.StageName"
    assert durable["Score__c"].startswith("Opportunity.00N")


@pytest.mark.parametrize(
    ("soql", "words"),
    [
        (
            "SELECT COUNT() FROM EntityDefinition",
            "The requested operation is not yet supported by this SObject storage",
        ),
        ("SELECT KeyPrefix FROM EntityDefinition GROUP BY KeyPrefix", "The requested operation is not yet supported"),
        ("SELECT Id FROM EntityDefinition WHERE QualifiedApiName != 'Account'", "Only equals comparisons permitted"),
        ("SELECT Id FROM EntityDefinition WHERE Label = 'A' OR Label = 'B'", "Disjunctions not supported"),
        ("SELECT Id FROM EntityDefinition WHERE Label INCLUDES ('A')", "Unsupported filter type"),
        ("SELECT Id FROM FieldDefinition", "A filter on a reified column is required"),
        ("SELECT Id FROM FieldDefinition WHERE Label = 'A'", "A filter on a reified column is required"),
    ],
)
def test_virtual_objects_refuse_what_they_cannot_do(client: Client, soql: str, words: str) -> None:
    ((code, message),) = refused(client, soql)

    assert code == "EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION"
    assert message.startswith(words)


def test_virtual_objects_ignore_limits(client: Client) -> None:
    assert len(rows(client, "SELECT QualifiedApiName FROM EntityDefinition LIMIT 1")) > 5


@pytest.mark.parametrize("soql", ["SELECT Id FROM Account", "SELECT Nope FROM CustomField", "nonsense", ""])
def test_a_wrong_query_is_refused(client: Client, soql: str) -> None:
    assert client.send("GET", f"tooling/query?q={quote(soql)}").status == 400


def test_columns_are_told_alone(client: Client) -> None:
    told = client.json("GET", f"tooling/query?columns=true&q={quote('SELECT Id, DeveloperName FROM CustomField')}")

    assert [column["columnName"] for column in told["columnMetadata"]] == ["Id", "DeveloperName"]
    assert told["entityName"] == "CustomField"


def test_an_org_without_source_tracking_has_no_source_members(client: Client) -> None:
    assert client.send("GET", "tooling/sobjects/SourceMember/describe").status == 404
    assert client.json("GET", "tooling/sobjects/CustomField/describe")["name"] == "CustomField"
    assert [item["name"] for item in client.json("GET", "tooling/sobjects")["sobjects"]][:2] == [
        "CustomField", "ValidationRule",
    ]  # fmt: skip


def test_what_cannot_be_written_says_so(client: Client, org: SalesforceOrg) -> None:
    reader = Client(org, org.add_user_token(["ApiEnabled"])[0])
    body = {"FullName": NAME, "Metadata": PICKLIST}
    field(client, "Opportunity.Other__c")

    assert client.send("POST", "tooling/sobjects/EntityDefinition", body).status == 405
    assert client.send("POST", "tooling/sobjects/Nope", body).status == 404
    assert client.send("PATCH", "tooling/sobjects/CustomField/00N000000000001", body).status == 404
    assert reader.send("POST", "tooling/sobjects/CustomField", body).status == 403
    assert reader.send("GET", f"tooling/query?q={quote('SELECT Metadata FROM CustomField')}").status == 403
    assert reader.send("GET", f"tooling/query?q={quote('SELECT Id FROM CustomField')}").status == 200


def test_a_running_picklist_job_refuses_a_picklist(client: Client) -> None:
    client.json("PUT", "/__embedded__/faults", {"faults": ["picklist-job"]})

    told = client.refused("POST", "tooling/sobjects/CustomField", {"FullName": NAME, "Metadata": PICKLIST})

    assert told[0][1].startswith("Cannot update or delete a picklist while a picklist background job")
