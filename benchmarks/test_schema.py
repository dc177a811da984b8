"""What reading and checking a schema costs beyond parsing its YAML. Reported, without a bar."""

from pathlib import Path

import yaml
from tests.running import dealspec

from benchmarks.measure import ratio
from dealspec.commands.workspace import check_folder


def test_loading_and_checking_the_blueprint_against_parsing_its_yaml(tmp_path):
    assert dealspec("init", tmp_path).code == 0
    folder = tmp_path / "schema"
    texts = [path.read_bytes() for path in sorted(folder.glob("*.yaml"))]

    taken = ratio(
        "load and check the blueprint",
        lambda: _sound(folder),
        "CSafeLoader, same files",
        lambda: [yaml.load(text, yaml.CSafeLoader) for text in texts],
        rounds=11,
        bar=None,
    )

    assert taken.holds


def _sound(folder: Path) -> None:
    checked = check_folder(folder)
    assert checked.schema is not None
    assert checked.diagnostics == ()
