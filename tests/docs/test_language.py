"""The page of the language: every example is sound, and every key of the model is on it."""

from __future__ import annotations

import dataclasses
import json
import re
import typing
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft202012Validator

from dealspec.core.diagnostics import Severity
from dealspec.schema.json_schema import json_schema
from dealspec.schema.load import Overlay, SourceFile, read
from dealspec.schema.model import Schema
from dealspec.schema.overlay import NAMES, OMIT
from dealspec.schema.project import Project, load_project
from dealspec.validators.checks import check_schema

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)
BASE = """\
variables: {notes_days: 7}
objects:
  opportunity:
    fields:
      partner: {type: lookup, to: account}
      partner_motion: {type: picklist, values: [direct, reseller]}
      region: {type: text, length: 20}
  account:
    fields:
      legacy_id: {type: text}
pipelines:
  reseller:
    when: partner_motion = 'reseller'
    stages:
      - {name: quote, label: Quote, probability: 50}
      - {name: lost, label: Lost, probability: 0, outcome: lost}
rules:
  stale: {that: "age(created_at) <= days(${notes_days})"}
  two_partners_one_account: {conflict: {same: [account], different: partner}}
"""


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"example {number}" for number, _ in enumerate(EXAMPLES, 1)])
def test_an_example_is_sound(example: str) -> None:
    if example.startswith("# dealspec.yaml"):
        assert load_project(SourceFile("dealspec.yaml", example))[1] == ()
        return
    shared = SourceFile("shared/partner_fields.yaml", "{}")
    if example.startswith("# overlays/"):
        reading = read([SourceFile("base.yaml", BASE)], over=Overlay("salesforce", [SourceFile("over.yaml", example)]))
    else:
        reading = read([SourceFile("schema/example.yaml", example)], lambda _: shared)
    found = [*reading.faults, *reading.warnings, *check_schema(reading.schema, reading.doubts)]
    assert [each.summary for each in found if each.severity is Severity.ERROR] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"example {number}" for number, _ in enumerate(EXAMPLES, 1)])
def test_an_example_is_of_the_published_form(example: str) -> None:
    kinds = {"# dealspec.yaml": "project", "# overlays/": "overlay"}
    kind = next((kind for head, kind in kinds.items() if example.startswith(head)), "schema")

    # Editors read YAML 1.2, in which a day is text.
    read_by_editors = json.loads(json.dumps(yaml.safe_load(example), default=str))
    errors = Draft202012Validator(json_schema(kind)).iter_errors(read_by_editors)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_every_key_and_every_choice_is_on_the_page() -> None:
    said = set(re.findall(r"[a-z_]+", " ".join([*re.findall(r"`([^`\n]+)`", PAGE), *EXAMPLES])))
    keys = {item.name for root in (Schema, Project) for hint in _classes(root) for item in _keys(hint)}
    choices = {member.value for root in (Schema, Project) for hint in _choices(root) for member in hint}

    assert keys - said - {"position"} == set()
    assert {choice for choice in choices if choice not in said} <= {
        f"{day}day" for day in ("mon", "tues", "wednes", "thurs", "fri")
    }
    assert {NAMES, OMIT, "include", "variables"} <= said


def _classes(hint: Any) -> Iterator[type]:
    for inner in get_args(hint):
        if not isinstance(inner, str):
            yield from _classes(inner)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type) and hint.__name__ != "Expr":
        yield hint
        hints = typing.get_type_hints(hint)
        for item in _keys(hint):
            yield from _classes(hints[item.name])


def _choices(root: type) -> Iterator[type[StrEnum]]:
    for hint in _classes(root):
        for inner in typing.get_type_hints(hint).values():
            for each in (inner, *get_args(inner)):
                if isinstance(each, type) and issubclass(each, StrEnum):
                    yield each


def _keys(hint: Any) -> list[dataclasses.Field[Any]]:
    return [item for item in dataclasses.fields(hint) if item.compare]
