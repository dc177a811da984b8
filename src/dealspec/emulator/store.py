"""One SQLite file per embedded org: documents (definitions) and records. Knows no vendor.

A store holds its file exclusively from the first statement to ``close``; a second process that opens it waits.
Documents are kept parsed in memory and written through, since every save reads many definitions.
"""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS document (kind TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (object TEXT, id TEXT, seq INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (object, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS record_in_order ON record (object, seq);
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""

Json = dict[str, Any]


class Store:
    """Documents by (kind, key), records by (object, id), and named counters, in one transaction at a time."""

    def __init__(self, path: Path | None = None, *, wait_s: float = 600.0) -> None:
        """Opens or creates the file; ``None`` keeps everything in memory. Waits up to ``wait_s`` for its holder.

        Raises ``OSError`` when the file is not one of ours, cannot be written, or is still held after that time.
        """
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(
            str(path) if path else ":memory:", timeout=wait_s, isolation_level=None, check_same_thread=False
        )
        try:
            self._take_hold()
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise OSError(errno.EIO, str(error), str(path)) from error
        self._documents: dict[str, dict[str, Json]] = {}
        self._depth = 0

    def _take_hold(self) -> None:
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("BEGIN EXCLUSIVE")
        for statement in _SCHEMA.split(";"):
            if statement.strip():
                self._db.execute(statement)
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Releases the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside happen, or none: an exception rolls back. Nested ones are savepoints."""
        name = f"s{self._depth}"
        self._db.execute(f"SAVEPOINT {name}" if self._depth else "BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            self._db.execute(f"ROLLBACK TO {name}" if self._depth else "ROLLBACK")
            self._documents.clear()
            raise
        self._depth -= 1
        self._db.execute(f"RELEASE {name}" if self._depth else "COMMIT")

    def documents(self, kind: str) -> dict[str, Json]:
        """Every document of a kind by key, in key order. The caller must not change what it gets."""
        cached = self._documents.get(kind)
        if cached is None:
            rows = self._db.execute("SELECT key, body FROM document WHERE kind = ? ORDER BY key", (kind,))
            cached = {key: json.loads(body) for key, body in rows}
            self._documents[kind] = cached
        return cached

    def document(self, kind: str, key: str) -> Json | None:
        """One document, or None. The caller must not change what it gets."""
        return self.documents(kind).get(key)

    def put_document(self, kind: str, key: str, body: Json) -> None:
        """Creates or replaces a document."""
        text = json.dumps(body, ensure_ascii=False)
        self._db.execute("INSERT OR REPLACE INTO document VALUES (?, ?, ?)", (kind, key, text))
        cached = self.documents(kind)
        cached[key] = json.loads(text)

    def delete_document(self, kind: str, key: str) -> bool:
        """Removes a document; tells whether there was one."""
        self.documents(kind).pop(key, None)
        return self._db.execute("DELETE FROM document WHERE kind = ? AND key = ?", (kind, key)).rowcount > 0

    def next(self, counter: str, start: int = 1) -> int:
        """The counter's next number; the first is ``start``."""
        row = self._db.execute("SELECT value FROM counter WHERE name = ?", (counter,)).fetchone()
        value = start if row is None else int(row[0]) + 1
        self._db.execute("INSERT OR REPLACE INTO counter VALUES (?, ?)", (counter, value))
        return value

    def record(self, obj: str, record_id: str) -> Json | None:
        """One record's body, or None."""
        query = "SELECT body FROM record WHERE object = ? AND id = ?"
        row = self._db.execute(query, (obj, record_id)).fetchone()
        return None if row is None else json.loads(row[0])

    def records(self, obj: str) -> Iterator[tuple[str, Json]]:
        """Every record of an object as (id, body), in order of creation."""
        query = "SELECT id, body FROM record WHERE object = ? ORDER BY seq"
        for record_id, body in self._db.execute(query, (obj,)).fetchall():
            yield record_id, json.loads(body)

    def count_records(self, obj: str) -> int:
        """How many records an object has."""
        return int(self._db.execute("SELECT count(*) FROM record WHERE object = ?", (obj,)).fetchone()[0])

    def put_record(self, obj: str, record_id: str, body: Json) -> None:
        """Creates a record, or replaces its body and keeps its place in the order."""
        text = json.dumps(body, ensure_ascii=False)
        changed = self._db.execute("UPDATE record SET body = ? WHERE object = ? AND id = ?", (text, obj, record_id))
        if changed.rowcount == 0:
            seq = self.next("record.seq")
            self._db.execute("INSERT INTO record VALUES (?, ?, ?, ?)", (obj, record_id, seq, text))

    def delete_record(self, obj: str, record_id: str) -> bool:
        """Removes a record; tells whether there was one."""
        deleted = self._db.execute("DELETE FROM record WHERE object = ? AND id = ?", (obj, record_id))
        return deleted.rowcount > 0
