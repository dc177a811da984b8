"""Saves and typed conditions for laws: every node, over every kind of operand, blank or not, of the fields of `SCHEMA`.

    @given(save=saves(), node=conditions())

A save holds the record as it is saved and as it was; values by column (`amount`, `partner.tier`), blank is None. What a
condition means on a save, `tests.unit.validators.meaning` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Schema
from dealspec.validators.expr import Scope
from dealspec.validators.expr.nodes import (
    Age,
    And,
    Arithmetic,
    ArithmeticOp,
    Between,
    BusinessDays,
    Changed,
    Compare,
    Contains,
    Days,
    Difference,
    EndsWith,
    Entered,
    FieldRef,
    Has,
    In,
    IsBlank,
    IsNew,
    Length,
    Literal,
    Matches,
    Node,
    Not,
    Op,
    Or,
    PipelineIs,
    Shift,
    StageIn,
    StartsWith,
    TextCall,
    TextFunction,
    Today,
    ValueKind,
)

TEXT = """
objects:
  opportunity:
    fields:
      seats: {type: number, scale: 2}
      licences: {type: number, scale: 2}
      value: {type: currency}
      discount: {type: percent, scale: 2}
      margin: {type: percent, scale: 2}
      reference: {type: text, length: 40}
      remark: {type: text, length: 40}
      motion: {type: picklist, values: [direct, reseller]}
      channel: {type: picklist, values: [direct, reseller]}
      products: {type: multi_select, values: [core, plus]}
      approved: {type: checkbox}
      starts: {type: date}
      ends: {type: date}
      noted_at: {type: datetime, stamp: person}
      decided_at: {type: datetime, stamp: person}
      partner: {type: lookup, to: account}
      incumbent: {type: lookup, to: account}
  account:
    fields:
      tier: {type: picklist, values: [gold, silver]}
      region: {type: text, length: 40}
      score: {type: number, scale: 2}
      share: {type: percent, scale: 2}
      strategic: {type: checkbox}
      since: {type: date}
      seen_at: {type: datetime, stamp: person}
      segments: {type: multi_select, values: [core, plus]}
pipelines:
  reseller:
    when: motion = 'reseller'
    stages:
      - {name: registration, label: Registration, probability: 10}
      - {name: quote, label: Quote, probability: 50}
      - {name: won, label: Won, probability: 100, outcome: won}
      - {name: lost, label: Lost, probability: 0, outcome: lost}
  referral:
    when: motion = 'direct'
    stages:
      - {name: intro, label: Intro, probability: 10}
      - {name: won, label: Won, probability: 100, outcome: won}
"""
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
"""The moment of every save, a Wednesday."""
PATTERNS = ("DR-[0-9]{2}", "[abAB]+", ".*a.*", r"\w+( \w+)?", "a?b?")

_LINK = "partner"
_STAGES = {"reseller": ("registration", "quote", "won", "lost"), "referral": ("intro", "won")}
_BUILT_IN = ("last_activity_at", "is_open")
_ID = "0010000000000{}AAA"


def _schema() -> Schema:
    schema, faults = load([SourceFile("schema.yaml", TEXT)])
    assert schema, faults
    return schema


SCHEMA = _schema()


def _fields() -> tuple[FieldRef, ...]:
    own, theirs = Scope(SCHEMA, "opportunity"), Scope(SCHEMA, "account")
    found = [own.field(name) for name in (*SCHEMA.objects["opportunity"].fields, *_BUILT_IN)]
    link = own.field(_LINK)
    found += [replace(ref, via=link) for name in SCHEMA.objects["account"].fields if (ref := theirs.field(name))]
    return tuple(ref for ref in found if ref)


FIELDS = _fields()
"""Every field that conditions speak of; those of the partner's account come through the lookup."""


COLUMNS = tuple(ref.column for ref in FIELDS)


def own_field(name: str) -> FieldRef:
    """One field of the record itself."""
    return next(ref for ref in FIELDS if ref.name == name and ref.via is None)


@dataclass(frozen=True)
class Save:
    """A record as it is saved, and as it was: None where the save creates it."""

    record: Mapping[str, object]
    prior: Mapping[str, object] | None


def saves() -> SearchStrategy[Save]:
    """Saves that create a record, change one in some fields, or leave it as it was."""
    return st.builds(save_of, st.integers(0, 2**40))


def save_of(seed: int) -> Save:
    """One of the saves: the same for the same seed."""
    random = Random(seed)
    record = _record(random)
    if random.random() < 0.25:
        return Save(record, None)
    before = _record(random)
    changed = random.choice((0, 0.3, 1))
    kept = {name: value for name, value in before.items() if random.random() >= changed}
    return Save(_settled({**record, **kept}), before)


def records() -> SearchStrategy[Mapping[str, object]]:
    """A record: each field blank in one of four, never an empty text, a checkbox never blank."""
    return st.builds(lambda seed: _record(Random(seed)), st.integers(0, 2**40))


