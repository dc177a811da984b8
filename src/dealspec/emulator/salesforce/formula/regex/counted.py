"""A backtracking matcher that counts the characters it reads, and stops where Salesforce does."""

from __future__ import annotations

from typing import TypeAlias

from dealspec.emulator.salesforce.formula.regex.program import Compiler, Op, Step

_Registers: TypeAlias = tuple[int, ...]
_State: TypeAlias = tuple[int, int, _Registers, int]
"""Instruction, place, registers, and the place down to which characters may be given back one by one."""

_READ, _RUN, _FORK, _JUMP, _SAVE, _MOVED, _END = range(7)  # plain numbers: an enum's attributes cost a third


class TooManyReads(Exception):
    """The match read more characters, or tried more states, than it may."""


class Counted:
    """One match of one text; deterministic: the same pattern and text always stop at the same read."""

    def __init__(self, compiled: Compiler, text: str, most: int) -> None:
        self._compiled = compiled
        self._text = text
        self._hits: list[bytes | None] = [None] * len(compiled.sets)
        self._reads_left = most
        self._states_left = 2 * most  # states that read nothing are bounded too; the factor is ours

    def matches(self) -> bool:
        """Whether the whole text is taken; raises TooManyReads."""
        return self._run(0, 0, (-1,) * self._compiled.registers, whole=True) is not None

    def _run(self, at: int, place: int, registers: _Registers, *, whole: bool) -> tuple[int, _Registers] | None:
        stack: list[_State] = [(at, place, registers, place)]
        while stack:
            at, place, registers, floor = stack.pop()
            if place > floor:
                stack.append((at, place - 1, registers, floor))
            self._states_left -= 1
            if self._states_left < 0:
                raise TooManyReads
            found = self._thread(at, place, registers, stack)
            if found is not None and (not whole or found[0] == len(self._text)):
                return found
        return None

    def _thread(self, at: int, place: int, registers: _Registers, stack: list[_State]) -> tuple[int, _Registers] | None:
        """On from one state until it fails or ends; other ways are left on the stack."""
        steps, length = self._compiled.steps, len(self._text)
        while True:
            op, low, high, _ = step = steps[at]
            at += 1
            if op == _READ:
                if place == length:
                    return None
                self._reads_left -= 1
                if self._reads_left < 0:
                    raise TooManyReads
                if not (self._hits[low] or self._hits_of(low))[place]:
                    return None
                place += 1
            elif op == _FORK:
                stack.append((high, place, registers, place))
                at = low
            elif op == _JUMP:
                at = low
            elif op == _RUN:
                least, place = place + high, self._span(step, place)
                if place < least:
                    return None
                if place > least:
                    stack.append((at, place - 1, registers, least))
            elif op == _SAVE:
                registers = (*registers[:low], place, *registers[low + 1 :])
            elif op == _MOVED:
                at += registers[low] == place
            elif op == _END:
                return place, registers
            else:
                found = self._looked(step, at, place, registers)
                if found is None:
                    return None
                at, place, registers = found

    def _looked(self, step: Step, at: int, place: int, registers: _Registers) -> tuple[int, int, _Registers] | None:
        """On behind a zero-width test, a back reference or a part that is matched on its own."""
        op, low, high, _ = step
        if op == Op.TEST:
            return None if self._compiled.tests[low](self._text, place) is None else (at, place, registers)
        if op == Op.BACK:
            end = self._again(low, place, registers, fold=bool(high))
            return None if end is None else (at, end, registers)
        inner = self._run(at, place, registers, whole=False)
        if op == Op.NOT_AHEAD:
            return (low, place, registers) if inner is None else None
        if inner is None:
            return None
        return low, inner[0] if op == Op.ATOMIC else place, inner[1]

    def _hits_of(self, number: int) -> bytes:
        """Where in the text a set's characters stand; each set looks at the text once."""
        test = self._compiled.sets[number]
        answers = {char: test(char) is not None for char in set(self._text)}
        hits = self._hits[number] = bytes(answers[char] for char in self._text)
        return hits

    def _span(self, step: Step, place: int) -> int:
        """How far the characters of the step's set reach, at most so many of them."""
        _, low, _, most = step
        hits = self._hits[low] or self._hits_of(low)
        end = len(hits) if most < 0 else min(len(hits), place + most)
        stop = hits.find(b"\0", place, end)
        reached = end if stop < 0 else stop
        self._reads_left -= min(reached + 1, end) - place
        if self._reads_left < 0:
            raise TooManyReads
        return reached

    def _again(self, group: int, place: int, registers: _Registers, *, fold: bool) -> int | None:
        """The end of the capture's text where it stands once more; a capture that took no part fails, as in Java."""
        start, end = registers[2 * group], registers[2 * group + 1]
        if start < 0 or end < 0:
            return None
        wanted = self._text[start:end]
        found = self._text[place : place + len(wanted)]
        self._reads_left -= len(found)
        same = _folded(found) == _folded(wanted) if fold else found == wanted
        return place + len(wanted) if same else None


def _folded(text: str) -> str:
    return "".join(char.lower() if char.isascii() else char for char in text)
