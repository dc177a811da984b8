"""What the demo shows, step by step, on both embedded CRMs. A step that does not hold ends it with an error."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dealspec import __version__
from dealspec.commands.applying import carry_out
from dealspec.commands.demo.proof import Refusal, prove_refusal
from dealspec.commands.demo.seeder import Planted, seed_hubspot, seed_salesforce
from dealspec.commands.judging import Audited, all_judgements, audit_target, view_of
from dealspec.commands.output import write
from dealspec.commands.planning import plan_for
from dealspec.commands.project_files import project_files, write_project
from dealspec.commands.session import Session
from dealspec.commands.workspace import Workspace
from dealspec.core.errors import DealspecError, UsageFault
from dealspec.provisioner.plan import Plan
from dealspec.provisioner.ports import Crm, Target
from dealspec.provisioner.stores import StateStore
from dealspec.reports import formats, plans
from dealspec.reports.view import counted, crm_label
from dealspec.schema.model import Schema
from dealspec.wiring import embedded_file, embedded_orgs, hubspot_target, salesforce_target

FOUNDATION = ("groups.*", "fields.*", "pipelines.*", "grants.*")
"""What is applied before there is data."""
GUARDS = ("gates.*", "validations.*")
"""What comes after it, as in a company that begins to guard old records: HubSpot refuses what breaks a validation."""
_MARK = "demo"


@dataclass(frozen=True, slots=True)
class Stage:
    """One CRM on the stage: its target, and how to seed it and knock at its door."""

    name: str
    crm: Crm
    target: Target
    seed: Callable[..., tuple[Planted, ...]]
    url: str
    token: str

    @property
    def label(self) -> str:
        """The CRM as its vendor spells it."""
        return crm_label(self.crm.value)


_MOST = 8
"""Gates and limits that the screen names."""


@dataclass(frozen=True, slots=True)
class Show:
    """A demo that is ready to run."""

    session: Session
    folder: Path
    schema: Schema
    records: int
    seed: int
    as_of: datetime
    states: StateStore

    @classmethod
    def set_up(cls, session: Session, folder: Path, records: int, seed: int, as_of: datetime) -> Show:
        """Makes ``folder`` a project with the shipped blueprint and no orgs yet; refuses somebody else's project."""
        mark = folder / ".dealspec" / _MARK
        if (folder / "dealspec.yaml").exists() and not mark.exists():
            raise UsageFault(f"{folder} is a project of yours.", hint="Name another folder: dealspec demo --out FOLDER")
        if not mark.exists():
            write_project(folder, project_files("partner-sales", None))
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
        for name in ("salesforce", "hubspot"):
            embedded_file(folder, name).unlink(missing_ok=True)
        workspace = Workspace.open(folder)
        shutil.rmtree(folder / workspace.project.state, ignore_errors=True)
        states = workspace.states(session.clock)
        return cls(session, folder, workspace.check().sound_schema(), records, seed, as_of, states)

    def run(self) -> None:
        """The whole show."""
        planted: list[Planted] = []
        audits: list[Audited] = []
        with embedded_orgs() as orgs, ExitStack() as stack:
            org = orgs.salesforce(embedded_file(self.folder, "salesforce"))
            portal = orgs.hubspot(embedded_file(self.folder, "hubspot"))
            stages = [
                Stage(
                    "salesforce",
                    Crm.SALESFORCE,
                    salesforce_target(org.url, org.access_token),
                    seed_salesforce,
                    org.url,
                    org.access_token,
                ),
                Stage(
                    "hubspot",
                    Crm.HUBSPOT,
                    hubspot_target(portal.url, portal.access_token),
                    seed_hubspot,
                    portal.url,
                    portal.access_token,
                ),
            ]
            for stage in stages:
                stack.callback(stage.target.close)
            for stage in stages:
                planted += self._play(stage)
                audits.append(self._audit(stage))
        self._write_results(planted, audits)

    def _play(self, stage: Stage) -> tuple[Planted, ...]:
        say = self.session.say
        say(f"\n{stage.label}")
        plan = plan_for(stage.name, stage.target, self.schema, only=FOUNDATION, store=self.states)
        say(f"  Fields and stages: {counted(len(plan.changes), 'change')}")
        self._apply(stage, plan)
        planted = stage.seed(
            stage.url, stage.token, target=stage.name, records=self.records, seed=self.seed, as_of=self.as_of
        )
        say(f"  Legacy data: {self.records:,} deals, owing {counted(len(planted), 'finding')}")
        gates = plan_for(stage.name, stage.target, self.schema, only=GUARDS, impact_as_of=self.as_of, store=self.states)
        write(self.session, self.folder / f"plan-{stage.name}.json", plans.plan(gates, "json"))
        self._say_impact(gates)
        self._apply(stage, gates)
        again = plan_for(stage.name, stage.target, self.schema, store=self.states)
        if again.changes or again.held:
            raise DealspecError(f"A second plan for {stage.label} is not empty.")
        say("  A second plan: nothing to change")
        self._say_refusal(prove_refusal(stage.crm, stage.url, stage.token), gates)
        return planted

    def _apply(self, stage: Stage, plan: Plan) -> None:
        run = carry_out(plan, stage.target, self.folder, self.session, self.states)
        if not run.is_whole:
            raise DealspecError(
                f"{stage.label}: {len(run.failed)} changes failed.", why=str(run.failed or run.unsettled)
            )

    def _say_impact(self, gates: Plan) -> None:
        """The gates and limits that most records break today; the saved plan has them all."""
        grades = {grade.address: " + ".join(level.value for level in grade.enforcement) for grade in gates.grades}
        broken = sorted((i for i in gates.impact if i.records), key=lambda i: (-i.records, i.address))
        shown = [(i.address.partition(".")[2], grades[i.address], i) for i in broken[:_MOST]]
        names = max((len(name) for name, _, _ in shown), default=0)
        levels = max((len(grade) for _, grade, _ in shown), default=0)
        for name, grade, impact in shown:
            records = f"{counted(impact.records, 'record')} in breach today"
            self.session.say(f"    {name:<{names}}  {grade:<{levels}}  {records}")
        rest = broken[_MOST:]
        if rest:
            more = counted(sum(impact.records for impact in rest), "record")
            whole = len(grades) - len(broken)
            self.session.say(f"    and {len(rest)} more, by {more}; {whole} are broken by none")

    def _say_refusal(self, refusal: Refusal | None, gates: Plan) -> None:
        if refusal:
            self.session.say(f"  A bad save is refused: {refusal.move}: {refusal.code}: {refusal.message}")
            return
        # Limits are hard there for every writer; what is told here is of moves past a gate.
        grades = [grade for grade in gates.grades if grade.address.startswith("gates.")]
        levels = sorted({" + ".join(level.value for level in grade.enforcement) for grade in grades})
        bypass = sorted({who for grade in grades for who in grade.bypassed_by} - {"every writer"})
        self.session.say(f"  This CRM cannot refuse such a save by API; gates are graded {' or '.join(levels)}.")
        if bypass:
            self.session.say(f"  Passed by: {'; '.join(bypass)}.")

    def _audit(self, stage: Stage) -> Audited:
        chosen = all_judgements(self.schema)
        audited = audit_target(stage.name, stage.target, self.schema, chosen, self.as_of, has_screens=False)
        if not audited.result.coverage.complete:
            raise DealspecError(f"{stage.label}: the audit is incomplete.", why=str(audited.result.coverage.gaps[0]))
        self.session.say(f"  Audit: {counted(len(audited.result.findings), 'finding')}")
        return audited

    def _write_results(self, planted: list[Planted], audits: list[Audited]) -> None:
        view = view_of("demo", __version__, self.as_of, audits, all_judgements(self.schema))
        self.session.say()
        owed = [
            {"target": p.target, "rule": p.rule, "record_id": p.record_id, "object": p.object, "fault": p.fault}
            for p in sorted(planted, key=lambda p: (p.target, p.rule, p.object, p.record_id))
        ]
        write(self.session, self.folder / "planted.json", json.dumps({"findings": owed}, indent=2) + "\n")
        write(self.session, self.folder / "findings.json", formats.findings(view, "json"))
        write(self.session, self.folder / "report.html", formats.findings(view, "html"))
        found = sorted((item.target, item.rule, item.record_id) for item in view.findings)
        if found != sorted((item.target, item.rule, item.record_id) for item in planted):
            raise DealspecError(
                f"The audit found {len(found)} findings, but {len(planted)} were planted.",
                why=f"{self.folder / 'planted.json'} and {self.folder / 'findings.json'} differ.",
            )
        self.session.say(f"The audit found all {len(found):,} planted findings and no other.")
