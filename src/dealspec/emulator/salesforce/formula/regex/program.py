"""The tree of a pattern as a flat program for the counted matcher."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum
from typing import TypeAlias

from dealspec.emulator.salesforce.formula.regex.escapes import refused
from dealspec.emulator.salesforce.formula.regex.tree import (
    Ahead,
    Assertion,
    Atomic,
    Back,
    Capture,
    Chars,
    Choice,
    Mode,
    Part,
    Repeat,
    Sequence,
)

_LONGEST = 20_000  # instructions; ours, so that (((a{99}){99}){99}) fills no memory


class Op(IntEnum):
    """What an instruction does; the commonest first."""

    READ = 0  # one character of set `low`
    RUN = 1  # as many characters of set `low` as there are, `high` to `most` of them (below 0: no end)
    FORK = 2  # go on at `low`, later at `high`
    JUMP = 3  # to `low`
    SAVE = 4  # the place into register `low`
    MOVED = 5  # skips the next instruction when the place is that of register `low`
    END = 6
    TEST = 7  # zero width, test `low`
    BACK = 8  # the text of group `low`, its letters in either case with `high`
    ATOMIC = 9  # the part that begins here and ends with END; then on at `low`
    AHEAD = 10
    NOT_AHEAD = 11


Step: TypeAlias = tuple[int, int, int, int]
"""An Op and what it names `low`, `high` and `most`."""


class Compiler:
    """Writes the program of one pattern; `registers` is how many places a run remembers."""

    def __init__(self, root: Part, groups: int) -> None:
        self.steps: list[Step] = []
        self.sets: list[Callable[[str], object]] = []
        self.tests: list[Callable[[str, int], object]] = []
        self._known_sets: dict[str, int] = {}
        # Who asks only whether a text matches needs captures for back references alone.
        self._captures = _refers_back(root)
        self.registers = 2 * (groups + 1) if self._captures else 0
        self._write(root)
        self._add(Op.END)

    def _add(self, op: Op, low: int = 0, high: int = 0, most: int = 0) -> int:
        if len(self.steps) >= _LONGEST:
            raise refused(f"more than {_LONGEST:,} steps")
        self.steps.append((int(op), low, high, most))
        return len(self.steps) - 1

    def _set(self, at: int, *, low: int, high: int = 0) -> None:
        self.steps[at] = (self.steps[at][0], low, high, 0)

    def _write(self, part: Part) -> None:
        match part:
            case Chars(source):
                self._add(Op.READ, self._characters(source))
            case Assertion(source):
                self.tests.append(re.compile(source, re.ASCII).match)
                self._add(Op.TEST, len(self.tests) - 1)
            case Back(group, fold):
                self._add(Op.BACK, group, int(fold))
            case Sequence(parts):
                for one in parts:
                    self._write(one)
            case Choice(options):
                self._choice(options)
            case Capture(body, group):
                self._capture(body, group)
            case Repeat():
                self._repeat(part)
            case Atomic(body):
                self._inner(Op.ATOMIC, body)
            case Ahead(body, negated):
                self._inner(Op.NOT_AHEAD if negated else Op.AHEAD, body)

    def _capture(self, body: Part, group: int) -> None:
        if self._captures:
            self._add(Op.SAVE, 2 * group)
        self._write(body)
        if self._captures:
            self._add(Op.SAVE, 2 * group + 1)

    def _inner(self, op: Op, body: Part) -> None:
        start = self._add(op)
        self._write(body)
        self._add(Op.END)
        self._set(start, low=len(self.steps))

    def _choice(self, options: tuple[Part, ...]) -> None:
        ends: list[int] = []
        for option in options[:-1]:
            fork = self._add(Op.FORK)
            self._write(option)
            ends.append(self._add(Op.JUMP))
            self._set(fork, low=fork + 1, high=len(self.steps))
        self._write(options[-1])
        for end in ends:
            self._set(end, low=len(self.steps))

    def _repeat(self, repeat: Repeat) -> None:
        if repeat.mode is Mode.POSSESSIVE:
            self._inner(Op.ATOMIC, Repeat(repeat.body, repeat.least, repeat.most, Mode.GREEDY))
            return
        if isinstance(repeat.body, Chars) and repeat.mode is Mode.GREEDY:
            most = -1 if repeat.most is None else repeat.most
            self._add(Op.RUN, self._characters(repeat.body.source), repeat.least, most)
            return
        for _ in range(repeat.least):
            self._write(repeat.body)
        if repeat.most is None:
            self._loop(repeat)
            return
        forks = []
        for _ in range(repeat.most - repeat.least):
            forks.append(self._add(Op.FORK))
            self._write(repeat.body)
        for fork in forks:
            self._fork(fork, len(self.steps), repeat.mode)

    def _loop(self, repeat: Repeat) -> None:
        """Round again only from a new place: Java leaves a loop whose body took nothing."""
        may_stay = not _takes(repeat.body)
        fork = self._add(Op.FORK)
        if may_stay:
            register = self.registers
            self.registers += 1
            self._add(Op.SAVE, register)
        self._write(repeat.body)
        if may_stay:
            self._add(Op.MOVED, register)
        self._add(Op.JUMP, fork)
        self._fork(fork, len(self.steps), repeat.mode)

    def _fork(self, fork: int, beyond: int, mode: Mode) -> None:
        inside = fork + 1
        low, high = (inside, beyond) if mode is Mode.GREEDY else (beyond, inside)
        self._set(fork, low=low, high=high)

    def _characters(self, source: str) -> int:
        """The number of a set of characters; equal sources share one."""
        known = self._known_sets.get(source)
        if known is None:
            known = self._known_sets[source] = len(self.sets)
            self.sets.append(re.compile(source, re.ASCII).fullmatch)
        return known


def _takes(part: Part) -> bool:
    """Whether `part` surely takes a character."""
    match part:
        case Chars():
            return True
        case Sequence(parts):
            return any(map(_takes, parts))
        case Choice(options):
            return all(map(_takes, options))
        case Capture(body, _) | Atomic(body):
            return _takes(body)
        case Repeat(body, least):
            return least > 0 and _takes(body)
        case _:
            return False


def _refers_back(part: Part) -> bool:
    match part:
        case Back():
            return True
        case Sequence(parts) | Choice(parts):
            return any(map(_refers_back, parts))
        case Capture(body, _) | Atomic(body) | Ahead(body, _) | Repeat(body, _, _, _):
            return _refers_back(body)
        case _:
            return False
