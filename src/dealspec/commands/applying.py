"""Runs a plan with its journal on disk. The steps that ``apply`` and ``demo`` share."""

from __future__ import annotations

from pathlib import Path

from dealspec.commands.session import Session
from dealspec.provisioner.apply import Run, apply_plan
from dealspec.provisioner.journal import FileJournal
from dealspec.provisioner.plan import Plan
from dealspec.provisioner.ports import Step, Target
from dealspec.provisioner.stores import StateStore


def carry_out(plan: Plan, target: Target, root: Path, session: Session, store: StateStore | None = None) -> Run:
    """Applies a plan; its journal stands in ``.dealspec/runs`` of the project."""
    started = session.clock.now()
    path = root / ".dealspec" / "runs" / f"{started:%Y%m%dT%H%M%S}-{plan.destination.name}-{plan.digest[:8]}.jsonl"
    journal = FileJournal(path, session.clock)

    def announce(step: Step) -> None:
        session.say(f"  {step.title} ...")

    return apply_plan(plan, target, journal, store=store, on_step=announce)
