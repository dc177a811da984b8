"""A new user's path: `init`, break one line, `validate`, mend it by the hint alone, `plan`.

The mending is done by a program that knows nothing but the fault: its place, its words and its hint. Where that is not
enough for a program, it is not enough for a person who sees the language for the first time.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.running import dealspec

PARTNER, RULES, RESELLER = "opportunity_partner.yaml", "rules.yaml", "motion_reseller.yaml"
TYPE = "        type: picklist\n"
LABEL = "        label: Partner motion\n"
QUOTED = "registration_status = 'submitted'"

BREAKAGES: Mapping[str, tuple[str, str, str]] = {
    "a misspelled field type": (PARTNER, "type: picklist", "type: pikclist"),
    "an unknown field in a condition": (RULES, "that: close_date >=", "that: close_dat >="),
    "an unknown field that a gate requires": (RESELLER, "- deal_registration_id", "- deal_registration"),
    "a misspelled stage of a gate": (RESELLER, "enters: qualification", "enters: qualificaton"),
    "a misspelled stage in a condition": (RESELLER, "'reseller_launch_enable'", "'reseller_lunch_enable'"),
    "a misspelled pipeline": (RESELLER, "pipeline: reseller\n", "pipeline: resseller\n"),
    "a misspelled object": (PARTNER, "to: account", "to: acount"),
    "a wrong picklist value": (RULES, QUOTED, "registration_status = 'submited'"),
    "a label instead of a value": (RESELLER, "partner_motion = 'reseller'", "partner_motion = 'Reseller (VAR)'"),
    "a value without quotes": (RULES, QUOTED, "registration_status = submitted"),
    "a misspelled policy": (RULES, "${policies.notes_refresh_days})", "${policies.notes_refresh_day})"),
    "a misspelled function": (RULES, "that: close_date >= today()", "that: close_date >= tody()"),
    "a comparison as in other languages": (RULES, "deal_kind = 'renewal'\n", "deal_kind == 'renewal'\n"),
    "a date that is a subtraction": (RULES, "close_date >= today()", "close_date >= 2026-01-31"),
    "an unknown key": (RULES, "    message: The deal is open", "    mesage: The deal is open"),
    "an unknown section": (RULES, "rules:\n", "rule:\n"),
    "a name in capitals": (PARTNER, "partner_motion:\n", "Partner Motion:\n"),
    "a duplicate key": (PARTNER, LABEL, LABEL * 2),
    "yes for true": (PARTNER, "track_history: true", "track_history: yes"),
    "no as a text": (PARTNER, "label: Partner motion", "label: no"),
    "a number as a name": ("account.yaml", "values: [registered,", "values: [001,"),
    "a missing label": (RESELLER, ", label: Qualification", ""),
    "a missing type": (
        "opportunity_registration.yaml",
        "        type: text\n        length: 120",
        "        length: 120",
    ),
    "a text for a list": (RESELLER, "require: [order_reference]", "require: order_reference"),
    "a number with a unit": (RESELLER, "probability: 10}", "probability: 10%}"),
    "a number in quotes": (PARTNER, "scale: 0", 'scale: "0"'),
    "a bad date": (
        "policies.yaml",
        "policies:\n",
        "calendars: {x: {time_zone: UTC, holidays: [30.2.2026]}}\npolicies:\n",
    ),
    "a line too far to the right": (PARTNER, TYPE, f" {TYPE}"),
    "a line too far to the left": (PARTNER, TYPE, TYPE[1:]),
    "a line two too far to the left": (PARTNER, TYPE, TYPE[2:]),
    "a field too far to the left": (PARTNER, "      partner_type:\n", "     partner_type:\n"),
    "a field too far to the right": (PARTNER, "      partner_type:\n", "       partner_type:\n"),
    "a tab": (PARTNER, TYPE, "\ttype: picklist\n"),
    "no colon": (PARTNER, "        label: Partner motion", "        label Partner motion"),
    "no blank after the colon": (PARTNER, "        label: Partner motion", "        label:Partner motion"),
    "a bracket left open": (PARTNER, "[sourced, influenced]", "[sourced, influenced"),
    "a colon within a text": (PARTNER, "description: Which sales", "description: Which: sales"),
}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one motion, and an empty folder of Salesforce metadata to plan against."""
    folder = tmp_path_factory.mktemp("new") / "project"
    assert dealspec("init", folder, "--motion", "reseller").code == 0
    (folder / "force-app").mkdir()
    assert plan(folder).code == 0
    return folder


