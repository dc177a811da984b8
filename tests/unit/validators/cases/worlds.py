"""A small schema, and cases read over it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from dealspec.commands.testing_salesforce import SalesforceRules
from dealspec.core.diagnostics import Diagnostic
from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Schema
from dealspec.validators.cases.model import Case
from dealspec.validators.cases.outcome import CaseRun, Moment
from dealspec.validators.cases.reading import read_cases
from dealspec.validators.cases.running import Clock, run_cases
from dealspec.validators.judgement import JudgementKind
from dealspec.validators.judgements import judgements

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = """
objects:
  account:
    fields:
      tier: {type: picklist, values: [silver, gold]}
      certified: {type: checkbox}
  opportunity:
    fields:
      motion: {type: picklist, values: [direct, {name: reseller, label: Reseller (VAR)}]}
      partner: {type: lookup, to: account}
      registration: {type: text, length: 20, pattern: "DR-[0-9]{3}"}
      ends: {type: date}
      noted_at: {type: datetime, stamp: person}
      margin: {type: percent, min: 0, max: 100}
      seats: {type: number}
      approved: {type: checkbox}
      products: {type: multi_select, values: [core, plus]}
      contacts: {type: contact_roles, values: [ae, se]}
      called_at: {type: time}
pipelines:
  reseller:
    when: motion = 'reseller'
    stages:
      - {name: registered, label: Registered, probability: 10}
      - {name: quoted, label: Quoted, probability: 50}
      - {name: won, label: Won, probability: 100, outcome: won}
      - {name: lost, label: Lost, probability: 0, outcome: lost}
  direct:
    when: motion = 'direct'
    stages:
      - {name: met, label: Met, probability: 10}
      - {name: won, label: Won, probability: 100, outcome: won}
gates:
  quote: {pipeline: reseller, enters: quoted, require: [registration, margin], that: ends >= today() or approved}
  still_open: {pipeline: reseller, enters: quoted, that: is_open}
  win: {pipeline: reseller, enters: won, that: not (margin < 5 or partner.tier = 'silver')}
  shrink: {pipeline: reseller, enters: quoted, check: always, that: not seats < previous(seats)}
  hint: {pipeline: reseller, enters: quoted, that: products has 'core', severity: warning}
rules:
  stale: {when: is_open, that: age(noted_at) <= days(7)}
  lost_seats: {that: seats >= previous(seats)}
  staffed: {when: is_open, that: "count(contacts) filter (where role = 'ae') >= 1"}
  certified_gold: {object: account, when: tier = 'gold', that: certified}
  two_partners: {when: is_open, conflict: {same: [account], different: partner}}
"""


def schema_of(text: str = TEXT) -> Schema:
    schema, faults = load([SourceFile("schema.yaml", text)])
    assert schema is not None, faults
    return schema


SCHEMA = schema_of()
JUDGEMENTS, _FAULTS = judgements(SCHEMA)
assert not _FAULTS
BY_ID = {judgement.id: judgement for judgement in JUDGEMENTS}


def read(text: str, schema: Schema = SCHEMA) -> tuple[Sequence[Case], Sequence[Diagnostic]]:
    return read_cases([SourceFile("cases.yaml", text)], schema, judgements(schema)[0])


def run(text: str, schema: Schema = SCHEMA) -> CaseRun:
    """The run of cases that must be sound, as of noon of 22 November 2026."""
    cases, faults = read(text, schema)
    assert not faults, faults
    every, _ = judgements(schema)
    written = [one for one in every if one.kind in (JudgementKind.GATE, JudgementKind.RULE, JudgementKind.CONFLICT)]
    clock = Clock(NOON, Moment.NOW)
    return run_cases(["cases.yaml"], cases, written, clock, SalesforceRules.of(schema).refused)


def case(body: str) -> str:
    """A file with one case, of these lines."""
    return "cases:\n  one:\n" + "".join(f"    {line}\n" for line in body.strip().splitlines())
