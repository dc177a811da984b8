"""Query jobs that have ended stay so until they are deleted; both kinds of jobs are listed."""

from __future__ import annotations

import pytest
from tests.unit.emulator.salesforce.embedded_org import Client


@pytest.fixture
def job(client: Client) -> str:
    """The path of a query job that is done."""
    made = client.json("POST", "jobs/query", {"operation": "query", "query": "SELECT Id FROM Account"})
    path = f"jobs/query/{made['id']}"
    while client.json("GET", path)["state"] != "JobComplete":
        pass
    return path


def test_a_query_job_that_is_done_cannot_be_aborted(client: Client, job: str) -> None:
    assert client.send("PATCH", job, {"state": "Aborted"}).status == 400
    assert client.json("GET", job)["state"] == "JobComplete"


def test_a_deleted_query_job_is_gone(client: Client, job: str) -> None:
    assert client.send("DELETE", job).status == 204
    assert client.send("GET", job).status == 404


def test_ingest_jobs_are_listed_apart_from_query_jobs(client: Client, job: str) -> None:
    made = client.json("POST", "jobs/ingest", {"object": "Account", "operation": "insert", "contentType": "CSV"})

    assert [item["id"] for item in client.json("GET", "jobs/ingest")["records"]] == [made["id"]]
    assert [f"jobs/query/{item['id']}" for item in client.json("GET", "jobs/query")["records"]] == [job]
