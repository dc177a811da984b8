"""An apply run as people read it: failures by the vendor's words, the rest by place. Pure; every format draws this."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dealspec import __version__
from dealspec.provisioner.apply import Run
from dealspec.provisioner.plan import Plan
from dealspec.reports.plan_view import Section, sections
from dealspec.reports.view import counted


@dataclass(frozen=True, slots=True)
class Failure:
    """What the vendor said, and the addresses it holds for, each with the sign of what was tried."""

    words: str
    addresses: tuple[str, ...]
    signed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with its parts in reading order; ``applied`` holds what also reads back as written."""

    plan: Plan
    run: Run
    applied: tuple[Section, ...]
    already: tuple[Section, ...]
    failures: tuple[Failure, ...]
    unsettled: tuple[str, ...]
    version: str = __version__

    @property
    def counts(self) -> dict[str, int]:
        """How many changes ended in which way, each change once."""
        return {
            "applied": sum(len(section.entries) for section in self.applied),
            "already": len(self.run.already),
            "unsettled": len(self.run.unsettled),
            "failed": len(self.run.failed),
        }

    @property
    def headline(self) -> str:
        """``98 changes applied, 2 failed``."""
        counts = self.counts
        parts = [f"{counted(counts['applied'], 'change')} applied"]
        for key, words in (("already", "already there"), ("unsettled", "not settled"), ("failed", "failed")):
            if counts[key]:
                parts.append(f"{counts[key]:,} {words}")
        return ", ".join(parts) if any(counts.values()) else "Nothing to change"

    @property
    def verdict(self) -> str:
        """The worst of it: how many changes failed, or did not settle, or that all is applied."""
        every = counted(sum(self.counts.values()), "change")
        if self.run.failed:
            return f"{len(self.run.failed):,} of {every} failed"
        if self.run.unsettled:
            return f"{len(self.run.unsettled):,} of {every} not settled"
        return f"{every} applied" if self.plan.changes else "Nothing to change"

    @property
    def settling(self) -> str:
        """What to make of changes that read back other than they were written."""
        look = f"See how it reads now: dealspec plan {self.plan.destination.name}"
        return f"The CRM may still answer with the old state, or it keeps another spelling. {look}"


def run_view(plan: Plan, run: Run) -> RunView:
    """The view of what became of a plan."""
    signs = {change.address: change.action.sign for change in plan.changes}

    def signed(addresses: Iterable[str]) -> tuple[str, ...]:
        return tuple(f"{signs.get(address, '')} {address}".strip() for address in addresses)

    by_words: dict[str, list[str]] = {}
    for address, words in sorted(run.failed.items()):
        by_words.setdefault(words, []).append(address)
    failures = [Failure(words, tuple(held), signed(held)) for words, held in by_words.items()]
    settled = set(run.done) - set(run.unsettled)
    return RunView(
        plan,
        run,
        sections(change for change in plan.changes if change.address in settled),
        sections(change for change in plan.changes if change.address in run.already),
        tuple(sorted(failures, key=lambda failure: (len(failure.addresses), failure.addresses))),
        signed(sorted(run.unsettled)),
    )
