"""What binds schema files together: variables, includes, overlays, names of what exists, policies and calendars."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from dealspec.core.diagnostics import ordered
from dealspec.schema.load import Overlay, Reading, SourceFile, read
from dealspec.validators.checks import check_schema

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/schema/language.yaml").read_text(encoding="utf-8"))
OVERLAY = "over.yaml"


def reading_of(case: dict[str, Any]) -> Reading:
    files = {name: SourceFile(name, text) for name, text in case["files"].items()}
    beside = {name: SourceFile(name, text) for name, text in case.get("beside", {}).items()}
    over = Overlay(case.get("crm", "salesforce"), [files.pop(OVERLAY)]) if OVERLAY in files else None

    def fetch(name: str) -> SourceFile:
        try:
            return beside[name]
        except KeyError:
            raise FileNotFoundError(name) from None

    return read(files.values(), fetch, over)


def faults_of(reading: Reading) -> list[str]:
    checks = [each for each in check_schema(reading.schema, reading.doubts) if not each.code.startswith("CHK")]
    found = ordered([*reading.faults, *reading.warnings, *checks])
    return [f"{fault.code} {fault.position} {fault.summary}" for fault in found]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_files_mean_what_they_say_together(case: dict[str, Any]) -> None:
    reading = reading_of(case)

    assert faults_of(reading) == case.get("faults", [])
    assert {path: at(reading.schema, path) for path in case.get("is", {})} == case.get("is", {})


def at(value: Any, path: str) -> Any:
    """The value that a path of attributes, keys and numbers leads to; None where it leads nowhere."""
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, tuple):
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = getattr(value, step)
    return value


def test_an_overlay_changes_nothing_for_others() -> None:
    aliased = "objects: {opportunity: {fields: {a: &a {type: text, length: 9}, b: *a}}}"
    over = Overlay("hubspot", [SourceFile(OVERLAY, "objects: {opportunity: {fields: {a: {length: 20}}}}")])

    fields = read([SourceFile("a.yaml", aliased)], over=over).schema.objects["opportunity"].fields

    assert (fields["a"].length, fields["b"].length) == (20, 9)


def test_later_overlays_lie_over_earlier_ones() -> None:
    base = SourceFile("a.yaml", "rules: {r: {that: is_open}}")
    over = Overlay(
        "hubspot",
        [
            SourceFile("z.yaml", "rules: {r: {that: is_won, severity: warning}}"),
            SourceFile("b.yaml", "rules: {r: {severity: error}}"),
        ],
    )

    rule = read([base], over=over).schema.rules["r"]

    assert rule.that is not None
    assert (rule.that.text, rule.severity.value) == ("is_won", "error")


def test_a_value_of_an_overlay_stands_in_its_file() -> None:
    base = SourceFile("a.yaml", "rules: {r: {that: is_open}}")
    over = Overlay("hubspot", [SourceFile(OVERLAY, "rules: {r: {severity: warning}}")])

    schema = read([base], over=over).schema

    assert [str(schema.place("rules", "r", key)) for key in ("that", "severity")] == ["a.yaml:1:19", "over.yaml:1:23"]


def test_variables_that_only_an_unreadable_file_may_declare_are_left_in_peace() -> None:
    files = [
        SourceFile("a.yaml", "rules: {r: {that: is_open, message: '${days}'}}\nvariables: {x: 1}"),
        SourceFile("b.yaml", "variables:\n  days: [\n"),
    ]

    reading = read(files)

    assert ([fault.code for fault in reading.faults], reading.warnings) == (["YML001"], ())
