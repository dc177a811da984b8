"""Which manual steps of a plan somebody has attested, and whether that still holds. Pure; asks no CRM."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dealspec.provisioner.resource import ManualStep
from dealspec.schema.attestations import Attestation


class Standing(StrEnum):
    """What an attestation is worth today."""

    DONE = "done"
    STALE = "stale"
    """What the step asks has changed since."""
    UNASKED = "unasked"
    """Nothing is to be done by hand at that address any more."""


@dataclass(frozen=True, slots=True)
class Attested:
    """Somebody's word that a manual step was done, and its standing."""

    address: str
    digest: str
    standing: Standing
    who: str
    when: date
    note: str = ""


def standings(
    manual: Iterable[ManualStep], attestations: Iterable[Attestation], org_id: str, *, narrowed: bool
) -> tuple[Attested, ...]:
    """What was attested for an org of the steps that are asked there; of ``narrowed`` ones, only those."""
    digests: dict[str, set[str]] = {}
    for step in manual:
        digests.setdefault(step.address, set()).add(step.digest)
    mine = [each for each in attestations if _same_org(each.org, org_id)]
    found = []
    for each in sorted(mine, key=lambda each: (each.step, each.when, each.digest)):
        if each.step in digests:
            standing = Standing.DONE if each.digest in digests[each.step] else Standing.STALE
        elif narrowed:
            continue
        else:
            standing = Standing.UNASKED
        found.append(Attested(each.step, each.digest, standing, each.who, each.when, each.note or ""))
    done = {each.address for each in found if each.standing is Standing.DONE}
    # Once it is done anew, what an older line says of it is history.
    return tuple(each for each in found if each.standing is not Standing.STALE or each.address not in done)


def _same_org(said: str, org_id: str) -> bool:
    """A Salesforce id has a 15- and an 18-character form; the first 15 say it all."""
    return said == org_id or (len(said) >= 15 and said[:15] == org_id[:15])
