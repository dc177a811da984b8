"""Plain values to YAML text in one canonical layout. Knows no model; what it writes reads back as the same values.

Mappings and lists that fit on a line are written in flow style; ``Section``s never are. Text is quoted exactly where
a YAML 1.1 or 1.2 reader would take it for something else; text of several lines stands as a literal block.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from yaml.resolver import Resolver

Tree = Any
"""``None``, ``bool``, ``int``, ``float``, ``Decimal``, ``str``, or dictionaries by text and lists of these."""

WIDTH = 110
"""Columns up to which a mapping or list stays on one line."""

_ESCAPES = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]')
_UNBLOCKABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_NEVER_FIRST = frozenset(",[]{}#&*!|>'\"%@`")
_FIRST_BEFORE_TEXT = frozenset("-?:")
_FLOW_INDICATORS = re.compile(r"[,?\[\]{}]")
_OTHERWISE = re.compile(r"[-+]?\.?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|0[ox][0-9a-fA-F_]+|[yYnN]")
"""What YAML 1.2 readers, or 1.1 readers other than ours, take for a number or a truth value."""
_PROSE = re.compile(r"[^\W\d_](?:[\w ./()'+&%=*;<>!$@^-]*[\w./()'+&%=*;<>!$@^-])?")
"""Text that is plain wherever it stands, unless it is a word that YAML has a meaning for."""
_LONGEST_WORD = len("false")
_FEW = 3
_LONG = 32
"""From this length on, texts seldom recur."""
_MOST = 16_384
"""Texts remembered at a time."""
_LONGEST_KEY = 120
"""Keys beyond this are written with ``?``; the YAML specification ends simple keys at 1,024 characters."""


class Section(dict[str, Tree]):
    """A mapping of named things: always one below the other."""


def document(root: Section) -> str:
    """The text of a file."""
    lines: list[str] = []
    _entries(root, "", lines)
    return "\n".join(lines) + "\n"


def _entries(mapping: Mapping[str, Tree], indent: str, lines: list[str]) -> None:
    for key, value in mapping.items():
        written = _IN_BLOCK[key]
        if len(written) > _LONGEST_KEY:
            lines.append(f"{indent}? {written}")
            written = ""
        if isinstance(value, str) and "\n" not in value:
            lines.append(f"{indent}{written}: {scalar(value, False)}")
        else:
            _under(f"{indent}{written}:", value, indent, lines)


def _under(lead: str, value: Tree, indent: str, lines: list[str]) -> None:
    """A value behind its key or dash, on the same line where it fits, else below it."""
    if isinstance(value, str):
        _text(lead, value, indent, lines)
        return
    flow = _flow(value, WIDTH - len(lead) - 1)
    if flow is not None:
        lines.append(f"{lead} {flow}")
        return
    lines.append(lead)
    if isinstance(value, dict):
        _entries(value, indent + "  ", lines)
    else:
        _items(value, indent + "  ", lines)


def _items(sequence: Sequence[Tree], indent: str, lines: list[str]) -> None:
    lead, inner = f"{indent}-", indent + "  "
    for item in sequence:
        flow = _flow(item, WIDTH - len(inner)) if isinstance(item, dict) else None
        if flow is not None:
            lines.append(f"{lead} {flow}")
        elif isinstance(item, dict):
            first = len(lines)
            _entries(item, inner, lines)
            lines[first] = f"{lead} {lines[first][len(inner) :]}"
        else:
            _under(lead, item, indent, lines)


def _text(lead: str, text: str, indent: str, lines: list[str]) -> None:
    if "\n" not in text or not text.strip() or _UNBLOCKABLE.search(text):
        lines.append(f"{lead} {scalar(text, False)}")
        return
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    chomping = {0: "-", 1: ""}.get(ends, "+")
    # Without a number, the first line's own blanks would be taken for indentation.
    number = "2" if text[0] in " \t\n" else ""
    lines.append(f"{lead} |{number}{chomping}")
    lines += [f"{indent}  {line}" if line else "" for line in body.split("\n")]
    lines += [""] * (ends - 1)


def _flow(value: Tree, room: int) -> str | None:
    """The value on one line of at most ``room`` columns, or None where it does not fit or should not stand so."""
    if isinstance(value, str):
        if len(value) > room or "\n" in value:
            return None
        written: str | None = scalar(value, True)
    elif isinstance(value, dict):
        written = _flow_mapping(value, room)
    elif isinstance(value, list):
        written = _flow_list(value, room)
    else:
        return _number_or_word(value)
    return None if written is None or len(written) > room else written


def _flow_mapping(mapping: Mapping[str, Tree], room: int) -> str | None:
    if isinstance(mapping, Section) and mapping:
        return None
    # What has many keys seldom fits, and its texts alone say so before any is looked at.
    if len(mapping) > _FEW and sum(map(len, mapping)) + sum(map(_least, mapping.values())) > room:
        return None
    parts: list[str] = []
    for key, value in mapping.items():
        if isinstance(value, str):
            written: str | None = None if "\n" in value else scalar(value, True)
        else:
            written = _flow(value, room)
        if written is None:
            return None
        parts.append(f"{_IN_FLOW[key]}: {written}")
        room -= len(parts[-1]) + 2
        if room < -2:
            return None
    return "{" + ", ".join(parts) + "}"


def _least(value: Tree) -> int:
    """Columns that a value of a flow mapping takes at least, with what stands around its key."""
    return len(value) + 4 if isinstance(value, str) else 5


def _flow_list(items: Sequence[Tree], room: int) -> str | None:
    parts: list[str] = []
    for item in items:
        written = None if isinstance(item, dict) and item else _flow(item, room)
        if written is None:
            return None
        parts.append(written)
        room -= len(written) + 2
        if room < -2:
            return None
    return "[" + ", ".join(parts) + "]"


def _number_or_word(value: bool | int | float | Decimal | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value == int(value):
        return str(int(value))
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return f"{exact:f}".rstrip("0")


def scalar(text: str, in_flow: bool) -> str:
    """A text on one line: plain, quoted, or with escapes."""
    if len(text) < _LONG:
        return _IN_FLOW[text] if in_flow else _IN_BLOCK[text]
    return _written(text, in_flow)


def _written(text: str, in_flow: bool) -> str:
    if _is_plain(text, in_flow):
        return text
    if '"' in text and not _UNBLOCKABLE.search(text) and "\n" not in text and "\t" not in text:
        return "'" + text.replace("'", "''") + "'"
    if "\\" in text and not _ESCAPES.search(text.replace("\\", "")):
        return "'" + text.replace("'", "''") + "'"
    return '"' + _ESCAPES.sub(_escape, text) + '"'


class _Recurring(dict[str, str]):
    """Keys and other short texts as they are written: they come again and again."""

    def __init__(self, in_flow: bool) -> None:
        self._in_flow = in_flow

    def __missing__(self, text: str) -> str:
        if len(self) == _MOST:
            self.clear()
        self[text] = written = _written(text, self._in_flow)
        return written


_IN_FLOW, _IN_BLOCK = _Recurring(True), _Recurring(False)


def _is_plain(text: str, in_flow: bool) -> bool:
    if _PROSE.fullmatch(text):
        return len(text) > _LONGEST_WORD or not _is_otherwise(text)
    if not text or text[0] == " " or text[-1] in " :" or "\t" in text or "\n" in text:
        return False
    first = text[0]
    if first in _NEVER_FIRST or (first in _FIRST_BEFORE_TEXT and (len(text) == 1 or text[1] == " ")):
        return False
    if ": " in text or " #" in text or _UNBLOCKABLE.search(text):
        return False
    if in_flow and (_FLOW_INDICATORS.search(text) or first in _FIRST_BEFORE_TEXT):
        return False
    return not _is_otherwise(text)


def _is_otherwise(text: str) -> bool:
    """Whether YAML has another meaning for the bare text: a number, a date, true, nothing."""
    resolvers = Resolver.yaml_implicit_resolvers.get(text[0], ())
    return any(pattern.match(text) for _, pattern in resolvers) or _OTHERWISE.fullmatch(text) is not None


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _SHORT_ESCAPES.get(character) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
