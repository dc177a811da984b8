"""Bulk API 2.0 over HTTP: query jobs and ingest jobs, their states and their results as CSV."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator
from typing import Any

from dealspec.emulator.salesforce import bulk_ingest, bulk_jobs, bulk_query, errors, soql
from dealspec.emulator.salesforce.call import Call
from dealspec.emulator.salesforce.errors import ApiError
from dealspec.emulator.salesforce.query import Runner
from dealspec.emulator.web import Response

_QUERIES, _INGESTS = ("query", "queryAll"), ("insert", "update", "upsert", "delete", "hardDelete")
_CSV = {"Content-Type": "text/csv"}


def create_query(call: Call) -> Response:
    """``POST .../jobs/query``: wrong SOQL is refused here (codes as for REST; assumed)."""
    given = _body(call, _QUERIES, "query")
    query = soql.parse(given["query"])
    org = call.org
    deleted = given["operation"] == "queryAll"
    access = org.access.of(call.session.user_id)
    runner = Runner(org.catalog, org.records, access, org.clock.now(), call.base, deleted=deleted)
    name = bulk_query.entity(runner, query)
    if org.store.next(f"bulk-query.{org.clock.now().date()}") > bulk_jobs.DAILY_QUERY_JOBS:
        raise ApiError(400, "EXCEEDED_QUOTA", "Bulk API 2.0 query jobs of the last 24 hours exceeded")  # assumed
    with org.transaction():
        job = bulk_jobs.create(call, "query", {"object": name}, state="UploadComplete")
        total = bulk_query.run(org, runner, query, bulk_jobs.dialect_of(job), _results(job["id"]))
        done = {
            "numberRecordsProcessed": total, "retries": 0, "totalProcessingTime": 0,
            "isPkChunkingSupported": not query.orders and query.limit is None, "end": "JobComplete",
        }  # fmt: skip
        bulk_jobs.save(org, "query", {**job, **done})
    return Response.json(200, bulk_jobs.shown(job))


def query_state(call: Call, job_id: str) -> Response:
    """``GET .../jobs/query/{id}``."""
    return Response.json(200, bulk_jobs.shown(bulk_jobs.look(call, "query", job_id)))


def query_results(call: Call, job_id: str) -> Response:
    """``GET .../jobs/query/{id}/results?maxRecords=&locator=``: every page has the head (assumed)."""
    job = bulk_jobs.find(call, "query", job_id)
    bulk_jobs.check_version(call, job)
    bulk_jobs.check_state(job, "JobComplete")
    total = job["numberRecordsProcessed"]
    start = _start(call, total)
    asked = call.request.arg("maxRecords") or str(max(1, total))
    if not asked.isdigit() or int(asked) < 1:
        raise ApiError(400, "INVALID_INPUT", f"maxRecords must be a positive number: {asked}")  # assumed
    end = min(total, start + int(asked))
    pieces = bulk_query.pages(call.org, _results(job["id"]), bulk_jobs.dialect_of(job), start, end)
    # The word null, not an empty value, ends the paging (@jsforce/jsforce-node, bulk2.js).
    locator = base64.b64encode(str(end).encode()).decode().rstrip("=") if end < total else "null"
    return _csv(call, pieces, {"Sforce-Locator": locator, "Sforce-NumberOfRecords": str(end - start)})


def change_query(call: Call, job_id: str) -> Response:
    """``PATCH .../jobs/query/{id}`` with ``{"state":"Aborted"}``."""
    job = bulk_jobs.find(call, "query", job_id)
    _wanted_state(call, "Aborted")
    bulk_jobs.check_state(job, "UploadComplete", "InProgress")
    job |= {"state": "Aborted", "end": "Aborted"}
    bulk_jobs.save(call.org, "query", job)
    return Response.json(200, bulk_jobs.shown(job))


def delete_query(call: Call, job_id: str) -> Response:
    """``DELETE .../jobs/query/{id}``: its results go with it."""
    job = bulk_jobs.find(call, "query", job_id)
    bulk_jobs.check_state(job, "JobComplete", "Failed", "Aborted", "UploadComplete")
    call.org.store.delete_chunks(_results(job["id"]))
    call.org.store.delete_document("bulk.query", job["id"])
    return Response.empty()


def list_queries(call: Call) -> Response:
    """``GET .../jobs/query``."""
    return Response.json(200, bulk_jobs.listed(call, "query"))


def create_ingest(call: Call) -> Response:
    """``POST .../jobs/ingest``."""
    given = _body(call, _INGESTS, "object")
    item = call.org.catalog.object(given["object"])
    if item is None:
        raise ApiError(400, "INVALIDENTITY", f"Entity '{given['object']}' is not supported by the Bulk API.")
    if (given.get("contentType") or "CSV") != "CSV":
        raise ApiError(400, "INVALIDCONTENTTYPE", "contentType must be CSV")  # assumed words
    fields: dict[str, Any] = {"object": item.name, "jobType": "V2Ingest", "numberRecordsProcessed": 0,
                              "numberRecordsFailed": 0, "retries": 0, "totalProcessingTime": 0,
                              "apiActiveProcessingTime": 0, "apexProcessingTime": 0}  # fmt: skip
    if given["operation"] == "upsert":
        key = str(given.get("externalIdFieldName") or "")
        field = item.field(key)
        if field is None or not (field.external_id or field.type == "Id"):
            words = f"InvalidJob : External ID field {key or 'was not specified'} is not valid"  # assumed words
            raise ApiError(400, "INVALIDJOB", words)
        fields["externalIdFieldName"] = field.name
    job = bulk_jobs.create(call, "ingest", fields, state="Open")
    job["contentUrl"] = f"services/data/v{call.version}/jobs/ingest/{job['id']}/batches"
    bulk_jobs.save(call.org, "ingest", job)
    told = bulk_jobs.shown(job, counts=False)
    hidden = ("jobType", "retries", "totalProcessingTime", "apiActiveProcessingTime", "apexProcessingTime")
    return Response.json(200, {name: value for name, value in told.items() if name not in hidden})


def upload(call: Call, job_id: str) -> Response:
    """``PUT .../jobs/ingest/{id}/batches``: once per job."""
    job = bulk_jobs.find(call, "ingest", job_id)
    bulk_jobs.check_state(job, "Open")
    kind = call.request.headers.get("content-type", "text/csv").partition(";")[0].strip()
    if kind != "text/csv":
        raise ApiError(415, "UNSUPPORTED_MEDIA_TYPE", f"Content-Type not supported: {kind}")
    if job.get("uploaded"):
        raise ApiError(400, "INVALIDJOBSTATE", "Found multiple contents for the job")  # assumed words
    bulk_ingest.upload(call.org, job, call.request.body)
    bulk_jobs.save(call.org, "ingest", {**job, "uploaded": True})
    return Response(201)


def change_ingest(call: Call, job_id: str) -> Response:
    """``PATCH .../jobs/ingest/{id}``: ``UploadComplete`` sets it to work, ``Aborted`` ends it."""
    job = bulk_jobs.find(call, "ingest", job_id)
    state = _wanted_state(call, "UploadComplete", "Aborted")
    org, dialect = call.org, bulk_jobs.dialect_of(job)
    with org.transaction():
        if state == "UploadComplete":
            bulk_jobs.check_state(job, "Open")
            job["state"] = "UploadComplete"
            done = bulk_ingest.run(org, call.session, job, dialect)
        else:
            bulk_jobs.check_state(job, "Open", "UploadComplete", "InProgress")
            if "end" not in job:
                bulk_ingest.abort(org, job, dialect)
            job["state"] = "Aborted"
            done = {**job, "end": "Aborted"}
        bulk_jobs.save(org, "ingest", done)
    return Response.json(200, bulk_jobs.shown(job, counts=False))


def ingest_state(call: Call, job_id: str) -> Response:
    """``GET .../jobs/ingest/{id}``."""
    return Response.json(200, bulk_jobs.shown(bulk_jobs.look(call, "ingest", job_id)))


def ingest_results(call: Call, job_id: str, kind: str) -> Response:
    """``GET .../jobs/ingest/{id}/successfulResults``, ``failedResults``, ``unprocessedrecords``, in any case."""
    known = next((name for name in bulk_ingest.RESULTS if name.lower() == kind.lower()), None)
    if known is None:
        raise errors.not_found()
    job = bulk_jobs.find(call, "ingest", job_id)
    bulk_jobs.check_state(job, "JobComplete", "Failed", "Aborted")
    return _csv(call, call.org.store.chunks(bulk_ingest.result_name(job, known)), {})


def delete_ingest(call: Call, job_id: str) -> Response:
    """``DELETE .../jobs/ingest/{id}``."""
    job = bulk_jobs.find(call, "ingest", job_id)
    bulk_jobs.check_state(job, "JobComplete", "Failed", "Aborted", "UploadComplete")
    for name in (bulk_ingest.upload_name(job), *(bulk_ingest.result_name(job, kind) for kind in bulk_ingest.RESULTS)):
        call.org.store.delete_chunks(name)
    call.org.store.delete_document("bulk.ingest", job["id"])
    return Response.empty()


def list_ingests(call: Call) -> Response:
    """``GET .../jobs/ingest``."""
    return Response.json(200, bulk_jobs.listed(call, "ingest"))


def _body(call: Call, operations: tuple[str, ...], needed: str) -> dict[str, Any]:
    given = call.json()
    if not isinstance(given, dict) or given.get("operation") not in operations:
        raise ApiError(400, "INVALIDJOB", f"operation must be one of {', '.join(operations)}")  # assumed words
    if not isinstance(given.get(needed), str):
        raise ApiError(400, "INVALIDJOB", f"Missing required field: {needed}")  # assumed words
    return given


def _wanted_state(call: Call, *known: str) -> str:
    given = call.json()
    state = given.get("state") if isinstance(given, dict) else None
    if state not in known:
        raise ApiError(400, "INVALIDJOBSTATE", f"The state must be {' or '.join(known)}")  # assumed words
    return str(state)


def _results(job_id: str) -> str:
    return f"bulk/{job_id}/results"


def _start(call: Call, total: int) -> int:
    locator = call.request.arg("locator")
    if not locator:
        return 0
    try:
        text = base64.b64decode(locator + "=" * (-len(locator) % 4), validate=True)
        start = int(text)
    except (binascii.Error, ValueError):
        start = -1
    if not 0 < start < total:
        raise ApiError(400, "INVALID_QUERY_LOCATOR", f"invalid query locator: {locator}")  # assumed words
    return start


def _csv(call: Call, pieces: Iterator[bytes], headers: dict[str, str]) -> Response:
    if "gzip" in call.request.headers.get("accept-encoding", ""):
        return Response(200, headers={**_CSV, **headers, "Content-Encoding": "gzip"}, chunks=_gzip(pieces))
    return Response(200, headers={**_CSV, **headers}, chunks=pieces)


def _gzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    # The fastest level: on loopback the time counts, not the size.
    packer = zlib.compressobj(1, wbits=31)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()
