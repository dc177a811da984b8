"""The probability of a stage agrees with its outcome."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Outcome, Schema
from dealspec.validators.checks.check import Check, Fault

_FIXED = {Outcome.WON: 100, Outcome.LOST: 0}


def _find(schema: Schema) -> Iterator[Fault]:
    for pipeline in schema.pipelines.values():
        for number, stage in enumerate(pipeline.stages):
            fixed = _FIXED.get(stage.outcome)
            if stage.probability == fixed or (fixed is None and 0 <= stage.probability <= 100):
                continue
            place = schema.place("pipelines", pipeline.name, "stages", str(number), "probability") or stage.position
            which = f"{stage.outcome} stage" if fixed is not None else "stage"
            what = f"The {which} '{stage.name}' has the probability {stage.probability}."
            hint = f"Write probability: {fixed}" if fixed is not None else "Write a number from 0 to 100."
            yield Fault(what, place, hint)


CHECK = Check(
    code="CHK006",
    title="Probability against the outcome",
    why="A forecast adds up probabilities: a won deal counts in full, a lost one not at all.",
    bad=(
        "pipelines:\n"
        "  referral:\n"
        "    when: partner_motion = 'referral'\n"
        "    stages:\n"
        "      - {name: won, label: Won, probability: 90, outcome: won}\n"
        "      - {name: lost, label: Lost, probability: 0, outcome: lost}\n"
    ),
    good=(
        "pipelines:\n"
        "  referral:\n"
        "    when: partner_motion = 'referral'\n"
        "    stages:\n"
        "      - {name: won, label: Won, probability: 100, outcome: won}\n"
        "      - {name: lost, label: Lost, probability: 0, outcome: lost}\n"
    ),
    find=_find,
)
