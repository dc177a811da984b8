"""Every scalar of the blueprint counts: changed, it is told as a fault, or planned, or audited, and that names it.

A key that is read and then ignored would let a user declare what no CRM and no audit ever hears of. The few whose
meaning lies elsewhere are listed by name, and must show in the data dictionary at least.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import cache

import pytest
import yaml
from tests.e2e.mutations import Mutation, mutations

from dealspec.core.diagnostics import Diagnostic
from dealspec.provisioner.diff import diff
from dealspec.provisioner.ports import Crm
from dealspec.provisioner.resource import Projection
from dealspec.reports import dictionary
from dealspec.schema import blueprints
from dealspec.schema.load import SourceFile, read
from dealspec.schema.model import Schema
from dealspec.validators.audit.program import compiled
from dealspec.validators.checks import check_schema
from dealspec.validators.judgements import Judgement, judgements
from dealspec.wiring import projections

AS_OF = datetime(2026, 1, 5, tzinfo=UTC)
SAMPLE = 240
"""Mutations that are tried on every run, some of every key; `make soak` tries them all."""

EXCEPTIONS: Mapping[str, str] = {
    "objects.*.fields.*.stamp": "who writes a time is a matter of people and flows, which dealspec does not make",
    "objects.opportunity.fields.partner_contacts.label": "contact roles are no field: each of their values has a label",
    "objects.opportunity.fields.partner_contacts.description": "contact roles are no field that could be described",
}
"""By glob of the path: what changes no CRM and no audit, and why that is right. (Comments are no scalars.)"""

FILES = blueprints.files("partner-sales")
SCHEMA = read(FILES).schema
LINES = {file.name: file.text.split("\n") for file in FILES}
FIELDS = tuple(SCHEMA.objects["opportunity"].fields)
NAMED = {
    **dict.fromkeys(("require", "same", "different"), FIELDS),
    "pipeline": tuple(SCHEMA.pipelines),
    "enters": tuple(stage.name for pipeline in SCHEMA.pipelines.values() for stage in pipeline.stages),
    "to": ("account", "contact"),
    "object": ("account", "opportunity"),
    "group": tuple(SCHEMA.objects["opportunity"].groups),
}
EVERY = tuple(mutations(FILES, NAMED))


def sample(found: Iterable[Mutation]) -> list[Mutation]:
    """Some of every key, seeded."""
    by_key: dict[tuple[str, bool], list[Mutation]] = defaultdict(list)
    for mutation in random.Random(7).sample(every := list(found), len(every)):
        by_key[mutation.key if not mutation.is_key else "", mutation.is_key].append(mutation)
    rounds = max(map(len, by_key.values()))
    turns = [some[turn] for turn in range(rounds) for some in by_key.values() if turn < len(some)]
    return turns[:SAMPLE]


def test_a_sample_of_scalars_counts() -> None:
    chosen = sample(EVERY)

    assert {mutation.key for mutation in EVERY if not mutation.is_key} <= {mutation.key for mutation in chosen}
    assert [str(mutation) for mutation in chosen if not counts(mutation)] == []


@pytest.mark.soak
def test_every_scalar_counts() -> None:
    assert [str(mutation) for mutation in EVERY if not counts(mutation)] == []


@pytest.mark.parametrize("path", EXCEPTIONS)
def test_an_exception_shows_in_the_dictionary(path: str) -> None:
    excepted = [mutation for mutation in EVERY if not mutation.is_key and fnmatchcase(".".join(mutation.path), path)]
    pages = _pages(SCHEMA)

    assert excepted
    for mutation in excepted[:4]:
        assert not counts(mutation, but=path), f"{mutation} is no exception any more"
        assert _pages(read(mutation.applied(FILES)).schema) != pages, str(mutation)


def _pages(schema: Schema) -> Mapping[str, str]:
    return dictionary.pages(schema, judgements(schema)[0], "", ("markdown",))


@dataclass(frozen=True, slots=True)
class Seen:
    """What comes of a schema: its diagnostics or, by address, what each CRM is wanted to hold and what is judged."""

    diagnostics: tuple[Diagnostic, ...]
    wanted: Mapping[Crm, Projection]
    judged: Mapping[str, object]


def seen(files: Iterable[SourceFile]) -> Seen:
    reading = read(files)
    diagnostics = (*reading.faults, *reading.warnings, *check_schema(reading.schema, reading.doubts))
    if diagnostics:
        return Seen(diagnostics, {}, {})
    return Seen((), projections(reading.schema), _judged(reading.schema))


def _judged(schema: Schema) -> dict[str, object]:
    found: dict[str, list[object]] = defaultdict(list)
    for item in judgements(schema)[0]:
        found[item.address].append((_program(item), item.severity, item.message, item.hint))
    return {address: sorted(items, key=str) for address, items in found.items()}


@cache
def _program(item: Judgement) -> str:
    return compiled([item], AS_OF)[item.object].sql


BEFORE = seen(FILES)


def counts(mutation: Mutation, but: str = "") -> bool:
    """Whether a mutation is told, planned or audited in words that name it, or is excepted by another than ``but``."""
    if not mutation.is_key and any(path != but and fnmatchcase(".".join(mutation.path), path) for path in EXCEPTIONS):
        return True
    after = seen(mutation.applied(FILES))
    if after.diagnostics:
        return any(_is_about(found, mutation) for found in after.diagnostics)
    return any(_names(mutation)(place) for place in touched(BEFORE, after))


def touched(before: Seen, after: Seen) -> set[str]:
    """The addresses, with the paths of attributes, at which a plan or an audit says something else than before."""
    judged = {*before.judged, *after.judged}
    found = {address for address in judged if before.judged.get(address) != after.judged.get(address)}
    for crm, old in before.wanted.items():
        new, live = after.wanted[crm], {resource.address: resource for resource in old.resources}
        for change in diff(new.resources, live):
            found |= {f"{change.address} {item.path}" for item in getattr(change, "attributes", ())} or {change.address}
        found |= {item.address for item in {*old.manual} ^ {*new.manual}}
        found |= {item.subject for item in {*old.unsupported} ^ {*new.unsupported}}
    return found


def _is_about(found: Diagnostic, mutation: Mutation) -> bool:
    """Whether a fault stands in what was changed, or names it, in its words or in the line that it points to."""
    place = found.position
    if place is None:
        return False
    if place.file == FILES[mutation.file].name and place.line in mutation.declaration:
        return True
    words = {mutation.old, mutation.new, *mutation.path, *(step.replace("_hours", "_days") for step in mutation.path)}
    words |= {f"{mutation.path[1]}_{mutation.old}"} if mutation.path[0] == "pipelines" and mutation.path[1:] else set()
    # An expression that is a block is told at its first line.
    shown = " ".join(LINES[place.file][place.line - 1 :][:8])
    return bool(words & set(re.findall(r"[a-z0-9_]+", f"{found.summary} {found.why} {shown}")))


def _names(mutation: Mutation) -> Callable[[str], bool]:
    """Whether a place that changed is where the mutation is, or uses it."""
    match mutation.path:
        case ("objects", obj, "fields" | "groups", name, *_):
            words = [f"{obj}.{name}"]
        case ("policies", name, *_):
            words = [f"rules.{rule}" for rule in _rules_with(name.removesuffix("_hours"))]
        case ("pipelines" | "gates" | "rules", name, *_):
            words = [name]
        case _:
            words = []
    if mutation.is_key:
        words += [mutation.new]
    return lambda place: any(word in place for word in words)


@cache
def _rules_with(policy: str) -> tuple[str, ...]:
    rules = [rule for file in FILES for rule in yaml.safe_load(file.text).get("rules", {}).items()]
    return tuple(name for name, rule in rules if f"${{policies.{policy}" in str(rule))
