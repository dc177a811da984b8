"""Every check finds its fault at its place, and nothing else; a sound schema has none."""

from pathlib import Path

import pytest
import yaml

from dealspec.core.diagnostics import Severity
from dealspec.schema.blueprints import files
from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Schema
from dealspec.validators.checks import catalogue, check_schema

FOLDER = Path(__file__).parents[3] / "cases"
CASES = yaml.safe_load((FOLDER / "checks" / "checks.yaml").read_text(encoding="utf-8"))


def loaded(text: str) -> Schema:
    schema, faults = load([SourceFile("schema.yaml", text)])
    assert schema, faults
    return schema


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_check_finds_its_fault_and_nothing_else(case):
    found = check_schema(loaded(case["text"]))

    shown = [
        f"{fault.code} {fault.position.line}:{fault.position.column} {fault.summary} | {fault.hint}" for fault in found
    ]
    assert sorted(shown) == sorted(case["faults"])
    assert all(fault.why for fault in found)


def test_every_check_has_a_case():
    tried = {fault.split()[0] for case in CASES for fault in case["faults"]}

    assert {check.code for check in catalogue()} <= tried


def test_codes_are_unique_and_every_check_explains_itself():
    codes = [check.code for check in catalogue()]

    assert codes == sorted(set(codes))
    assert all(check.title and check.why and check.bad != check.good for check in catalogue())


def test_only_a_missing_lost_stage_a_deprecated_field_and_a_misspelt_group_are_mere_warnings():
    warnings = [check.code for check in catalogue() if check.severity is Severity.WARNING]

    assert warnings == ["CHK015", "CHK024", "CHK029"]


def test_a_sound_schema_has_no_faults():
    assert check_schema(loaded((FOLDER / "expr" / "schema.yaml").read_text(encoding="utf-8"))) == ()
    assert check_schema(Schema()) == ()


def test_the_shipped_blueprint_has_no_faults():
    schema, faults = load(files("partner-sales"))

    assert schema, faults
    assert check_schema(schema) == ()
