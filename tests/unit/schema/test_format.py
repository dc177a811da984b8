"""The canonical layout: same meaning, same comments, the same again when formatted again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.schema.models import schemas

from dealspec.commands.project_files import project_files
from dealspec.core.errors import InvalidInput
from dealspec.schema import blueprints
from dealspec.schema.dump import dump
from dealspec.schema.format import formatted
from dealspec.schema.load import SourceFile, read
from dealspec.schema.model import Schema
from dealspec.schema.project import Project

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/schema/layouts.yaml").read_text(encoding="utf-8"))
SOME = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=40)


def laid_out(text: str) -> str:
    return formatted(SourceFile("f.yaml", text))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_layout_becomes_the_canonical_one_and_stays(case: dict[str, str]) -> None:
    assert laid_out(case["text"]) == case["formatted"]
    assert laid_out(case["formatted"]) == case["formatted"]


@pytest.mark.parametrize("file", blueprints.files("partner-sales"), ids=lambda file: file.name)
def test_the_blueprint_is_laid_out_already(file: SourceFile) -> None:
    assert formatted(file) == file.text


def test_what_init_writes_is_laid_out_already() -> None:
    [config] = [file for file in project_files("partner-sales", None) if file.name == "dealspec.yaml"]

    assert formatted(config, Project) == config.text


@given(schemas())
@SOME
def test_what_we_write_ourselves_is_laid_out_already(schema: Schema) -> None:
    for file in dump(schema):
        assert formatted(file) == file.text


@given(schemas(), st.integers(2, 6), st.booleans() | st.none(), st.integers(30, 200), st.booleans())
@SOME
def test_any_layout_keeps_its_meaning_and_is_formatted_once(
    schema: Schema, indent: int, flow: bool | None, width: int, sorted_keys: bool
) -> None:
    for file in dump(schema):
        data = yaml.load(file.text, yaml.CSafeLoader)
        text = yaml.dump(
            data,
            Dumper=yaml.SafeDumper,
            indent=indent,
            default_flow_style=flow,
            width=width,
            sort_keys=sorted_keys,
            allow_unicode=True,
        )
        before = read([SourceFile("f.yaml", text)])
        if any(fault.code.startswith("YML") for fault in before.faults) or "&id" in text:
            continue  # what this dumper writes of a trap that we quote

        once = laid_out(text)

        assert read([SourceFile("f.yaml", once)]).schema == before.schema
        assert laid_out(once) == once


@given(st.data())
@SOME
def test_comments_between_the_lines_all_stay(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(blueprints.files("partner-sales")))
    lines = [line for line in file.text.split("\n") if not line.lstrip().startswith("#")]
    for number in sorted(data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=8)), reverse=True):
        remark = f"{' ' * data.draw(st.integers(0, 12))}# remark {number}"
        lines.insert(number, remark)
    text = "\n".join(lines)
    before = read([SourceFile("f.yaml", text)])
    if before.faults:
        return

    once = laid_out(text)

    assert sorted(re.findall("# remark .*", once)) == sorted(re.findall("# remark .*", text))
    assert read([SourceFile("f.yaml", once)]).schema == before.schema
    assert laid_out(once) == once


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gates: {", "YML001"),
        ("gates:\n\tquote: {}", "YML012"),
        ("gates: {}\n---\nrules: {}", "YML008"),
        ("gates: {}\ngates: {}", "YML002"),
        ("rules: {r: {that: a = 1, message: no}}", "YML006"),
        ("rules: {r: {? [a] : b}}", "YML003"),
        ("unknown: {? [a] : b}", "YML003"),
    ],
)
def test_a_file_with_two_readings_is_left_alone(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        laid_out(text)

    assert [fault.code for fault in refused.value.diagnostics] == [code]


def test_named_things_keep_the_order_of_the_author() -> None:
    text = "gates:\n  b: {pipeline: p, enters: s}\n  a: {pipeline: p, enters: s}\n"

    assert laid_out(text) == text
