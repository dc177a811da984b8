"""The JSON Schema of the files: sound, fresh, complete, and of one mind with the loader on what may stand where."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from tests.unit.schema.models import schemas

from dealspec.schema import blueprints
from dealspec.schema.descriptions import DESCRIPTIONS
from dealspec.schema.dump import dump
from dealspec.schema.json_schema import KINDS, json_schema, shipped, text_of
from dealspec.schema.load import Overlay, SourceFile, load, read
from dealspec.schema.model import Schema
from dealspec.schema.project import load_project

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/schema/faults.yaml").read_text(encoding="utf-8"))
ROUND = "objects: {opportunity: {fields: {f: {type: text, %s}}}}"
STAGES = "pipelines: {p: {when: is_open, stages: [%s]}}"
SAID_BY_THE_FORM = ("SCH001", "SCH002", "SCH003", "SCH004", "SCH005", "SCH006")
"""The codes of what a JSON Schema can say; the others are about YAML itself or about several places."""

GOOD = (
    "",
    "{}",
    "gates: {}",
    ROUND % "label: Notes, length: 20, unique: true",
    ROUND % "min: -1.5, max: 3",
    ROUND % "precision: 5.0",
    ROUND % "values: [a, {name: b, label: B}]",
    ROUND % "values_renamed: {Old Value: new}",
    ROUND % "salesforce: {name: F__c, native: {a: [1, {b: null}]}}",
    ROUND % "roll_up: {operation: count, of: share, through: deal}",
    "objects: {opportunity: {record_types: {Reseller: {label: R, picklists: {motion: [a, b]}}}}}",
    STAGES % "{name: a, label: A, probability: 10, outcome: won}",
    "gates: {g: {pipeline: p, enters: s, require: [a], that: a > 1, check: always}}",
    "rules: {r: {conflict: {same: [account], different: partner}}}",
)
BAD = (
    "gate: {}",
    "gates: []",
    "gates: {Quote Gate: {pipeline: p, enters: s}}",
    "gates: {g: {enters: s}}",
    "gates: {g: {name: g, pipeline: p, enters: s}}",
    "gates: {g: {pipeline: p, enters: s, check: sometimes}}",
    "rules: {r: {that: [a]}}",
    "rules: {r: {that: 1}}",
    "rules: {r: {position: {file: x, line: 1, column: 1}}}",
    "rules: {r: {message: }}",
    "rules: {r: {severity: fatal}}",
    "places: {}",
    "objects: {opportunity: {fields: {f: {}}}}",
    "objects: {opportunity: {fields: {f: {type: text, lenght: 1}}}}",
    ROUND % "length: 1.5",
    ROUND % "length: '20'",
    ROUND % "unique: 1",
    ROUND % "label: true",
    ROUND % "values: a",
    ROUND % "values: [{name: b}]",
    ROUND % "values: [1]",
    ROUND % "salesforce: {native: []}",
    ROUND % "stamp: nobody",
    STAGES % "{name: a, label: A}",
    STAGES % "a",
)


FILLED = (
    ROUND % 'length: "${number}", unique: "${flag}"',
    ROUND % 'min: "${ number }", label: "${word} of ${number}"',
    "objects: {opportunity: {fields: {f: {type: date, stamp: '${word}'}}}}",
    "objects: {opportunity: {fields: {f: {type: date, stamp: 'per${part}'}}}}",
    "calendars: {c: {time_zone: UTC, holidays: ['${day}', '2026-01-0${number}']}}",
    STAGES % "{name: a, label: A, probability: '${number}', outcome: '${outcome}'}",
)
VARIABLES = "variables: {number: 3, flag: 'true', word: person, part: son, day: '2026-12-25', outcome: won}\n"
FILLED_AMISS = (ROUND % "length: '1${number}'", ROUND % "unique: 'x${flag}'", ROUND % "length: '${'")
BASE = """\
objects:
  opportunity:
    fields:
      motion: {type: picklist, values: [direct, {name: reseller, label: R}]}
      notes: {type: text, length: 20}
pipelines:
  p:
    when: is_open
    stages:
      - {name: quote, label: Quote, probability: 50}
      - {name: won, label: Won, probability: 100, outcome: won}
