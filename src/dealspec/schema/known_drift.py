"""A file of known drift: what is changed in an org with good reason, why, and until when. Judges no target.

A list of ``{address: GLOB, reason: TEXT, until: DATE}``; the day of ``until`` is the last on which it holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from dealspec.core.diagnostics import Diagnostic, ordered
from dealspec.core.source import Position
from dealspec.schema.decode import decode
from dealspec.schema.model import NOWHERE
from dealspec.schema.source_file import SourceFile
from dealspec.schema.yaml_source import Faults, compose


@dataclass(frozen=True, slots=True)
class KnownDrift:
    """That drift of what matches ``address`` is no news through the day ``until``."""

    address: str
    reason: str
    until: date
    position: Position = field(default=NOWHERE, compare=False)

    def holds_on(self, day: date) -> bool:
        """Whether it has not expired."""
        return day <= self.until


def load_known_drift(file: SourceFile) -> tuple[tuple[KnownDrift, ...], tuple[Diagnostic, ...]]:
    """The entries of a file, and every fault; none of them when there is a fault."""
    faults = Faults()
    root = compose(file.text.removeprefix("\ufeff"), file.name, faults)
    if root is None:
        return (), ordered(faults.found)
    found = decode(root, tuple[KnownDrift, ...], faults) or ()
    _check(found, faults)
    return (() if faults.found else found), ordered(faults.found)


def _check(found: tuple[KnownDrift, ...], faults: Faults) -> None:
    seen: dict[str, KnownDrift] = {}
    for each in found:
        if each.address in seen:
            why = f"It already is at {seen[each.address].position}, and nobody could tell which day holds."
            faults.add("DRF001", f"'{each.address}' stands twice.", each.position, why=why, hint="Keep one of the two.")
        seen.setdefault(each.address, each)
        if not each.reason.strip():
            why = "Whoever finds the entry later must be able to tell whether it still holds."
            hint = "Say why the org may differ, and who knows about it."
            faults.add("DRF002", f"'{each.address}' is known for no reason.", each.position, why=why, hint=hint)
