"""Rules as administrators write them: each must save, and must stop exactly the records it is meant to stop.

The rules are data: tests/cases/formula/*.yaml, in the org that org.yaml describes. Their ideas are those of Salesforce
Help (fields_useful_validation_formulas_*) and of public projects, their words are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from dealspec.emulator.salesforce.formula import Context, FormulaError, Value, check, evaluate, parse

FOLDER = Path(__file__).parents[4] / "cases" / "formula"
ORG = yaml.safe_load((FOLDER / "org.yaml").read_text())
FIELDS: dict[str, str] = ORG["fields"]
LOOKUPS: dict[tuple[str, ...], Any] = {tuple(row[:4]): row[4] for row in ORG["lookups"]}


@dataclass(frozen=True)
class Idiom:
    """A rule with a record it stops and one it lets pass.

    `before` is the record as it was, None on insert; `allowed_as` are globals under which the first passes too. With
    `never_stops` both pass, for a reason that stands beside it.
    """

    name: str
    rule: str
    stops: Mapping[str, Any]
    passes: Mapping[str, Any]
    before: Mapping[str, Any] | None = None
    allowed_as: Mapping[str, Any] | None = None
    never_stops: bool = False


IDIOMS = [
    pytest.param(Idiom(**row), id=f"{path.stem}: {row['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    if path.name != "org.yaml"
    for row in yaml.safe_load(path.read_text())
]


def typed(value: Any) -> Value:
    """A YAML scalar as formulas take it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return value  # type: ignore[no-any-return]


def record(values: Mapping[str, Any] | None) -> dict[str, Value] | None:
    if values is None:
        return None
    return {
        name: time.fromisoformat(value) if FIELDS.get(name) == "Time" else typed(value)
        for name, value in values.items()
    }


def look_up(object_name: str, wanted: str, matched: str, value: Value) -> Value:
    return typed(LOOKUPS.get((object_name, wanted, matched, value)))


CONTEXT = Context(
    FIELDS, typed(ORG["now"]), {name: typed(value) for name, value in ORG["globals"].items()}, lookup=look_up
)


@pytest.mark.parametrize("idiom", IDIOMS)
def test_an_idiom_saves_and_stops_what_it_should(idiom: Idiom) -> None:
    rule = parse(idiom.rule)
    before = record(idiom.before)

    assert check(rule, CONTEXT) == []
    stopped = evaluate(rule, record(idiom.stops) or {}, before, CONTEXT)
    passed = evaluate(rule, record(idiom.passes) or {}, before, CONTEXT)

    assert not isinstance(stopped, FormulaError), stopped
    assert not isinstance(passed, FormulaError), passed
    assert (stopped is True) is not idiom.never_stops
    assert passed is not True


@pytest.mark.parametrize("idiom", [param for param in IDIOMS if param.values[0].allowed_as])
def test_the_same_rule_follows_the_user(idiom: Idiom) -> None:
    changed = {name: typed(value) for name, value in (idiom.allowed_as or {}).items()}
    context = replace(CONTEXT, globals={**CONTEXT.globals, **changed})
    assert set(changed) <= set(CONTEXT.globals)

    found = evaluate(parse(idiom.rule), record(idiom.stops) or {}, record(idiom.before), context)

    assert found is not True
    assert not isinstance(found, FormulaError), found


def test_every_field_of_a_record_is_one_of_the_org() -> None:
    """A misspelt field in a record would leave the rule looking at blanks."""
    named = {
        name
        for param in IDIOMS
        for values in (param.values[0].stops, param.values[0].passes, param.values[0].before or {})
        for name in values
    }

    assert {name for name in named if name not in FIELDS and not name.endswith("__s")} == set()


def test_there_are_many_idioms_and_no_two_alike() -> None:
    rules = [param.values[0].rule for param in IDIOMS]

    assert len(rules) >= 150
    assert len(set(rules)) == len(rules)
