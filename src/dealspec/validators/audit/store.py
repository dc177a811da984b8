"""Records of one object in DuckDB, in bounded memory. Leaves nothing behind: its files lie in a private directory.

Rows pass through a file of JSON lines, since DuckDB reads one many times faster than it takes rows one by one.
Statements are put together from logical names of fields, which a schema holds to letters, digits and underscores.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dealspec.validators.audit.program import TABLE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY_LIMIT = "512MB"
"""Beyond it DuckDB writes to the private directory."""


class Store:
    """A table ``records`` with ``record_id`` and a typed column ``c_<logical name>`` per field; blank is NULL."""

    def __init__(self, connection: DuckDBPyConnection, directory: Path) -> None:
        self._connection = connection
        self._directory = directory

    def load(self, rows: Iterable[Mapping[str, object]], columns: Mapping[str, str]) -> Mapping[str, int]:
        """Replaces the table's records by these rows, each id once; ``columns`` maps logical names to SQL types.

        Returns how many values of a column could not be read as its type, by logical name; such values are blank.
        """
        path = self._directory / "rows.jsonl"
        _write_lines(path, rows, tuple(columns))
        names = ["record_id", *(f"c_{name}" for name in columns)]
        as_text = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
        read = f"read_json(?, format = 'newline_delimited', columns = {{{as_text}}})"
        self._connection.execute(f"CREATE OR REPLACE TABLE written AS SELECT * FROM {read}", [str(path)])  # noqa: S608
        path.unlink()
        selected = ", ".join(["record_id", *(f'{_typed(name, kind)} AS "c_{name}"' for name, kind in columns.items())])
        once = "QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY rowid DESC) = 1"
        made = f"CREATE OR REPLACE TABLE {TABLE} AS SELECT {selected} FROM written"  # noqa: S608
        self._connection.execute(f"{made} {once}" if self._repeats_ids() else made)
        unreadable = self._unreadable(columns)
        self._connection.execute("DROP TABLE written")
        return unreadable

    def count(self) -> int:
        """How many records the table holds."""
        return int(self._one_row(f"SELECT count(*) FROM {TABLE}")[0])  # noqa: S608

    def rows(self, statement: str) -> Iterator[tuple[object, ...]]:
        """The rows of a statement, a few thousand at a time."""
        cursor = self._connection.execute(statement)
        while batch := cursor.fetchmany(10_000):
            yield from batch

    def _repeats_ids(self) -> bool:
        """Whether an id came twice: a vendor's pages may shift while they are read."""
        return bool(self._one_row("SELECT count(*) <> count(DISTINCT record_id) FROM written")[0])

    def _unreadable(self, columns: Mapping[str, str]) -> Mapping[str, int]:
        typed = [name for name, kind in columns.items() if kind != "VARCHAR"]
        if not typed:
            return {}
        counts = ", ".join(
            f'count(*) FILTER ("c_{name}" IS NOT NULL AND {_typed(name, columns[name])} IS NULL)' for name in typed
        )
        found = self._one_row(f"SELECT {counts} FROM written")  # noqa: S608
        return {name: int(count) for name, count in zip(typed, found, strict=True) if count}

    def _one_row(self, statement: str) -> tuple[int, ...]:
        row = self._connection.execute(statement).fetchone()
        assert row is not None
        return row


@contextmanager
def opened() -> Iterator[Store]:
    """An empty store, removed with all its files at the end. It loads no extension and reaches no network."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="dealspec-audit-") as directory:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(Path(directory) / "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        connection = duckdb.connect(config=settings)
        try:
            yield Store(connection, Path(directory))
        finally:
            connection.close()


def _write_lines(path: Path, rows: Iterable[Mapping[str, object]], names: tuple[str, ...]) -> None:
    keys = tuple(f"c_{name}" for name in names)
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for row in rows:
            line: dict[str, object] = {"record_id": row["id"]}
            for key, name in zip(keys, names, strict=True):
                line[key] = _present(row.get(name))
            file.write(encode(line) + "\n")


def _present(value: object) -> object:
    """The value, or None when it is blank: empty text, only white space, an empty list."""
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    return None if value == [] else value


def _typed(name: str, kind: str) -> str:
    if kind == "VARCHAR":
        return f'"c_{name}"'
    text = f'TRY_CAST("c_{name}" AS JSON)' if kind == "VARCHAR[]" else f'"c_{name}"'
    return f"TRY_CAST({text} AS {kind})"
