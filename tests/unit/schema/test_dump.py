"""The canonical text of a schema: it says all, it says no more, and it reads back as it was."""

from __future__ import annotations

from decimal import Decimal

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from tests.unit.schema.models import TRAPS, schemas, texts

from dealspec.schema import blueprints
from dealspec.schema.dump import dump, dump_target
from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Expr, Field, FieldType, Gate, HubSpotField, Object, Pipeline, Schema, Stage, Value
from dealspec.schema.project import Auth, CrmName, TargetConfig, load_project
from dealspec.schema.yaml_text import Section, document


@given(schemas())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_dumped_schema_loads_as_it_was_and_dumps_to_the_same_bytes(schema: Schema) -> None:
    files = dump(schema)
    loaded, faults = load(files)

    assert faults == ()
    assert loaded == schema
    assert dump(loaded) == files


@given(texts)
def test_any_text_reads_back_as_written_wherever_it_stands(text: str) -> None:
    tree = Section({"value": text, "flow": {"key": text}, "list": ["x", text], "section": Section({text: {"a": text}})})

    assert yaml.load(document(tree), yaml.CSafeLoader) == tree
    assert yaml.load(document(tree), yaml.SafeLoader) == tree


@pytest.mark.parametrize("text", TRAPS)
def test_the_known_traps_read_back(text: str) -> None:
    tree = Section({"value": text, "items": [{"name": text, "long": "x" * 120}], text: {text: [text]}})

    assert yaml.load(document(tree), yaml.CSafeLoader) == tree


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Partner motion", "Partner motion"),
        ("Attribution %", "Attribution %"),
        ("a:b", "a:b"),
        ("it's", "it's"),
        ("-5 days", "-5 days"),
        ("日本語", "日本語"),
        ("no", '"no"'),
        ("001", '"001"'),
        ("08", '"08"'),
        ("1e3", '"1e3"'),
        ("y", '"y"'),
        ("2026-01-31", '"2026-01-31"'),
        ("null", '"null"'),
        ("", '""'),
        (" a", '" a"'),
        ("a ", '"a "'),
        ("a: b", '"a: b"'),
        ("a #1", '"a #1"'),
        ("# a", '"# a"'),
        ("*", '"*"'),
        ('"quoted"', "'\"quoted\"'"),
        ("[A-Z]\\d+", "'[A-Z]\\d+'"),
        ("a\tb", '"a\\tb"'),
        ("a\r\nb", '"a\\r\\nb"'),
        ("a\nb", "|-\n  a\n  b"),
        ("a\nb\n", "|\n  a\n  b"),
        ("a\n\n", "|+\n  a\n"),
        ("  a\nb\n", "|2\n    a\n  b"),
    ],
)
def test_text_is_quoted_exactly_where_yaml_would_read_it_otherwise(text: str, written: str) -> None:
    assert document(Section(key=text)) == f"key: {written}\n"


def test_small_mappings_stand_on_one_line_and_nothing_unsaid_is_written() -> None:
    motion = Field(
        "motion",
        FieldType.PICKLIST,
        values=(Value("direct", "Direct"), Value("reseller", "Reseller / VAR")),
        hubspot=HubSpotField(group="partner_sales"),
    )
    share = Field("share", FieldType.PERCENT, min=Decimal(0), max=Decimal("100.50"))
    reseller = Pipeline("reseller", Expr("motion = 'reseller'"), (Stage("quote", "Quote", Decimal(50)),))
    schema = Schema(
        {"opportunity": Object("opportunity", {"motion": motion, "share": share})},
        {"reseller": reseller},
        {"quote": Gate("quote", "reseller", "quote", ("share",))},
    )

    texts_by_name = {file.name: file.text for file in dump(schema)}

    assert texts_by_name == {
        "schema/opportunity.yaml": """\
objects:
  opportunity:
    fields:
      motion:
        type: picklist
        values:
          - direct
          - {name: reseller, label: Reseller / VAR}
        hubspot: {group: partner_sales}
      share: {type: percent, min: 0, max: 100.5}
""",
        "schema/pipelines/reseller.yaml": """\
pipelines:
  reseller:
    when: motion = 'reseller'
    stages:
      - {name: quote, label: Quote, probability: 50}
gates:
  quote: {pipeline: reseller, enters: quote, require: [share]}
""",
    }


def test_the_blueprint_survives() -> None:
    schema, _ = load(blueprints.files("partner-sales", None))
    assert schema is not None

    assert load(dump(schema)) == (schema, ())


def test_an_object_never_takes_the_file_of_a_section() -> None:
    schema = Schema({name: Object(name) for name in ("rules", "rules_", "gates")})

    assert [file.name for file in dump(schema)] == ["schema/gates_.yaml", "schema/rules_.yaml", "schema/rules__.yaml"]
    assert load(dump(schema)) == (schema, ())


def test_a_target_is_declared_with_its_secrets_as_references() -> None:
    target = TargetConfig(
        "production",
        CrmName.SALESFORCE,
        url="https://example.my.salesforce.com",
        auth=Auth("${SF_TOKEN}"),
        org_id="00D000000000001",
    )

    project, faults = load_project(SourceFile("dealspec.yaml", dump_target(target)))

    assert faults == ()
    assert project is not None and project.targets == {"production": target}
