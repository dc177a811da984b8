"""A long text before and after as the few lines that differ. Pure; hides no difference, not even of white space."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

CONTEXT = 2
"""Phrases shown on either side of a difference."""

_PHRASE = re.compile(r".+?(?:[,;]\s*|(?:&&|\|\|)\s*|\. +|\n|\Z)", re.DOTALL)
"""Up to the end of an argument, a sentence or a line: a formula is often one line of a thousand characters."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """Text that was (``-``), will be (``+``), stays (a blank), or is left out since it stays (no sign at all)."""

    sign: str
    text: str


LEFT_OUT = DiffLine("", "...")


def differing(before: str, after: str) -> tuple[DiffLine, ...]:
    """The places where the texts differ, each with a little of what stays around it; equal texts give nothing."""
    old, new = _PHRASE.findall(before), _PHRASE.findall(after)
    lines: list[DiffLine] = []
    told = 0
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        if group[0][1] > told:
            lines.append(LEFT_OUT)
        for tag, start, end, new_start, new_end in group:
            lines += _said(tag, old[start:end], new[new_start:new_end])
        told = group[-1][2]
    if lines and told < len(old):
        lines.append(LEFT_OUT)
    return tuple(lines)


def _said(tag: str, old: Sequence[str], new: Sequence[str]) -> Iterator[DiffLine]:
    before, after = "".join(old), "".join(new)
    if tag == "equal":
        yield DiffLine(" ", before)
        return
    unseen = before.split() == after.split()
    for sign, text in (("-", before), ("+", after)):
        if text:
            yield DiffLine(sign, json.dumps(text, ensure_ascii=False) if unseen or not text.strip() else text)
