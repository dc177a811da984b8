"""The Salesforce CLI signs in to the embedded org over TLS, describes it, and reads and writes its records."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest
from tests.clients.oauth_apps import key_pair, new_app
from tests.clients.salesforce_cli import SalesforceCli, Told, salesforce_cli


@pytest.fixture(scope="module")
def signed_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SalesforceCli, Told]]:
    with salesforce_cli(tmp_path_factory.mktemp("cli"), tls=True) as (sf, login):
        yield sf, login


@pytest.fixture(scope="module")
def sf(signed_in: tuple[SalesforceCli, Told]) -> SalesforceCli:
    return signed_in[0]


def test_a_token_signs_in_and_the_org_is_displayed(signed_in: tuple[SalesforceCli, Told]) -> None:
    sf, login = signed_in

    shown = sf("org display").result

    assert (login.result["orgId"], login.result["orgEdition"]) == (sf.door.org_id, "Developer Edition")
    assert (login.result["isDevHub"], login.result["isSandbox"]) == (False, False)
    assert (shown["id"], shown["connectedStatus"]) == (sf.door.org_id, "Connected")
    assert shown["username"] == login.result["username"]


def test_an_app_signs_in_with_its_key(sf: SalesforceCli) -> None:
    keys = key_pair()
    app = new_app(sf.door, certificate=keys.certificate, permissions=["ApiEnabled", "ViewSetup"])
    key_file = sf.write("app.key", keys.private)
    words = ["--client-id", app["client_id"], "--username", app["username"], "--jwt-key-file", key_file]

    login = sf("org login jwt --no-prompt --alias by-key", *words, "--instance-url", sf.door.https_url).result
    shown = sf("data query --target-org by-key", "--query", "SELECT Id FROM Organization").result

    assert (login["orgId"], login["username"]) == (sf.door.org_id, app["username"])
    assert shown["records"][0]["Id"] == sf.door.org_id


def test_a_record_is_created_updated_and_queried(sf: SalesforceCli) -> None:
    values = "Name='Fjord' StageName=Prospecting CloseDate=2026-12-31 Amount=1200.5"

    made = sf("data create record --sobject Opportunity", "--values", values).result
    sf("data update record --sobject Opportunity", "--record-id", made["id"], "--values", "StageName='Closed Won'")
    found = sf("data query", "--query", "SELECT Name, Amount, IsWon, Owner.Username FROM Opportunity").result

    [deal] = found["records"]
    assert (found["totalSize"], found["done"]) == (1, True)
    assert (deal["Name"], deal["Amount"], deal["IsWon"]) == ("Fjord", 1200.5, True)
    assert deal["Owner"]["Username"].startswith("admin@")


def test_a_table_of_a_query_has_its_columns(sf: SalesforceCli) -> None:
    file = sf.project / "people.csv"

    sf("data query --result-format csv", "--query", "SELECT Username, Profile.Name FROM User", "--output-file", file)

    assert file.read_text(encoding="utf-8").splitlines()[0] == "Username,Profile.Name"


def test_a_wrong_query_ends_with_the_vendors_code(sf: SalesforceCli) -> None:
    told = sf("data query", "--query", "SELECT Nope FROM Account")

    assert (told.code, told.json["name"]) == (1, "INVALID_FIELD")


def test_an_object_is_described(sf: SalesforceCli) -> None:
    fields = {each["name"]: each for each in sf("sobject describe --sobject Opportunity").result["fields"]}

    assert fields["StageName"]["type"] == "picklist"
    assert fields["Amount"]["precision"] == 18


def test_many_records_are_imported_and_exported(sf: SalesforceCli) -> None:
    rows = [f"Bulk {number}" for number in range(3)]
    file = sf.write("accounts.csv", "\n".join(["Name", *rows]) + "\n")
    out = sf.project / "out.csv"

    loaded = sf("data import bulk --sobject Account --wait 1 --line-ending LF --file", file).result
    soql = "SELECT Name FROM Account WHERE Name LIKE 'Bulk%' ORDER BY Name"
    exported = sf("data export bulk --wait 1 --query", soql, "--output-file", out).result

    assert (loaded["processedRecords"], loaded["successfulRecords"], loaded["failedRecords"]) == (3, 3, 0)
    assert exported["totalSize"] == 3
    with out.open(encoding="utf-8", newline="") as lines:
        assert [row["Name"] for row in csv.DictReader(lines)] == rows


def test_the_tooling_api_tells_of_objects(sf: SalesforceCli) -> None:
    soql = "SELECT QualifiedApiName, Label FROM EntityDefinition WHERE QualifiedApiName = 'Opportunity'"

    found = sf("data query --use-tooling-api", "--query", soql).result

    assert [(row["QualifiedApiName"], row["Label"]) for row in found["records"]] == [("Opportunity", "Opportunity")]
