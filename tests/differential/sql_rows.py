"""Saves as rows of a table in DuckDB: what the SQL dialect reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from duckdb import DuckDBPyConnection
from tests.unit.validators.strategies import FIELDS, Save

from dealspec.validators.dialects.sql import IS_NEW, type_of

_PLACES = {"stage": "VARCHAR", "pipeline": "VARCHAR"}
_STATE = {ref.column: type_of(ref) for ref in FIELDS} | _PLACES
COLUMNS = {**_STATE, **{f"prior.{name}": kind for name, kind in _STATE.items()}, IS_NEW: "BOOLEAN"}


def load(database: DuckDBPyConnection, saves: Sequence[Save]) -> None:
    """Makes the table ``saves``, numbered in their order."""
    columns = ", ".join(f'"c_{name}" {kind}' for name, kind in COLUMNS.items())
    database.execute(f"CREATE TABLE saves (number INTEGER, {columns})")
    marks = ", ".join("?" * (len(COLUMNS) + 1))
    rows = [[number, *_values(save)] for number, save in enumerate(saves)]
    database.executemany(f"INSERT INTO saves VALUES ({marks})", rows)


def _values(save: Save) -> list[object]:
    before = save.prior or {}
    state = [*(save.record.get(name) for name in _STATE), *(before.get(name) for name in _STATE)]
    return [*map(_stored, state), save.prior is None]


def _stored(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return float(value) if isinstance(value, Decimal) else value
