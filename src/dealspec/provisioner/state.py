"""What we last brought about or took over in an org: the base between wanted and live. Data; opens no file.

Holds definitions, never values of records. Safety does not depend on it: without a state nothing that is there already
is written over unasked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from dealspec.provisioner.ports import Crm
from dealspec.provisioner.resource import Json, Kind, Resource


class Ownership(StrEnum):
    """How a resource came to be ours."""

    CREATED = "created"
    ADOPTED = "adopted"
    """It was there before us: a rollback never deletes it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource as it was when wanted and live last agreed."""

    address: str
    kind: Kind
    attributes: Mapping[str, Json]
    ownership: Ownership


@dataclass(frozen=True, slots=True)
class State:
    """The base of one org. ``serial`` counts its versions; ``lineage`` tells it from another state of the same org."""

    crm: Crm
    org_id: str
    lineage: str
    serial: int = 0
    entries: Mapping[str, Entry] = field(default_factory=dict)
    applied: str = ""
    """The digest of the plan that was applied last: one that was cut short may be applied again."""

    def base(self, address: str) -> Mapping[str, Json] | None:
        """What was last agreed of a resource, or None where it is not ours."""
        entry = self.entries.get(address)
        return None if entry is None else entry.attributes

    def agreed(self, created: Iterable[Resource], known: Iterable[Resource], applied: str = "") -> State:
        """The next state, in which these resources are as wanted: those we made, and those that were there.

        What was ours by creation stays so. The same state where nothing is new.
        """
        entries = dict(self.entries)
        for ownership, resources in ((Ownership.CREATED, created), (Ownership.ADOPTED, known)):
            for each in resources:
                before = entries.get(each.address)
                owned = before.ownership if before else ownership
                entries[each.address] = Entry(each.address, each.kind, dict(each.attributes), owned)
        if entries == self.entries:
            return self
        return replace(self, serial=self.serial + 1, entries=dict(sorted(entries.items())), applied=applied)


def rebuilt(crm: Crm, org_id: str, lineage: str, there: Iterable[Resource]) -> State:
    """A state that begins anew: all of this was there as declared, whoever made it."""
    found = sorted(there, key=lambda resource: resource.address)
    entries = {each.address: Entry(each.address, each.kind, dict(each.attributes), Ownership.ADOPTED) for each in found}
    return State(crm, org_id, lineage, entries=entries)
