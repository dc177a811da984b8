"""The embedded orgs keep up: large results stream at the pace of CSV itself, small requests at that of their server.

Rows: 100,000 unless DEALSPEC_BENCH_ROWS says 1,000,000; the ratio is the same, the run ten times as long.
"""

import csv
import json
import os
import resource
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from lxml import etree

from benchmarks.measure import ratio
from dealspec.emulator.clock import FixedClock
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.server import Server
from dealspec.emulator.store import Store

ROWS = int(os.environ.get("DEALSPEC_BENCH_ROWS", "100000"))
COLUMNS = ("Id", "Name", "StageName", "CloseDate", "Amount", "Type", "NextStep", "LeadSource", "Description",
           "IsPrivate", "TotalOpportunityQuantity", "IsWon", "Probability", "CreatedDate", "OwnerId")  # fmt: skip
GIVEN = [name for name in COLUMNS if name not in ("Id", "IsWon", "Probability", "CreatedDate", "OwnerId")]
METADATA = "http://soap.sforce.com/2006/04/metadata"
FIELDS = 700
REQUESTS = 1_000


class Bare(BaseHTTPRequestHandler):
    """The same server and the same number of bytes, without an org."""

    protocol_version, wbufsize, disable_nagle_algorithm = "HTTP/1.1", -1, True
    body = b""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json;charset=UTF-8")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_):
        """Silent."""


class Client:
    """One keep-alive connection to the org, as its administrator."""

    def __init__(self, org, url):
        self.connection = HTTPConnection(url.removeprefix("http://"))
        self.headers = {"Authorization": f"Bearer {org.access_token}"}

    def send(self, method, path, body=None, kind="application/json"):
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        self.connection.request(method, path, data, {**self.headers, "Content-Type": kind})
        return self.connection.getresponse()

    def json(self, method, path, body=None):
        return json.loads(self.send(method, f"/services/data/v66.0/{path}", body).read())

    def load(self, lines):
        self.send("PUT", "/__embedded__/loading", {"rules": False}).read()
        job = self.json("POST", "jobs/ingest", {"object": "Opportunity", "operation": "insert"})
        path = f"/services/data/v66.0/jobs/ingest/{job['id']}"
        assert self.send("PUT", f"{path}/batches", lines, "text/csv").read() == b""
        self.send("PATCH", path, {"state": "UploadComplete"}).read()

    def bulk_query(self, target):
        """The whole job, from its creation to the last byte of its result."""
        soql = f"SELECT {', '.join(COLUMNS)} FROM Opportunity"
        path = f"jobs/query/{self.json('POST', 'jobs/query', {'operation': 'query', 'query': soql})['id']}"
        while self.json("GET", path)["state"] != "JobComplete":
            pass
        answer = self.send("GET", f"/services/data/v66.0/{path}/results")
        with target.open("wb") as file:
            while piece := answer.read(1 << 16):
                file.write(piece)
        assert answer.headers["Sforce-NumberOfRecords"] == str(ROWS)
        self.send("DELETE", f"/services/data/v66.0/{path}").read()


@pytest.fixture
def org(tmp_path):
    store = Store(tmp_path / "org.sqlite")
    yield SalesforceOrg(store, FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC)))
    store.close()


@pytest.fixture
def client(org):
    server = Server(org).start()
    client = Client(org, server.url)
    yield client
    client.connection.close()
    server.stop()


def test_a_bulk_result_streams_within_three_times_of_csv_over_sqlite(client, tmp_path):
    for start in range(0, ROWS, 100_000):
        client.load(_lines(start, min(100_000, ROWS - start)))
    plain = _plain_table(tmp_path)

    taken = ratio(
        f"Bulk query of {ROWS:,} x {len(COLUMNS)}",
        lambda: client.bulk_query(tmp_path / "bulk.csv"),
        "csv.writer over sqlite3",
        lambda: _write_csv(plain, tmp_path / "plain.csv"),
        rounds=3,
        bar=3,
    )
    plain.close()

    assert taken.holds, taken


def test_a_bulk_result_takes_as_much_memory_at_ten_times_the_rows(tmp_path):
    small, large = (_peak_mb(tmp_path / f"{count}.sqlite", count) for count in (5_000, 50_000))

    assert large < small * 1.3, (small, large)


