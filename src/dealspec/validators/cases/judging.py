"""Judges saves by gates and rules in SQL, many at once: what they mean, whatever a CRM can do about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from dealspec.schema.model import Check
from dealspec.validators.audit.program import TABLE, columns_of, compiled
from dealspec.validators.audit.store import Store
from dealspec.validators.cases.branches import Branch, Way, alternatives_of, conjuncts, parts_of
from dealspec.validators.cases.model import Record, Save, Value, Verdict, is_audited, refuses
from dealspec.validators.dialects import sql
from dealspec.validators.expr.nodes import Entered, Node
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
        next(found) if judgement.conflict is None else [_in_conflict(store, judgement, save, as_of) for save in saves]
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
    nodes = [*selection, *parts, *(one for some in alternatives for one in some)]
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
    asked = ", ".join(f"({one})" for one in said)
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


def _truths(values: Sequence[object]) -> tuple[Truth, ...]:
    return tuple(value if isinstance(value, bool) else None for value in values)


def _in_conflict(store: Store, judgement: Judgement, save: Save, as_of: datetime) -> Answer:
    """Whether the record is in conflict with one of the others."""
    [program] = compiled([judgement], as_of).values()
    records: list[Record] = [save.record, *save.others]
    store.load(({"id": str(place), **_row(Save(record))} for place, record in enumerate(records)), program.columns)
    found = any(record_id == "0" for _, record_id, *_ in store.rows(program.sql))
    said = [sql.predicate(node, as_of).sql("duckdb") for node in selection_of(judgement)]
    truths: tuple[Truth, ...] = ()
    if said:
        asked = ", ".join(f"({one})" for one in said)
        [row] = store.rows(f"SELECT {asked} FROM {TABLE} WHERE record_id = '0'")  # noqa: S608
        truths = _truths(row)
    return Answer(False, found, True, truths, (), ())
