"""A plan as JUnit XML, so that CI shows drift. One suite; decides nothing.

A pending change fails, typed ``create`` or ``update``, and so does what is held, typed by its reason. A gate passes
where the CRM itself refuses or asks for approval, and is skipped where only a person or an audit holds it. What the CRM
cannot hold and what is done by hand is skipped; what could not be seen is an error, since a plan that did not see
everything is not clean.
"""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.provisioner.attesting import Standing
from dealspec.provisioner.plan import Plan
from dealspec.reports.junit import case, document, error, failure, remark, skipped
from dealspec.reports.plan_by_hand import attestation
from dealspec.reports.plan_grades import GateRow
from dealspec.reports.plan_held import rows
from dealspec.reports.plan_view import Entry, PlanView, edit_lines, plan_view


def plan(made: Plan) -> str:
    """One case per change, gate, manual step and gap; without changes one that passes."""
    view = plan_view(made)
    return document("dealspec plan", [(made.destination.name, list(_cases(view)))])


def _cases(view: PlanView) -> Iterator[str]:
    plan = view.plan
    target = plan.destination.name
    if not plan.changes and not plan.held:
        yield case("no changes pending", f"{target}.changes", "")
    for section in view.sections:
        for entry in section.entries:
            yield case(entry.change.address, f"{target}.{entry.change.kind.value}", _pending(entry))
    for each in rows(plan):
        said = failure(f"held: {each.reason}", each.held.reason.value, each.sides)
        yield case(each.address, f"{target}.{each.held.kind.value}", said)
    for row in view.gates:
        yield case(row.grade.address, f"{target}.enforcement", _enforcement(row))
    for step in plan.open_manual:
        yield case(step.address, f"{target}.manual", skipped(f"By hand: {step.title}"))
    for done in plan.attested:
        words = attestation(done)
        is_done = done.standing is Standing.DONE
        yield case(done.address, f"{target}.attested", remark(words) if is_done else skipped(words))
    for gap in plan.unsupported:
        yield case(gap.subject, f"{target}.unsupported", skipped(gap.why))
    for gap in plan.coverage.gaps:
        yield case(gap.subject, f"{target}.coverage", error(" ".join(part for part in (gap.why, gap.hint) if part)))


def _pending(entry: Entry) -> str:
    action = entry.change.action.value
    words = ", ".join(edit.path for edit in entry.edits) or entry.words
    return failure(f"to {action}: {words}" if words else f"to {action}", action, edit_lines(entry))


def _enforcement(row: GateRow) -> str:
    if not row.is_refused_or_asked:
        broken = f" Broken today by {row.impact}." if row.impact else ""
        return skipped(f"{row.enforced}: {row.grade.why}{broken}")
    return remark(f"{row.enforced}: broken today by {row.impact}") if row.impact else ""
