"""One SQLite file per embedded org: documents (definitions), records, and large texts in chunks. Knows no vendor.

A store holds its file exclusively from the first statement to ``close``; a second process that opens it waits.
Documents are kept parsed in memory and written through, since every save reads many definitions.
"""

from __future__ import annotations

import errno
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS document (kind TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (object TEXT, id TEXT, seq INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (object, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS record_in_order ON record (object, seq);
CREATE TABLE IF NOT EXISTS chunk (name TEXT, n INTEGER, body BLOB NOT NULL, PRIMARY KEY (name, n));
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""

_CONTENT = (
    "SELECT * FROM document ORDER BY kind, key",
    "SELECT * FROM record ORDER BY object, id",
    "SELECT * FROM chunk ORDER BY name, n",
)

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
        self._unordered: set[str] = set()
        self._depth = 0

    def _take_hold(self) -> None:
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("BEGIN EXCLUSIVE")
        for statement in _SCHEMA.split(";"):
            if statement.strip():
                self._db.execute(statement)
        self._db.execute("COMMIT")
        # With a log written ahead a commit waits for no disk: each call counts itself, so each call commits.
        self._db.execute("PRAGMA journal_mode = WAL")

    def close(self) -> None:
        """Releases the file."""
        self._db.close()

    def copy_to(self, path: Path) -> None:
        """Writes everything into another file, which is there whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".unfinished")
        unfinished.unlink(missing_ok=True)
        copy = sqlite3.connect(str(unfinished))
        try:
            self._db.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, which a read-only folder can hold too
        finally:
            copy.close()
        unfinished.replace(path)

    def copy_from(self, path: Path) -> None:
        """Becomes what ``copy_to`` wrote: all of it or, when interrupted, nothing.

        Raises ``OSError`` for a file that is not one of ours, and then is as it was.
        """
        copy = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            copy.execute("PRAGMA quick_check").fetchall()
            copy.backup(self._db)
        except sqlite3.DatabaseError as error:
            raise OSError(errno.EIO, str(error), str(path)) from error
        finally:
            copy.close()
        self._documents.clear()

    def clear(self) -> None:
        """Forgets everything."""
        with self.transaction():
            tables = self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                self._db.execute(f'DELETE FROM "{table}"')  # noqa: S608 (our own names)
        self._documents.clear()

    def digest(self) -> str:
        """What the store holds, as a hash: equal when nothing differs but counters, which also refused calls move."""
        found = hashlib.sha256()
        for query in _CONTENT:
            for row in self._db.execute(query):
                found.update(repr(row).encode())
        return found.hexdigest()

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
        cached = self._of_kind(kind)
        if kind in self._unordered:
            # Else an org that was opened anew would answer in another order than one that has run on.
            cached = self._documents[kind] = dict(sorted(cached.items()))
            self._unordered.discard(kind)
        return cached

    def document(self, kind: str, key: str) -> Json | None:
        """One document, or None. The caller must not change what it gets."""
        return self._of_kind(kind).get(key)

    def put_document(self, kind: str, key: str, body: Json) -> None:
        """Creates or replaces a document."""
        text = json.dumps(body, ensure_ascii=False)
        self._db.execute("INSERT OR REPLACE INTO document VALUES (?, ?, ?)", (kind, key, text))
        cached = self._of_kind(kind)
        if key not in cached:
            self._unordered.add(kind)
        cached[key] = json.loads(text)

    def delete_document(self, kind: str, key: str) -> bool:
        """Removes a document; tells whether there was one."""
        self._of_kind(kind).pop(key, None)
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

    def scan(self, obj: str) -> Iterator[Json]:
        """Every record's body in order of creation, one at a time: memory stays flat, and nothing may be written to
        records before the last one is taken."""
        for (body,) in self._db.execute("SELECT body FROM record WHERE object = ? ORDER BY seq", (obj,)):
            yield json.loads(body)

    def columns(self, obj: str, names: Sequence[str]) -> Iterator[list[Any]]:
        """The named values of every record in order of creation, absent ones as None; two names at least, as SQLite
        gives no list of one. Otherwise as ``scan``.
        """
        paths = ", ".join(["?"] * len(names))
        query = f"SELECT json_extract(body, {paths}) FROM record WHERE object = ? ORDER BY seq"  # noqa: S608
        found = self._db.execute(query, (*(f'$."{name}"' for name in names), obj))
        # Parsing many lists as one costs half of parsing each.
        while rows := found.fetchmany(500):
            yield from json.loads(f"[{','.join([text for (text,) in rows])}]")

    def add_records(self, obj: str, bodies: Iterable[Json]) -> None:
        """Creates records, each under its ``Id``, in one go."""
        first = self.counter("record.seq") + 1
        rows = [
            (obj, body["Id"], seq, json.dumps(body, ensure_ascii=False)) for seq, body in enumerate(bodies, start=first)
        ]
        self._db.executemany("INSERT INTO record VALUES (?, ?, ?, ?)", rows)
        self.set_counter("record.seq", first - 1 + len(rows))

    def put_chunk(self, name: str, n: int, body: bytes) -> None:
        """Creates or replaces the ``n``-th piece of a large text."""
        self._db.execute("INSERT OR REPLACE INTO chunk VALUES (?, ?, ?)", (name, n, body))

    def chunks(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The pieces from ``start`` up to ``end`` in order, one at a time."""
        n = start
        while end is None or n < end:
            row = self._db.execute("SELECT body FROM chunk WHERE name = ? AND n = ?", (name, n)).fetchone()
            if row is None:
                return
            yield row[0]
            n += 1

    def delete_chunks(self, name: str) -> None:
        """Removes every piece of a large text."""
        self._db.execute("DELETE FROM chunk WHERE name = ?", (name,))

    def counter(self, name: str) -> int:
        """The number that a counter gave last; 0 when it never gave one."""
        row = self._db.execute("SELECT value FROM counter WHERE name = ?", (name,)).fetchone()
        return 0 if row is None else int(row[0])

    def set_counter(self, name: str, value: int) -> None:
        """Makes a counter stand at a number, as if it had given it last."""
        self._db.execute("INSERT OR REPLACE INTO counter VALUES (?, ?)", (name, value))

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

    def _of_kind(self, kind: str) -> dict[str, Json]:
        cached = self._documents.get(kind)
        if cached is None:
            rows = self._db.execute("SELECT key, body FROM document WHERE kind = ? ORDER BY key", (kind,))
            cached = self._documents[kind] = {key: json.loads(body) for key, body in rows}
        return cached