gates: {g: {pipeline: p, enters: won, require: [notes]}}
policies: {escalation: [{name: first, to: A, after_hours: 24}, {name: second, to: B}]}
"""
CHANGES = (
    "",
    "objects: {opportunity: {fields: {notes: {length: 80}}}}",
    "objects: {opportunity: {fields: {motion: {values: {reseller: {label: VAR}}}}}}",
    "objects: {opportunity: {fields: {motion: {values: [direct, msp]}}}}",
    "objects: {opportunity: {fields: {more: {type: text}}}}",
    "pipelines: {p: {stages: {quote: {probability: 60}}}}",
    "gates: {g: {require: {notes: motion}}}",
    "policies: {escalation: {first: {after_hours: 48}}}",
    "omit: [gates.g, fields.opportunity.notes.length]",
    "names: {fields.opportunity.notes: Notes__c}",
    "variables: {days: 3}\ngates: {g: {message: 'Within ${days} days'}}",
)
AMISS = (
    "omit: gates.g",
    "omit: [1]",
    "names: [fields.opportunity.notes]",
    "objects: {opportunity: {fields: {notes: {lenght: 80}}}}",
    "objects: {opportunity: {fields: {notes: {length: '80'}}}}",
    "pipelines: {p: {stages: [{name: quote}]}}",
    "pipelines: {p: {stages: {quote: {probabilty: 60}}}}",
    "gate: {}",
)


def _is_valid(kind: str, text: str) -> bool:
    return Draft202012Validator(json_schema(kind)).is_valid(yaml.safe_load(text))


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_sound_schema_and_the_shipped_file_is_fresh(kind: str) -> None:
    Draft202012Validator.check_schema(json_schema(kind))
    assert shipped(kind) == text_of(kind), "run `make docs`"


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_described_and_no_description_is_left_over(kind: str) -> None:
    keys = {
        f"{hint.__name__}.{item.name}" for root in KINDS.values() for hint in _classes(root) for item in _keys(hint)
    }
    names = {key.partition(".")[2] for key in keys}

    assert [key for key, form in _properties(json_schema(kind)) if "description" not in form] == []
    assert {key for key in DESCRIPTIONS if key not in keys | names} == set()
    assert all(words.endswith(".") for words in DESCRIPTIONS.values())


@pytest.mark.parametrize("file", blueprints.files("partner-sales"), ids=lambda file: file.name)
def test_the_blueprint_is_valid(file: SourceFile) -> None:
    errors = Draft202012Validator(json_schema("schema")).iter_errors(yaml.safe_load(file.text))

    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("text", GOOD)
def test_it_takes_what_the_loader_takes(text: str) -> None:
    assert load([SourceFile("f.yaml", text)])[1] == ()
    assert _is_valid("schema", text)


@pytest.mark.parametrize("text", BAD)
def test_it_refuses_what_the_loader_refuses_for_its_form(text: str) -> None:
    assert {fault.code for fault in load([SourceFile("f.yaml", text)])[1]} <= {*SAID_BY_THE_FORM, "YML006"}
    assert load([SourceFile("f.yaml", text)])[1]
    assert not _is_valid("schema", text)


@pytest.mark.parametrize("text", FILLED)
def test_a_variable_may_stand_wherever_the_loader_takes_one(text: str) -> None:
    assert load([SourceFile("f.yaml", VARIABLES + text)])[1] == ()
    assert _is_valid("schema", VARIABLES + text)
    assert _is_valid("overlay", VARIABLES + text)


@pytest.mark.parametrize("text", FILLED_AMISS)
def test_a_variable_within_a_number_is_refused_by_both(text: str) -> None:
    assert load([SourceFile("f.yaml", VARIABLES + text)])[1]
    assert not _is_valid("schema", VARIABLES + text)


@pytest.mark.parametrize("text", CHANGES)
def test_an_overlay_takes_what_the_loader_takes(text: str) -> None:
    over = Overlay("salesforce", [SourceFile("over.yaml", text)])

    assert read([SourceFile("base.yaml", BASE)], over=over).faults == ()
    assert _is_valid("overlay", text)


@pytest.mark.parametrize("text", AMISS)
def test_an_overlay_refuses_what_the_loader_refuses_for_its_form(text: str) -> None:
    over = Overlay("salesforce", [SourceFile("over.yaml", text)])

    assert read([SourceFile("base.yaml", BASE)], over=over).faults
    assert not _is_valid("overlay", text)


@pytest.mark.parametrize("text", [ROUND % "label: X", "variables: {a: 1}", *GOOD])
def test_what_may_stand_in_a_schema_file_may_stand_in_an_overlay(text: str) -> None:
    assert _is_valid("overlay", text)


def test_what_belongs_to_one_target_has_no_place_in_a_schema_file() -> None:
    assert not _is_valid("schema", "omit: [gates.g]")
    assert not _is_valid("schema", "names: {fields.opportunity.notes: N__c}")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_known_fault_of_form_is_refused(case: dict[str, Any]) -> None:
    codes = {fault.split()[0] for fault in case["faults"]}
    if codes <= set(SAID_BY_THE_FORM) - {"SCH002"}:
        assert not _is_valid("schema", case["text"])


@given(schemas())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_schema_that_can_be_declared_is_valid(schema: Schema) -> None:
    validator = Draft202012Validator(json_schema("schema"))

    for file in dump(schema):
        found = yaml.load(file.text, yaml.CSafeLoader)
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(found)] == []


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("targets: {play: {crm: hubspot, embedded: true}}\nschema: model", True),
        ("targets: {p: {crm: hubspot, token: '${T}', portal_id: 12345678}}", True),
        ("targets: {p: {crm: hubspot, token: '${T}', portal_id: '12345678'}}", True),
        ("targets: {s: {crm: salesforce, url: 'https://x', auth: {access_token: '${T}'}, org_id: 00D1}}", True),
        ("target: {}", False),
        ("targets: {p: {token: '${T}'}}", False),
        ("targets: {p: {crm: siebel}}", False),
        ("targets: {p: {crm: hubspot, token: 1}}", False),
        ("targets: {s: {crm: salesforce, url: 'https://x', auth: '${T}'}}", False),
    ],
)
def test_the_loader_and_the_schema_of_dealspec_yaml_agree(text: str, is_good: bool) -> None:
    project, _ = load_project(SourceFile("dealspec.yaml", text))

    assert (project is not None) == is_good
    assert _is_valid("project", text) == is_good


def _classes(hint: Any) -> Iterator[type]:
    for inner in get_args(hint):
        if not isinstance(inner, str):
            yield from _classes(inner)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        yield hint
        hints = typing.get_type_hints(hint)
        for item in _keys(hint):
            yield from _classes(hints[item.name])


def _keys(hint: Any) -> list[dataclasses.Field[Any]]:
    return [item for item in dataclasses.fields(hint) if item.compare]


def _properties(form: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, definition in (("", form), *form["$defs"].items()):
        yield from ((f"{name}.{key}", each) for key, each in definition["properties"].items())
