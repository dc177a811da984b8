"""The formula of every guard of the blueprint, as Setup shows it; ``DEALSPEC_WRITE_GOLDEN=1`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dealspec.commands.workspace import check_folder
from dealspec.crm.salesforce.project import project
from dealspec.emulator.salesforce import formula as engine
from dealspec.provisioner.resource import Kind, Resource
from dealspec.schema import blueprints

GOLDEN = Path(__file__).parents[3] / "golden" / "formulas"
WRITING = os.environ.get("DEALSPEC_WRITE_GOLDEN") == "1"


def _guards() -> dict[str, Resource]:
    schema = check_folder(Path(blueprints.__file__).parent / "partner_sales" / "schema").sound_schema()
    kinds = (Kind.GATE, Kind.VALIDATION)
    return {item.address: item for item in project(schema).resources if item.kind in kinds}


GUARDS = _guards()


@pytest.mark.parametrize("address", GUARDS)
def test_a_guard_reads_as_it_did(address: str) -> None:
    path = GOLDEN / f"{address}.txt"
    text = _page(GUARDS[address])
    if WRITING:
        path.write_text(text, encoding="utf-8")

    assert text == path.read_text(encoding="utf-8")


def test_nothing_else_is_kept() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(GUARDS)


@pytest.mark.parametrize("address", GUARDS)
def test_a_guard_is_one_rule_that_a_person_can_read(address: str) -> None:
    formula = GUARDS[address].attributes["formula"]

    assert isinstance(formula, str)
    assert engine.parse(formula)
    assert max(len(line) for line in formula.splitlines()) <= 120


def _page(guard: Resource) -> str:
    said = guard.attributes
    shown = said.get("error_field", "the top of the page")
    return f"{guard.native['name']}\n\n{said['message']}\n(shown at {shown})\n\n{said['formula']}\n"
