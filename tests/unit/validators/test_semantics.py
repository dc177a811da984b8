"""Every truth table of docs/explanation/semantics.md, run on DuckDB; the page is the case file."""

import re
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import yaml

from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Expr, Schema
from dealspec.validators.dialects.sql import predicate
from dealspec.validators.expr import Scope, analyse

PAGE = (Path(__file__).parents[3] / "docs" / "explanation" / "semantics.md").read_text(encoding="utf-8")
AS_OF = datetime(2026, 11, 22, 12, tzinfo=UTC)
COLUMNS = {
    "motion": "VARCHAR",
    "products": "VARCHAR[]",
    "reference": "VARCHAR",
    "other": "VARCHAR",
    "discount": "DOUBLE",
    "amount": "DOUBLE",
    "cost": "DOUBLE",
    "seats": "DOUBLE",
    "approved": "BOOLEAN",
    "begins": "DATE",
    "ends": "DATE",
    "noted_at": "TIMESTAMP",
    "decided_at": "TIMESTAMP",
    "contacts": "VARCHAR[]",
    "account": "VARCHAR",
    "account.tier": "VARCHAR",
    "account.certified": "BOOLEAN",
    "account.region": "VARCHAR",
    "stage": "VARCHAR",
    "pipeline": "VARCHAR",
    "is_new": "BOOLEAN",
}
COLUMNS |= {f"prior.{name}": kind for name, kind in COLUMNS.items() if "." not in name}
SILENT = {"is_new": False}
"""What a record is where its row does not say."""
VERDICTS = {"TRUE": True, "FALSE": False, "unknown": None}
ROW = re.compile(r"^\| (?:`(?P<record>.*)` )?\| `(?P<condition>.*)` \| (?P<verdict>\w+) \|$", re.MULTILINE)
ROWS = [(row["record"] or "", row["condition"], row["verdict"]) for row in ROW.finditer(PAGE)]


@pytest.fixture(scope="module")
def schema() -> Schema:
    block = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert block
    found, faults = load([SourceFile("semantics.md", block[1])])
    assert found, faults
    return found


@pytest.fixture(scope="module")
def database():
    with duckdb.connect() as connection:
        yield connection


@pytest.mark.parametrize(("record", "condition", "verdict"), ROWS, ids=[f"{row[0]} {row[1]}" for row in ROWS])
def test_a_condition_has_the_verdict_of_its_row(record, condition, verdict, schema, database):
    typed, faults = analyse(Expr(condition), Scope(schema, "opportunity"))
    assert typed, faults

    found = database.execute(f"SELECT {predicate(typed.root, AS_OF).sql('duckdb')} FROM ({_table(record)})").fetchone()

    assert found == (VERDICTS[verdict],)


def test_every_row_of_the_page_is_read():
    lines = [line for line in PAGE.splitlines() if line.startswith("|") and not line.startswith(("| Record", "|---"))]

    assert len(ROWS) == len(lines) > 50


def _table(record: str) -> str:
    values = yaml.safe_load("{" + record + "}") or {}
    assert values.keys() <= COLUMNS.keys()
    values = SILENT | values
    return "SELECT " + ", ".join(f'{_sql(values.get(name))}::{kind} AS "c_{name}"' for name, kind in COLUMNS.items())


def _sql(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return f"[{', '.join(_sql(item) for item in value)}]"
    return "'" + str(value).replace("'", "''") + "'"
