"""``attestations.yaml``: who did by hand what no API can, and when. Judges no target and opens nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

import yaml

from dealspec.core.diagnostics import Diagnostic, ordered
from dealspec.core.source import Position
from dealspec.schema.decode import decode
from dealspec.schema.model import NOWHERE
from dealspec.schema.source_file import SourceFile
from dealspec.schema.yaml_source import NUMBERS, TEXT, Faults, Node, compose

_DIGEST = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Attestation:
    """That ``who`` did a manual step in an org on a day. ``digest`` says what the step asked then.

    ``org`` is the id of the org or portal, so that a refreshed sandbox is attested anew.
    """

    step: str
    org: str
    digest: str
    who: str
    when: date
    note: str | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Attestations:
    """The whole file."""

    attestations: tuple[Attestation, ...] = ()


def load_attestations(file: SourceFile) -> tuple[tuple[Attestation, ...], tuple[Diagnostic, ...]]:
    """The attestations of a file, and every fault; none of them when there is a fault."""
    faults = Faults()
    root = compose(file.text.removeprefix("\ufeff"), file.name, faults)
    if root is None:
        return (), ordered(faults.found)
    _identifiers_as_text(root)
    whole = decode(root, Attestations, faults)
    found = whole.attestations if whole else ()
    _check(found, faults)
    return (() if faults.found else found), ordered(faults.found)


def _identifiers_as_text(node: Node) -> None:
    """Ids and digests of digits alone are no numbers: ``org: 123`` and ``org: "123"`` mean the same."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if getattr(key, "value", "") in ("org", "digest") and value.tag in NUMBERS:
                value.tag = TEXT
            _identifiers_as_text(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _identifiers_as_text(item)


def _check(found: tuple[Attestation, ...], faults: Faults) -> None:
    seen: dict[tuple[str, str, str], Attestation] = {}
    for each in found:
        key = (each.step, each.org, each.digest)
        if key in seen:
            what = f"'{each.step}' of {each.org} is attested twice for the same digest."
            why = f"It already is at {seen[key].position}, and nobody could tell which of the two holds."
            faults.add("ATT001", what, each.position, why=why, hint="Keep one of the two.")
        seen.setdefault(key, each)
        if not _DIGEST.fullmatch(each.digest):
            why = "It tells what the step asked when it was done, so that a change of the gate is noticed."
            hint = "Copy the line that `dealspec plan TARGET` prints for the step."
            faults.add("ATT002", f"'{each.digest}' is no digest of a step.", each.position, why=why, hint=hint)
