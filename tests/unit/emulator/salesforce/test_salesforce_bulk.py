"""Bulk API 2.0 of the embedded org: jobs, states, pages, the exact form of the CSV, results of ingest, loading."""

from __future__ import annotations

import json
import tracemalloc
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.emulator.salesforce.embedded_org import Client

from dealspec.emulator.salesforce.bulk_csv import Dialect, double_text, lines_of
from dealspec.emulator.salesforce.ids import is_id
from dealspec.emulator.web import Response

ACCOUNTS = 'Name,Phone\n"Ann, ""B"" &\nCo",1\nZoë,\n'


def text_of(response: Response) -> str:
    assert response.status == 200, response.body
    return b"".join(response.chunks or ()).decode()


def finished(client: Client, path: str) -> dict[str, Any]:
    states = [client.json("GET", path) for _ in range(2)]
    assert states[0]["state"] == "InProgress"
    return dict(states[1])


def query(client: Client, soql: str, **settings: str) -> str:
    job = client.json("POST", "jobs/query", {"operation": "query", "query": soql, **settings})
    finished(client, f"jobs/query/{job['id']}")
    return f"jobs/query/{job['id']}"


def ingest(client: Client, data: str, **settings: Any) -> str:
    wanted = {"object": "Account", "operation": "insert", **settings}
    path = f"jobs/ingest/{client.json('POST', 'jobs/ingest', wanted)['id']}"
    assert client.send("PUT", f"{path}/batches", data.encode(), {"Content-Type": "text/csv"}).status == 201
    client.json("PATCH", path, {"state": "UploadComplete"})
    return path


def results(client: Client, path: str, kind: str) -> list[str]:
    return text_of(client.send("GET", f"{path}/{kind}")).splitlines()


def test_a_query_job_goes_from_created_to_complete(client: Client) -> None:
    client.create("Account", Name="A")

    made = client.json("POST", "jobs/query", {"operation": "query", "query": "SELECT Id FROM Account"})
    early = client.refused("GET", f"jobs/query/{made['id']}/results")
    done = finished(client, f"jobs/query/{made['id']}")

    assert made["id"].startswith("750")
    assert {key: made[key] for key in ("operation", "object", "state", "concurrencyMode", "contentType", "apiVersion",
                                       "lineEnding", "columnDelimiter", "createdDate")} == {
        "operation": "query", "object": "Account", "state": "UploadComplete", "concurrencyMode": "Parallel",
        "contentType": "CSV", "apiVersion": 66.0, "lineEnding": "LF", "columnDelimiter": "COMMA",
        "createdDate": "2026-11-22T12:00:00.000+0000",
    }  # fmt: skip
    assert "query" not in made
    assert early[0][0] == "INVALIDJOBSTATE"
    assert (done["state"], done["numberRecordsProcessed"], done["isPkChunkingSupported"]) == ("JobComplete", 1, True)


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({}, '"Name","AnnualRevenue","IsDeleted","CreatedDate","Owner.Alias","Phone"\n'
             '"Ann, ""B""","1.234567891E7","false","2026-11-22T12:00:00.000Z","admin",""\n'),
        ({"columnDelimiter": "TAB", "lineEnding": "CRLF"},
         '"Name"\t"AnnualRevenue"\t"IsDeleted"\t"CreatedDate"\t"Owner.Alias"\t"Phone"\r\n'
         '"Ann, ""B"""\t"1.234567891E7"\t"false"\t"2026-11-22T12:00:00.000Z"\t"admin"\t""\r\n'),
    ],
)  # fmt: skip
def test_the_csv_is_written_as_the_vendor_writes_it(client: Client, settings: dict[str, str], text: str) -> None:
    client.create("Account", Name='Ann, "B"', AnnualRevenue=12345678.91 // 0.01 / 100)
    client.json("PATCH", f"sobjects/Account/{client.values('SELECT Id FROM Account')[0]}", {"AnnualRevenue": 12345679},
                status=204)  # fmt: skip

    path = query(
        client, "SELECT name, annualrevenue, ISDELETED, CreatedDate, owner.alias, Phone FROM Account", **settings
    )

    assert text_of(client.send("GET", f"{path}/results")) == text.replace("1.234567891E7", "1.2345679E7")


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, None), (0.0, "0.0"), (1200.5, "1200.5"), (9999999.99, "9999999.99"), (1e7, "1.0E7"), (-8e7, "-8.0E7"),
     (16147805824397, "1.6147805824397E13"), (99213206, "9.9213206E7"), (0.001, "0.001"), (0.0005, "5.0E-4")],
)  # fmt: skip
def test_doubles_are_spelled_as_java_spells_them(value: float | None, text: str | None) -> None:
    assert double_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_spelled_double_reads_as_the_same_number(value: float) -> None:
    assert float(double_text(value)) == value


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=("Cs",))), min_size=2, max_size=2)),
       st.sampled_from(["COMMA", "TAB", "PIPE", "CARET", "SEMICOLON", "BACKQUOTE"]), st.integers(1, 7))  # fmt: skip
