"""Draws saves that may go one way through a gate or rule. Whether they do, whoever asks has judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from random import Random

from dealspec.schema.model import Check, Schema
from dealspec.validators.cases.branches import Branch, Way, alternatives_of, parts_of
from dealspec.validators.cases.deriving import DERIVED, derived
from dealspec.validators.cases.explore.pools import Pools, earlier_stages
from dealspec.validators.cases.explore.wishes import IS_NEW, Wish, Wisher
from dealspec.validators.cases.judging import selection_of
from dealspec.validators.cases.model import Record, Save, Value
from dealspec.validators.cases.values import other_id
from dealspec.validators.expr.nodes import Node, needs_save
from dealspec.validators.judgement import Judgement

_OBEYED = 0.95
_USUAL = 0.7
_FILLED = 0.15


class Drawer:
    """Draws saves for one judgement."""

    def __init__(self, judgement: Judgement, schema: Schema, as_of: datetime, seed: int) -> None:
        self.judgement, self.schema = judgement, schema
        self.random = Random(f"{seed} {judgement.id}")  # noqa: S311
        self.pools = Pools.of(judgement, schema, as_of)
        pipelines = {
            pipeline.name: tuple(map(pipeline.stage_value, (stage.name for stage in pipeline.stages)))
            for pipeline in schema.pipelines.values()
        }
        self.wisher = Wisher(self.pools, self.random, pipelines)
        self.earlier = earlier_stages(judgement, schema)
        self.asks_of_save = needs_save(judgement.when) or needs_save(judgement.that)

    def draw(self, branch: Branch, count: int) -> Iterator[Save]:
        """That many saves; of each save the branch is likely, and nothing is certain."""
        for _ in range(count):
            wish = self.wished(branch)
            for column, values in self.pools.by_column.items():
                if column not in wish and self.random.random() < _FILLED:
                    wish[column] = self.random.choice(values)
            yield self.saved(wish, branch)

    def detour(self, save: Save) -> int:
        """How far a save is from the usual step of a gate: from the stage before into its own."""
        reached = self.judgement.reached
        if reached is None:
            return 0
        before = None if save.before is None else save.before.get("stage")
        from_afar = before != (self.earlier[0] if self.earlier and self.judgement.check is Check.ENTRY else None)
        return (save.record.get("stage") != reached.values[0]) + from_afar

    def cost(self, save: Save) -> tuple[int, int, int]:
        """How little a save suits as an example: it makes a detour, is large, has strange values."""
        return self.detour(save), len(save.record) + len(save.before or {}), self.strangeness(save)

    def strangeness(self, save: Save) -> int:
        """How far its values stand behind those that come first to mind."""
        pools = self.pools.by_column
        return sum(
            pools[column].index(value)
            for record in (save.record, save.before or {})
            for column, value in record.items()
            if value in pools.get(column, ())
        )

    def wished(self, branch: Branch) -> Wish:
        """Values that may bring a save this way, each obeyed mostly, so that wishes that contradict each other end."""
        wants = [(node, True) for node in selection_of(self.judgement)]
        wants += list(self.parts(branch))
        self.random.shuffle(wants)
        found: Wish = {}
        for node, want in wants:
            if self.random.random() < _OBEYED:
                found |= self.wisher.wish(node, want)
        return found | self.crossing()

    def parts(self, branch: Branch) -> Iterator[tuple[Node, bool]]:
        """What is wished of every part: broken ones are broken alone, if that can be."""
        parts = parts_of(self.judgement)
        broken = self.random.randrange(len(parts)) if parts else 0
        for number, part in enumerate(parts):
            if branch.way is Way.ALTERNATIVE and branch.part == number:
                for place, alternative in enumerate(alternatives_of(part)):
                    yield alternative, place == branch.alternative
            elif branch.way is Way.PART:
                yield part, branch.part != number
            else:
                yield part, branch.way is not Way.BROKEN or broken != number

    def crossing(self) -> Wish:
        """Of a gate mostly the step into its stage from the one before; else what was wished."""
        reached = self.judgement.reached
        if reached is None or self.random.random() > _USUAL:
            return {}
        stage: Wish = {"stage": reached.values[0]}
        if self.judgement.check is Check.ENTRY and self.earlier:
            stage["prior.stage"] = self.earlier[0]
        return stage

    def saved(self, wish: Wish, branch: Branch) -> Save:
        """The wish as a save, with a state before it where the judgement asks for one."""
        record: dict[str, Value] = {}
        prior: dict[str, Value] = {}
        for column, value in wish.items():
            if column.startswith("prior."):
                prior[column.removeprefix("prior.")] = value
            elif column != IS_NEW:
                record[column] = value
        if self.judgement.pipeline is not None and self.pools.stages:
            record.setdefault("stage", self.random.choice(self.pools.stages))
        needs_before = self.asks_of_save or (self.judgement.reached is not None and self.judgement.check is Check.ENTRY)
        if not needs_before or wish.get(IS_NEW) is True or not (prior or self.asks_of_save):
            return self.settled(record, None, branch)
        if self.judgement.pipeline is not None and self.pools.stages:
            prior.setdefault("stage", self.random.choice(self.pools.stages))
        return self.settled(record, prior, branch)

    def settled(self, record: dict[str, Value], prior: dict[str, Value] | None, branch: Branch) -> Save:
        """The save as a reader of cases would have it."""
        obj = self.judgement.object
        now = completed(record, obj, self.schema)
        others = tuple(self.others(now, branch))
        return Save(now, None if prior is None else completed(prior, obj, self.schema), False, others)

    def others(self, record: Record, branch: Branch) -> Iterator[Record]:
        """For a conflict: another record that agrees in all but, where it is to be broken, what must not differ."""
        conflict = self.judgement.conflict
        if conflict is None:
            return
        column = conflict.different.column
        values = [value for value in self.pools.by_column.get(column, ()) if value != record.get(column)]
        if branch.way is Way.BROKEN and values:
            yield completed({**record, column: self.random.choice(values)}, self.judgement.object, self.schema)
        else:
            yield record


def completed(record: Record, obj: str, schema: Schema) -> Record:
    """The record as a reader of cases would have it: what follows from the stage follows, a lookup leads somewhere."""
    said = dict(record)
    if said.get("stage") is not None:
        said = {name: value for name, value in said.items() if name not in DERIVED}
    for name in record:
        lookup, dot, _ = name.partition(".")
        if dot and said.get(name) is not None and said.get(lookup) is None:
            said[lookup] = other_id(lookup)
    filled = {
        name: value
        for name, value in said.items()
        if value is not None and not ("." in name and said.get(name.partition(".")[0]) is None)
    }
    return derived(filled, obj, schema)
