"""Runs a Bulk API 2.0 query: rows become CSV in pieces that the store keeps, so memory stays flat. Changes no record.

Refused forms of SOQL: Bulk API 2.0 guide, "SOQL Considerations"; the words are assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from dealspec.emulator.salesforce import soql
from dealspec.emulator.salesforce.bulk_csv import Dialect, boolean_text, double_text, moment_text
from dealspec.emulator.salesforce.catalog import Field, ObjectType
from dealspec.emulator.salesforce.errors import ApiError
from dealspec.emulator.salesforce.query import Runner
from dealspec.emulator.salesforce.soql_filter import Getter
from dealspec.emulator.salesforce.state import OrgState

PIECE = 2000
"""Rows of one stored piece."""
Row = list[Any]
_SPELLINGS: dict[str, Callable[[Any], Any]] = {
    "Checkbox": boolean_text, "DateTime": moment_text, **dict.fromkeys(("Number", "Currency", "Percent"), double_text)
}  # fmt: skip


def entity(runner: Runner, query: soql.Query) -> str:
    """The object a query reads; raises ``ApiError`` for SOQL that Bulk API 2.0 does not take."""
    item = runner.entity(query)
    if query.groups or query.offset or any(isinstance(part, soql.Aggregate) for part in query.items):
        raise ApiError(400, "API_ERROR", "Aggregate functions, GROUP BY and OFFSET are not supported in Bulk Query")
    if any(isinstance(part, soql.Query) for part in query.items):
        raise ApiError(400, "API_ERROR", "Nested queries are not supported in Bulk Query")
    columns(runner, query, item)
    runner.test(query, item)
    return item.name


def run(org: OrgState, runner: Runner, query: soql.Query, dialect: Dialect, name: str) -> int:
    """Keeps the result under ``name``, the head as piece 0, and gives its number of rows."""
    item = runner.entity(query)
    found = columns(runner, query, item)
    org.store.put_chunk(name, 0, dialect.text([[head for head, _ in found]]))
    rows = _rows(org, runner, query, item, [field for _, field in found])
    total = 0
    for n, piece in enumerate(iter(lambda: list(islice(rows, PIECE)), []), start=1):
        org.store.put_chunk(name, n, dialect.text(piece))
        total += len(piece)
    return total


def pages(org: OrgState, name: str, dialect: Dialect, start: int, end: int) -> Iterator[bytes]:
    """The head, and the rows from ``start`` up to ``end``, piece by piece."""
    yield from org.store.chunks(name, 0, 1)
    first, last = start // PIECE, (end - 1) // PIECE
    for n, piece in enumerate(org.store.chunks(name, first + 1, last + 2), start=first):
        low, high = max(0, start - n * PIECE), min(PIECE, end - n * PIECE)
        yield piece if (low, high) == (0, PIECE) else dialect.cut(piece, low, high)


def columns(runner: Runner, query: soql.Query, item: ObjectType) -> list[tuple[str, Field]]:
    """Each column's head, in the case of the definitions, and its field; raises ``ApiError``."""
    found = []
    for path in query.items:
        assert isinstance(path, soql.Path)
        field, _ = runner.find(query, item, path)
        steps = [str(lookup.relationship) for lookup in runner.lookups(item, path.text.split(".")[:-1])]
        found.append((".".join((*steps, field.name)), field))
    return found


def _rows(org: OrgState, runner: Runner, query: soql.Query, item: ObjectType, fields: list[Field]) -> Iterator[Row]:
    names: list[str] = []
    computed: list[tuple[int, Getter]] = []
    for place, (path, field) in enumerate(zip(query.items, fields, strict=True)):
        assert isinstance(path, soql.Path)
        stored = field.formula is None and not runner.lookups(item, path.text.split(".")[:-1])
        names.append(field.name if stored else "")
        if not stored:
            computed.append((place, runner.find(query, item, path)[1]))
    if computed or query.where or query.orders:
        rows = _computed(_bodies(org, runner, query, item), names, computed)
    else:
        rows = _stored(org, item, names, deleted=runner.deleted)
    spelled = [(place, _SPELLINGS[field.type]) for place, field in enumerate(fields) if field.type in _SPELLINGS]
    for row in islice(rows, query.limit):
        for place, spell in spelled:
            row[place] = spell(row[place])
        yield row


def _bodies(org: OrgState, runner: Runner, query: soql.Query, item: ObjectType) -> Iterable[Mapping[str, Any]]:
    if query.orders:
        return runner.select(query, item)
    test = runner.test(query, item)
    found = (body for body in org.store.scan(item.name) if runner.deleted or not body.get("IsDeleted"))
    return found if test is None else (body for body in found if test(body))


def _computed(
    bodies: Iterable[Mapping[str, Any]], names: list[str], computed: list[tuple[int, Getter]]
) -> Iterator[Row]:
    for body in bodies:
        row: Row = [body.get(name) for name in names]
        for place, get in computed:
            row[place] = get(body)
        yield row


def _stored(org: OrgState, item: ObjectType, names: list[str], *, deleted: bool) -> Iterator[Row]:
    """Only what is stored is wanted: the store takes it out itself, which takes half the time."""
    for row in org.store.columns(item.name, (*names, "IsDeleted")):
        if not row.pop() or deleted:
            yield row
