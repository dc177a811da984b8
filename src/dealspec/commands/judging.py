"""Judges a target's records: extract, audit, count. The steps that ``audit``, ``plan`` and ``demo`` share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dealspec.core.coverage import Coverage, Gap
from dealspec.provisioner.changes import Create
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import matches
from dealspec.provisioner.plan import Plan, with_impact
from dealspec.provisioner.ports import Chosen, Extract, Identity, Target
from dealspec.provisioner.resource import Enforcement, Json, Kind
from dealspec.reports.view import AuditedTarget, FindingsView, RuleNote, findings_view
from dealspec.schema.model import Schema
from dealspec.validators.audit import engine, program
from dealspec.validators.audit.engine import AuditResult
from dealspec.validators.expr.nodes import fields_used
from dealspec.validators.judgements import Judgement, judgements


@dataclass(frozen=True, slots=True)
class Audited:
    """One target's audit."""

    name: str
    identity: Identity
    result: AuditResult


def all_judgements(schema: Schema) -> tuple[Judgement, ...]:
    """Every gate and rule of a sound schema as a judgement."""
    found, _ = judgements(schema)
    return found


def audit_target(
    name: str,
    target: Target,
    schema: Schema,
    chosen: Sequence[Judgement],
    as_of: datetime,
    say: Callable[[str], None] = lambda text: None,
    *,
    has_screens: bool = True,
) -> Audited:
    """Judges every record of a target by its current values; an embedded org has no screens that links could open."""
    identity = target.identity()
    extracts = _extracts(target, schema, chosen, as_of, say)
    result = engine.audit(
        chosen,
        extracts,
        target=name,
        as_of=as_of,
        record_url=target.record_url if has_screens else _nowhere,
        on_save=_held_on_save(target, schema, chosen),
    )
    return Audited(name, identity, result)


def chosen_judgements(schema: Schema, globs: Sequence[str]) -> tuple[Judgement, ...]:
    """The judgements whose id or address matches a glob; all without globs."""
    every = all_judgements(schema)
    return tuple(item for item in every if not globs or matches(item.id, globs) or matches(item.address, globs))


def plan_impact(plan: Plan, target: Target, schema: Schema, as_of: datetime) -> Plan:
    """The plan with the number of records that break each gate it concerns.

    A field that the plan creates is blank on every record, and so is a deal's pipeline where it creates the first one.
    """
    addresses = {grade.address for grade in plan.grades}
    concerned = [item for item in all_judgements(schema) if item.address in addresses]
    if not concerned:
        return plan
    extracts = _extracts(target, schema, concerned, as_of, every=True)
    counts = engine.count_violations(concerned, extracts, as_of, _blank_until_applied(plan, schema, concerned))
    judged = {obj: _Counted.of(extract) for obj, extract in extracts.items()}
    known = {item.address: (counts[item.id], judged[item.object].count) for item in concerned if item.id in counts}
    gaps = [
        Gap(item.address, "The records it touches could not be counted: the org lacks a field that it reads.")
        for item in concerned
        if item.id not in counts and not item.asks_of_save
    ]
    return with_impact(plan, known, Coverage(tuple(gaps)))


def view_of(
    command: str, version: str, as_of: datetime, audited: Sequence[Audited], chosen: Sequence[Judgement]
) -> FindingsView:
    """The audits as the reports draw them."""
    targets = [
        AuditedTarget(
            item.name, item.identity.crm.value, item.identity.org_id, item.result.judged, item.result.coverage
        )
        for item in audited
    ]
    notes = [
        RuleNote(item.id, item.kind.value, item.severity, item.message, item.hint, item.address) for item in chosen
    ]
    findings = [finding for item in audited for finding in item.result.findings]
    return findings_view(command=command, version=version, as_of=as_of, targets=targets, rules=notes, findings=findings)


def _held_on_save(target: Target, schema: Schema, chosen: Sequence[Judgement]) -> frozenset[str]:
    """Which judgements of what a save changes the target really refuses today, as they are declared."""
    asked = {item.address for item in chosen if item.asks_of_save}
    if not asked:
        return frozenset()
    projection = target.project(schema)
    hard = {each.address for each in projection.grades if Enforcement.HARD in each.enforcement}
    wanted = [each for each in projection.resources if each.address in asked & hard]
    pending = {change.address for change in diff(wanted, target.read(wanted).resources)} if wanted else set()
    return frozenset(each.address for each in wanted if each.address not in pending)


def _blank_until_applied(plan: Plan, schema: Schema, judgements: Sequence[Judgement]) -> frozenset[str]:
    """What the plan makes, of the records themselves and of those that their lookups will name."""
    made = set(_made_by(plan, schema))
    behind = {
        f"{item.object}.{ref.column}"
        for item in judgements
        for ref in fields_used(item.when) | fields_used(item.that) | {*item.require}
        if ref.via and {f"{ref.object}.{ref.name}", f"{ref.via.object}.{ref.via.name}"} & made
    }
    return frozenset(made | behind)


def _made_by(plan: Plan, schema: Schema) -> Iterator[str]:
    """Fields that no record holds a value of yet. Salesforce shows a deal's record type once there is one to have."""
    for change in plan.changes:
        if isinstance(change, Create) and change.kind is Kind.FIELD:
            yield change.address.removeprefix("fields.")
        if isinstance(change, Create) and change.kind is Kind.PIPELINE:
            yield f"{schema.pipelines[change.address.removeprefix('pipelines.')].object}.pipeline"


def _nowhere(obj: str, record_id: str) -> str:
    return ""


def _extracts(
    target: Target,
    schema: Schema,
    chosen: Sequence[Judgement],
    as_of: datetime,
    say: Callable[[str], None] = lambda text: None,
    *,
    every: bool = False,
) -> Mapping[str, Extract]:
    """The records that the judgements select, as far as the CRM can tell; with ``every`` all, so that they count."""
    result = {}
    readable = [item for item in chosen if not item.asks_of_save]
    selected = {} if every else program.selected(readable)
    for obj, fields in program.columns(readable).items():
        say(f"Reading {obj} records ...")
        condition = selected.get(obj)
        extract = target.extract(schema, obj, sorted(fields), Chosen(condition, as_of) if condition else None)
        result[obj] = Extract(extract.object, _Counted(extract), extract.missing)
    return result


class _Counted:
    """Rows that are counted as they are walked."""

    def __init__(self, extract: Extract) -> None:
        self._rows = extract.rows
        self.count = 0

    @staticmethod
    def of(extract: Extract) -> _Counted:
        assert isinstance(extract.rows, _Counted)
        return extract.rows

    def __iter__(self) -> Iterator[Mapping[str, Json]]:
        for row in self._rows:
            self.count += 1
            yield row