def conditions(*, saves: bool = True, lookups: bool = True, max_leaves: int = 5) -> SearchStrategy[Node]:
    """A condition; without ``saves`` it speaks of the record's state alone, without ``lookups`` of its own fields."""
    return st.recursive(
        leaves(saves=saves, lookups=lookups),
        lambda inner: (
            st.builds(Not, inner)
            | st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple))
            | st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple))
        ),
        max_leaves=max_leaves,
    )


def leaves(*, saves: bool = True, lookups: bool = True) -> SearchStrategy[Node]:
    """One condition without ``and``, ``or`` and ``not``."""
    kinds = kinds_of_leaves(saves=saves, lookups=lookups)
    return st.sampled_from(list(kinds)).flatmap(lambda kind: kinds[kind])


def kinds_of_leaves(*, saves: bool = True, lookups: bool = True) -> dict[str, SearchStrategy[Node]]:
    """The strategies of ``leaves`` by name: one per node and kind of operand, so that a law can try each as often."""
    values = _Values(saves, lookups)
    return {**values.comparisons(), **values.tests(), **_places(saves), **(_transitions(values) if saves else {})}


class _Values:
    """Strategies for values of each kind."""

    def __init__(self, saves: bool, lookups: bool) -> None:
        self._saves, self._lookups = saves, lookups
        self.number = self.field(ValueKind.NUMBER)
        self.date = _moved(self.field(ValueKind.DATE) | st.just(Today()) | _dates.map(Literal))
        self.datetime = _moved(self.field(ValueKind.DATETIME))
        self.text = self.field(ValueKind.TEXT)
        self.made_text = st.builds(TextCall, st.sampled_from(TextFunction), self.text)
        self.length = st.builds(Length, self.text | self.made_text)

    def field(self, *kinds: ValueKind) -> SearchStrategy[FieldRef]:
        """A field of one of these kinds, now or before the save."""
        found = [ref for ref in FIELDS if ref.kind in kinds and (self._lookups or ref.via is None)]
        before = [replace(ref, prior=True) for ref in found if self._saves and _is_remembered(ref)]
        return st.sampled_from(found) | st.sampled_from(before) if before else st.sampled_from(found)

    def comparisons(self) -> dict[str, SearchStrategy[Node]]:
        """Comparisons of two values of one kind."""
        ordered: dict[str, tuple[SearchStrategy[Node], SearchStrategy[Node]]] = {
            "numbers": (self.number, _number_literals | self.number),
            **{f"numbers {op.name.lower()}": (self.arithmetic(op), self.near()) for op in ArithmeticOp},
            "lengths": (self.length, st.integers(0, 4).map(Decimal).map(Literal)),
            "business days": (self.business_days(), st.integers(-5, 5).map(Decimal).map(Literal)),
            "dates": (self.date, self.date),
            "times": (self.datetime, self.datetime),
            "ages": (st.builds(Age, self.field(ValueKind.DATE, ValueKind.DATETIME)), _days),
            "days between": (self.difference(), _days | self.difference()),
        }
        found = {f"compare {kind}": st.builds(Compare, _ops, *sides) for kind, sides in ordered.items()}
        found |= {f"{kind} between": st.builds(Between, *sides, sides[1]) for kind, sides in ordered.items()}
        choice, reference = self.field(ValueKind.CHOICE), self.field(ValueKind.REFERENCE)
        return found | {
            "compare texts": st.builds(Compare, _same, self.text, _texts.map(Literal) | self.text),
            "compare made texts": st.builds(Compare, _same, self.made_text, _texts.map(Literal) | self.made_text),
            "compare choices": st.builds(Compare, _same, choice, _choices | choice),
            "compare references": st.builds(Compare, _same, reference, reference),
            "text in": st.builds(In, self.text | self.made_text, _some(_texts.map(Literal))),
            "number in": st.builds(In, self.number | self.near() | self.length, _some(_number_literals)),
            "date in": st.builds(In, self.date, _some(_dates.map(Literal))),
            "choice in": st.builds(In, choice, _some(_choices)),
        }

    def tests(self) -> dict[str, SearchStrategy[Node]]:
        """Tests of one value."""
        kinds = {ref.kind for ref in FIELDS} - {ValueKind.BOOLEAN}
        text = self.text | self.made_text
        fragments = {test: st.builds(test, text, _fragments) for test in (StartsWith, EndsWith, Contains)}
        return {
            "is blank": st.builds(IsBlank, self.field(*kinds)),
            "checkbox": self.field(ValueKind.BOOLEAN),
            "has": st.builds(Has, self.field(ValueKind.CHOICES), st.sampled_from(("core", "plus")).map(Literal)),
            "matches": st.builds(Matches, text, st.sampled_from(PATTERNS)),
            **{test.__name__: strategy for test, strategy in fragments.items()},
        }

    def changeable(self) -> SearchStrategy[FieldRef]:
        """A field of which it is known what it was."""
        return st.sampled_from([ref for ref in FIELDS if _is_remembered(ref)])

    def arithmetic(self, op: ArithmeticOp) -> SearchStrategy[Node]:
        """A number made by one operation, of fields, of constants and of what other operations made."""
        side = self.near() | self.number | self.number
        return st.builds(Arithmetic, st.just(op), side, side | _number_literals)

    def near(self) -> SearchStrategy[Node]:
        """A number made of two."""
        return st.builds(Arithmetic, st.sampled_from(ArithmeticOp), self.number, self.number | _number_literals)

    def business_days(self) -> SearchStrategy[Node]:
        """The business days between two dates, on all sorts of calendars."""
        return st.builds(
            lambda start, end, weekend, holidays: BusinessDays(
                start, end, "ours", tuple(sorted(weekend)), tuple(sorted(holidays))
            ),
            self.date,
            self.date,
            st.just({5, 6}) | st.sets(st.integers(0, 6)),
            st.sets(_dates, max_size=3),
        )

    def difference(self) -> SearchStrategy[Node]:
        """The time between two dates or two times."""
        times = st.builds(Difference, self.datetime, self.datetime)
        return st.builds(Difference, self.date, self.date) | times


