"""SOQL on the embedded org: what is found, in which order, and how a wrong query is refused."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from tests.unit.emulator.salesforce.embedded_org import Client

from dealspec.emulator.salesforce.org import SalesforceOrg


@pytest.fixture(scope="module")
def deals(module_org: SalesforceOrg) -> Client:
    client = Client(module_org)
    client.deployed(
        "CustomField:Opportunity.Roles__c:<label>Roles</label><type>MultiselectPicklist</type><visibleLines>4"
        "</visibleLines><valueSet><valueSetDefinition><value><fullName>BDR</fullName></value><value><fullName>AE"
        "</fullName></value><value><fullName>SE</fullName></value></valueSetDefinition></valueSet>",
    )
    client.grant("Opportunity.Roles__c")
    acme = client.create("Account", Name="Acme", Industry="Energy")
    close = {"A": "2026-11-21", "B": "2026-11-22", "C": "2026-12-01", "D": "2027-01-01", "E": "2026-10-31"}
    more = {
        "A": {"Amount": 10, "AccountId": acme, "Roles__c": "BDR;AE"},
        "B": {"Amount": 20, "NextStep": "Call 100% sure", "Roles__c": "SE"},
        "C": {"StageName": "Closed Won", "AccountId": acme, "Roles__c": "AE"},
        "D": {"Amount": 5.5, "NextStep": "o'clock"},
        "E": {"Amount": 20, "StageName": "Closed Lost"},
    }
    for name, date in close.items():
        client.opportunity(**{"Name": name, "CloseDate": date, **more[name]})
    return client


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("Amount = 20", "BE"),
        ("Amount != 20", "ACD"),  # a null is not 20
        ("Amount > 5.5", "ABE"),
        ("Amount = null", "C"),
        ("Amount != null AND Amount < 20", "AD"),
        ("Name IN ('A', 'c')", "AC"),  # text ignores case
        ("Name NOT IN ('A','B')", "CDE"),
        ("NextStep LIKE 'call%'", "B"),
        (r"NextStep LIKE '%100\%%'", "B"),
        (r"NextStep = 'o\'clock'", "D"),
        ("(NOT Name LIKE 'A') AND Amount > 1", "BDE"),
        ("IsClosed = true", "CE"),
        ("IsWon = FALSE AND StageName <> 'Prospecting'", "E"),
        ("CloseDate = TODAY", "B"),
        ("CloseDate < TODAY", "AE"),
        ("CloseDate = YESTERDAY", "A"),
        ("CloseDate = THIS_MONTH", "AB"),
        ("CloseDate = LAST_MONTH", "E"),
        ("CloseDate = NEXT_YEAR", "D"),
        ("CloseDate = LAST_N_DAYS:30", "ABE"),
        ("CloseDate = NEXT_N_DAYS:9", "C"),
        ("CloseDate >= 2026-12-01", "CD"),
        ("CreatedDate >= 2026-11-22T12:00:00Z", "ABCDE"),
        ("CreatedDate > 2026-11-22T13:00:00+01:00", ""),
        ("CreatedDate = TODAY", "ABCDE"),
        ("Account.Name = 'Acme'", "AC"),
        ("Account.Industry = null", "BDE"),
        ("Owner.Profile.Name = 'System Administrator'", "ABCDE"),
        ("Roles__c INCLUDES ('AE')", "AC"),
        ("Roles__c INCLUDES ('BDR;AE', 'SE')", "AB"),
        ("Roles__c EXCLUDES ('AE')", "BDE"),
        ("AccountId IN (SELECT Id FROM Account WHERE Name = 'Acme')", "AC"),
        ("Id NOT IN (SELECT Id FROM Opportunity WHERE IsClosed = true)", "ABD"),
        ("(Name = 'A' OR Name = 'B') AND (Amount = 10 OR Amount = 5.5)", "A"),
    ],
)
def test_a_condition_selects(deals: Client, where: str, names: str) -> None:
    assert "".join(deals.values(f"SELECT Name FROM Opportunity WHERE {where} ORDER BY Name")) == names


@pytest.mark.parametrize(
    ("clause", "names"),
    [
        ("ORDER BY Amount, Name", "CDABE"),
        ("ORDER BY Amount DESC NULLS LAST, Name DESC", "EBADC"),
        ("ORDER BY Name DESC LIMIT 2", "ED"),
        ("ORDER BY Name LIMIT 2 OFFSET 2", "CD"),
        ("ORDER BY Account.Name NULLS LAST, Name", "ACBDE"),
    ],
)
def test_rows_come_in_order(deals: Client, clause: str, names: str) -> None:
    assert "".join(deals.values(f"SELECT Name FROM Opportunity {clause}")) == names


def test_related_and_child_records_are_nested(deals: Client) -> None:
    rows = deals.json("GET", "query?q=" + quote("SELECT Name, Account.Name FROM Opportunity WHERE Name IN ('A','B')"))
    child = deals.query("SELECT Name, (SELECT Name FROM Opportunities ORDER BY Name) FROM Account")

    assert rows["records"][0]["Account"]["Name"] == "Acme"
    assert rows["records"][0]["Account"]["attributes"]["type"] == "Account"
    assert rows["records"][1]["Account"] is None
    assert [row["Name"] for row in child[0]["Opportunities"]["records"]] == ["A", "C"]


def test_counting_and_grouping(deals: Client) -> None:
    plain = deals.json("GET", "query?q=" + quote("SELECT COUNT() FROM Opportunity WHERE Amount > 5.5"))
    grouped = deals.query("SELECT StageName, COUNT(Id) n, SUM(Amount) FROM Opportunity GROUP BY StageName")

    assert plain == {"totalSize": 3, "done": True, "records": []}
    assert {"StageName": "Prospecting", "n": 3, "expr0": 35.5} in grouped
    assert deals.query("SELECT COUNT(Id), MAX(CloseDate) last FROM Opportunity") == [{"expr0": 5, "last": "2027-01-01"}]


@pytest.mark.parametrize(
    ("soql", "code", "words"),
    [
        ("SELECT Id FRM Opportunity", "MALFORMED_QUERY", "unexpected token: 'FRM'"),
        ("SELECT Id", "MALFORMED_QUERY", "expecting a FROM"),
        ("SELECT FROM Opportunity", "MALFORMED_QUERY", "unexpected token: 'Opportunity'"),
        ("SELECT Id FROM Opportunity WHERE", "MALFORMED_QUERY", "unexpected token: '<EOF>'"),
        ("SELECT Id FROM Opportunity WHERE Name = 'x", "MALFORMED_QUERY", "unexpected char: ''"),
        ("SELECT Id FROM Opportunity WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", "MALFORMED_QUERY", "'OR'"),
        ("SELECT Id FROM Opportunity LIMIT x", "MALFORMED_QUERY", "unexpected token: 'x'"),
        ("SELECT Id FROM Opportunity WHERE CloseDate = SOON", "MALFORMED_QUERY", "unexpected token: 'SOON'"),
        ("SELECT Id FROM Opportunity WHERE CloseDate = 2026-13-45", "MALFORMED_QUERY", "Invalid date"),
        ("SELECT Nope FROM Opportunity", "INVALID_FIELD", "Row:1:Column:8\nNo such column 'Nope' on entity 'Opportun"),
        ("SELECT Id\nFROM Opportunity WHERE Nope__c = 1", "INVALID_FIELD", "ERROR at Row:2:Column:24"),
        ("SELECT Partner__r.Name FROM Opportunity", "INVALID_FIELD", "Didn't understand relationship 'Partner__r'"),
        ("SELECT Id FROM Nope", "INVALID_TYPE", "sObject type 'Nope' is not supported"),
        ("SELECT Id FROM Opportunity WHERE Amount = '5'", "INVALID_FIELD", "must be of type double and should not be"),
        ("SELECT Id FROM Opportunity WHERE Name = 5", "INVALID_FIELD", "must be of type string and should be enclosed"),
        ("SELECT Id FROM Opportunity WHERE CloseDate = 'x'", "INVALID_FIELD", "must be of type date"),
        ("SELECT Id FROM Opportunity WHERE Description = 'x'", "INVALID_FIELD", "can not be filtered"),
        ("SELECT Id FROM Opportunity WHERE Id = 'x'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: x"),
        ("SELECT Id FROM Opportunity WHERE Name INCLUDES ('x')", "INVALID_QUERY_FILTER_OPERATOR", "multipicklist"),
        ("SELECT Id FROM Opportunity OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset"),
        ("SELECT Name, COUNT(Id) FROM Opportunity", "MALFORMED_QUERY", "must be grouped or aggregated: Name"),
    ],
)
def test_a_wrong_query_is_refused(deals: Client, soql: str, code: str, words: str) -> None:
    (found, message), *_ = deals.refused("GET", f"query?q={quote(soql)}")

    assert found == code
    assert words in message


def test_columns_describe_the_query_instead_of_running_it(deals: Client) -> None:
    answer = deals.json("GET", "query?columns=true&q=" + quote("SELECT Id, Account.Name FROM Opportunity"))

    own, parent = answer["columnMetadata"]
    assert (own["columnName"], own["joinColumns"]) == ("Id", [])
    assert (parent["columnName"], [each["columnName"] for each in parent["joinColumns"]]) == ("Account", ["Name"])
    assert answer["entityName"] == "Opportunity"


def test_a_long_answer_comes_in_batches(deals: Client) -> None:
    records = [{"attributes": {"type": "Contact"}, "LastName": f"{n:03d}"} for n in range(200)]
    for _ in range(2):
        deals.json("POST", "composite/sobjects", {"records": records})
    path = "query?q=" + quote("SELECT LastName FROM Contact")

    response = deals.send("GET", path, headers={"Sforce-Query-Options": "batchSize=250"})
    first = deals.json("GET", path)
    small = json.loads(response.body)
    second = deals.json("GET", small["nextRecordsUrl"])

    assert (first["totalSize"], first["done"], len(first["records"])) == (400, True, 400)
    assert (small["done"], len(small["records"])) == (False, 250)
    assert small["nextRecordsUrl"].rpartition("/")[0] == "/services/data/v66.0/query"
    assert (second["done"], second["totalSize"]) == (True, 400)
    assert deals.refused("GET", "query/01gNOPE-2000") == [("INVALID_QUERY_LOCATOR", "invalid query locator")]


def test_deleted_records_are_in_query_all_only(deals: Client) -> None:
    gone = deals.create("Account", Name="Gone")
    deals.json("DELETE", f"sobjects/Account/{gone}", status=204)
    soql = quote("SELECT Name, IsDeleted FROM Account WHERE Name = 'Gone'")

    assert deals.json("GET", f"query?q={soql}")["records"] == []
    assert deals.json("GET", f"queryAll?q={soql}")["records"][0]["IsDeleted"] is True
