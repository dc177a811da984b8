"""What a person does by hand for a plan, and who has attested it: on a terminal, and as lines for the attestation file.

Where there is much to do, the terminal lists it, and the numbered steps stand in the other formats.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dealspec.provisioner.attesting import Attested, Standing
from dealspec.provisioner.plan import Plan
from dealspec.provisioner.resource import ManualStep
from dealspec.reports.lines import beside, line
from dealspec.reports.view import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

FILE = "attestations.yaml"
"""Beside ``dealspec.yaml``."""
FEW = 4
"""Up to so many pieces of work are shown with every click."""


def by_hand(plan: Plan) -> Iterator[RenderableType]:
    """The work that is open, and how to attest it."""
    if plan.open_manual:
        works = counted(len(plan.open_manual), "piece") + " of work that no API can do"
        yield line(("By hand", "bold"), f": {works}; not counted as changes")
        yield from _shown(plan) if len(plan.open_manual) <= FEW else _listed(plan.open_manual)


def attested(plan: Plan) -> Iterator[RenderableType]:
    """What somebody says to have done, and what that is worth today."""
    if plan.attested:
        yield line(("Attested by hand", "bold"), f", in {FILE}")
    for each in plan.attested:
        yield beside(f"{each.address}: ", attestation(each), columns=2)


def pasted(step: ManualStep, org_id: str) -> tuple[str, str]:
    """The entry that attests a step; whoever did it fills in the second line."""
    said = f"org: {json.dumps(org_id)}, digest: {json.dumps(step.digest)}"
    return f"- {{step: {_scalar(step.address)},", f"   {said}, who: , when: }}"


def attestation(each: Attested) -> str:
    """``done by ada@example.com on 2026-11-23``, or what has become of that."""
    by = f"{each.who} on {each.when.isoformat()}"
    note = f" ({each.note})" if each.note else ""
    match each.standing:
        case Standing.DONE:
            return f"done by {by}{note}"
        case Standing.STALE:
            return f"stale: what it asks has changed since it was done by {by}{note}. Do it again, and attest it anew."
        case _:
            return f"no longer asked; done by {by}{note}. The entry can go."


def _shown(plan: Plan) -> Iterator[RenderableType]:
    for step in plan.open_manual:
        yield line((step.title, "bold"), (f"  {step.address}", "dim"), columns=2)
        for number, instruction in enumerate(step.instructions, 1):
            yield beside(f"{number}. ", instruction, columns=4)
    yield line(f"Once it is done, say so in {FILE} below `attestations:`, with who and when:", columns=2)
    for step in plan.open_manual:
        for text in pasted(step, plan.destination.org_id):
            yield line(text, columns=4)


def _listed(steps: Sequence[ManualStep]) -> Iterator[RenderableType]:
    for step in steps:
        yield line(step.title, (f"  {step.address}", "dim"), columns=2)
    told = f"Every click, and the lines that attest them in {FILE}: --format markdown or html, or --only ADDRESS."
    yield line((told, "dim"), columns=2)


def _scalar(text: str) -> str:
    return text if all(part.isidentifier() for part in text.split(".")) else json.dumps(text)
