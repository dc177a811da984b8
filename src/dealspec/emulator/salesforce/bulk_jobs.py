"""Bulk API 2.0 jobs: their documents, states and shapes. Runs none.

Shapes: Bulk API 2.0 guide, "Create a Job", "Get Information About a Query Job"; statuses of refusals are assumed. A
job's work is done when it is closed (ingest) or created (query); it shows as complete from the second look at it on,
so that clients must look (assumed timing).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dealspec.emulator.salesforce import bulk_csv, ids
from dealspec.emulator.salesforce.bulk_csv import Dialect
from dealspec.emulator.salesforce.call import Call
from dealspec.emulator.salesforce.errors import ApiError
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.values import datetime_text

Job = dict[str, Any]
_HIDDEN = frozenset(("looks", "end", "uploaded"))
DAILY_QUERY_JOBS = 10_000
"""Bulk API 2.0 limits."""


def create(call: Call, kind: str, fields: Job, *, state: str) -> Job:
    """A new job; ``kind`` is ``query`` or ``ingest``."""
    given = call.json()
    dialect = _dialect(given)
    stamp = datetime_text(call.org.clock.now())
    job: Job = {
        "id": ids.record_id("750", call.org.store.next("id.750")), "operation": given["operation"], **fields,
        "createdById": call.session.user_id, "createdDate": stamp, "systemModstamp": stamp, "state": state,
        "concurrencyMode": "Parallel", "contentType": "CSV", "apiVersion": float(call.version),
        "lineEnding": dialect.line_ending, "columnDelimiter": dialect.delimiter, "looks": 0,
    }  # fmt: skip
    save(call.org, kind, job)
    return job


def save(org: OrgState, kind: str, job: Job) -> None:
    """Keeps a job."""
    org.store.put_document(f"bulk.{kind}", job["id"], job)


def find(call: Call, kind: str, job_id: str) -> Job:
    """A job; raises ``ApiError`` 404."""
    job = call.org.store.document(f"bulk.{kind}", ids.long_form(job_id))
    if job is None:
        raise ApiError(404, "NOT_FOUND", f"Unable to find object with id: {job_id}")  # assumed words
    return dict(job)


def look(call: Call, kind: str, job_id: str) -> Job:
    """A job as it shows now; the first look at finished work still finds it in progress."""
    job = find(call, kind, job_id)
    if "end" in job:
        job["looks"] += 1
        if job["looks"] >= 2:
            job = {**job, "state": job["end"]}
        else:
            job["state"] = "InProgress"
        save(call.org, kind, job)
    return job


def shown(job: Job, *, counts: bool = True) -> Job:
    """A job as the API gives it; unfinished jobs hide what they have done."""
    body = {name: value for name, value in job.items() if name not in _HIDDEN and value is not None}
    if "end" in job and job["state"] != job["end"]:
        body |= {name: 0 for name in body if name.startswith("number")}
        body.pop("errorMessage", None)
    return body if counts else {name: value for name, value in body.items() if not name.startswith("number")}


def listed(call: Call, kind: str) -> Job:
    """Every job of a kind, the newest first (order assumed)."""
    jobs: Iterable[Job] = call.org.store.documents(f"bulk.{kind}").values()
    records = [shown(job) for job in sorted(jobs, key=lambda job: str(job["id"]), reverse=True)]
    return {"done": True, "nextRecordsUrl": None, "records": records}


def dialect_of(job: Job) -> Dialect:
    """A job's CSV dialect."""
    return Dialect(job["columnDelimiter"], job["lineEnding"])


def check_state(job: Job, *wanted: str) -> None:
    """Raises ``ApiError`` when the job is in another state (code observed in Bulk API threads, words assumed)."""
    if job["state"] not in wanted:
        words = f"The job is in state {job['state']}; this needs {' or '.join(wanted)}"
        raise ApiError(400, "INVALIDJOBSTATE", words)


def check_version(call: Call, job: Job) -> None:
    """Results come in the API version of the job, else 409 (Bulk API 2.0 guide, Get Results for a Query Job)."""
    if float(call.version) != job["apiVersion"]:
        words = f"The API version in the URI should match the API version of the job: {job['apiVersion']}"
        raise ApiError(409, "API_ERROR", words)  # assumed words


def _dialect(given: Job) -> Dialect:
    dialect = Dialect(given.get("columnDelimiter") or "COMMA", given.get("lineEnding") or "LF")
    if dialect.delimiter not in bulk_csv.DELIMITERS or dialect.line_ending not in bulk_csv.LINE_ENDINGS:
        raise ApiError(400, "JSON_PARSER_ERROR", "Unknown columnDelimiter or lineEnding")
    return dialect
