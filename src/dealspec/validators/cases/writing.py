"""Cases as the text of a cases file, which reads back as the same cases. Writes no file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import yaml

from dealspec.schema.model import Schema
from dealspec.validators.cases.deriving import derived
from dealspec.validators.cases.model import Case, Record, Value
from dealspec.validators.cases.values import ID, other_id


def cases_text(cases: Sequence[Case], schema: Schema, as_of: datetime, remark: str = "") -> str:
    """The text of a file with these cases, all of that moment."""
    head = [f"# {line}".rstrip() for line in remark.splitlines()]
    body = [line for case in cases for line in _case(case, schema)]
    return "\n".join([*head, f"as_of: {_moment(as_of)}", "cases:", *body]) + "\n"


def _case(case: Case, schema: Schema) -> Iterator[str]:
    yield f"  {_text(case.name)}:"
    if case.description:
        yield f"    description: {_text(case.description)}"
    if case.object != "opportunity":
        yield f"    object: {case.object}"
    before = None if case.save.before is None else _said(case.save.before, case.object, schema)
    if before is not None:
        yield f"    before: {_record(before)}"
    now = _said(case.save.record, case.object, schema)
    yield f"    record: {_record(now if before is None else _changes(before, now))}"
    if case.save.others:
        yield "    others:"
        yield from (f"      - {_record(_said(one, case.object, schema))}" for one in case.save.others)
    if case.save.bypass:
        yield "    user: {bypass: true}"
    expected = ", ".join(f"{one.judgement.id}: {one.verdict.value}" for one in case.expects)
    yield f"    expect: {{{expected}}}"


def _said(record: Record, obj: str, schema: Schema) -> Record:
    """The record without what follows from its stage."""
    stage = {"stage": record["stage"]} if record.get("stage") is not None else {}
    follows = derived(stage, obj, schema)
    return {name: value for name, value in record.items() if name == "stage" or follows.get(name, _NOTHING) != value}


_NOTHING = object()


def _changes(before: Record, now: Record) -> Record:
    """What the save names: values that differ, and null for what it blanks; a lookup's other record as a whole."""
    lookups = {name.partition(".")[0] for name in (*before, *now) if before.get(name) != now.get(name)}
    names = dict.fromkeys([*now, *before])
    return {name: now.get(name) for name in names if name.partition(".")[0] in lookups}


def _record(record: Record) -> str:
    """In flow form: ``{stage: reseller_quote, account: {tier: gold}}``."""
    beyond: dict[str, dict[str, Value]] = {}
    for name, value in record.items():
        lookup, dot, field = name.partition(".")
        if dot and value is not None:
            beyond.setdefault(lookup, {})[field] = value
    said = []
    for name, value in sorted(record.items(), key=lambda item: (item[0] != "stage", item[0])):
        if "." in name:
            continue
        if name in beyond:
            theirs = {**({ID: value} if value != other_id(name) else {}), **beyond[name]}
            said.append(f"{name}: {{{', '.join(f'{field}: {_value(one)}' for field, one in theirs.items())}}}")
        else:
            said.append(f"{name}: {_value(value)}")
    return f"{{{', '.join(said)}}}"


def _value(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case datetime():
            return _moment(value)
        case date():
            return value.isoformat()
        case tuple():
            return f"[{', '.join(map(_text, value))}]"
    return _text(value)


def _moment(moment: datetime) -> str:
    found = moment.astimezone(UTC)
    return f"{found:%Y-%m-%d}" if found.time() == datetime.min.time() else f"{found:%Y-%m-%dT%H:%M:%SZ}"


def _text(text: str) -> str:
    """The text in flow form, in quotes where YAML would read something else."""
    written = yaml.safe_dump([text], default_flow_style=True, width=2**20, allow_unicode=True)
    return str(written).strip()[1:-1]
