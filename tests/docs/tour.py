"""The console blocks of a document: what they say one types, what they say one sees, and a shell that tries it."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dealspec import __file__ as package

ELIDED = "..."
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"\s+# exit code (\d+)$")
_VARIES = re.compile(
    r"\b00[0-9A-Za-z]{13}(?:[A-Z0-9]{3})?\b|\b\d{9}\b|\d{4}-\d\d-\d\d \d\d:\d\d UTC|in \d+ s\b|127\.0\.0\.1:\d+"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """One command of a document, with the lines it is said to print and the code it is said to end with."""

    line: int
    command: str
    shown: tuple[str, ...]
    code: int


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its first line's number in the document, its text."""

    language: str
    line: int
    text: str


def blocks(document: str) -> Iterator[Block]:
    for found in _FENCE.finditer(document):
        yield Block(found[1], document.count("\n", 0, found.start(2)) + 1, found[2])


def typed(document: str) -> list[Typed]:
    """Every ``$ command`` of the document's console blocks, in order."""
    found: list[Typed] = []
    for block in blocks(document):
        if block.language != "console":
            continue
        for offset, line in enumerate(block.text.splitlines()):
            if line.startswith("$ "):
                code = _EXIT.search(line)
                command = _EXIT.sub("", line.removeprefix("$ "))
                found.append(Typed(block.line + offset, command, (), int(code[1]) if code else 0))
            else:
                last = found.pop()
                found.append(Typed(last.line, last.command, (*last.shown, line), last.code))
    return found


def unseen(shown: tuple[str, ...], printed: str) -> list[str]:
    """The shown lines that were not printed in that order, ids and times aside; ``...`` stands for any lines."""
    real = [normalised(line) for line in printed.splitlines()]
    at, free, missing = 0, False, []
    for line in shown:
        if line == ELIDED:
            free = True
            continue
        places = range(at, len(real)) if free else range(at, min(at + 1, len(real)))
        place = next((number for number in places if real[number] == normalised(line)), None)
        if place is None:
            missing.append(line)
            continue
        at, free = place + 1, False
    if not free and at < len(real):
        missing.append(f"(not shown: {real[at]})")
    return missing


def mended(shown: tuple[str, ...], printed: str) -> tuple[str, ...]:
    """The shown lines with the numbers that were really printed."""
    real = {_numberless(line): line.rstrip() for line in reversed(printed.splitlines())}
    return tuple(
        line if line == ELIDED or not unseen((ELIDED, line, ELIDED), printed) else real.get(_numberless(line), line)
        for line in shown
    )


def normalised(line: str) -> str:
    return re.sub(r" {2,}", "  ", _VARIES.sub("#", line.rstrip()))


def _numberless(line: str) -> str:
    return re.sub(r"\d[\d,.]*", "0", normalised(line))


@dataclass(slots=True)
class Shell:
    """Types commands one after another, each where the last one left off; ``dealspec`` is this checkout's."""

    folder: Path
    path: Path

    def run(self, command: str) -> tuple[int, str]:
        """The exit code, and stdout and stderr as a terminal mixes them."""
        mark = "@@where@@"
        script = f"{command}\ncode=$?\nprintf '\\n{mark}%s' \"$PWD\"\nexit $code"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env={
                "PATH": f"{self.path}:/usr/bin:/bin",
                "PYTHONPATH": str(Path(package).parents[1]),
                "HOME": str(self.path),
                "LANG": "C.UTF-8",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        printed, _, where = done.stdout.rpartition(mark)
        self.folder = Path(where)
        return done.returncode, printed.removesuffix("\n")


def shell(folder: Path) -> Shell:
    """A shell in an empty folder."""
    path = folder / "bin"
    start = folder / "here"
    path.mkdir()
    start.mkdir()
    program = path / "dealspec"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m dealspec "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return Shell(start, path)
