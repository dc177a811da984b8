"""The codes of what can be wrong in an expression, and the collector that gives each fault its exact place."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from dealspec.core.diagnostics import Diagnostic
from dealspec.core.source import Position
from dealspec.schema.model import Expr


class ExprCode(Enum):
    """A stable code, its title, why it matters, a condition with the fault, one without. Codes are never reused."""

    SYNTAX = (
        "EXP001",
        "Condition that cannot be read",
        "A condition that cannot be read cannot be judged.",
        "amount >",
        "amount > 100",
    )
    FOREIGN = (
        "EXP002",
        "Foreign construct",
        "A condition is one expression over the fields of a record; nothing else means the same in every CRM.",
        "amount > (select 1)",
        "amount > 1",
    )
    QUOTED = (
        "EXP003",
        "Text in the wrong quotes",
        "In double quotes or backticks a word would be a field's name.",
        'partner_motion = "direct"',
        "partner_motion = 'direct'",
    )
    CHAINED = (
        "EXP004",
        "Chained comparison",
        "The second comparison would compare TRUE or FALSE with a value.",
        "10 < amount < 20",
        "amount > 10 and amount < 20",
    )
    NULL = (
        "EXP005",
        "Comparison with null",
        "A comparison with nothing is unknown, so it never holds.",
        "amount = null",
        "amount is blank",
    )
    BARE_DATE = (
        "EXP006",
        "Date without its word",
        "Without quotes this is a subtraction of numbers.",
        "close_date > 2026-01-31",
        "close_date > date '2026-01-31'",
    )
    UNKNOWN_FUNCTION = (
        "EXP007",
        "Unknown function",
        "Only functions with the same meaning in every CRM belong to the language.",
        "now() > created_at",
        "age(created_at) > days(1)",
    )
    UNKNOWN_FIELD = (
        "EXP008",
        "Unknown field in a condition",
        "A condition on a field that does not exist can never hold.",
        "patner_motion = 'direct'",
        "partner_motion = 'direct'",
    )
    UNKNOWN_VALUE = (
        "EXP009",
        "Unknown value",
        "A comparison with a value that the field cannot hold is never TRUE.",
        "partner_motion = 'resale'",
        "partner_motion = 'reseller'",
    )
    TYPES = (
        "EXP010",
        "Types that do not compare",
        "Values of different types have no comparison that means the same in every CRM.",
        "amount > today()",
        "close_date > today()",
    )
    NOT_A_CONDITION = (
        "EXP011",
        "Not a condition",
        "A gate or rule needs something that is true or false.",
        "amount",
        "amount > 0",
    )
    UNSUPPORTED = (
        "EXP012",
        "Not expressible yet",
        "It has no form in every dialect yet.",
        "sum(amount) > 100",
        "amount > 100",
    )
    ARGUMENTS = (
        "EXP013",
        "Wrong arguments",
        "The function would have nothing it can work with.",
        "age() > days(1)",
        "age(created_at) > days(1)",
    )
    PATTERN = (
        "EXP014",
        "Pattern beyond the common ground",
        "Salesforce (Java), HubSpot and the audit (RE2) must read a pattern in the same way.",
        "name matches '(?=x).*'",
        "name matches 'x.*'",
    )
    TOO_LARGE = (
        "EXP015",
        "Condition too large",
        "A Salesforce formula holds 3,900 characters, and people must be able to read it.",
        "(" * 41 + "amount > 0" + ")" * 41,
        "amount > 0",
    )
    TRANSITION = (
        "EXP016",
        "Transition that no save shows",
        "Only the save of a record has a before and an after, and only for the record's own fields.",
        "changed(account.name)",
        "changed(account)",
    )
    DIVISION = (
        "EXP017",
        "Division by zero",
        "The result would always be blank, so the condition could never hold.",
        "amount / 0 > 100",
        "amount / 2 > 100",
    )
    CALENDAR = (
        "EXP018",
        "No calendar to count by",
        "Which days are business days is said by a calendar, and it must be clear by which.",
        "calendars:\n"
        "  office: {time_zone: Europe/Berlin}\n"
        "  plant: {time_zone: Europe/Madrid, weekend: [sunday]}\n"
        "rules:\n"
        "  on_time: {that: 'business_days(close_date, today()) <= 5'}\n",
        "calendars:\n"
        "  office: {time_zone: Europe/Berlin}\n"
        "  plant: {time_zone: Europe/Madrid, weekend: [sunday]}\n"
        "policies: {calendar: office}\n"
        "rules:\n"
        "  on_time: {that: 'business_days(close_date, today()) <= 5'}\n",
    )
    LOOKUP = (
        "EXP019",
        "Field that a lookup does not lead to",
        "A condition reads its own record and the records that its lookups name, and nothing further away.",
        "account.owner.name = 'x'",
        "account.name = 'x'",
    )

    def __init__(self, code: str, title: str, why: str, bad: str, good: str) -> None:
        self.code = code
        self.title = title
        self.why = why
        self.bad = bad
        self.good = good


@dataclass(slots=True)
class Faults:
    """Collects the faults of one expression. Offsets count characters from the beginning of its text."""

    expr: Expr
    found: list[Diagnostic] = field(default_factory=list)

    def at(self, offset: int) -> Position:
        """The place in the file; lines after the first are taken to be indented like the first."""
        start, written = self.expr.position, self.expr.written
        offset = written.offset(offset) if written else offset
        before = (written.text if written else self.expr.text)[:offset]
        column = offset - (before.rfind("\n") + 1)
        return Position(start.file, start.line + before.count("\n"), start.column + column)

    def add(self, code: ExprCode, where: int | Position, summary: str, hint: str = "") -> None:
        """Keep a fault at an offset, or at a place already computed."""
        position = where if isinstance(where, Position) else self.at(where)
        self.found.append(Diagnostic(code.code, summary, position, code.why, hint))
