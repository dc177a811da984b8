"""The published JSON Schemas describe what the commands print: no key more, no key less."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.running import dealspec

SCHEMAS = Path(__file__).parents[2] / "docs" / "reference" / "schemas"
NAMES = (
    "conformance",
    "diagnostics",
    "diff",
    "doctor",
    "drift",
    "explanation",
    "exploration",
    "findings",
    "managed",
    "plan",
    "pull",
    "run",
    "tests",
)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Any]]:
    """What the commands print in a small project whose org was just applied to, has one bad deal, and then drifts."""
    root = tmp_path_factory.mktemp("printed")
    assert dealspec("demo", "--out", root / "demo", "--records", 50).code == 0
    project = root / "project"
    assert dealspec("init", project, "--motion", "reseller").code == 0
    first = {name: _json(project, "plan", name) for name in ("salesforce", "hubspot")}
    runs = [_json(project, "apply", name, "--auto-approve") for name in ("salesforce", "hubspot")]
    schema = project / "schema" / "opportunity_renewal.yaml"
    schema.write_text(schema.read_text(encoding="utf-8").replace("label: Renewal date", "label: Renewal day"))
    second = {name: _json(project, "plan", name) for name in ("salesforce", "hubspot")}
    managed = [_json(project, "state", "show", name) for name in ("salesforce", "hubspot")]
    managed.append(_json(root / "demo", "state", "rebuild", "hubspot"))
    drifts = list(_drifts(root / "drifted"))
    (project / "schema" / "broken.yaml").write_text("rules:\n  r: {when: nowhere = 1, colour: red}\n", encoding="utf-8")
    return {
        "plan": [*first.values(), *second.values()],
        "run": runs,
        "drift": drifts,
        "findings": [
            json.loads((root / "demo" / "findings.json").read_text()),
            _json(root / "demo", "audit", "hubspot"),
        ],
        "doctor": [_json(root / "demo", "doctor", "salesforce"), _json(root / "demo", "doctor", "hubspot")],
        "explanation": [
            _json(root / "demo", "explain", word)
            for word in ("CHK003", "partner_motion", "reseller_transact", "several_motions_one_account")
        ],
        "pull": [
            _json(root / "demo", "pull", name, "-o", root / f"pulled-{name}") for name in ("salesforce", "hubspot")
        ],
        "exploration": [_json(root / "demo", "test", "--explore", "--rules", "gates.tech*", "--rules", "stale_*")],
        "tests": [_json(root / "demo", "test"), _json(root / "demo", "test", "--rules", "gates.*")],
        "conformance": [_json(root / "demo", "conform", name) for name in ("salesforce", "hubspot")],
        "managed": managed,
        "diff": [_json(root / "demo", "diff", "salesforce", "hubspot")],
        "diagnostics": [_json(project, "validate"), _json(root / "demo", "validate")],
    }


@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_is_valid(name, printed):
    validator = Draft202012Validator(_schema(name))

    for document in printed[name]:
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)] == []


def test_the_samples_hold_something_of_every_list(printed):
    plans = printed["plan"]

    assert {change["action"] for plan in plans for change in plan["changes"]} == {"create", "update"}
    assert all(any(plan[part] for plan in plans) for part in ("steps", "gates", "impact", "manual"))
    assert all(run["done"] for run in printed["run"])
    assert all(any(each[part] for each in printed["drift"]) for part in ("changed", "never_agreed", "known", "expired"))
    assert all(result["findings"] for result in printed["findings"])
    assert printed["diagnostics"][0]["diagnostics"] and not printed["diagnostics"][1]["diagnostics"]
    assert all(seen["probes"] for seen in printed["doctor"])


@pytest.mark.parametrize("name", NAMES)
def test_a_key_too_many_or_too_few_is_noticed(name, printed):
    validator = Draft202012Validator(_schema(name))
    document = printed[name][0]

    assert not validator.is_valid({**document, "surprise": 1})
    assert all(not validator.is_valid({k: v for k, v in document.items() if k != key}) for key in document)


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_is_sound_and_says_what_each_part_is(name):
    schema = _schema(name)

    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["format"]["const"] == f"dealspec.{name}/1"
    assert schema["description"]


def test_every_schema_is_tested():
    assert {path.name for path in SCHEMAS.iterdir()} == {f"{name}.schema.json" for name in NAMES}


def _drifts(project: Path) -> Iterator[Any]:
    """Drift that is known, drift that was known until lately, and what nobody ever agreed on."""
    assert dealspec("init", project, "--motion", "reseller").code == 0
    assert dealspec("-C", project, "apply", "hubspot", "--auto-approve").code == 0
    [state] = (project / ".dealspec" / "state").glob("*.json")
    for path in (state, project / "schema" / "opportunity_renewal.yaml"):
        path.write_text(re.sub('(label"?: "?Renewal) date', r"\1 day", path.read_text(encoding="utf-8")))
    known = project / "known.yaml"
    for until in ("2099-12-31", "2020-12-31"):
        known.write_text(f"- {{address: '*', reason: Under test., until: {until}}}\n", encoding="utf-8")
        yield _json(project, "drift", "hubspot", "--known", known)
    state.unlink()
    yield _json(project, "drift", "hubspot")


def _schema(name: str) -> dict[str, Any]:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def _json(project: Path, *args: object) -> Any:
    return dealspec("-C", project, *args, "--format", "json").json
