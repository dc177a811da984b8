"""jsforce 3 loads and reads many records of the embedded org in jobs of the Bulk API 2.0."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.clients.node_clients import Jsforce, Node, embedded_salesforce, require_clients


@pytest.fixture(scope="module")
def jsforce(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jsforce]:
    require_clients()
    node = Node(tmp_path_factory.mktemp("home"))
    with embedded_salesforce() as door:
        yield Jsforce(node, door)
    assert node.outside_calls == ""


def test_a_job_loads_rows_and_another_reads_them(jsforce: Jsforce) -> None:
    rows = [{"Name": f'Bulk, "{number}"', "NumberOfEmployees": number} for number in range(3)]
    nameless = {"Name": "", "NumberOfEmployees": 7}

    told = jsforce.run(
        "bulk",
        object="Account",
        rows=[*rows, nameless],
        soql="SELECT Name, NumberOfEmployees FROM Account WHERE Name LIKE 'Bulk%'",
    )

    load = told["load"]
    assert [(each["Name"], each["sf__Created"]) for each in load["successfulResults"]] == [
        (row["Name"], "true") for row in rows
    ]
    [failed] = load["failedResults"]
    assert (failed["NumberOfEmployees"], failed["sf__Id"]) == ("7", "")
    assert failed["sf__Error"].startswith("REQUIRED_FIELD_MISSING:Required fields are missing: [Name]")
    assert sorted(each["Name"] for each in told["found"]) == sorted(str(row["Name"]) for row in rows)
