"""The generated pages are fresh, and what is written by hand beside them is complete."""

import re
import subprocess
import sys
from pathlib import Path

from dealspec.cli import VERBS
from dealspec.core.errors import _PRECEDENCE, ExitCode

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def test_the_generated_pages_are_fresh():
    done = subprocess.run(
        [sys.executable, "scripts/generate_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_page_of_the_commands_has_every_verb_with_an_example():
    page = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## dealspec (\w+)\n(.*?)(?=^## |\Z)", page, re.M | re.S))

    assert list(sections) == list(VERBS)
    assert [verb for verb, text in sections.items() if f"Example: dealspec {verb}" not in text] == []


def test_every_exit_code_is_explained_in_order_of_gravity():
    page = (REFERENCE / "exit-codes.md").read_text(encoding="utf-8")
    gravest = re.search(r"the gravest wins: ([\d, ]+)\.", page)

    assert {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.M)} == {int(code) for code in ExitCode}
    assert gravest is not None
    assert [int(code) for code in gravest[1].split(", ")] == [int(code) for code in _PRECEDENCE if code]
