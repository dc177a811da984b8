"""From the files of ``cases/`` to cases: all faults of all files at once, each with its place. Opens no file itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import yaml

from dealspec.core.diagnostics import Diagnostic, did_you_mean, ordered
from dealspec.schema.decode import entries, has_strange_tag
from dealspec.schema.model import Schema
from dealspec.schema.scalars import MISSING, SCALARS, text
from dealspec.schema.source_file import SourceFile
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS
from dealspec.schema.yaml_source import NULL, Faults, Node, compose, kind_of, position_of
from dealspec.validators.cases import values
from dealspec.validators.cases.deriving import DERIVED, derived
from dealspec.validators.cases.expectations import expectations
from dealspec.validators.cases.model import Case, Record, Save
from dealspec.validators.expr import Scope
from dealspec.validators.judgement import Judgement

FILE_KEYS = ("as_of", "cases")
CASE_KEYS = ("description", "object", "as_of", "before", "record", "others", "user", "expect")
USER_KEYS = ("bypass",)


def read_cases(
    files: Iterable[SourceFile], schema: Schema, judgements: Iterable[Judgement]
) -> tuple[tuple[Case, ...], tuple[Diagnostic, ...]]:
    """The cases in the order of the files, without those that have faults, and every fault."""
    faults = Faults()
    known = tuple(judgements)
    found: list[Case] = []
    places: dict[str, Node] = {}
    for file in files:
        reader = _Reader(schema, known, faults, places)
        found += reader.file(file)
    return tuple(found), ordered(faults.found)


@dataclass(slots=True)
class _Reader:
    """Reads one file; ``places`` are the names of the cases so far, which are unique over all files."""

    schema: Schema
    judgements: tuple[Judgement, ...]
    faults: Faults
    places: dict[str, Node]
    as_of: datetime | None = field(default=None)

    def file(self, source: SourceFile) -> Iterator[Case]:
        root = compose(source.text, source.name, self.faults)
        if root is None or has_strange_tag(root, self.faults):
            return
        given = self.mapping(root, FILE_KEYS)
        self.as_of = self.moment(given)
        for name, key, node in entries(given["cases"], self.faults) if "cases" in given else ():
            if name in self.places:
                what = f"There are two cases '{name}'."
                why = f"The other one is at {position_of(self.places[name])}."
                self.faults.add("SCH007", what, key, why=why, hint="Give one another name.")
            self.places[name] = key
            before = len(self.faults.found)
            case = self.case(name, key, node)
            if case is not None and len(self.faults.found) == before:
                yield case

    def case(self, name: str, key: Node, node: Node) -> Case | None:
        given = self.mapping(node, CASE_KEYS)
        obj = self.object(given)
        if not isinstance(node, yaml.MappingNode) or obj is None:
            return None
        named = {each.value for each, _ in node.value}
        for wanted, example in (("record", "{amount: 100}"), ("expect", "{some_gate: refuse}")):
            if wanted not in named:
                self.faults.add("SCH004", f"'{wanted}' is missing.", key, hint=f"Add `{wanted}: {example}`.")
        save = self.save(given, obj)
        described = text(given["description"], self.faults) if "description" in given else ""
        expects = expectations(given["expect"], obj, self.judgements, save, self.faults) if "expect" in given else ()
        return Case(name, obj, save, expects, self.moment(given) or self.as_of, described, position_of(key))

    def save(self, given: Mapping[str, Node], obj: str) -> Save:
        scope = Scope(self.schema, obj)
        before = values.record(given["before"], scope, self.faults) if "before" in given else None
        changed = values.record(given["record"], scope, self.faults) if "record" in given else {}
        others = tuple(self.completed(one, obj) for one in self.others(given, scope))
        if before is None:
            return Save(self.completed(changed, obj), None, self.bypass(given), others)
        record = self.completed(_changed(before, changed), obj)
        return Save(record, self.completed(before, obj), self.bypass(given), others)

    def completed(self, record: Record, obj: str) -> Record:
        return derived(record, obj, self.schema)

    def others(self, given: Mapping[str, Node], scope: Scope) -> list[Record]:
        node = given.get("others")
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            what = f"A list of records is expected here, not {kind_of(node)}."
            self.faults.add("SCH002", what, node, hint="Write `- {account: a}` lines.")
            return []
        return [values.record(item, scope, self.faults) for item in node.value]

    def bypass(self, given: Mapping[str, Node]) -> bool:
        user = self.mapping(given["user"], USER_KEYS) if "user" in given else {}
        said: Any = SCALARS[bool](user["bypass"], self.faults) if "bypass" in user else False
        return said is True

    def object(self, given: Mapping[str, Node]) -> str | None:
        if "object" not in given:
            return "opportunity"
        said = text(given["object"], self.faults)
        known = {*self.schema.objects, *BUILT_IN_OBJECTS}
        if said is MISSING or said in known:
            return None if said is MISSING else str(said)
        what = f"There is no object '{said}'."
        self.faults.add("SCH006", what, given["object"], hint=did_you_mean(said, known))
        return None

    def moment(self, given: Mapping[str, Node]) -> datetime | None:
        said = values.moment(given["as_of"], self.faults) if "as_of" in given else MISSING
        return None if said is MISSING else said

    def mapping(self, node: Node, known: tuple[str, ...]) -> dict[str, Node]:
        """A mapping's values by key; unknown keys and keys without a value are faults."""
        found: dict[str, Node] = {}
        for name, key, value in entries(node, self.faults):
            if name not in known:
                self.faults.add("SCH001", f"Unknown key '{name}'.", key, hint=did_you_mean(name, known))
            elif value.tag == NULL:
                hint = "Give it one, or leave the line out."
                self.faults.add("SCH003", f"'{name}' has no value.", key, hint=hint)
            else:
                found[name] = value
        return found


def _changed(before: Record, changed: Record) -> Record:
    """The record after a save: what the save names anew replaces what was, the record behind a lookup as a whole."""
    lookups = {name for name in changed if "." not in name}
    if "stage" in changed:
        lookups |= set(DERIVED)
    kept = {name: value for name, value in before.items() if name.partition(".")[0] not in lookups}
    return {**kept, **changed}
