"""Functions of text; blank text is null and null text counts as empty where Salesforce says so."""

from __future__ import annotations

import html
import urllib.parse
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from dealspec.emulator.salesforce.formula import messages
from dealspec.emulator.salesforce.formula.decimals import INTERNAL, plain, truncated
from dealspec.emulator.salesforce.formula.functions.table import (
    NUMBER,
    TEXT,
    Arity,
    Building,
    Evaluator,
    Form,
    Function,
    Typing,
    Where,
)
from dealspec.emulator.salesforce.formula.nodes import Call, Literal
from dealspec.emulator.salesforce.formula.regex import matcher
from dealspec.emulator.salesforce.formula.types import Type
from dealspec.emulator.salesforce.formula.values import FormulaError, Value

if TYPE_CHECKING:
    from dealspec.emulator.salesforce.formula.run import Run

_TEXTABLE = frozenset({Type.NUMBER, Type.DATE, Type.DATETIME, Type.TIME, Type.PICKLIST})


def _text_type(inference: Typing, call: Call) -> Type:
    operand = call.operands[0]
    found = inference.infer(operand, allowing=frozenset({Type.PICKLIST}))
    if found not in (*_TEXTABLE, Type.NULL, Type.RUNTIME):
        # FE FunctionText lists these four, never Time, though it takes times.
        inference.fault(messages.wrong_type(call, "Number, Date, DateTime, Picklist", found.value, operand))
    return Type.TEXT


def _build_text(builder: Building, call: Call) -> Evaluator:
    operand = builder.build(call.operands[0])
    if builder.type_of(call.operands[0]) is Type.PICKLIST:
        return operand  # the API value, as every form of comparison agrees in FE
    return lambda run: shown(operand(run))


def shown(value: Value) -> str | None:
    """A value as TEXT() writes it; moments in GMT with a literal Z (FE FunctionText)."""
    match value:
        case None:
            return None
        case Decimal():
            return plain(value)
        case datetime():
            moment = value.astimezone(UTC)
            return f"{moment:%Y-%m-%d %H:%M:%S}Z".rjust(20, "0")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="milliseconds")
        case _:
            return str(value)


def number_in(text: str) -> Decimal | None:
    """The number the text spells in Java's BigDecimal notation: sign, digits, point, exponent; no spaces."""
    if not text or not set(text) <= set("0123456789.eE+-"):
        return None
    try:
        found = Decimal(text)
    except ArithmeticError:
        return None
    return INTERNAL.plus(found) if abs(found.adjusted()) < 1000 else None


def _value(text: str | None) -> Decimal | None:
    """The number in the text; null of null, an error of anything else, empty text included (FE FunctionValue)."""
    if text is None:
        return None
    found = number_in(text)
    if found is None:
        raise FormulaError("The value 'null' is not a valid number.")  # FE hides the value
    return found


def _found_in(text: str | None, part: str | None) -> bool | None:
    """CONTAINS: everything contains nothing; nothing in blank text is null (FE FunctionContains)."""
    return (part in text if text else None) if part else True


def _begins(text: str | None, part: str | None) -> bool | None:
    return (text.startswith(part) if text else None) if part else True


def _find(part: str | None, text: str | None, *start: Decimal | None) -> Decimal | None:
    """1-based, 0 when absent or null (FE FunctionFind)."""
    if part is None or text is None or None in start:
        return Decimal(0)
    offset = max(truncated(start[0]) - 1, 0) if start and start[0] is not None else 0
    return Decimal(text.find(part, offset) + 1)


def _left(text: str, count: Decimal) -> str | None:
    return text[: max(truncated(count), 0)] or None


def _right(text: str, count: Decimal) -> str | None:
    length = truncated(count)
    return (text[-length:] if length > 0 else "") or None


def _mid(text: str, start: Decimal, count: Decimal) -> str | None:
    """A start below 1 is 1 (FE FunctionMid)."""
    first = max(truncated(start), 1) - 1
    return text[first : first + max(truncated(count), 0)] or None


def _substr(text: str, start: Decimal, count: Decimal | None = None) -> str | None:
    """Like MID, but a start below 0 counts from the end (FE FunctionSubstring)."""
    first = truncated(start)
    first = len(text) + first if first < 0 else max(first, 1) - 1
    if first < 0:
        return None
    return text[first:] if count is None else text[first : first + max(truncated(count), 0)] or None


def _substitute(text: str | None, old: str | None, new: str | None) -> str | None:
    if text is None or old is None:
        return None
    return text.replace(old, new or "") if old else text


_LONGEST = 4_000  # ours: no text a formula keeps is longer than 1,300 characters


def _padding(text: str | None, count: Decimal | None, pad: tuple[str | None, ...]) -> str | None:
    """The padding wanted, None when the result is null, with what is cut away by a shorter count left to the caller."""
    if not text or count is None or truncated(count) <= 0:
        return None
    length = min(truncated(count), _LONGEST) - len(text)
    filling = pad[0] if pad else " "
    if not filling:
        return ""  # FE would loop for ever; the text stays as it is (assumed)
    return (filling * max(length, 0))[: max(length, 0)]


def _lpad(text: str | None, count: Decimal | None, *pad: str | None) -> str | None:
    """Padded on the left, or cut to the count (FE FunctionLpad)."""
    filling = _padding(text, count, pad)
    return None if filling is None or text is None or count is None else filling + text[: truncated(count)]


