"""A newer blueprint merged into a user's files: cases by hand, and laws over schemas that hypothesis makes up."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dealspec.core.errors import InvalidInput
from dealspec.schema.blueprints import files
from dealspec.schema.merge import Merge, merge_files

FILE = "schema/f.yaml"
CASES = yaml.safe_load((Path(__file__).parents[4] / "tests/cases/schema/merge.yaml").read_text(encoding="utf-8"))


def addresses(merge: Merge) -> list[str]:
    return [".".join(held.path) for held in merge.held]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_file_becomes(case: dict[str, Any]) -> None:
    theirs = case.get("theirs", case["base"])

    merge = merge_files({FILE: case["base"]}, {FILE: theirs}, {FILE: case["new"]})

    assert merge.changed.get(FILE, theirs) == case["merged"]
    assert addresses(merge) == case.get("held", [])


# -- Several files ----------------------------------------------------------------------------------------------------

A, B = "rules:\n  a: {that: amount > 0}\n", "rules:\n  b: {that: amount > 1}\n"


@pytest.mark.parametrize(
    ("base", "theirs", "new", "changed", "held"),
    [
        pytest.param(
            {"a": A}, {"a": A}, {"a": f"# Anew.\n{A} "}, {"a": f"# Anew.\n{A} "}, [], id="untouched: as it is"
        ),
        pytest.param({"a": A}, {"a": A}, {"a": A, "b": B}, {"b": B}, [], id="a new file comes in"),
        pytest.param({"a": A, "b": B}, {"a": A, "b": B}, {"a": A}, {"b": None}, [], id="an untouched file goes away"),
        pytest.param({"a": A, "b": B}, {"a": A}, {"a": A, "b": B}, {}, [], id="a removed file stays away"),
        pytest.param(
            {"a": A, "b": B}, {"a": A}, {"a": A, "b": B.replace("1", "2")}, {}, ["b"], id="removed, then changed: held"
        ),
        pytest.param(
            {"a": A, "b": B},
            {"a": A, "mine": B},
            {"a": A, "b": B.replace("1", "2")},
            {"mine": B.replace("1", "2")},
            [],
            id="a renamed file is found by what it holds",
        ),
        pytest.param(
            {"a": A, "b": B}, {"a": A + B[7:]}, {"a": A, "b": B}, {}, [], id="joined files are left as they are"
        ),
        pytest.param(
            {"a": A + B[7:]},
            {"a": A + B[7:] + "  mine: {that: is_open}\n"},
            {"a": A, "b": B},
            {},
            [],
            id="what the blueprint only moved stays where the user has it",
        ),
        pytest.param(
            {"a": A}, {"a": A, "mine": B}, {"a": A, "b": B}, {}, [], id="what the user already has is not added"
        ),
        pytest.param(
            {"a": A},
            {"a": A, "mine": B},
            {"a": A, "b": B.replace("1", "2")},
            {},
            ["rules.b.that"],
            id="what both added in another way is held",
        ),
    ],
)
def test_files_become(
    base: dict[str, str],
    theirs: dict[str, str],
    new: dict[str, str],
    changed: dict[str, str | None],
    held: list[str],
) -> None:
    merge = merge_files(base, theirs, new)

    assert dict(merge.changed) == changed
    assert addresses(merge) == held


def test_held_things_show_both_versions_and_why() -> None:
    [held] = merge_files({FILE: A}, {FILE: A.replace("0", "1")}, {FILE: A.replace("0", "2")}).held

    assert (held.shown_theirs, held.shown_new) == ("that: amount > 1", "that: amount > 2")
    assert held.why == "you and the blueprint changed it"
    assert held.theirs is not None and held.theirs.spots[0].line == 2


def test_a_file_that_is_not_yaml_is_named_with_its_line() -> None:
    with pytest.raises(InvalidInput) as caught:
        merge_files({FILE: A}, {FILE: "rules:\n  a: [\n"}, {FILE: A})

    [fault] = caught.value.diagnostics
    assert fault.position is not None and fault.position.file == FILE


# -- Laws -------------------------------------------------------------------------------------------------------------

NAMES = st.sampled_from("abcde")
TEXTS = st.sampled_from(["one", "two words", "it's", "x: y", "# no comment", "yes", "12", "", "Ünï", "a\nb\n"])
LEAVES = st.one_of(TEXTS, st.integers(0, 3), st.booleans())
LISTS = st.lists(st.sampled_from("pqrst"), max_size=4, unique=True)
RULES = st.dictionaries(NAMES, st.dictionaries(NAMES, st.one_of(LEAVES, LISTS), min_size=1, max_size=4), max_size=4)
SCHEMAS = st.dictionaries(st.sampled_from(["gates", "rules"]), RULES.filter(bool), min_size=1)


@st.composite
def editions(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A schema and two that were made from it by changing, adding and taking out a few things each."""
    base = draw(SCHEMAS)
    return base, draw(changed(base)), draw(changed(base))


