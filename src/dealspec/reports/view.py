"""What the reports draw, as plain values: built once, rendered by every format. Decides nothing and prints nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from dealspec.core.coverage import Coverage, Gap
from dealspec.core.diagnostics import Diagnostic, Severity, ordered
from dealspec.schema.model import humanised
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS
from dealspec.validators.audit.finding import Finding


@dataclass(frozen=True, slots=True)
class AuditedTarget:
    """One org that was audited: who it is, how many records were judged by object, and what could not be seen."""

    name: str
    crm: str
    org_id: str
    records: Mapping[str, int]
    coverage: Coverage = field(default_factory=Coverage)


@dataclass(frozen=True, slots=True)
class RuleNote:
    """What a report says of a gate or rule; ``address`` is the subject of the gap when it could not be judged."""

    id: str
    kind: str
    """As in ``Judgement.kind``."""
    severity: Severity
    message: str
    hint: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule on one target: its findings, ordered by record, or the gap that kept it from being judged."""

    target: AuditedTarget
    rule: RuleNote
    findings: tuple[Finding, ...]
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class FindingsView:
    """An audit as every format shows it. ``as_of`` is the moment it judged by; ``version`` is the tool's."""

    command: str
    version: str
    as_of: datetime
    targets: tuple[AuditedTarget, ...]
    rules: tuple[RuleNote, ...]
    results: tuple[RuleResult, ...]
    """Every rule on every target, clean ones too: by target, then as ``rules`` are ordered."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings by target, rule, object, record."""
        every = (finding for result in self.results for finding in result.findings)
        return tuple(sorted(every, key=Finding.sort_key))

    @property
    def gaps(self) -> tuple[tuple[str, Gap], ...]:
        """What could not be seen, each with the name of its target."""
        return tuple((target.name, gap) for target in self.targets for gap in target.coverage.gaps)

    @property
    def on_save(self) -> tuple[tuple[str, str], ...]:
        """What only saves are judged by, each with the name of its target."""
        return tuple((target.name, address) for target in self.targets for address in target.coverage.on_save)

    @property
    def total(self) -> int:
        """How many findings there are."""
        return sum(len(result.findings) for result in self.results)

    def count(self, severity: Severity) -> int:
        """How many findings are that grave."""
        return sum(finding.severity is severity for result in self.results for finding in result.findings)

    def results_of(self, target: AuditedTarget) -> tuple[RuleResult, ...]:
        """A target's results, in the order of the rules."""
        return tuple(result for result in self.results if result.target is target)

    def results_for(self, rule: RuleNote) -> tuple[RuleResult, ...]:
        """A rule's results, in the order of the targets."""
        return tuple(result for result in self.results if result.rule is rule)


@dataclass(frozen=True, slots=True)
class DiagnosticsView:
    """The faults of what the user wrote; ``sources`` maps a file, as positions name it, to its text."""

    command: str
    version: str
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str] = field(default_factory=dict)

    def count(self, severity: Severity) -> int:
        """How many faults are that grave."""
        return sum(diagnostic.severity is severity for diagnostic in self.diagnostics)


def findings_view(
    *,
    command: str,
    version: str,
    as_of: datetime,
    targets: Sequence[AuditedTarget],
    rules: Sequence[RuleNote],
    findings: Sequence[Finding],
) -> FindingsView:
    """The view of an audit; the order of ``rules`` and ``findings`` does not matter, that of ``targets`` is kept.

    A finding of a rule that ``rules`` does not name is shown under the words it brings along. Raises ``ValueError``
    for a finding of a target that ``targets`` does not name: it would be lost.
    """
    strangers = {finding.target for finding in findings} - {target.name for target in targets}
    if strangers:
        raise ValueError(f"findings of targets that were not audited: {', '.join(sorted(strangers))}")
    by_place: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(findings, key=Finding.sort_key):
        by_place.setdefault((finding.target, finding.rule), []).append(finding)
    notes = _ordered_rules(rules, findings)
    results = tuple(
        RuleResult(target, note, tuple(by_place.get((target.name, note.id), ())), _gap(target, note))
        for target in targets
        for note in notes
    )
    return FindingsView(command, version, as_of, tuple(targets), notes, results)


def diagnostics_view(
    *, command: str, version: str, diagnostics: Sequence[Diagnostic], sources: Mapping[str, str] | None = None
) -> DiagnosticsView:
    """The view of faults, by place, each once."""
    return DiagnosticsView(command, version, ordered(diagnostics), sources or {})


def moment(when: datetime) -> str:
    """``2026-11-22 09:00 UTC``."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def iso(when: datetime) -> str:
    """``2026-11-22T09:00:00Z``."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 record``, ``2,000 records``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def counted_objects(obj: str, number: int) -> str:
    """``2,000 opportunities``."""
    known = BUILT_IN_OBJECTS.get(obj)
    if known is None:
        return f"{number:,} {humanised(obj).lower()} {'record' if number == 1 else 'records'}"
    return counted(number, known.label.lower(), known.plural)


def records_judged(target: AuditedTarget) -> str:
    """``2,000 opportunities, 120 accounts``."""
    by_number = sorted(target.records.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(counted_objects(obj, number) for obj, number in by_number) or "no records"


def crm_label(crm: str) -> str:
    """The CRM as its vendor spells it."""
    return {"salesforce": "Salesforce", "hubspot": "HubSpot"}.get(crm, crm)


def _ordered_rules(rules: Sequence[RuleNote], findings: Sequence[Finding]) -> tuple[RuleNote, ...]:
    """Broken ones first, of these the graver, then the more often broken, then by name."""
    notes = {note.id: note for note in rules}
    counts: dict[str, int] = {}
    for finding in sorted(findings, key=Finding.sort_key):
        counts[finding.rule] = counts.get(finding.rule, 0) + 1
        unknown = RuleNote(finding.rule, "rule", finding.severity, finding.message, finding.hint)
        notes.setdefault(finding.rule, unknown)
    gravity = list(Severity)

    def rank(note: RuleNote) -> tuple[bool, int, int, str]:
        count = counts.get(note.id, 0)
        return (count == 0, gravity.index(note.severity), -count, note.id)

    return tuple(sorted(notes.values(), key=rank))


def _gap(target: AuditedTarget, note: RuleNote) -> Gap | None:
    return next((gap for gap in target.coverage.gaps if note.address and gap.subject == note.address), None)
