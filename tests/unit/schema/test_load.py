"""The schema loader: what it reads, and every fault it names with its place."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from dealspec.core.diagnostics import Diagnostic
from dealspec.core.source import Position
from dealspec.schema.load import SourceFile, load, read
from dealspec.schema.model import Check, Expr, FieldType, Outcome, Schema, Value

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/schema/faults.yaml").read_text(encoding="utf-8"))


def loaded(*texts: str) -> Schema:
    schema, faults = load([SourceFile(f"f{number}.yaml", text) for number, text in enumerate(texts)])
    assert schema is not None, faults
    return schema


def shown(fault: Diagnostic) -> str:
    assert fault.position is not None
    return f"{fault.code} {fault.position.line}:{fault.position.column} {fault.hint}".strip()


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_fault_is_named_where_it_stands(case: dict[str, object]) -> None:
    schema, faults = load([SourceFile("schema.yaml", str(case["text"]))])

    assert schema is None
    assert [shown(fault) for fault in faults] == case["faults"]


def test_a_whole_schema_is_read() -> None:
    schema = loaded(
        """
objects:
  opportunity:
    fields:
      motion:
        type: picklist
        values: [direct, {name: reseller, label: Reseller / VAR}]
      share: {type: percent, min: 0, max: 100}
pipelines:
  reseller:
    when: motion = 'reseller'
    stages:
      - {name: quote, label: Quote, probability: 50}
      - {name: won, label: Won, probability: 100, outcome: won}
gates:
  quote: {pipeline: reseller, enters: quote, require: [share], that: "share > 0", check: always}
