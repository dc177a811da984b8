"""Searches, for every way through gates and rules, a small save that goes it. The same seed finds the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dealspec.schema.model import Schema
from dealspec.validators.audit import store as stores
from dealspec.validators.audit.store import Store
from dealspec.validators.cases.branches import Branch, Way, branches
from dealspec.validators.cases.deriving import DERIVED
from dealspec.validators.cases.explore.drawing import Drawer, completed
from dealspec.validators.cases.judging import Answer, answers
from dealspec.validators.cases.model import Case, Expectation, Record, Save, Verdict, is_judged, refuses
from dealspec.validators.judgement import Judgement

ROUNDS = (60, 400, 4_000)
"""How many saves are drawn for a branch, round after round, until one goes it."""
_AT_ONCE = 12
"""Judgements that are asked together."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One way through one judgement."""

    judgement: Judgement
    branch: Branch

    @property
    def verdict(self) -> Verdict:
        """What becomes of a save that goes it."""
        if self.branch.way in (Way.PASSED, Way.ALTERNATIVE):
            return Verdict.PASS
        return Verdict.REFUSE if refuses(self.judgement) else Verdict.FINDING

    def is_met(self, answer: Answer) -> bool:
        """Whether a save with that answer goes it."""
        verdict = answer.verdict(self.judgement, bypass=False)
        return verdict is self.verdict and answer.covers(self.branch, verdict)

    def besides(self, answer: Answer) -> int:
        """Where one part is to be broken: how many others are broken with it, which shows the one less clearly."""
        if self.branch.way is not Way.PART:
            return 0
        return sum(truth is not True for truth in answer.parts) - 1


@dataclass(frozen=True, slots=True)
class Explored:
    """What was found: cases that show it, the goals that no save met, and the judgements that nothing judges."""

    as_of: datetime
    cases: tuple[Case, ...]
    missed: tuple[Goal, ...]
    unjudged: tuple[Judgement, ...]
    drawn: int


def explore(
    judgements: Sequence[Judgement], schema: Schema, as_of: datetime, *, every_branch: bool = False, seed: int = 0
) -> Explored:
    """A save that breaks and one that passes each judgement; with ``every_branch`` one for each of its branches."""
    search = _Search(schema, as_of, seed)
    able = [judgement for judgement in judgements if is_judged(judgement)]
    goals = [Goal(one, branch) for one in able for branch in branches(one)[: None if every_branch else 2]]
    with stores.opened() as store:
        found = search.found(store, goals)
        small = search.smaller(store, search.smaller(store, found))
    cases = tuple(case_of(goal, small[goal], as_of) for goal in goals if goal in small)
    missed = tuple(goal for goal in goals if goal not in small)
    unjudged = tuple(judgement for judgement in judgements if not is_judged(judgement))
    return Explored(as_of, cases, missed, unjudged, search.drawn)


def case_of(goal: Goal, save: Save, as_of: datetime) -> Case:
    """A found save as a case that expects what was found."""
    judgement, branch = goal.judgement, goal.branch
    ends = {Verdict.REFUSE: "refused", Verdict.FINDING: "found", Verdict.PASS: "passes"}
    number = f"_{branch.part + 1}" if branch.way in (Way.PART, Way.ALTERNATIVE) else ""
    number += f"_{branch.alternative + 1}" if branch.way is Way.ALTERNATIVE else ""
    name = f"{judgement.id.replace('.', '_')}_{ends[goal.verdict]}{number}"
    words = branch.words if branch.way in (Way.PART, Way.ALTERNATIVE) else ""
    return Case(name, judgement.object, save, (Expectation(judgement, goal.verdict),), as_of, words)


