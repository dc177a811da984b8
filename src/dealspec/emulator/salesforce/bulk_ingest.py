"""Works off a Bulk API 2.0 ingest job: each row is one save, and its outcome a row of one of three results.

Columns of the results: Bulk API 2.0 guide, "Get Job Successful Record Results" and its neighbours; the form of
``sf__Error`` (``CODE:words:fields --``) is observed in public threads, the words of job failures where marked.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from dealspec.emulator.salesforce import bulk_csv, ids, strikes
from dealspec.emulator.salesforce.access import Session
from dealspec.emulator.salesforce.bulk_columns import BatchError, Columns
from dealspec.emulator.salesforce.bulk_csv import Dialect, lines_of
from dealspec.emulator.salesforce.errors import ApiError, Fault, SaveError
from dealspec.emulator.salesforce.state import OrgState

MAX_UPLOAD = 150 * 1024 * 1024
"""Bytes of one upload (Bulk API 2.0 limits)."""
PIECE = 1000
"""Rows of one stored piece of a result."""
RESULTS = ("successfulResults", "failedResults", "unprocessedrecords")
_HEADS = {"successfulResults": ["sf__Id", "sf__Created"], "failedResults": ["sf__Id", "sf__Error"]}
Job = dict[str, Any]
Row = list[str]


def upload_name(job: Job) -> str:
    """Where a job's uploaded text lies."""
    return f"bulk/{job['id']}/upload"


def result_name(job: Job, kind: str) -> str:
    """Where one of its results lies."""
    return f"bulk/{job['id']}/{kind}"


def upload(org: OrgState, job: Job, data: bytes) -> None:
    """Keeps the uploaded text; raises ``ApiError`` beyond the limit."""
    if len(data) > MAX_UPLOAD:
        words = f"The job's data exceeds the maximum of {MAX_UPLOAD // 1024 // 1024} MB"  # assumed words
        raise ApiError(400, "MAX_LIMIT_EXCEEDED", words)
    step = 1024 * 1024
    for n, start in enumerate(range(0, len(data), step)):
        org.store.put_chunk(upload_name(job), n, data[start : start + step])


def run(org: OrgState, session: Session, job: Job, dialect: Dialect) -> Job:
    """Works the whole job off and gives it with what came of it."""
    results = _Results(org, job, dialect)
    try:
        rows = _rows(org, job, dialect)
        results.begin(next(rows, []))
        _save_rows(org, session, job, results, rows)
    except (BatchError, csv.Error, UnicodeDecodeError) as error:
        rest = list(_rest(org, job, dialect, results.taken))
        results.finish(rest)
        words = f"InvalidBatch : {error}" if not isinstance(error, BatchError) else error.words
        return {**job, **results.counts(), "end": "Failed", "errorMessage": words}
    results.finish([])
    return {**job, **results.counts(), "end": "JobComplete"}


def abort(org: OrgState, job: Job, dialect: Dialect) -> None:
    """Puts every row of a job that will not be worked off among the unprocessed."""
    results = _Results(org, job, dialect)
    rows = _rows(org, job, dialect)
    results.begin(next(rows, []))
    results.finish(list(rows))


def _save_rows(org: OrgState, session: Session, job: Job, results: _Results, rows: Iterator[Row]) -> None:
    columns = Columns(org, session, job, results.head)
    ahead = next(rows, None)
    while ahead is not None:
        row, ahead = ahead, next(rows, None)
        place = results.taken
        # Only the last row knows how many there are: that is where partial success strikes.
        refused = strikes.unlucky(org, place, place + 1 if ahead is None else place + 2)
        try:
            if refused:
                raise SaveError(refused)
            record_id, created = columns.save(row)
        except SaveError as error:
            results.failed(_id_of(results.head, row), error.faults, row)
        except ApiError as error:
            results.failed(_id_of(results.head, row), [Fault(error.code, error.message)], row)
        else:
            results.succeeded(record_id, created, row)
    columns.finish()


def _rows(org: OrgState, job: Job, dialect: Dialect) -> Iterator[Row]:
    lines = lines_of(org.store.chunks(upload_name(job)))
    first = next(lines, "")
    if first.endswith("\r\n") != (dialect.line_ending == "CRLF") and first.endswith("\n"):
        words = "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is "
        raise BatchError(words + dialect.line_ending)
    yield from (row for row in dialect.rows(_chain(first.removeprefix("\ufeff"), lines)) if row)


def _rest(org: OrgState, job: Job, dialect: Dialect, taken: int) -> Iterator[Row]:
    """The rows after those taken, as far as they can be read at all."""
    try:
        for place, row in enumerate(_rows(org, job, dialect)):
            if place > taken:
                yield row
    except (BatchError, csv.Error, UnicodeDecodeError):
        return


def _chain(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _id_of(head: Row, row: Row) -> str:
    given = dict(zip(head, row, strict=False)).get("Id", "")
    return ids.long_form(given) if ids.is_id(given) else ""


class _Results:
    """The three result texts of a job, written in pieces."""

    def __init__(self, org: OrgState, job: Job, dialect: Dialect) -> None:
        self._org, self._job, self._dialect = org, job, dialect
        self._waiting: dict[str, list[Row]] = {kind: [] for kind in RESULTS}
        self._pieces = dict.fromkeys(RESULTS, 0)
        self._totals = dict.fromkeys(RESULTS, 0)
        self.head: Row = []

    @property
    def taken(self) -> int:
        """Rows with an outcome."""
        return self._totals["successfulResults"] + self._totals["failedResults"]

    def counts(self) -> dict[str, int]:
        """What the job tells of them."""
        return {"numberRecordsProcessed": self.taken, "numberRecordsFailed": self._totals["failedResults"]}

    def begin(self, head: Row) -> None:
        """Takes the upload's head; raises ``BatchError`` when there is none."""
        self.head = [name.strip() for name in head]
        for kind in RESULTS:
            self._put(kind, [[*_HEADS.get(kind, []), *self.head]])
        if not head:
            raise BatchError("InvalidBatch : Failed to parse header row")  # assumed words

    def succeeded(self, record_id: str, created: bool, row: Row) -> None:
        """One row that was saved."""
        self._add("successfulResults", [record_id, bulk_csv.boolean_text(created), *row])

    def failed(self, record_id: str, faults: Iterable[Fault], row: Row) -> None:
        """One row that was refused."""
        told = "".join(f"{fault.code}:{fault.message}:{' '.join((*fault.fields, '--'))}" for fault in faults)
        self._add("failedResults", [record_id, told, *row])

    def finish(self, unprocessed: list[Row]) -> None:
        """Writes what is left."""
        if not self.head:
            self._put("unprocessedrecords", [])
        for row in unprocessed:
            self._add("unprocessedrecords", row)
        for kind in RESULTS:
            self._put(kind, self._waiting[kind])

    def _add(self, kind: str, row: Row) -> None:
        self._totals[kind] += 1
        self._waiting[kind].append(row)
        if len(self._waiting[kind]) >= PIECE:
            self._put(kind, self._waiting[kind])

    def _put(self, kind: str, rows: list[Row]) -> None:
        if rows:
            self._org.store.put_chunk(result_name(self._job, kind), self._pieces[kind], self._dialect.text(rows))
            self._pieces[kind] += 1
            self._waiting[kind] = []
