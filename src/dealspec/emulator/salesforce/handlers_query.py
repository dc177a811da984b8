"""SOQL over REST, in batches with locators."""

from __future__ import annotations

import re
from typing import Any

from dealspec.emulator.salesforce import errors, ids, soql
from dealspec.emulator.salesforce.call import Call
from dealspec.emulator.salesforce.query import Runner
from dealspec.emulator.web import Response

BATCH = 2000
"""Rows of one answer, at most (REST API guide, Query Options Header)."""
MIN_BATCH = 200


def query(call: Call) -> Response:
    """``GET .../query?q=``, or with ``columns=true`` only its columns."""
    return _first(call, deleted=False)


def query_all(call: Call) -> Response:
    """``GET .../queryAll?q=``: records in the recycle bin too."""
    return _first(call, deleted=True)


def more(call: Call, locator: str) -> Response:
    """``GET .../query/{locator}``: the next batch."""
    cursor, _, start = locator.rpartition("-")
    rows = call.org.cursors.get(cursor)
    if rows is None or not start.isdigit():
        raise errors.ApiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
    return Response.json(200, page(call, rows, cursor, int(start), len(rows)))


def _first(call: Call, *, deleted: bool) -> Response:
    text = call.request.arg("q")
    if not text:
        raise errors.ApiError(400, "MALFORMED_QUERY", "SOQL query parameter q is required")
    parsed = soql.parse(text)
    org = call.org
    access = org.access.of(call.session.user_id)
    runner = Runner(org.catalog, org.records, access, org.clock.now(), call.base, deleted=deleted)
    if call.request.arg("columns") == "true":
        return Response.json(200, runner.columns(parsed))
    result = runner.run(parsed)
    if not result.rows:
        return Response.json(200, {"totalSize": result.total, "done": True, "records": []})
    cursor = ids.record_id("01g", org.store.next("id.01g"))
    return Response.json(200, page(call, result.rows, cursor, 0, result.total))


def page(
    call: Call, rows: list[dict[str, Any]], cursor: str, start: int, total: int, resource: str = "query"
) -> dict[str, Any]:
    """One batch of rows, with the locator of the next."""
    size = _batch_size(call.request.headers.get("sforce-query-options", ""))
    end = start + size
    page: dict[str, Any] = {"totalSize": total, "done": end >= len(rows)}
    if end < len(rows):
        call.org.cursors[cursor] = rows
        page["nextRecordsUrl"] = f"{call.base}/{resource}/{cursor}-{end}"
    return {**page, "records": rows[start:end]}


def _batch_size(option: str) -> int:
    match = re.search(r"batchSize=(\d+)", option, re.IGNORECASE)
    return min(BATCH, max(MIN_BATCH, int(match.group(1)))) if match else BATCH