@st.composite
def changed(draw: st.DrawFn, schema: dict[str, Any]) -> dict[str, Any]:
    result = deepcopy(schema)
    for _ in range(draw(st.integers(0, 3))):
        section = result.setdefault(draw(st.sampled_from(["gates", "rules"])), {})
        rule = section.setdefault(draw(NAMES), {})
        match draw(st.sampled_from(["set", "drop key", "drop rule", "list"])):
            case "set":
                rule[draw(NAMES)] = draw(LEAVES)
            case "list":
                rule[draw(NAMES)] = draw(LISTS)
            case "drop key" if rule:
                del rule[draw(st.sampled_from(sorted(rule)))]
            case _:
                section.clear()
    return {
        name: kept
        for name, section in result.items()
        if (kept := {rule: keys for rule, keys in section.items() if keys})
    }


@st.composite
def written(draw: st.DrawFn, schema: dict[str, Any]) -> str:
    """The schema as somebody may write it: any width, blocks or braces, and comments between the lines."""
    flow = draw(st.sampled_from([None, False, True]))
    text = yaml.safe_dump(schema, sort_keys=False, indent=draw(st.integers(2, 4)), default_flow_style=flow)
    if not schema:
        return ""
    lines = []
    for number, line in enumerate(text.splitlines()):
        if draw(st.integers(0, 4)) == 0 and not _is_inside_text(text, number):
            lines.append(f"{' ' * (len(line) - len(line.lstrip()))}# remark {number}")
        lines.append(line)
    return "\n".join([*lines, ""])


def _is_inside_text(text: str, number: int) -> bool:
    """Whether a comment before that line would be a part of a value."""
    lines = text.splitlines()
    remarked = "\n".join([*lines[:number], "# remark", *lines[number:]])
    try:
        return bool(yaml.safe_load(remarked) != yaml.safe_load(text))
    except yaml.YAMLError:
        return True


def said(text: str | None) -> dict[str, Any]:
    return yaml.safe_load(text or "") or {}


def sorted_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: sorted_lists(each) for key, each in value.items()}
    return sorted(value) if isinstance(value, list) else value


@given(st.data())
def test_who_changed_nothing_gets_the_new_edition(data: st.DataObject) -> None:
    base, new, _ = data.draw(editions())
    text = data.draw(written(base))
    # One space more, and the file is no longer untouched: it is edited, not replaced.
    merge = merge_files({FILE: text}, {FILE: f"{text}\n"}, {FILE: data.draw(written(new))})

    if not merge.held:
        assert said(merge.changed.get(FILE, text)) == new


@given(st.data())
def test_an_edition_that_brings_nothing_changes_nothing(data: st.DataObject) -> None:
    base, theirs, _ = data.draw(editions())

    merge = merge_files(
        {FILE: data.draw(written(base))}, {FILE: data.draw(written(theirs))}, {FILE: data.draw(written(base))}
    )

    # A file that was never touched may come in another layout.
    assert merge.held == ()
    assert said(merge.changed.get(FILE)) == theirs or not merge.changed


@given(st.data())
def test_a_merge_says_what_both_said_and_keeps_every_remark(data: st.DataObject) -> None:
    base, theirs, new = data.draw(editions())
    old, mine, newer = (data.draw(written(each)) for each in (base, theirs, new))
    old = re.sub(r"^ *# remark.*\n", "", old, flags=re.MULTILINE)

    merge = merge_files({FILE: old}, {FILE: mine}, {FILE: newer})
    after = merge.changed.get(FILE, mine) or ""

    if mine != old:
        assert set(re.findall("# remark.*", mine)) <= set(re.findall("# remark.*", after))
    if not merge.held:
        mirrored = merge_files({FILE: old}, {FILE: newer}, {FILE: mine})
        assert mirrored.held or sorted_lists(said(after)) == sorted_lists(said(mirrored.changed.get(FILE, newer)))
    again = merge_files({FILE: newer}, {FILE: after}, {FILE: newer})
    assert (again.edits, again.held) == ((), ())


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_the_shipped_blueprint_takes_any_two_changes_of_different_lines(rng: Any) -> None:
    base = {file.name: file.text for file in files("partner-sales")}
    places = [
        (name, number)
        for name, text in base.items()
        for number, line in enumerate(text.splitlines())
        if re.match(r" +(label|description|message|hint): \w", line)
    ]
    ours, theirs = rng.sample(places, 2)

    merge = merge_files(base, _marked(base, ours, "Mine"), _marked(base, theirs, "New"))

    both = _marked(_marked(base, ours, "Mine"), theirs, "New")
    assert merge.held == ()
    assert {**_marked(base, ours, "Mine"), **merge.changed} == both


def _marked(texts: dict[str, str], place: tuple[str, int], mark: str) -> dict[str, str]:
    name, number = place
    lines = texts[name].splitlines(keepends=True)
    lines[number] = lines[number].replace(": ", f": {mark} ", 1)
    return {**texts, name: "".join(lines)}
