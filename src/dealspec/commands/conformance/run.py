"""Asks a target every question, and removes what that made: at the end, after an interruption, and after a crash."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Protocol

from dealspec.commands.conformance import hubspot, salesforce
from dealspec.commands.conformance.hubspot_lab import HubSpotLab
from dealspec.commands.conformance.manifest import Made, Manifest
from dealspec.commands.conformance.probe import NotProbed, Probe, Probed, put
from dealspec.commands.conformance.salesforce_lab import SalesforceLab
from dealspec.commands.conformance.wire import Wire
from dealspec.core.errors import VendorError
from dealspec.provisioner.ports import Crm
from dealspec.wiring import Door


class Lab(Protocol):
    """What probes of one CRM work with."""

    manifest: Manifest

    def removed(self, thing: Made) -> bool:
        """Removes one thing; tells whether it is gone."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """Every question with what came of it, and the things that could not be removed."""

    results: tuple[Probed, ...]
    left: tuple[Made, ...]
    calls: int


PROBES: Mapping[Crm, Sequence[Probe[Any]]] = {Crm.SALESFORCE: salesforce.PROBES, Crm.HUBSPOT: hubspot.PROBES}
LABS: Mapping[Crm, Callable[[Wire, Manifest], Any]] = {Crm.SALESFORCE: SalesforceLab, Crm.HUBSPOT: HubSpotLab}


def chosen(crm: Crm, globs: Sequence[str], *, reads_only: bool) -> tuple[Probe[Any], ...]:
    """The questions of a CRM whose behaviour matches one of the globs; all of them without any."""
    return tuple(
        probe
        for probe in PROBES[crm]
        if (not globs or any(fnmatchcase(probe.behaviour, glob) for glob in globs))
        and not (reads_only and probe.writes)
    )


def ask(
    crm: Crm, door: Door, file: Path, org_id: str, probes: Sequence[Probe[Any]], told: Callable[[Probed], None]
) -> Asked:
    """Asks one question after another; ``file`` is where it stands what is there to remove.

    What a former run left behind goes first. Raises ``Refused`` for a file about another org and ``VendorError`` when
    the target cannot be reached; even then what was made is removed as far as it can be.
    """
    with closing(door.session()) as session:
        wire = Wire(door, session)
        manifest = Manifest(file, org_id)
        lab: Lab = LABS[crm](wire, manifest)
        clean(lab)
        results = []
        try:
            for probe in probes:
                results.append(put(probe, lab))
                told(results[-1])
        finally:
            clean(lab)
        return Asked(tuple(results), tuple(manifest.things), wire.calls)


def clean(lab: Lab) -> None:
    """Removes what the manifest names, the latest first; what cannot be removed stays in it."""
    for thing in reversed(list(lab.manifest.things)):
        try:
            gone = lab.removed(thing)
        except (VendorError, NotProbed):
            continue
        if gone:
            lab.manifest.remove(thing)