@pytest.mark.parametrize("name", BREAKAGES)
def test_a_hint_is_enough_to_mend_what_was_broken(name: str, fresh: Path, tmp_path: Path) -> None:
    file, whole, broken = BREAKAGES[name]
    project = tmp_path / "project"
    shutil.copytree(fresh, project)
    text = (project / "schema" / file).read_text(encoding="utf-8")
    assert whole in text
    (project / "schema" / file).write_text(text.replace(whole, broken, 1), encoding="utf-8")

    told = faults(project)
    assert told, "the fault is not told"
    for _ in range(len(told)):
        if left := faults(project):
            mend(left[0])

    assert faults(project) == []
    assert plan(project).code == 0


def faults(project: Path) -> list[dict[str, Any]]:
    """What `validate` says, in the order in which it stands."""
    return dealspec("-C", project, "validate", "--format", "json").json["diagnostics"]


def plan(project: Path) -> Any:
    return dealspec("-C", project, "plan", f"sfdx:{project / 'force-app'}", "--json")


def mend(fault: Mapping[str, Any]) -> None:
    """Does what the hint of a fault says, to the letter."""
    path = Path(fault["file"])
    lines = path.read_text(encoding="utf-8").split("\n")
    for hint, deed in DEEDS.items():
        if found := re.fullmatch(hint, fault["hint"]):
            deed(lines, fault, *found.groups())
            path.write_text("\n".join(lines), encoding="utf-8")
            return
    raise AssertionError(f"nobody would know what to do: {fault['summary']} | {fault['hint']}")


def _replace(lines: list[str], fault: Mapping[str, Any], new: str) -> None:
    """Puts something in the place of the word that the summary quotes, or of what stands at the place."""
    at, begin = fault["line"] - 1, fault["column"] - 1
    before, rest = lines[at][:begin], lines[at][begin:]
    quoted = sorted(
        re.findall(r"'([^']+)'", fault["summary"]), key=lambda word: not rest.lstrip("'\"").startswith(word)
    )
    word = next((word for word in quoted if word in rest), None) or re.match(r'"[^"]*"|[^\s,}\]]+', rest)[0]  # type: ignore[index]
    lines[at] = before + rest.replace(word, new, 1)


def _quote_rest(lines: list[str], fault: Mapping[str, Any], key: str) -> None:
    at = fault["line"] - 1
    before, _, rest = lines[at].partition(f"{key}: ")
    lines[at] = f'{before}{key}: "{rest}"'


def _add(lines: list[str], fault: Mapping[str, Any], key: str) -> None:
    """Adds a key with whatever value it may have."""
    at, column = fault["line"] - 1, fault["column"] - 1
    said = f"{key}: {'text' if key == 'type' else 'Whatever'}"
    if lines[at][column] == "{":
        lines[at] = f"{lines[at][: column + 1]}{said}, {lines[at][column + 1 :]}"
    else:
        lines.insert(at, " " * column + said)


def _drop(lines: list[str], fault: Mapping[str, Any]) -> None:
    del lines[fault["line"] - 1]


def _indent(lines: list[str], fault: Mapping[str, Any], line: str, columns: str) -> None:
    lines[int(line) - 1] = " " * int(columns) + lines[int(line) - 1].strip()


def _rewrite(lines: list[str], fault: Mapping[str, Any], line: str, text: str) -> None:
    old = lines[int(line) - 1]
    lines[int(line) - 1] = old[: len(old) - len(old.lstrip())] + text


def _close(lines: list[str], fault: Mapping[str, Any], line: str, bracket: str) -> None:
    lines[int(line) - 1] += bracket


DEEDS: Mapping[str, Callable[..., None]] = {
    r"Did you mean '([^']+)'\?": _replace,
    r"For example '([^']+)'\.": _replace,
    r"Put it in quotes: (\"[^\"]*\")\.": _replace,
    r"Text is written in single quotes: ('[^']*')\.": _replace,
    r"That is a label; the value is '([^']+)'\.": _replace,
    r"Write one '(=)'\.": _replace,
    r"Write (true|false|\[\w+\]|date '[0-9-]+')\.": _replace,
    r"Write ([0-9]+), without quotes or a unit\.": _replace,
    r"Write year-month-day, such as ([0-9-]+)\.": _replace,
    r"Put what stands after `(\w+):` in quotes.*": _quote_rest,
    r"Add `(\w+): \.\.\.`\.": _add,
    r"Keep one of the two\.": _drop,
    r"Indent line ([0-9]+) by ([0-9]+) blanks, (?:like its neighbours|with spaces)\.": _indent,
    r"Write line ([0-9]+) as `(.*)`\.": _rewrite,
    r"Close the `.` of line ([0-9]+) with `(.)`\.": _close,
}
"""What a hint asks for, by its words."""
