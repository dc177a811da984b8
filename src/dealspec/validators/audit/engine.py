"""Judges extracted records and says what could not be judged. Never calls a field that it did not see clean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dealspec.core.coverage import Coverage, Gap
from dealspec.validators.audit import store
from dealspec.validators.audit.detail import conflict_detail, detail
from dealspec.validators.audit.finding import Finding
from dealspec.validators.audit.program import Program, columns_of, compiled
from dealspec.validators.judgement import Judgement


class Records(Protocol):
    """Records of one object: rows of ``id`` and logical fields, walked once, and the fields that could not be had.

    Blank is None; dates are ``YYYY-MM-DD``, times ``YYYY-MM-DDTHH:MM:SS`` in UTC, multi-selects lists of names. A gap
    whose subject is `fields.<object>.<field>` says that this field was not read.
    """

    @property
    def rows(self) -> Iterable[Mapping[str, object]]:
        """The records."""
        ...

    @property
    def missing(self) -> tuple[Gap, ...]:
        """What could not be read."""
        ...


@dataclass(frozen=True, slots=True)
class AuditResult:
    """Findings by target, rule, object and record; how many records were judged, by object; what was not judged."""

    findings: tuple[Finding, ...]
    judged: Mapping[str, int]
    coverage: Coverage


def audit(
    judgements: Sequence[Judgement],
    extracts: Mapping[str, Records],
    *,
    target: str,
    as_of: datetime,
    record_url: Callable[[str, str], str],
    on_save: frozenset[str] = frozenset(),
) -> AuditResult:
    """Every judgement on every record of its object, by current values, as of an aware moment.

    ``extracts`` maps objects to records; ``record_url`` maps an object and a record's id to where a person opens it.
    A judgement that reads a field or an object that is missing becomes a gap; so does one that asks what a save
    changes, unless its address is in ``on_save``: then every save is held to it, and nothing is left to be seen.
    """
    held = tuple(one.address for one in judgements if one.asks_of_save and one.address in on_save)
    gaps, judgeable = _judgeable([one for one in judgements if one.address not in held], extracts, frozenset())
    findings: list[Finding] = []
    judged: dict[str, int] = {}
    programs = compiled(judgeable, as_of)
    with store.opened() as records:
        for obj, extract in sorted(extracts.items()):
            program = programs.get(obj)
            unreadable = records.load(extract.rows, program.columns if program else {})
            judged[obj] = records.count()
            gaps += [_unreadable_gap(obj, name, count) for name, count in unreadable.items()]
            if program:
                findings += _findings(program, records, target, record_url)
    return AuditResult(tuple(sorted(findings, key=Finding.sort_key)), judged, Coverage(on_save=held).plus(gaps))


def count_violations(
    judgements: Sequence[Judgement],
    extracts: Mapping[str, Records],
    as_of: datetime,
    assume_blank: frozenset[str] = frozenset(),
) -> Mapping[str, int]:
    """How many records each judgement would fire on, by judgement id.

    ``assume_blank`` names missing fields that count as blank on every record (``<object>.<field>``: a plan is about to
    create them). A judgement that needs another missing field is absent from the answer: unknown, not none.
    """
    _, judgeable = _judgeable(judgements, extracts, assume_blank)
    counts = {judgement.id: 0 for judgement in judgeable}
    with store.opened() as records:
        for obj, program in compiled(judgeable, as_of).items():
            records.load(extracts[obj].rows, program.columns)
            statement = f"SELECT judgement, count(*) FROM ({program.sql}) GROUP BY judgement"  # noqa: S608
            for number, count in records.rows(statement):
                counts[program.judgements[_number(number)].id] = _number(count)
    return counts


def _judgeable(
    judgements: Sequence[Judgement], extracts: Mapping[str, Records], assume_blank: frozenset[str]
) -> tuple[list[Gap], list[Judgement]]:
    """The judgements whose every field was read, and a gap for each other one and each other thing missing."""
    gaps: list[Gap] = []
    judgeable: list[Judgement] = []
    told: set[Gap] = set()
    for judgement in judgements:
        if judgement.asks_of_save:
            gaps.append(Gap(judgement.address, _NEEDS_HISTORY, _READ_STATE))
            continue
        if judgement.object not in extracts:
            gaps.append(Gap(judgement.address, f"Not judged: no {judgement.object} records were read."))
            continue
        lacking = [
            (gap, name)
            for gap in extracts[judgement.object].missing
            if (name := _field(gap, judgement.object)) in columns_of(judgement)
            and f"{judgement.object}.{name}" not in assume_blank
        ]
        told.update(gap for gap, _ in lacking)
        gaps += [
            Gap(judgement.address, f"Not judged: field {name} was not read. {gap.why}".strip(), gap.hint)
            for gap, name in lacking[:1]
        ]
        if not lacking:
            judgeable.append(judgement)
    every = {gap for extract in extracts.values() for gap in extract.missing}
    return gaps + sorted(every - told), judgeable


def _findings(
    program: Program, records: store.Store, target: str, record_url: Callable[[str, str], str]
) -> Iterator[Finding]:
    for number, record_id, parts, others, other_count in records.rows(program.sql):
        judgement = program.judgements[_number(number)]
        identity = str(record_id)
        yield Finding(
            target,
            judgement.id,
            identity,
            program.object,
            judgement.severity,
            judgement.message,
            conflict_detail(others, _number(other_count))
            if isinstance(others, list)
            else detail(judgement, str(parts)),
            judgement.hint,
            record_url(program.object, identity),
        )


def _unreadable_gap(obj: str, name: str, count: int) -> Gap:
    records = "1 record holds a value" if count == 1 else f"{count:,} records hold values"
    return Gap(
        f"fields.{obj}.{name}",
        f"{records} that cannot be read as the declared type; judged as blank.",
        "Declare the type that the CRM holds, or clean the values.",
    )


def _field(gap: Gap, obj: str) -> str:
    """The field that could not be read, of the object itself or behind one of its lookups."""
    return gap.subject.removeprefix(f"fields.{obj}.")


_NEEDS_HISTORY = (
    "Not judged: it asks how a record got here (previous, changed, entered, is_new), and an audit sees current values."
)
_READ_STATE = "Where the CRM enforces it, it judges every save; for audits, ask for a field that tells the time of it."


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
