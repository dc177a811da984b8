"""What reading and checking a schema costs beyond parsing its YAML: what `dealspec validate` does with its files."""

from pathlib import Path

import yaml
from tests.running import dealspec

from benchmarks.large_schema import write_schema
from benchmarks.measure import Ratio, ratio
from dealspec.commands.workspace import Checked, check_folder
from dealspec.core.collector import paused_collector

BAR = 4


def test_checking_a_thousand_fields_and_two_hundred_gates_costs_at_most_four_times_parsing_them(tmp_path):
    write_schema(tmp_path, fields=1_000, pipelines=10, gates=200, rules=40)
    schema = _sound(tmp_path).sound_schema()
    conditions = [found.that for found in (*schema.gates.values(), *schema.rules.values()) if found.that]

    taken = _measured("load and check 1,000 fields, 200 gates", tmp_path, rounds=9, bar=BAR)

    assert len([*schema.fields()]) == 1_000
    assert len(schema.gates) == 200
    assert len({condition.text for condition in conditions}) == len(conditions)
    assert taken.holds, taken


def test_loading_and_checking_the_blueprint_against_parsing_its_yaml(tmp_path):
    """Reported, without a bar.

    For a tenth of the fields the blueprint has a third of the conditions, and they are longer: what is measured is
    mostly how long conditions take to read, for which parsing YAML is no measure.
    """
    assert dealspec("init", tmp_path).code == 0

    taken = _measured("load and check the blueprint", tmp_path / "schema", rounds=11, bar=None)

    assert taken.holds


def _measured(what: str, folder: Path, *, rounds: int, bar: float | None) -> Ratio:
    """Without the collector of garbage, so that neither side pays for what the other has left behind."""
    texts = [path.read_bytes() for path in sorted(folder.glob("*.yaml"))]
    with paused_collector():
        return ratio(
            what,
            lambda: _sound(folder),
            "CSafeLoader, same files",
            lambda: [yaml.load(text, yaml.CSafeLoader) for text in texts],
            rounds=rounds,
            bar=bar,
        )


def _sound(folder: Path) -> Checked:
    checked = check_folder(folder)
    assert checked.schema is not None
    assert checked.diagnostics == ()
    return checked
