"""A schema as large as asked for, the same on every run: objects with fields of every type, pipelines, gates, rules.

Its density is the blueprint's: a label, a type, mostly a description and what the type needs per field; a message per
gate; conditions of one to four comparisons, no two of them alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_SHARES = {"opportunity": 50, "account": 25, "contact": 10, "delivery": 15}
"""How many of a hundred fields each object has."""

_TYPES = (
    *("text", "picklist", "date", "number", "checkbox", "picklist", "currency", "text", "datetime", "long_text"),
    *("picklist", "lookup", "percent", "text", "date", "multi_select", "number", "checkbox", "url", "formula"),
    *("picklist", "currency", "email", "datetime", "text", "phone", "rich_text", "time", "auto_number", "checkbox"),
    *("number", "picklist", "date", "text", "multi_select", "lookup", "percent", "roll_up", "contact_roles", "other"),
    *("master_detail", "picklist", "text", "datetime", "number", "currency", "checkbox", "date", "text", "picklist"),
)
_TOPICS = (
    *("registration", "renewal", "technical_fit", "order", "forecast", "legal", "security", "onboarding", "training"),
    *("pricing", "discount", "marketplace", "attribution", "delivery", "handoff", "support", "billing", "territory"),
)
_NOUNS = {
    "text": "reference",
    "long_text": "notes",
    "rich_text": "summary",
    "number": "count",
    "currency": "value",
    "percent": "share",
    "checkbox": "confirmed",
    "date": "due",
    "datetime": "seen_at",
    "time": "hour",
    "picklist": "status",
    "multi_select": "regions",
    "lookup": "owner_account",
    "master_detail": "parent",
    "url": "link",
    "email": "mailbox",
    "phone": "hotline",
    "formula": "score",
    "auto_number": "serial",
    "roll_up": "total",
    "contact_roles": "people",
    "other": "place",
}
_VALUES = ("open", "requested", "in_review", "approved", "declined", "on_hold")
_STAGES = (
    *("registered", "qualified", "designed", "proven", "quoted", "negotiated", "approved", "contracted"),
    *("won", "launched", "adopted", "lost"),
)
_CONDITIONS = (
    "{picklist} = '{value}'",
    "{picklist} in ('{value}', '{second}', 'on_hold')",
    "{number} > {n}",
    "{currency} between {n} and {n}000",
    "{date} >= today()",
    "{date} >= today() or (is_won and {date} >= close_date)",
    "{picklist} = '{value}' and {checkbox}",
    "not {checkbox} or {text} is not blank",
    "age({datetime}) <= days(${{policies.notes_refresh_days}})",
    "{text} starts with 'DR-{n}'",
    "{text} matches '[A-Z]{{2}}-[0-9]{{{n}}}'",
    "{multi_select} has '{value}'",
    "length({text}) >= {n}",
    "{date} <= close_date + days({n})",
    "amount < {n}000 or ({text} is not blank and {picklist} <> '{value}')",
    "{picklist} in ('{value}', '{second}') and {number} >= {n} and {percent} <= ${{most_share}}",
    "{lookup} is not blank and ({checkbox} or {date} > date '2026-01-31')",
    "{percent} > 0 and {picklist} <> '{second}' and {datetime} is not blank",
)


@dataclass(slots=True)
class _Names:
    """The names of an object's fields by type, given in turn, and the conditions that were made of them."""

    by_type: dict[str, list[str]] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)

    def add(self, kind: str, name: str) -> None:
        self.by_type.setdefault(kind, []).append(name)

    def next(self, kind: str) -> str:
        known = self.by_type[kind]
        self.given[kind] = self.given.get(kind, -1) + 1
        return known[self.given[kind] % len(known)]