def test_rows_survive_being_written_cut_in_pieces_and_read(rows: list[list[str]], delimiter: str, size: int) -> None:
    dialect = Dialect(delimiter)
    data = dialect.text(rows)

    pieces = [data[start : start + size] for start in range(0, len(data), size)]

    assert list(dialect.rows(lines_of(pieces))) == rows


def test_pages_follow_the_locator_and_hold_what_one_page_holds(client: Client) -> None:
    ingest(client, "Name\n" + "".join(f"A{n}\n" for n in range(4500)))
    path = query(client, "SELECT Name FROM Account")
    whole = text_of(client.send("GET", f"{path}/results")).splitlines()

    rows, locator = [], ""
    while locator != "null":
        page = client.send("GET", f"{path}/results?maxRecords=1999&locator={locator}")
        head, *lines = text_of(page).splitlines()
        rows += lines
        locator = page.headers["Sforce-Locator"]
        assert (head, page.headers["Sforce-NumberOfRecords"]) == ('"Name"', str(len(lines)))
        assert "/" not in locator

    assert ['"Name"', *rows] == whole
    assert len(rows) == 4500


@pytest.mark.parametrize("arguments", ["maxRecords=0", "maxRecords=x", "locator=%25%25", "locator=OTk5"])
def test_a_wrong_page_is_refused(client: Client, arguments: str) -> None:
    client.create("Account", Name="A")
    path = query(client, "SELECT Id FROM Account")

    assert client.send("GET", f"{path}/results?{arguments}").status == 400


def test_an_empty_result_has_its_head_and_the_word_null(client: Client) -> None:
    response = client.send("GET", f"{query(client, 'SELECT Id, Name FROM Account')}/results")

    assert text_of(response) == '"Id","Name"\n'
    assert (response.headers["Sforce-Locator"], response.headers["Sforce-NumberOfRecords"]) == ("null", "0")


def test_results_are_compressed_when_asked(client: Client) -> None:
    client.create("Account", Name="A")
    path = query(client, "SELECT Name FROM Account")

    response = client.send("GET", f"{path}/results", headers={"Accept-Encoding": "gzip, deflate"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert zlib.decompress(b"".join(response.chunks or ()), wbits=31) == b'"Name"\n"A"\n'


def test_results_stay_as_the_job_found_them(client: Client) -> None:
    record_id = client.create("Account", Name="A")
    path = query(client, "SELECT Name FROM Account")

    client.json("DELETE", f"sobjects/Account/{record_id}", status=204)

    assert text_of(client.send("GET", f"{path}/results")) == '"Name"\n"A"\n'


def test_results_in_another_version_are_refused(client: Client) -> None:
    path = query(client, "SELECT Id FROM Account")

    assert client.send("GET", f"/services/data/v65.0/{path}/results").status == 409


def test_conditions_order_limit_and_formulas_are_obeyed(client: Client) -> None:
    client.deployed("CustomField:Account.Loud__c:<label>L</label><type>Text</type><formula>UPPER(Name)</formula>")
    entry = "<editable>false</editable><field>Account.Loud__c</field><readable>true</readable>"
    client.grant(extra=f"<fieldPermissions>{entry}</fieldPermissions>")
    ingest(client, "Name,NumberOfEmployees\na,1\nb,2\nc,3\nd,\n")

    def told(soql: str) -> str:
        return text_of(client.send("GET", f"{query(client, soql)}/results"))

    assert told("SELECT Loud__c, NumberOfEmployees FROM Account WHERE NumberOfEmployees > 1") == (
        '"Loud__c","NumberOfEmployees"\n"B","2"\n"C","3"\n'
    )
    assert told("SELECT Name FROM Account ORDER BY Name DESC LIMIT 2") == '"Name"\n"d"\n"c"\n'
    assert told("SELECT Name FROM Account LIMIT 1") == '"Name"\n"a"\n'


@pytest.mark.parametrize(
    "soql",
    ["SELECT COUNT() FROM Account", "SELECT Name FROM Account GROUP BY Name", "SELECT Id FROM Account LIMIT 5 OFFSET 1",
     "SELECT Id, (SELECT Id FROM Contacts) FROM Account", "SELECT Nope FROM Account", "SELECT Id FROM Nope",
     "SELECT Id FROM Account WHERE Name = 1", "nonsense", "SELECT FIELDS(ALL) FROM Account"],
)  # fmt: skip
def test_soql_that_bulk_does_not_take_makes_no_job(client: Client, soql: str) -> None:
    client.json("POST", "jobs/query", {"operation": "query", "query": soql}, status=400)

    assert client.json("GET", "jobs/query")["records"] == []


@pytest.mark.parametrize("path", ["jobs/query", "jobs/ingest"])
@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"operation":"x"}', b'{"operation":"query"}',
                                  b'{"operation":"insert","object":"Nope"}',
                                  b'{"operation":"upsert","object":"Account"}',
                                  b'{"operation":"insert","object":"Account","lineEnding":"CR"}'])  # fmt: skip