def test_small_requests_cost_at_most_three_times_a_bare_handler(org, client):
    path = "/services/data/v66.0/limits"
    Bare.body = client.send("GET", path).read()
    bare = ThreadingHTTPServer(("127.0.0.1", 0), Bare)
    bare.daemon_threads = True
    threading.Thread(target=bare.serve_forever, daemon=True).start()
    other = Client(org, f"http://127.0.0.1:{bare.server_address[1]}")

    def calls(target):
        for _ in range(REQUESTS):
            assert len(target.send("GET", path).read()) > 100

    taken = ratio(f"{REQUESTS:,} calls of the org", lambda: calls(client), "bare handler", lambda: calls(other),
                  rounds=5, bar=3)  # fmt: skip
    other.connection.close()
    bare.shutdown()
    bare.server_close()

    assert taken.holds, taken


def test_reading_a_wide_object_costs_at_most_five_times_serialising_its_xml(org, client):
    # More fields than this edition's org lets anybody create, so they are put there.
    for n in range(FIELDS):
        body = {"fullName": f"Field_{n}__c", "description": f"The {n}th of many.", "externalId": False,
                "label": f"Field {n}", "length": 80, "required": False, "trackHistory": False, "type": "Text",
                "unique": False}  # fmt: skip
        org.definitions.put("CustomField", f"Opportunity.Field_{n}__c", body)
    read = "<type>CustomObject</type><fullNames>Opportunity</fullNames>"
    tree = etree.fromstring(_soap(client, "readMetadata", read))
    assert len(tree.findall(f".//{{{METADATA}}}fields")) >= FIELDS

    taken = ratio(
        f"readMetadata of {FIELDS} fields",
        lambda: _soap(client, "readMetadata", read),
        "lxml, same XML",
        lambda: _serialised(tree),
        rounds=9,
        bar=5,
    )

    assert taken.holds, taken


def _lines(start, count):
    head = ",".join(GIVEN)
    rows = (
        f"Deal {n},Prospecting,2026-12-31,{n}.5,New Business,call {n},Web,some words on {n},false,{n % 90}"
        for n in range(start, start + count)
    )
    return "\n".join((head, *rows, "")).encode()


def _plain_table(folder):
    database = sqlite3.connect(folder / "plain.sqlite")
    database.execute(f"CREATE TABLE deal ({', '.join(COLUMNS)})")
    row = ("006Ak0000000001AAA", "Deal 1", "Prospecting", "2026-12-31", 1.5, "New Business", "call 1", "Web",
           "some words on 1", 0, 1.0, 0, 10.0, "2026-11-22T12:00:00.000+0000", "005Ak0000000001AAA")  # fmt: skip
    database.executemany(f"INSERT INTO deal VALUES ({', '.join('?' * len(COLUMNS))})", (row for _ in range(ROWS)))
    database.commit()
    return database


def _write_csv(database, target):
    with target.open("w", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(database.execute("SELECT * FROM deal"))


def _serialised(tree):
    """The same tree built anew and written, as whoever answers a read must."""
    root = etree.Element(tree.tag, nsmap=tree.nsmap)
    _grow(root, tree)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _grow(target, source):
    target.text = source.text
    for child in source:
        _grow(etree.SubElement(target, child.tag, child.attrib), child)


def _soap(client, operation, inner):
    text = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>'
        f'<SessionHeader xmlns="{METADATA}"><sessionId>{client.headers["Authorization"][7:]}</sessionId>'
        f'</SessionHeader></e:Header><e:Body><{operation} xmlns="{METADATA}" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{inner}</{operation}></e:Body></e:Envelope>'
    )
    return client.send("POST", "/services/Soap/m/66.0", text.encode(), "text/xml").read()


def _peak_mb(file, count):
    """The largest memory of a process that loads so many records and reads them in Bulk."""
    run = subprocess.run([sys.executable, "-m", "benchmarks.test_orgs", str(file), str(count)], check=True,
                         capture_output=True, text=True)  # fmt: skip
    return float(run.stdout)


def _measure_memory(file, count):
    store = Store(file)
    org = SalesforceOrg(store, FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC)))
    server = Server(org).start()
    client = Client(org, server.url)
    for start in range(0, count, 5_000):
        client.load(_lines(start, 5_000))
    global ROWS
    ROWS = count
    client.bulk_query(file.with_suffix(".csv"))
    server.stop()
    store.close()
    sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


if __name__ == "__main__":
    from pathlib import Path

    _measure_memory(Path(sys.argv[1]), int(sys.argv[2]))
