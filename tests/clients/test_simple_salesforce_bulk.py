"""simple-salesforce's .bulk2 loads, reads and deletes records of the embedded org."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceMalformedRequest, SalesforceOperationError
from tests.clients.simple_salesforce_org import salesforce

FIELD = {"fullName": "Account.Number__c", "label": "Number", "type": "Text", "length": 20, "externalId": True,
         "unique": True}  # fmt: skip


@pytest.fixture
def sf() -> Iterator[Salesforce]:
    with salesforce() as client:
        yield client


def rows(pages: Any) -> list[dict[str, str]]:
    return [row for page in pages for row in csv.DictReader(io.StringIO(page))]


def names(sf: Salesforce) -> list[str]:
    return [row["Name"] for row in sf.query("SELECT Name FROM Account ORDER BY Name")["records"]]


def test_records_are_inserted_and_read_back_page_by_page(sf: Salesforce) -> None:
    records = [{"Name": f"Account {n:04d}", "AnnualRevenue": str(n * 1_000_000)} for n in range(25)]

    (told,) = sf.bulk2.Account.insert(records=records, wait=0)
    pages = list(sf.bulk2.Account.query("SELECT Id, Name, AnnualRevenue FROM Account", max_records=10, wait=0))

    assert (told["numberRecordsProcessed"], told["numberRecordsFailed"]) == (25, 0)
    assert [page.count("\n") for page in pages] == [11, 11, 6]
    assert sorted(row["Name"] for row in rows(pages)) == [record["Name"] for record in records]
    by_name = {row["Name"]: row["AnnualRevenue"] for row in rows(pages)}
    assert (by_name["Account 0002"], by_name["Account 0024"]) == ("2000000.0", "2.4E7")


def test_a_result_is_downloaded_to_files(sf: Salesforce, tmp_path: Path) -> None:
    sf.bulk2.Account.insert(records=[{"Name": f"A{n}"} for n in range(7)], wait=0)

    told = sf.bulk2.Account.download("SELECT Name FROM Account", str(tmp_path), max_records=3, wait=0)

    assert [page["number_of_records"] for page in told] == [3, 3, 1]
    assert Path(told[2]["file"]).read_text() == '"Name"\n"A6"\n'


def test_refused_rows_are_told_and_the_others_stay(sf: Salesforce) -> None:
    records = [{"Name": "Good", "NumberOfEmployees": "5"}, {"Name": "Bad", "NumberOfEmployees": "many"},
               {"Name": "", "NumberOfEmployees": "1"}]  # fmt: skip

    (told,) = sf.bulk2.Account.insert(records=records, wait=0)
    results = sf.bulk2.Account.get_all_ingest_records(told["job_id"])

    assert (told["numberRecordsProcessed"], told["numberRecordsFailed"]) == (3, 2)
    assert [(row["Name"], row["sf__Created"], len(row["sf__Id"])) for row in results["successfulRecords"]] == [
        ("Good", "true", 18)
    ]
    assert [row["sf__Error"] for row in results["failedRecords"]] == [
        "JSON_PARSER_ERROR:Cannot deserialize instance of double from VALUE_STRING value many:--",
        "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --",
    ]
    assert results["unprocessedRecords"] == []
    assert names(sf) == ["Good"]


def test_records_are_upserted_by_an_external_id(sf: Salesforce) -> None:
    field = sf.mdapi.CustomField
    field.create([field(**FIELD)])
    sf.mdapi._client.transport.session.close()
    grant(sf, "Account.Number__c")
    sf.bulk2.Account.insert(records=[{"Name": "Old", "Number__c": "a-1"}], wait=0)
    records = [{"Name": "New", "Number__c": "A-1"}, {"Name": "Other", "Number__c": "a-2"}]

    (told,) = sf.bulk2.Account.upsert(records=records, external_id_field="Number__c", wait=0)
    done = sf.bulk2.Account.get_all_ingest_records(told["job_id"])["successfulRecords"]

    assert [(row["Number__c"], row["sf__Created"]) for row in done] == [("A-1", "false"), ("a-2", "true")]
    assert names(sf) == ["New", "Other"]


def test_records_are_updated_and_deleted_by_id(sf: Salesforce) -> None:
    sf.bulk2.Account.insert(records=[{"Name": name, "Phone": "1"} for name in "ABC"], wait=0)
    found = rows(sf.bulk2.Account.query("SELECT Id, Name FROM Account", wait=0))

    changes = [{"Id": found[0]["Id"], "Phone": "#N/A"}, {"Id": found[1]["Id"], "Phone": ""}]
    sf.bulk2.Account.update(records=changes, wait=0)
    sf.bulk2.Account.delete(records=[{"Id": found[2]["Id"]}], wait=0)
    left = rows(sf.bulk2.Account.query("SELECT Name, Phone FROM Account", wait=0))
    everything = rows(sf.bulk2.Account.query_all("SELECT Name, IsDeleted FROM Account", wait=0))

    assert [(row["Name"], row["Phone"]) for row in left] == [("A", ""), ("B", "1")]
    assert [row["IsDeleted"] for row in everything] == ["false", "false", "true"]


def test_a_job_whose_columns_nobody_knows_fails_with_the_vendors_words(sf: Salesforce) -> None:
    with pytest.raises(SalesforceOperationError, match="InvalidBatch : Field name not found : Nope__c"):
        sf.bulk2.Account.insert(records=[{"Nope__c": "1"}], wait=0)


def test_soql_that_bulk_does_not_take_is_refused(sf: Salesforce) -> None:
    with pytest.raises(SalesforceMalformedRequest, match="not supported in Bulk Query"):
        list(sf.bulk2.Account.query("SELECT COUNT(Id) FROM Account", wait=0))


def grant(sf: Salesforce, field: str) -> None:
    session, url = sf.session, f"https://{sf.sf_instance}/services/Soap/m/66.0"
    inner = (
        '<metadata xsi:type="PermissionSet"><fullName>All</fullName><fieldPermissions><editable>true</editable>'
        f"<field>{field}</field><readable>true</readable></fieldPermissions><label>All</label></metadata>"
    )
    namespace = "http://soap.sforce.com/2006/04/metadata"
    session.post(url, data=(
        f'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader xmlns="{namespace}">'
        f"<sessionId>{sf.session_id}</sessionId></SessionHeader></e:Header><e:Body><upsertMetadata "
        f'xmlns="{namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{inner}</upsertMetadata></e:Body>'
        "</e:Envelope>"), headers={"Content-Type": "text/xml"}).raise_for_status()  # fmt: skip
    set_id = sf.query("SELECT Id FROM PermissionSet WHERE Name = 'All'")["records"][0]["Id"]
    user_id = sf.query("SELECT Id FROM User")["records"][0]["Id"]
    sf.PermissionSetAssignment.create({"PermissionSetId": set_id, "AssigneeId": user_id})
