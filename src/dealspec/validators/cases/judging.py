"""Judges saves by gates and rules in SQL, many at once: what they mean, whatever a CRM can do about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

from dealspec.schema.model import Check, FieldType
from dealspec.validators.audit.program import TABLE, columns_of, compiled
from dealspec.validators.audit.store import Store
from dealspec.validators.cases.branches import Branch, Way, alternatives_of, conjuncts, parts_of
from dealspec.validators.cases.model import Save, Value, Verdict, is_audited, refuses
from dealspec.validators.dialects import sql
from dealspec.validators.expr.nodes import Entered, FieldRef, Node
from dealspec.validators.judgement import Judgement

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a judgement means for one save. Truths stand in the order of the conditions, None for unknown."""

    is_refused: bool
    """By its meaning, were every user held to it."""
    is_violated: bool
    crosses: bool
    """Of an entry gate: whether the save enters its stage; else TRUE."""
    selection: tuple[Truth, ...]
    """Of every condition that together select the record."""
    parts: tuple[Truth, ...]
    alternatives: tuple[tuple[Truth, ...], ...]

    @property
    def is_selected(self) -> bool:
        """Whether the record is one that the judgement speaks of."""
        return all(truth is True for truth in self.selection)

    def verdict(self, judgement: Judgement, *, bypass: bool) -> Verdict:
        """What becomes of the save."""
        if self.is_refused and not bypass and refuses(judgement):
            return Verdict.REFUSE
        return Verdict.FINDING if self.is_violated and is_audited(judgement) else Verdict.PASS

    def covers(self, branch: Branch, verdict: Verdict) -> bool:
        """Whether the save, of that verdict, goes this way."""
        is_broken = verdict is not Verdict.PASS
        passes = not is_broken and not self.is_violated and self.is_selected and self.crosses
        match branch.way:
            case Way.BROKEN:
                return is_broken
            case Way.PASSED:
                return passes
            case Way.PART:
                return is_broken and self.parts[branch.part] is not True
        truths = self.alternatives[branch.part]
        return passes and [place for place, truth in enumerate(truths) if truth is True] == [branch.alternative]


def selection_of(judgement: Judgement) -> tuple[Node, ...]:
    """The conditions that together select the records that a judgement speaks of."""
    return tuple(conjuncts(judgement.when)) if judgement.when is not None else ()


def answers(store: Store, questions: Sequence[tuple[Judgement, Sequence[Save]]], as_of: datetime) -> list[list[Answer]]:
    """The answer to every save of every question, in order. Replaces what the store holds."""
    plain = [(judgement, saves) for judgement, saves in questions if judgement.conflict is None]
    if plain:
        store.load(_rows(plain), _columns(plain))
    found = iter([list(_asked(store, number, judgement, as_of)) for number, (judgement, _) in enumerate(plain)])
    return [
        next(found) if judgement.conflict is None else _in_conflict(store, judgement, saves, as_of)
        for judgement, saves in questions
    ]


def _columns(questions: Sequence[tuple[Judgement, Sequence[Save]]]) -> Mapping[str, str]:
    read = {"question": "INTEGER", "place": "INTEGER"}
    for judgement, _ in questions:
        read |= columns_of(judgement)
        if judgement.reached is not None:
            read |= sql.columns_read(Entered(judgement.reached))
    return read


def _rows(questions: Sequence[tuple[Judgement, Sequence[Save]]]) -> Iterator[Mapping[str, object]]:
    for number, (_, saves) in enumerate(questions):
        for place, save in enumerate(saves):
            yield {"id": f"{number}.{place}", "question": str(number), "place": str(place), **_row(save)}


def _row(save: Save) -> dict[str, object]:
    """A save as the store takes it: the record, what it was, and whether it is new."""
    now = {name: _stored(value) for name, value in save.record.items()}
    then = {f"prior.{name}": _stored(value) for name, value in (save.before or {}).items()}
    return {**now, **then, sql.IS_NEW: save.before is None}


def _stored(value: Value) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return list(value) if isinstance(value, tuple) else value


def _asked(store: Store, number: int, judgement: Judgement, as_of: datetime) -> Iterator[Answer]:
    """One row per save: refused, violated, crossing, then the truths of every condition."""
    selection, parts = selection_of(judgement), parts_of(judgement)
    alternatives = [alternatives_of(part) for part in parts]
    asked = _selected(judgement, as_of)
    statement = f"SELECT {asked} FROM {TABLE} WHERE c_question = {number} ORDER BY c_place"  # noqa: S608
    for refused, violated, crosses, *truths in store.rows(statement):
        of_selection, rest = truths[: len(selection)], truths[len(selection) :]
        of_parts, rest = rest[: len(parts)], rest[len(parts) :]
        of_alternatives = []
        for some in alternatives:
            of_alternatives.append(_truths(rest[: len(some)]))
            rest = rest[len(some) :]
        yield Answer(
            refused is True,
            violated is True,
            crosses is True,
            _truths(of_selection),
            _truths(of_parts),
            tuple(of_alternatives),
        )


@lru_cache(maxsize=1024)
def _selected(judgement: Judgement, as_of: datetime) -> str:
    """What is asked of one row; written once, since a search asks it again and again."""
    parts = parts_of(judgement)
    nodes = [*selection_of(judgement), *parts, *(one for part in parts for one in alternatives_of(part))]
    enters = judgement.check is Check.ENTRY and judgement.reached is not None
    crossing = (
        sql.predicate(Entered(judgement.reached), as_of).sql("duckdb") if enters and judgement.reached else "TRUE"
    )
    said = [
        sql.refusal(judgement, as_of).sql("duckdb"),
        sql.violation(judgement, as_of).sql("duckdb"),
        crossing,
        *(sql.predicate(node, as_of).sql("duckdb") for node in nodes),
    ]
    return ", ".join(f"({one})" for one in said)


def _truths(values: Sequence[object]) -> tuple[Truth, ...]:
    return tuple(value if isinstance(value, bool) else None for value in values)


def _in_conflict(store: Store, judgement: Judgement, saves: Sequence[Save], as_of: datetime) -> list[Answer]:
    """Whether each record is in conflict with one of its own others: no save sees the records of another."""
    assert judgement.conflict is not None
    apart = FieldRef(judgement.object, "place", FieldType.TEXT)
    conflict = replace(judgement.conflict, same=(apart, *judgement.conflict.same))
    [program] = compiled([replace(judgement, conflict=conflict)], as_of).values()
    store.load(_rows_with_others(saves), program.columns)
    found = {str(record_id) for _, record_id, *_ in store.rows(program.sql)}
    said = [sql.predicate(node, as_of).sql("duckdb") for node in selection_of(judgement)]
    asked = ", ".join(["record_id", *(f"({one})" for one in said)])
    truths = {str(record_id): _truths(some) for record_id, *some in store.rows(f"SELECT {asked} FROM {TABLE}")}  # noqa: S608
    first = [f"{place}.0" for place in range(len(saves))]
    return [Answer(False, one in found, True, truths[one], (), ()) for one in first]


def _rows_with_others(saves: Sequence[Save]) -> Iterator[Mapping[str, object]]:
    for place, save in enumerate(saves):
        for number, record in enumerate((save.record, *save.others)):
            yield {**_row(Save(record)), "id": f"{place}.{number}", "place": str(place)}
