"""Audits and faults that the report tests draw."""

from collections.abc import Sequence
from datetime import UTC, datetime

from dealspec.core.coverage import Coverage, Gap
from dealspec.core.diagnostics import Diagnostic, Severity
from dealspec.core.source import Position
from dealspec.reports.view import (
    AuditedTarget,
    DiagnosticsView,
    FindingsView,
    RuleNote,
    diagnostics_view,
    findings_view,
)
from dealspec.validators.audit.finding import Finding

AS_OF = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

QUOTE = RuleNote(
    "reseller_quote",
    "gate",
    Severity.ERROR,
    "A reseller deal needs an active registration before it is quoted.",
    "Register the deal, or move it back to Qualification.",
    "gates.reseller_quote",
)
STALE = RuleNote(
    "stale_stage_notes",
    "rule",
    Severity.WARNING,
    "Stage notes are older than 7 days.",
    "Ask the owner for news.",
    "rules.stale_stage_notes",
)
CLASH = RuleNote(
    "two_partners_one_account",
    "rule",
    Severity.ERROR,
    "Two partners are working the same account.",
    "Open a case and let the rules of engagement decide.",
    "rules.two_partners_one_account",
)
RENEWAL = RuleNote(
    "renewal_owner_unconfirmed",
    "rule",
    Severity.ERROR,
    "The renewal's owner is not confirmed 90 days before the renewal.",
    "",
    "rules.renewal_owner_unconfirmed",
)
RULES = (STALE, CLASH, QUOTE, RENEWAL)


def finding(target: str, rule: RuleNote, record_id: str, detail: str = "", message: str = "") -> Finding:
    """A finding with an address as the target's CRM would give it."""
    host = "https://hub.example" if target == "hs" else "https://sf.example"
    text = message or rule.message
    url = f"{host}/{record_id}"
    return Finding(target, rule.id, record_id, "opportunity", rule.severity, text, detail, rule.hint, url)


FINDINGS = (
    finding("hs", QUOTE, "9001", "Blank: Protection end"),
    finding("sf", STALE, "006000000000003AAA"),
    finding("sf", STALE, "006000000000001AAA"),
    finding("sf", QUOTE, "006000000000002AAA", "Blank: Deal registration ID, Protection end, Technical fit at"),
    finding("sf", QUOTE, "006000000000001AAA", "Not true: protection_end >= today()"),
    finding("sf", CLASH, "006000000000004AAA", "In conflict with 006000000000005AAA"),
    finding("sf", CLASH, "006000000000005AAA", "In conflict with 006000000000004AAA"),
)

SALESFORCE = AuditedTarget("sf", "salesforce", "00D000000000001EAA", {"opportunity": 2000, "account": 1})
HUBSPOT = AuditedTarget("hs", "hubspot", "4242", {"opportunity": 1500})
BLIND_HUBSPOT = AuditedTarget(
    "hs",
    "hubspot",
    "4242",
    {"opportunity": 1500},
    Coverage(
        (
            Gap(
                "rules.renewal_owner_unconfirmed",
                "Not judged: the portal has no field Renewal date.",
                "Apply the plan, then audit again.",
            ),
        )
    ),
)


def audit(
    findings: Sequence[Finding] = FINDINGS, targets: Sequence[AuditedTarget] = (SALESFORCE, BLIND_HUBSPOT)
) -> FindingsView:
    """An audit with two targets, one of them not seen whole."""
    return findings_view(command="audit", version="0.1.0", as_of=AS_OF, targets=targets, rules=RULES, findings=findings)


HOSTILE = '<script>alert("1")</script> & ]]> 100% a:b, c\nsecond \x1b[31m\x00 line'
"""What no format may take for its own syntax."""


def hostile_audit() -> FindingsView:
    """An audit in which every text is ``HOSTILE``."""
    rule = RuleNote(HOSTILE, "rule", Severity.ERROR, HOSTILE, HOSTILE, HOSTILE)
    target = AuditedTarget(HOSTILE, HOSTILE, HOSTILE, {HOSTILE: 1}, Coverage((Gap(HOSTILE, HOSTILE, HOSTILE),)))
    found = Finding(
        HOSTILE, HOSTILE, HOSTILE, HOSTILE, Severity.ERROR, HOSTILE, HOSTILE, HOSTILE, "javascript:alert(1)"
    )
    return findings_view(
        command="audit", version="0.1.0", as_of=AS_OF, targets=(target,), rules=(rule,), findings=(found,)
    )


SOURCE = """objects:
  opportunity:
    fields:
      partner_motion: {label: Partner motion, tpye: picklist}
"""


def faults() -> DiagnosticsView:
    """Three faults: one whose file is at hand, one whose file is not, one without a place."""
    return diagnostics_view(
        command="validate",
        version="0.1.0",
        diagnostics=(
            Diagnostic(
                "CHK003", "A gate names an unknown field", Position("schema/gates.yaml", 31, 5), hint="Declare it."
            ),
            Diagnostic(
                "SCH010",
                "Unknown key 'tpye'",
                Position("schema/opportunity.yaml", 4, 47),
                "A key that is not known would be ignored, and the field would have no type.",
                "Did you mean 'type'?",
            ),
            Diagnostic("CFG001", "No target is named", severity=Severity.WARNING),
        ),
        sources={"schema/opportunity.yaml": SOURCE},
    )
