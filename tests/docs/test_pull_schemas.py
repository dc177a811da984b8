"""The published JSON Schemas of `pull` and `diff` describe what these print: no key more, no key less."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.e2e.messy_project import write_messy_project
from tests.running import dealspec

SCHEMAS = Path(__file__).parents[2] / "docs" / "reference" / "schemas"


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    root = tmp_path_factory.mktemp("printed")
    write_messy_project(root / "one")
    (root / "empty").mkdir()
    pull = dealspec("pull", f"sfdx:{root / 'one'}", "-o", root / "out", "--format", "json").json
    diff = dealspec("-C", root, "diff", f"sfdx:{root / 'one'}", f"sfdx:{root / 'empty'}", "--format", "json").json
    return {"pull": pull, "diff": diff}


@pytest.mark.parametrize("name", ["pull", "diff"])
def test_what_is_printed_is_valid_and_a_key_too_many_is_noticed(name, printed):
    validator = Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))

    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(printed[name])] == []
    assert list(validator.iter_errors({**printed[name], "extra": 1}))


def test_the_samples_hold_something_of_every_list(printed):
    assert printed["pull"]["files"] and printed["pull"]["left_out"]
    assert printed["diff"]["differences"] and printed["diff"]["coverage"]["gaps"]
