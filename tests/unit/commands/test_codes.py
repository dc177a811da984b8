"""Every code is explained, by an example that earns exactly that code and one that earns none."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import dealspec
from dealspec.commands.codes import every_code
from dealspec.commands.workspace import Workspace, check_sources
from dealspec.core.errors import InvalidInput
from dealspec.core.explained import Explained, Form
from dealspec.schema.codes import SCHEMA_CODES, SURROUNDINGS, YAML_CODES
from dealspec.schema.load import SourceFile
from dealspec.schema.project_codes import PROJECT_CODES
from dealspec.wiring import open_target

CODES = every_code()
SOURCE = Path(dealspec.__file__).parent
ELSEWHERE = ("emulator",)
"""What has codes of its own that are none of ours."""


def test_the_catalogue_explains_every_code_that_is_raised_and_no_other() -> None:
    data = set(SOURCE.rglob("*codes.py"))

    raised = {
        node.value
        for path in SOURCE.rglob("*.py")
        if path not in data and path.relative_to(SOURCE).parts[0] not in ELSEWHERE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[A-Z]{3}\d{3}", node.value)
    }

    assert raised == set(CODES)


def test_no_code_is_explained_twice() -> None:
    own = Counter(item.code for item in (*YAML_CODES, *SCHEMA_CODES, *PROJECT_CODES))

    assert [code for code, count in own.items() if count > 1] == []


@pytest.mark.parametrize("explained", CODES.values(), ids=CODES)
def test_a_bad_example_has_its_fault_alone_and_a_good_one_has_none(
    explained: Explained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SF_TOKEN", "a-token")
    monkeypatch.setenv("HUBSPOT_TOKEN", "a-token")
    monkeypatch.delenv("HUBSPOT_TOKN", raising=False)
    bad, good = tmp_path / "bad", tmp_path / "good"

    assert set(_codes(explained.form, explained.bad, bad)) == {explained.code}
    assert set(_codes(explained.form, explained.good, good)) == set()


@pytest.mark.parametrize("explained", CODES.values(), ids=CODES)
def test_a_code_has_a_title_a_reason_and_whole_sentences(explained: Explained) -> None:
    assert explained.title[0].isupper() and not explained.title.endswith(".")
    assert explained.why[0].isupper() or explained.why[0] == "`"
    assert explained.why.endswith(".")
    assert explained.bad != explained.good
    assert explained.form is Form.CONDITION or (explained.bad.endswith("\n") and explained.good.endswith("\n"))


def _codes(form: Form, example: str, folder: Path) -> Iterator[str]:
    folder.mkdir()
    if form is Form.SHELL:
        return _shell(example, folder)
    if form is Form.PROJECT:
        return _project(example, folder)
    if form is Form.CONDITION:
        example = f"rules:\n  example: {{that: {json.dumps(example)}}}\n"
    checked = check_sources([SourceFile("1.yaml", SURROUNDINGS), SourceFile("2.yaml", example)])
    return (diagnostic.code for diagnostic in checked.diagnostics)


def _project(example: str, folder: Path) -> Iterator[str]:
    """Opens everything that a ``dealspec.yaml`` names, as a command would, short of the first call."""
    (folder / "schema").mkdir()
    (folder / "schema" / "deals.yaml").write_text(SURROUNDINGS, encoding="utf-8")
    (folder / "dealspec.yaml").write_text(example, encoding="utf-8")
    try:
        workspace = Workspace.open(folder)
        workspace.check().sound_schema()
        for name in workspace.project.targets:
            with open_target(workspace.target(name), folder):
                pass
    except InvalidInput as error:
        yield from (diagnostic.code for diagnostic in error.diagnostics)


def _shell(example: str, folder: Path) -> Iterator[str]:
    """Runs the commands as a person would and reads the codes off the screen."""
    if os.geteuid() == 0:  # whom no permission stops
        example = example.replace("chmod a-r", "ln -sf /proc/self/mem")
    bin_first = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    ran = subprocess.run(
        ["/bin/sh"], input=example, cwd=folder, env={**os.environ, "PATH": bin_first}, capture_output=True, text=True
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    yield from re.findall(r"(?:error|warning)\[(\w+)\]", ran.stdout + ran.stderr)
