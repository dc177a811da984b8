"""How large a formula may be, and how large it is. Measures texts; writes none.

Source: Help, formula_field_limits: 3,900 characters, and 15,000 bytes when compiled with all that it refers to. The
page speaks of formula fields; that validation rules have the same limits is assumed. What a formula compiles to is the
vendor's secret ("no direct correlation" to its characters): the costs below are assumed, and high for the functions
that the page names as large.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

MAX_CHARACTERS = 3_900
MAX_COMPILED = 15_000

_COSTS: Mapping[str, int] = {
    **dict.fromkeys(("TEXT", "DATEVALUE", "DATETIMEVALUE", "DATE"), 150),
    **dict.fromkeys(("ISPICKVAL", "CASE", "IF", "REGEX", "INCLUDES", "MOD", "ROUND"), 60),
    **dict.fromkeys(("AND", "OR", "NOT"), 8),
}
"""Bytes of a call, by function (assumed)."""
_CALL, _NAME, _OTHER = 40, 40, 1
_REFERRED = 4
"""Bytes for each character of a formula field that is referred to (assumed)."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|([A-Za-z$][\w.:$]*)(\()?|\S')


def compiled_size(text: str, formulas: Mapping[str, str]) -> int:
    """The bytes that a formula compiles to, estimated; ``formulas`` are those of the formula fields, by API name."""
    size = 0
    for token in _TOKEN.finditer(text):
        name, is_call = token[1], token[2]
        if name and is_call:
            size += _COSTS.get(name, _CALL)
        elif name:
            size += _NAME + _REFERRED * len(formulas.get(name, ""))
        else:
            size += len(token[0].encode()) * _OTHER
    return size


def fits(text: str, formulas: Mapping[str, str]) -> bool:
    """Whether Salesforce takes a formula of this size."""
    return len(text) <= MAX_CHARACTERS and compiled_size(text, formulas) <= MAX_COMPILED