def write_schema(folder: Path, *, fields: int, pipelines: int, gates: int, rules: int) -> list[Path]:
    """Writes a sound schema of exactly that size; gives its files."""
    names = {obj: _Names() for obj in _SHARES}
    files = {f"object_{obj}.yaml": _object(obj, fields * share // 100, names) for obj, share in _SHARES.items()}
    for number in range(pipelines):
        own = range(number, gates, pipelines)
        files[f"pipeline_{number}.yaml"] = _pipeline(number, own, names["opportunity"])
    files["rules.yaml"] = _rules(rules, names)
    files["policies.yaml"] = iter(_POLICIES)
    written = []
    for name, lines in files.items():
        path = folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        written.append(path)
    return written


_POLICIES = (
    "# The numbers that conditions take by name.",
    "variables:",
    "  most_share: 60",
    "",
    "policies:",
    "  notes_refresh_days: 7",
)


def _object(obj: str, count: int, names: dict[str, _Names]) -> Iterator[str]:
    yield f"# What partners and sellers note on the {obj}."
    yield from ("objects:", f"  {obj}:")
    if obj == "delivery":
        yield from ("    label: Delivery", "    plural: Deliveries")
    yield from ("    groups:", "      channel: {label: Channel}", "", "    fields:")
    for number in range(count):
        kind = _TYPES[number % len(_TYPES)]
        name = f"{_TOPICS[number % len(_TOPICS)]}_{_NOUNS[kind]}_{number}"
        if kind == "datetime":
            name = f"{_TOPICS[number % len(_TOPICS)]}_{number}_at"
        names[obj].add(kind, name)
        yield f"      {name}:"
        yield f"        label: {name.replace('_', ' ').capitalize()}"
        yield f"        type: {kind}"
        yield from (f"        {line}" for line in _of_type(kind, number))
        if number % 8:
            what = _TOPICS[(number + 5) % len(_TOPICS)].replace("_", " ")
            yield f"        description: What the partner's {what} rests on, noted by whoever works on it next."
        if number % 5 == 0:
            yield "        track_history: true"
        if kind != "other":
            yield "        hubspot: {group: channel}"
        yield ""


def _of_type(kind: str, number: int) -> Iterator[str]:
    if kind in ("picklist", "contact_roles"):
        yield f"values: [{', '.join(_VALUES)}]"
    elif kind == "multi_select":
        yield "values:"
        for value in _VALUES:
            yield f"  - {{name: {value}, label: {value.replace('_', ' ').title()}}}"
    yield from {
        "text": ("length: 120",) if number % 2 else ("length: 80", "pattern: '[A-Za-z0-9 -]{2,80}'"),
        "long_text": ("length: 4000",),
        "rich_text": ("length: 8000",),
        "number": ("precision: 8", "scale: 0", "min: 0", "max: 99999"),
        "currency": ("precision: 16", "scale: 2", "min: 0"),
        "percent": ("min: 0", "max: 100"),
        "datetime": ("stamp: automation",),
        "lookup": ("to: account",),
        "master_detail": ("to: account",),
        "formula": ("formula: amount * 2", "result: currency"),
        "auto_number": ("number_format: 'A-{0000}'",),
        "roll_up": ("roll_up: {operation: count, of: delivery, through: account}",),
        "other": ("salesforce: {type: Location}", "hubspot: {type: string/text}"),
    }.get(kind, ())


def _pipeline(number: int, gates: range, names: _Names) -> Iterator[str]:
    yield "# What has to be true at the end of a stage is the gate at the entry of the next one."
    yield from ("pipelines:", f"  motion_{number}:", f"    label: Motion {number}")
    yield "    description: The partner and we sell together, and each brings a part of it on."
    yield f"    when: {names.next('picklist')} = '{_VALUES[number % len(_VALUES)]}'"
    yield "    stages:"
    for place, stage in enumerate(_STAGES):
        outcome = {"won": "won", "launched": "won", "adopted": "won", "lost": "lost"}.get(stage)
        probability = {"won": 100, "lost": 0}.get(outcome or "", 5 + place * 10)
        more = f", outcome: {outcome}" if outcome else ""
        yield f"      - {{name: {stage}, label: M{number} {stage.title()}, probability: {probability}{more}}}"
    yield from ("", "gates:")
    for turn, gate in enumerate(gates):
        stage = _STAGES[1 + turn % (len(_STAGES) - 2)]
        required = [names.next(kind) for kind in ("text", "date", "picklist", "number")[: 1 + gate % 4]]
        yield f"  # The deal is ready to be {stage}."
        yield f"  gate_{gate}_{stage}:"
        yield f"    pipeline: motion_{number}"
        yield f"    enters: {stage}"
        yield f"    require: [{', '.join(required)}]"
        yield f'    that: "{_condition(gate, names)}"' if gate % 7 == 0 else f"    that: {_condition(gate, names)}"
        if gate % 4:
            yield "    message: >-"
            yield f"      Before the deal is {stage}, write down what it rests on, and let the partner confirm"
            yield f"      that number {gate} of the points that we agreed on is settled."
        yield ""


def _rules(count: int, names: dict[str, _Names]) -> Iterator[str]:
    yield from ("# What audits judge on every record, whatever its motion.", "rules:")
    own = names["opportunity"]
    for number in range(count):
        yield f"  rule_{number}:"
        if number % 8 == 7:
            yield f"    when: is_open and {own.next('lookup')} is not blank"
            yield f"    conflict: {{same: [account, {own.next('picklist')}], different: {own.next('text')}}}"
        else:
            yield f"    when: is_open and ({_condition(2 * number, own)})"
            yield f"    that: {_condition(2 * number + 5, own)}"
        yield f"    severity: {'warning' if number % 2 else 'error'}"
        yield f"    message: The deal breaks the rule number {number} of the programme, and nobody has said why."
        yield "    hint: Mend what it says, or have the exception approved and on record."
        yield ""


def _condition(number: int, names: _Names) -> str:
    shape = _CONDITIONS[number % len(_CONDITIONS)]
    kinds = [kind for kind in _NOUNS if f"{{{kind}}}" in shape]
    value, second = _VALUES[number % 5], _VALUES[(number + 1) % 5]
    # A field's turn comes again, and then another one's is taken.
    while True:
        chosen = {kind: names.next(kind) for kind in kinds}
        text = shape.format(**chosen, value=value, second=second, n=2 + number % 90)
        if text not in names.said:
            names.said.add(text)
            return text