def _rpad(text: str | None, count: Decimal | None, *pad: str | None) -> str | None:
    filling = _padding(text, count, pad)
    return None if filling is None or text is None or count is None else text[: truncated(count)] + filling


def _trim(text: str) -> str | None:
    return text.strip(_BLANKS) or None


_BLANKS = "".join(map(chr, range(33)))  # what Java's String.trim takes away


def _chr(code: Decimal) -> str:
    number = truncated(code)
    if not 0 < number < 0x110000 or 0xD800 <= number < 0xE000:
        raise FormulaError("#Error! CHR: no such character")
    return chr(number)


def _jsencode(text: str) -> str:
    for plain_, escaped in _JAVASCRIPT:
        text = text.replace(plain_, escaped)
    return text


_JAVASCRIPT = (
    ("\\", "\\\\"),
    ("'", "\\'"),
    ('"', '\\"'),
    ("\n", "\\n"),
    ("\r", "\\r"),
    ("/", "\\/"),
    ("<", "\\u003C"),
    (">", "\\u003E"),
)


def _htmlencode(text: str) -> str:
    return html.escape(text, quote=True).replace("&#x27;", "&#39;")


def _case_safe_id(value: str) -> str:
    """The 18 characters of a 15-character id: three more tell where the capitals are; other text stays as it is."""
    if len(value) != 15 or not value.isascii() or not value.isalnum():
        return value
    suffix = ""
    for chunk in (value[0:5], value[5:10], value[10:15]):
        suffix += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[sum(c.isupper() << place for place, c in enumerate(chunk))]
    return value + suffix


def _regex_type(inference: Typing, call: Call) -> Type:
    if any(inference.infer(operand) not in (Type.TEXT, Type.RUNTIME) for operand in call.operands):
        inference.fault(messages.illegal_type(call))  # NULL included: FE FunctionRegex.validate
    return Type.BOOLEAN


def _build_regex(builder: Building, call: Call) -> Evaluator:
    """The whole text must match; null counts as empty (FE FunctionRegex). A constant pattern is translated once."""
    text, pattern = builder.build_all(call)
    literal = call.operands[1]

    def match(run: Run) -> Value:
        return matcher(_as_text(pattern(run)))(_as_text(text(run)))

    if not isinstance(literal, Literal):
        return match
    try:
        matches = matcher(str(literal.value))
    except FormulaError:
        return match  # refused when the evaluation gets there
    return lambda run: matches(_as_text(text(run)))


def _as_text(value: Value) -> str:
    if not isinstance(value, str | None):
        raise FormulaError("REGEX compares text only")
    return value or ""


def _of_text(name: str, apply: object) -> Function:
    assert callable(apply)
    return Function(name, (TEXT,), Type.TEXT, apply)


TABLE: tuple[Function | Form, ...] = (
    Form("TEXT", Arity(1, 1), _text_type, _build_text),
    Form("REGEX", Arity(2, 2), _regex_type, _build_regex, Where.RULES),
    Function("VALUE", (TEXT,), Type.NUMBER, _value),
    Function("ISNUMBER", (TEXT,), Type.BOOLEAN, lambda text: number_in(text or "") is not None, strict=False),
    Function("LEN", (TEXT,), Type.NUMBER, lambda text: Decimal(len(text or "")), strict=False),
    Function("CONTAINS", (TEXT, TEXT), Type.BOOLEAN, _found_in, strict=False),
    Function("BEGINS", (TEXT, TEXT), Type.BOOLEAN, _begins, strict=False),
    Function("FIND", (TEXT, TEXT, NUMBER), Type.NUMBER, _find, required=2, strict=False),
    Function("LEFT", (TEXT, NUMBER), Type.TEXT, _left),
    Function("RIGHT", (TEXT, NUMBER), Type.TEXT, _right),
    Function("MID", (TEXT, NUMBER, NUMBER), Type.TEXT, _mid),
    Function("SUBSTR", (TEXT, NUMBER, NUMBER), Type.TEXT, _substr, required=2),
    Function("SUBSTITUTE", (TEXT, TEXT, TEXT), Type.TEXT, _substitute, strict=False),
    Function("LPAD", (TEXT, NUMBER, TEXT), Type.TEXT, _lpad, required=2, strict=False),
    Function("RPAD", (TEXT, NUMBER, TEXT), Type.TEXT, _rpad, required=2, strict=False),
    Function("UPPER", (TEXT, TEXT), Type.TEXT, lambda text, *locale: text.upper(), required=1),
    Function("LOWER", (TEXT, TEXT), Type.TEXT, lambda text, *locale: text.lower(), required=1),
    _of_text("TRIM", _trim),
    _of_text("REVERSE", lambda text: text[::-1]),
    _of_text("INITCAP", str.title),
    Function("CHR", (NUMBER,), Type.TEXT, _chr),
    Function("ASCII", (TEXT,), Type.NUMBER, lambda text: Decimal(ord(text[0])) if text else None),
    _of_text("CASESAFEID", _case_safe_id),
    _of_text("HTMLENCODE", _htmlencode),
    _of_text("JSENCODE", _jsencode),
    _of_text("JSINHTMLENCODE", lambda text: _jsencode(_htmlencode(text))),
    _of_text("URLENCODE", lambda text: urllib.parse.quote_plus(text, safe="*-._")),
    Function("BR", (), Type.TEXT, lambda: "\n"),
)
