"""Compiles judgements to one SQL program per object. Pure: opens no database and reads no record.

The program runs over a table with ``record_id`` and one column ``c_<logical name>`` per field. Its rows are
``judgement`` (its number in the program), ``record_id``, ``parts`` (what of it is broken, as ``detail`` reads it),
``others`` (records it is in conflict with, the first few) and ``other_count`` (how many in all). Each record
appears at most once per judgement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dealspec.validators.audit.detail import BLANK, FALSE, UNKNOWN, conditions
from dealspec.validators.dialects import sql
from dealspec.validators.expr.nodes import FieldRef, IsBlank, Node, Or
from dealspec.validators.judgement import ConflictOn, Judgement

TABLE = "records"
SHOWN_OTHERS = 3
"""Records named in a conflict's detail; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Program:
    """One object's judgements as SQL: the columns it reads, logical name to SQL type, and the one statement."""

    object: str
    columns: Mapping[str, str]
    judgements: tuple[Judgement, ...]
    sql: str


def columns(judgements: Sequence[Judgement]) -> Mapping[str, frozenset[str]]:
    """The logical fields that the judgements read, by object: what an extract must hold."""
    wanted: dict[str, set[str]] = {}
    for judgement in judgements:
        wanted.setdefault(judgement.object, set()).update(columns_of(judgement))
    return {obj: frozenset(names) for obj, names in wanted.items()}


def selected(judgements: Sequence[Judgement]) -> Mapping[str, Node]:
    """What chooses the records that one of the judgements may fire on, by object; an object is absent where all may."""
    found: dict[str, list[Node] | None] = {}
    for judgement in judgements:
        if judgement.when is None:
            found[judgement.object] = None
        elif (whens := found.setdefault(judgement.object, [])) is not None and judgement.when not in whens:
            whens.append(judgement.when)
    return {obj: whens[0] if len(whens) == 1 else Or(tuple(whens)) for obj, whens in found.items() if whens}


def columns_of(judgement: Judgement) -> Mapping[str, str]:
    """The fields that one judgement reads: logical name to SQL type, sorted by name."""
    references = list(judgement.require)
    if judgement.conflict:
        references += [*judgement.conflict.same, judgement.conflict.different]
    found = {reference.column: sql.type_of(reference) for reference in references}
    for node in (judgement.when, judgement.that):
        found |= sql.columns_read(node) if node is not None else {}
    return dict(sorted(found.items()))


def compiled(judgements: Sequence[Judgement], as_of: datetime) -> Mapping[str, Program]:
    """One program per object; a judgement's number is its place in ``Program.judgements``."""
    by_object: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        by_object.setdefault(judgement.object, []).append(judgement)
    return {obj: _program(obj, tuple(some), as_of) for obj, some in by_object.items()}


def _program(obj: str, judgements: tuple[Judgement, ...], as_of: datetime) -> Program:
    read: dict[str, str] = {}
    for judgement in judgements:
        read |= columns_of(judgement)

    def said(node: Node) -> str:
        return sql.predicate(node, as_of).sql("duckdb")

    branches = [
        _conflict_branch(number, judgement.conflict, judgement.when, said)
        if judgement.conflict
        else _row_branch(number, judgement, said, as_of)
        for number, judgement in enumerate(judgements)
    ]
    return Program(obj, dict(sorted(read.items())), judgements, "\nUNION ALL\n".join(branches))


def _row_branch(number: int, judgement: Judgement, said: Callable[[Node], str], as_of: datetime) -> str:
    violation = sql.violation(judgement, as_of).sql("duckdb")
    blank = [f"WHEN {said(IsBlank(ref))} THEN '{BLANK}{part}'" for part, ref in enumerate(judgement.require)]
    untrue = [
        f"WHEN NOT ({said(node)}) THEN '{FALSE}{part}' WHEN ({said(node)}) IS NULL THEN '{UNKNOWN}{part}'"
        for part, node in enumerate(conditions(judgement))
    ]
    parts = [f"CASE {case} END" for case in blank + untrue]
    broken = f"concat_ws(',', {', '.join(parts)})" if parts else "''"
    return (
        f"SELECT {number} AS judgement, record_id, {broken} AS parts, NULL::VARCHAR[] AS others,\n"  # noqa: S608
        f"  0 AS other_count FROM {TABLE} WHERE {violation}"
    )


def _conflict_branch(number: int, conflict: ConflictOn, when: Node | None, said: Callable[[Node], str]) -> str:
    """Groups twice, by the shared fields with and without the one that differs: never compares pairs.

    A side is all records that agree on everything; a block is all sides that share the blocking key.
    """
    same = [_column(ref) for ref in conflict.same]
    different = _column(conflict.different)
    key, side = ", ".join(same), ", ".join([*same, different])
    filled = [f"{column} IS NOT NULL" for column in (*same, different)]
    chosen = " AND ".join([*filled, f"({said(when)})"] if when is not None else filled)
    return (
        f"(WITH chosen AS (SELECT record_id, {side} FROM {TABLE} WHERE {chosen}),\n"  # noqa: S608
        f"sides AS (SELECT {side}, count(*) AS size, min(record_id) AS leader FROM chosen GROUP BY {side}),\n"
        f"blocks AS (SELECT {key}, sum(size)::BIGINT AS block_size, min(leader, {SHOWN_OTHERS + 1}) AS leaders\n"
        f"  FROM sides GROUP BY {key} HAVING count(*) > 1)\n"
        f"SELECT {number} AS judgement, record_id, '' AS parts,\n"
        f"  list_filter(leaders, lambda other: other <> leader)[:{SHOWN_OTHERS}] AS others,\n"
        f"  block_size - size AS other_count\n"
        f"FROM chosen JOIN sides USING ({side}) JOIN blocks USING ({key}))"
    )


def _column(reference: FieldRef) -> str:
    return f'"c_{reference.column}"'