def _moved(item: SearchStrategy[Node]) -> SearchStrategy[Node]:
    return item | st.builds(Shift, item, st.integers(-9, 9))


def _places(saves: bool) -> dict[str, SearchStrategy[Node]]:
    stages = st.sampled_from(list(_STAGES)).flatmap(
        lambda pipeline: st.builds(
            StageIn,
            st.just(pipeline),
            st.lists(st.sampled_from(_STAGES[pipeline]), min_size=1, max_size=3, unique=True).map(tuple),
            st.booleans() if saves else st.just(False),
        )
    )
    return {"stage": stages, "pipeline": st.builds(PipelineIs, st.sampled_from(list(_STAGES)))}


def _transitions(values: _Values) -> dict[str, SearchStrategy[Node]]:
    reached = st.sampled_from([StageIn("reseller", _STAGES["reseller"][at:3]) for at in range(3)])
    return {
        "is new": st.just(IsNew()),
        "changed": st.builds(Changed, values.changeable()),
        "entered": st.builds(Entered, reached),
    }


def _is_remembered(ref: FieldRef) -> bool:
    return ref.via is None and ref.name != "last_activity_at"


def _record(random: Random) -> Mapping[str, object]:
    values = {ref.column: _value(ref, random) for ref in FIELDS}
    pipeline = random.choice(list(_STAGES))
    return _settled({**values, "pipeline": pipeline, "stage": f"{pipeline}_{random.choice(_STAGES[pipeline])}"})


def _settled(record: Mapping[str, object]) -> Mapping[str, object]:
    """What a lookup leads to is not there where the lookup is blank."""
    if record[_LINK] is not None:
        return record
    return {name: None if name.startswith(f"{_LINK}.") else value for name, value in record.items()}


def _value(ref: FieldRef, random: Random) -> object:
    if ref.kind is ValueKind.BOOLEAN:
        return random.random() < 0.5
    if random.random() < 0.25:
        return None
    declared = SCHEMA.field_of(ref.object, ref.name)
    names = [value.name for value in declared.values] if declared else []
    moment = NOW + timedelta(days=random.randint(-9, 9))
    match ref.kind:
        case ValueKind.NUMBER:
            return random.choice((Decimal(random.randint(-2, 3)), Decimal(random.randint(-300, 300)) / 100))
        case ValueKind.TEXT:
            return random.choice(_WORDS)
        case ValueKind.CHOICE:
            return random.choice(names)
        case ValueKind.CHOICES:
            return tuple(name for name in names if random.random() < 0.5) or tuple(names)
        case ValueKind.DATE:
            return moment.date()
        case ValueKind.DATETIME if ref.name == "last_activity_at":
            return moment.replace(hour=0)
        case ValueKind.DATETIME:
            return moment + timedelta(seconds=random.choice((0, -1, 1, 3600)))
    return _ID.format(random.randint(0, 1))


def _some(items: SearchStrategy[Literal]) -> SearchStrategy[tuple[Literal, ...]]:
    return st.lists(items, min_size=1, max_size=3).map(tuple)


_WORDS = ("DR-12", "dr-12", "a", "A", "ab", "Ab a", " a ", "b", "é", "É b", "AB", "aab")
_ops = st.sampled_from(Op)
_same = st.sampled_from((Op.EQ, Op.NE))
_number_literals = st.sampled_from(("0", "1", "2", "3", "-1", "0.5", "1.25", "100", "-0.01")).map(Decimal).map(Literal)
_texts = st.sampled_from(_WORDS)
_fragments = st.sampled_from(("a", "A", "b", "DR-", "2", "é", " a", "ab"))
_dates = st.integers(-9, 9).map(lambda days: NOW.date() + timedelta(days=days))
_days = st.integers(0, 9).map(Days)
_choices = st.sampled_from(("direct", "reseller", "gold")).map(Literal)

EARLIEST, LATEST = date(1700, 1, 1), date(2100, 12, 31)
"""Between these days lie the dates of laws about calendars."""

__all__ = [
    "COLUMNS",
    "EARLIEST",
    "FIELDS",
    "LATEST",
    "NOW",
    "SCHEMA",
    "Save",
    "conditions",
    "kinds_of_leaves",
    "leaves",
    "own_field",
    "records",
    "save_of",
    "saves",
]