def test_no_body_breaks_a_job(client: Client, path: str, body: bytes) -> None:
    assert client.send("POST", path, body).status == 400


def test_a_job_that_is_not_there_is_not_found(client: Client) -> None:
    for path in ("jobs/query/750000000000001AAA", "jobs/ingest/750000000000001", "jobs/ingest/x/successfulResults"):
        assert client.send("GET", path).status == 404


def test_an_ingest_job_goes_from_open_to_complete(client: Client) -> None:
    made = client.json("POST", "jobs/ingest", {"object": "account", "operation": "insert", "contentType": "CSV"})
    path = f"jobs/ingest/{made['id']}"
    client.send("PUT", f"/{made['contentUrl']}", ACCOUNTS.encode(), {"Content-Type": "text/csv"})
    closed = client.json("PATCH", path, {"state": "UploadComplete"})
    done = finished(client, path)

    assert (made["state"], made["object"], closed["state"], done["state"]) == (
        "Open", "Account", "UploadComplete", "JobComplete",
    )  # fmt: skip
    assert "numberRecordsProcessed" not in made
    assert (done["numberRecordsProcessed"], done["numberRecordsFailed"], done["jobType"]) == (2, 0, "V2Ingest")
    assert client.values("SELECT Name FROM Account ORDER BY Name") == ['Ann, "B" &\nCo', "Zoë"]


def test_each_row_has_one_outcome_with_its_own_columns(client: Client) -> None:
    path = ingest(client, "Name,Website,Rating\nGood,,Hot\n,x,\nBad,x,Hot\n".replace("Bad,x", f"Bad,{'x' * 256}"))
    finished(client, path)

    done, failed, rest = (results(client, path, kind) for kind in
                          ("successfulResults", "failedResults", "unprocessedRecords"))  # fmt: skip

    assert [done[0], failed[0], rest] == [
        '"sf__Id","sf__Created","Name","Website","Rating"', '"sf__Id","sf__Error","Name","Website","Rating"',
        ['"Name","Website","Rating"'],
    ]  # fmt: skip
    record_id, *others = done[1].strip('"').split('","')
    assert is_id(record_id)
    assert others == ["true", "Good", "", "Hot"]
    assert failed[1] == '"","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --","","x",""'
    assert failed[2].startswith('"","STRING_TOO_LONG:Website: data value too large: xxx')


@pytest.mark.parametrize(
    ("data", "settings", "words"),
    [
        ("Nope\n1\n", {}, "InvalidBatch : Field name not found : Nope"),
        ("Name\r\nA\r\n", {},
         "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF"),
        ("Name\nA\n", {"lineEnding": "CRLF"},
         "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF"),
        ("Name\nA\n", {"operation": "update"}, "InvalidBatch : Field name not found : Id"),
        ("Name\nA\n", {"operation": "delete"}, "InvalidBatch : Field name not found : Id"),
        ("", {}, "InvalidBatch : Failed to parse header row"),
    ],
)  # fmt: skip
def test_a_job_whose_head_is_wrong_fails_and_processes_nothing(
    client: Client, data: str, settings: dict[str, str], words: str
) -> None:
    path = ingest(client, data, **settings)
    job = finished(client, path)

    assert (job["state"], job["errorMessage"], job["numberRecordsProcessed"]) == ("Failed", words, 0)
    assert client.query("SELECT Id FROM Account") == []


def test_an_aborted_job_leaves_its_rows_unprocessed(client: Client) -> None:
    path = f"jobs/ingest/{client.json('POST', 'jobs/ingest', {'object': 'Account', 'operation': 'insert'})['id']}"
    client.send("PUT", f"{path}/batches", b"Name\nA\n", {"Content-Type": "text/csv"})

    aborted = client.json("PATCH", path, {"state": "Aborted"})

    assert aborted["state"] == "Aborted"
    assert results(client, path, "unprocessedrecords") == ['"Name"', '"A"']
    assert client.send("DELETE", path).status == 204
    assert client.send("GET", path).status == 404