class _Search:
    """One search: its moment and seed, and how many saves it drew."""

    def __init__(self, schema: Schema, as_of: datetime, seed: int) -> None:
        self.schema, self.as_of, self.seed = schema, as_of, seed
        self.drawn = 0
        self.besides: dict[Goal, int] = {}
        """How many other parts the found save of a goal breaks: a smaller one may not break more."""

    def found(self, store: Store, goals: Sequence[Goal]) -> dict[Goal, Save]:
        """The smallest of the drawn saves that meets each goal; goals that none meets are left out."""
        drawers: dict[str, Drawer] = {}
        for goal in goals:
            if goal.judgement.id not in drawers:
                drawers[goal.judgement.id] = Drawer(goal.judgement, self.schema, self.as_of, self.seed)
        found: dict[Goal, Save] = {}
        for count in ROUNDS:
            missing = [goal for goal in goals if goal not in found]
            for start in range(0, len(missing), _AT_ONCE):
                some = missing[start : start + _AT_ONCE]
                questions = [
                    (goal.judgement, list(drawers[goal.judgement.id].draw(goal.branch, count))) for goal in some
                ]
                self.drawn += count * len(some)
                for goal, (_, saves), told in zip(some, questions, answers(store, questions, self.as_of), strict=True):
                    cost = drawers[goal.judgement.id].cost
                    met = [
                        (goal.besides(answer), cost(save), save)
                        for save, answer in zip(saves, told, strict=True)
                        if goal.is_met(answer)
                    ]
                    if met:
                        self.besides[goal], _, found[goal] = min(met, key=lambda one: one[:2])
        return found

    def smaller(self, store: Store, found: dict[Goal, Save]) -> dict[Goal, Save]:
        """Each save without the values that it does not need: each is tried alone, then as many as can be together."""
        alone = {
            goal: [(one, without(save, [one], goal, self.schema)) for one in spare_of(save, goal.judgement)]
            for goal, save in found.items()
        }
        spare = {goal: [one for one, _ in some] for goal, some in self.met(store, alone).items()}
        together = {
            goal: [(ones[-1], without(found[goal], ones, goal, self.schema)) for ones in _growing(some)]
            for goal, some in spare.items()
        }
        result = dict(found)
        for goal, variants in self.met(store, together).items():
            if variants:
                result[goal] = variants[-1][1]
        return result

    def met(self, store: Store, variants: dict[Goal, list[_Variant]]) -> dict[Goal, list[_Variant]]:
        """The variants with which a goal is still met, in their order."""
        goals = list(variants)
        questions = [(goal.judgement, [save for _, save in variants[goal]]) for goal in goals]
        told = answers(store, questions, self.as_of)
        return {
            goal: [
                one
                for one, answer in zip(variants[goal], some, strict=True)
                if goal.is_met(answer) and goal.besides(answer) <= self.besides[goal]
            ]
            for goal, some in zip(goals, told, strict=True)
        }


_Place = tuple[str, str]
"""``record`` or ``before``, and a column."""
_Variant = tuple[_Place, Save]


def spare_of(save: Save, judgement: Judgement) -> list[_Place]:
    """The values that a save may do without; what concerns a pipeline keeps its stages and what follows from them."""
    stages = ("stage",) if judgement.pipeline is not None else ()
    sides = (("record", save.record), ("before", save.before or {}))
    return [
        (side, column)
        for side, record in sides
        for column in sorted(record)
        if column not in (*stages, *(DERIVED if record.get("stage") is not None else ()))
    ]


def without(save: Save, places: Sequence[_Place], goal: Goal, schema: Schema) -> Save:
    """The save without some values."""
    obj = goal.judgement.object

    def left(record: Record, side: str) -> Record:
        kept = {column: value for column, value in record.items() if (side, column) not in places}
        return completed(kept, obj, schema)

    before = None if save.before is None else left(save.before, "before")
    others = tuple(left(one, "record") for one in save.others)
    return replace(save, record=left(save.record, "record"), before=before, others=others)


def _growing(places: Sequence[_Place]) -> Iterator[list[_Place]]:
    for end in range(len(places)):
        yield list(places[: end + 1])
