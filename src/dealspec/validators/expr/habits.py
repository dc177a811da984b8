"""The words and signs of other languages that people write here, and what to write instead. Data only."""

from __future__ import annotations

import re

from sqlglot.tokenizer_core import TokenType

_T = TokenType

STATEMENTS = frozenset(
    ["select", "insert", "update", "delete", "create", "drop", "alter", "with", "values", "exec", "merge"]
)
NO_PARAMETER = "There are no parameters here: write the value itself."
_NO_ALIAS = "Nothing is renamed or cast here: leave 'as' and what follows out."
_ONE_CONDITION = "Write one condition; 'when' selects the records, and 'conflict:' compares them."
WORDS = {
    "like": "Write name starts with 'x', ends with 'x', contains 'x', or matches 'pattern'.",
    "regexp": "Write name matches 'pattern'.",
    "begins": "Write name starts with 'x'.",
    "starts": "Write name starts with 'x'.",
    "startswith": "Write name starts with 'x'.",
    "ends": "Write name ends with 'x'.",
    "endswith": "Write name ends with 'x'.",
    "includes": "Write products has 'x' of a multi-select, name contains 'x' of a text.",
    "excludes": "Write not products has 'x'.",
    "as": _NO_ALIAS,
    "over": "Windows over other records do not exist here: count a collection, or write a rule with 'conflict:'.",
    "collate": "Text is compared letter by letter; write lower(name) = 'x' to ignore the case.",
    "escape": "Write name contains 'x', where every character stands for itself.",
    "div": "Write '/'; results keep their decimals.",
    "mod": "There are + - * / only.",
    "xor": "Write '(a and not b) or (b and not a)'.",
    "then": "Write '(a and b) or (not a and c)'.",
    "else": "Write '(a and b) or (not a and c)'.",
    "end": "Write '(a and b) or (not a and c)'.",
    "at": "Times are UTC; compare an age: age(created_at) <= days(7).",
    "isnull": "Write 'is blank'.",
    "notnull": "Write 'is not blank'.",
    "exists": "Write 'is not blank'.",
    "equals": "Write '='.",
    "plus": "Write '+'.",
    "minus": "Write '-'.",
    "before": "Write '<' between two dates.",
    "after": "Write '>' between two dates.",
} | dict.fromkeys(
    ["union", "intersect", "except", "from", "where", "group", "order", "having", "limit", "join"], _ONE_CONDITION
)
WORDS |= {"ilike": WORDS["like"], "similar": WORDS["like"], "rlike": WORDS["regexp"], "glob": WORDS["like"]}
BEFORE_TEXT = dict.fromkeys(["n", "e", "b", "x", "r", "u"], "Write the text in plain single quotes.") | {
    "interval": "Write days(7).",
    "timestamp": "Write a date: date '2026-01-31', or compare an age.",
    "datetime": "Write a date: date '2026-01-31', or compare an age.",
    "time": "Times of day cannot be compared.",
}
UNITS = frozenset(["d", "day", "days", "w", "week", "weeks", "month", "months", "year", "years"])
SYMBOLS = {
    _T.PIPE: "Write 'or' between conditions; texts are not joined.",
    _T.AMP: "Write 'and' between conditions; texts are not joined.",
    _T.L_BRACKET: "There are no arrays: write lists in parentheses, in ('a', 'b').",
    _T.R_BRACKET: "There are no arrays: write lists in parentheses, in ('a', 'b').",
    _T.L_BRACE: "Write the value itself; a variable of the file is written ${policies.notes_refresh_days}.",
    _T.R_BRACE: "Write the value itself; a variable of the file is written ${policies.notes_refresh_days}.",
    _T.PLACEHOLDER: NO_PARAMETER,
    _T.PARAMETER: NO_PARAMETER,
    _T.COLON: NO_PARAMETER,
    _T.CARET: "There is no power: write amount * amount.",
    _T.TILDE: "Write name matches 'pattern'.",
    _T.HASH: "A comment stands outside the condition, behind a '#' in the file.",
    _T.BACKSLASH: "Leave it out; a quote inside text is written twice: 'it''s'.",
    _T.NATIONAL_STRING: "Write the text in plain single quotes.",
    _T.WHERE: _ONE_CONDITION,
}
DOUBLED = {
    _T.COLON: ("'::'", "Every field has its type already: leave the cast out."),
    _T.PIPE: ("'||'", SYMBOLS[_T.PIPE]),
    _T.AMP: ("'&&'", SYMBOLS[_T.AMP]),
    _T.PLACEHOLDER: ("'??'", "Test 'is blank' first: amount is blank or amount > 0."),
    _T.STAR: ("'**'", SYMBOLS[_T.CARET]),
    _T.SLASH: ("'//'", "Write one '/'; results keep their decimals."),
}
TWO_SIGNS = {
    "->": "Write account.name for a field of another record.",
    "==": "Write one '='.",
    "=>": "Write '>='.",
    "=<": "Write '<='.",
    "<=>": "Write '='.",
    "><": "Write '<>'.",
}
CURLY = re.compile("[\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb]")
MATHS = {"\u2265": ">=", "\u2264": "<=", "\u2260": "<>", "\u00d7": "*", "\u00f7": "/"} | dict.fromkeys(
    ["\u2212", "\u2013", "\u2014"], "-"
)
MONEY = re.compile(r"[$\u20ac\u00a3\u00a5]\d")