def test_a_job_takes_one_upload_and_only_while_open(client: Client) -> None:
    path = ingest(client, "Name\nA\n")

    late = client.send("PUT", f"{path}/batches", b"Name\nB\n", {"Content-Type": "text/csv"})
    again = client.send("PATCH", path, b'{"state":"UploadComplete"}')
    wrong = client.send("PUT", f"{path}/batches", b"{}", {"Content-Type": "application/json"})

    assert {late.status, again.status, wrong.status} == {400}
    assert client.values("SELECT Name FROM Account") == ["A"]


def test_booleans_and_parents_are_read_in_every_spelling(client: Client) -> None:
    client.deployed("CustomField:Account.Number__c:<label>N</label><type>Text</type><length>9</length>"
                    "<externalId>true</externalId><unique>true</unique>",
                    "CustomField:Contact.Keen__c:<label>K</label><type>Checkbox</type>"
                    "<defaultValue>false</defaultValue>")  # fmt: skip
    client.grant("Account.Number__c", "Contact.Keen__c")
    client.create("Account", Name="Parent", Number__c="a-1")

    text = "LastName,Keen__c,Account.Number__c\nA,YES,a-1\nB,0,A-1\nC,maybe,\nD,n,a-2\n"
    path = ingest(client, text, object="Contact")
    finished(client, path)

    rows = client.query("SELECT LastName, Keen__c, Account.Name FROM Contact ORDER BY LastName")
    assert [(row["LastName"], row["Keen__c"], row["Account"]["Name"]) for row in rows] == [
        ("A", True, "Parent"), ("B", False, "Parent"),
    ]  # fmt: skip
    assert [line.split('"')[3].partition(":")[0] for line in results(client, path, "failedResults")[1:]] == [
        "JSON_PARSER_ERROR", "INVALID_FIELD",
    ]  # fmt: skip


def test_validation_rules_hold_unless_loading_says_otherwise(client: Client) -> None:
    client.deployed("ValidationRule:Account.Never:<active>true</active><errorConditionFormula>TRUE"
                    "</errorConditionFormula><errorMessage>No.</errorMessage>")  # fmt: skip

    held = ingest(client, "Name\nA\n")
    client.json("PUT", "/__embedded__/loading", {"rules": False})
    loaded = ingest(client, "Name,NumberOfEmployees\nB,7\nC,x\n")
    finished(client, held), finished(client, loaded)

    assert "FIELD_CUSTOM_VALIDATION_EXCEPTION:No.:--" in results(client, held, "failedResults")[1]
    assert client.query("SELECT Name, NumberOfEmployees, Owner.Alias FROM Account")[0]["NumberOfEmployees"] == 7
    assert len(results(client, loaded, "failedResults")) == 2


def test_loaded_opportunities_have_what_the_platform_derives(client: Client) -> None:
    client.json("PUT", "/__embedded__/loading", {"rules": False})

    ingest(client, "Name,StageName,CloseDate,Amount\nA,Closed Won,2026-12-31,1000\n", object="Opportunity")

    row = client.query("SELECT IsWon, Probability, ExpectedRevenue, FiscalYear, IsDeleted FROM Opportunity")[0]
    assert row == {"IsWon": True, "Probability": 100.0, "ExpectedRevenue": 1000.0, "FiscalYear": 2026,
                   "IsDeleted": False}  # fmt: skip


@pytest.mark.parametrize(("spec", "failed"), [("partial-success", 1), ("lock-row", 3)])
def test_a_fault_fails_the_last_row_or_all(client: Client, spec: str, failed: int) -> None:
    client.json("PUT", "/__embedded__/faults", {"faults": [f"method=PATCH:{spec}"]})

    path = ingest(client, "Name\nA\nB\nC\n")
    job = finished(client, path)

    assert (job["numberRecordsProcessed"], job["numberRecordsFailed"]) == (3, failed)
    assert "UNABLE_TO_LOCK_ROW:" in results(client, path, "failedResults")[-1]


def test_reading_many_rows_takes_the_memory_of_few(client: Client) -> None:
    client.json("PUT", "/__embedded__/loading", {"rules": False})

    def peak(count: int) -> int:
        ingest(client, "Name,Description\n" + f"A,{'x' * 400}\n" * count)
        path = query(client, "SELECT Id, Name, Description FROM Account")
        tracemalloc.start()
        size = sum(len(piece) for piece in client.send("GET", f"{path}/results").chunks or ())
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert size > count * 400
        return used

    assert peak(20_000) < 3 * peak(3_000)


def test_the_jobs_of_a_day_are_counted(client: Client) -> None:
    query(client, "SELECT Id FROM Account")

    assert json.loads(client.send("GET", "limits").body)["DailyBulkV2QueryJobs"] == {"Max": 10000, "Remaining": 9999}