"""
    )

    motion = schema.objects["opportunity"].fields["motion"]
    assert (motion.name, motion.type, motion.label) == ("motion", FieldType.PICKLIST, None)
    assert motion.values == (Value("direct", "Direct"), Value("reseller", "Reseller / VAR"))
    assert schema.objects["opportunity"].fields["share"].max == Decimal(100)
    reseller = schema.pipelines["reseller"]
    assert reseller.when == Expr("motion = 'reseller'")
    assert [(stage.name, stage.outcome) for stage in reseller.stages] == [("quote", Outcome.OPEN), ("won", Outcome.WON)]
    gate = schema.gates["quote"]
    assert (gate.require, gate.that, gate.check) == (("share",), Expr("share > 0"), Check.ALWAYS)


def test_what_the_user_did_not_say_is_not_said() -> None:
    field = loaded("objects: {opportunity: {fields: {notes: {type: text}}}}").objects["opportunity"].fields["notes"]

    assert (field.label, field.length, field.unique, field.track_history) == (None, None, None, None)


def test_an_object_may_be_extended_in_several_files() -> None:
    schema = loaded(
        "objects: {opportunity: {fields: {a: {type: text}}}}", "objects: {opportunity: {fields: {b: {type: text}}}}"
    )

    assert list(schema.objects["opportunity"].fields) == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    ["objects: {opportunity: {fields: {a: {type: text}}}}", "gates: {g: {pipeline: p, enters: s}}"],
    ids=["a field", "a gate"],
)
def test_the_same_thing_in_two_files_is_a_fault_that_names_both_places(text: str) -> None:
    schema, faults = load([SourceFile("one.yaml", text), SourceFile("two.yaml", text)])

    assert schema is None
    assert [(fault.code, fault.position.file) for fault in faults if fault.position] == [("SCH007", "two.yaml")]
    assert "one.yaml:1:" in faults[0].why


def test_faults_of_all_files_come_together_by_place() -> None:
    _, faults = load([SourceFile("b.yaml", "gates: 1"), SourceFile("a.yaml", "gate: {}\nrule: {}\n")])

    assert [str(fault.position) for fault in faults] == ["a.yaml:1:1", "a.yaml:2:1", "b.yaml:1:8"]


def test_file_order_never_matters() -> None:
    files = [
        SourceFile("a.yaml", "objects: {opportunity: {fields: {a: {type: text}}}}"),
        SourceFile("b.yaml", "objects: {opportunity: {fields: {b: {type: text}}}}"),
    ]

    assert load(files) == load(files[::-1])


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("gates", "quote", "require", "1"), 5, 23),
        (("gates", "quote", "enters"), 4, 13),
        (("gates", "quote"), 2, 3),
        (("gates", "quote", "that"), 2, 3),
    ],
    ids=["an item of a list", "a value", "a declaration: its key", "what is not said: its nearest parent"],
)
def test_every_value_knows_its_place(path: tuple[str, ...], line: int, column: int) -> None:
    schema = loaded("gates:\n  quote:\n    pipeline: reseller\n    enters: quote\n    require: [margin, sku_list]\n")

    assert schema.place(*path) == Position("f0.yaml", line, column)


def test_an_expression_knows_where_its_text_begins() -> None:
    schema = loaded('rules:\n  a: {that: "x > 1"}\n  b:\n    that: x > 1\n')

    places = [rule.that.position for rule in schema.rules.values() if rule.that]
    assert [(place.line, place.column) for place in places] == [(2, 14), (4, 11)]


def test_what_can_be_read_is_kept_and_what_is_left_out_is_in_doubt() -> None:
    broken = "objects: {opportunity: {fields: {good: {type: text, lable: x}, bad: {type: txt}}}}"

    reading = read([SourceFile("a.yaml", broken), SourceFile("b.yaml", "gates:\n\tquote: {}\n")])

    assert list(reading.schema.objects["opportunity"].fields) == ["good"]
    assert [fault.code for fault in reading.faults] == ["SCH001", "SCH006", "YML012"]
    assert {"bad", "quote"} <= reading.doubts
    assert "good" not in reading.doubts


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffobjects: {opportunity: {fields: {a: {type: number, min: 0.5}}}}\n",
        "objects: {opportunity: {fields: {a: {type: number, min: .5}}}}\n",
        "objects: {opportunity: {fields: {a: {type: number, min: +0.50}}}}\n",
        "objects: {opportunity: {fields: {a: &same {type: number, min: 0.5}}}}\n",
        "---\nobjects: {opportunity: {fields: {a: {type: number, min: 0.5}}}}\n...\n",
        "objects: {opportunity: {fields: {a: {type: number, min: &half 0.5}}}}\r\n",
    ],
    ids=["a byte order mark", "no leading zero", "a sign and a trailing zero", "an anchor", "document marks", "CRLF"],
)
def test_harmless_spellings_are_taken(text: str) -> None:
    a = loaded(text).objects["opportunity"].fields["a"]

    assert (a.type, a.min) == (FieldType.NUMBER, Decimal("0.5"))


def test_aliases_may_repeat_what_is_small() -> None:
    fields = loaded("objects: {opportunity: {fields: {a: &a {type: text, length: 9}, b: *a}}}").objects["opportunity"]

    assert [(field.name, field.length) for field in fields.fields.values()] == [("a", 9), ("b", 9)]


@pytest.mark.parametrize(
    "itself",
    [
        "x: &a [*a]",
        "x: &a [1,*a]",
        "x: &a [ 1, *a ]",
        "x: &a {y: *a}",
        'x: &a {"y":*a}',
        "x: &a {*a : 1}",
        "x: &a\n  - *a",
        "x: &a\n  - - *a",
        "x: &a\n  y:\t*a",
        "x: &a\n  ? *a\n  : 1",
        "x: &a\n\n  *a : 1",
        "&a x: &b [*a, *b]",
    ],
)
def test_an_alias_for_itself_is_refused_however_it_is_written(itself: str) -> None:
    _, faults = load([SourceFile("a.yaml", itself)])

    assert [fault.code for fault in faults] == ["YML009"]


def test_equals_and_native_values_are_taken_as_they_are() -> None:
    native = {"a": None, "b": [True, 1, 2.5, "x"], "c": {"": "="}}
    text = "objects: {account: {hubspot: {native: {a: null, b: [true, 1, 2.5, x], c: {'': =}}}}}"

    assert loaded(text).objects["account"].hubspot.native == native


@pytest.mark.parametrize(
    ("text", "column"),
    [("a: " + "[" * 200_000 + "]" * 200_000, 503), ("a:\n  " + "- " * 100_000 + "b\n", 1_001)],
    ids=["brackets", "dashes"],
)
def test_endless_nesting_is_a_fault_and_does_not_end_the_process(text: str, column: int) -> None:
    _, faults = load([SourceFile("deep.yaml", text)])

    assert [(fault.code, fault.position and fault.position.column) for fault in faults] == [("YML001", column)]


def test_a_thousand_fields_of_one_object_merge_quickly() -> None:
    def text(first: int) -> str:
        fields = "".join(f"      f{number}: {{type: text}}\n" for number in range(first, first + 2_000))
        return f"objects:\n  opportunity:\n    fields:\n{fields}"

    assert len(loaded(text(0), text(2_000)).objects["opportunity"].fields) == 4_000
