"""Schema files to a ``Schema``: all faults of all files at once. Takes text and names; opens nothing itself.

Files merge: an object may be extended in several, but the same thing declared twice is a fault that names both places.
What is read is, in this order: the files and what they include, the overlays of one target over them, without what it
omits and under the names it has there, with variables and policies put in.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import yaml

from dealspec.core.collector import paused_collector
from dealspec.core.diagnostics import Diagnostic, ordered
from dealspec.schema import overlay, variables
from dealspec.schema.decode import decode, has_strange_tag
from dealspec.schema.include import INCLUDE, Parsed, gathered
from dealspec.schema.merged import Merged
from dealspec.schema.model import Schema
from dealspec.schema.references import POLICIES, policy_constants
from dealspec.schema.source_file import Fetch, SourceFile
from dealspec.schema.yaml_source import Faults, Node, position_of

__all__ = ["Overlay", "Reading", "SourceFile", "load", "read"]

VARIABLES = "variables"
_SECTIONS = tuple(item.name for item in dataclasses.fields(Schema) if item.compare)
_MERGE_DEPTH = {section: 4 if section == "objects" else 2 for section in (*_SECTIONS, VARIABLES)}
"""How many levels of keys may be spread over files: ``objects.<object>.fields.<field>``, ``gates.<gate>``."""

_OF_OVERLAYS = (overlay.NAMES, overlay.OMIT)
_DECLARED = re.compile(r"^\s*(?:- *)?(?:\{ *)?(?:name: *)?([a-z][a-z0-9_]*)", re.MULTILINE)
"""What may be a name in a file that YAML itself cannot read."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """The files that one target lays over the schema, in that order; ``crm`` is ``salesforce`` or ``hubspot``."""

    crm: str
    files: Sequence[SourceFile]


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read: the schema without its faulty parts, every fault, and the names of what is left out.

    ``files`` are those that were given and all that they include; ``warnings`` name what is declared for nothing.
    """

    schema: Schema
    faults: tuple[Diagnostic, ...]
    doubts: frozenset[str]
    files: tuple[SourceFile, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()


def load(files: Iterable[SourceFile]) -> tuple[Schema | None, tuple[Diagnostic, ...]]:
    """The schema that the files declare together, and every fault; no schema when there is one."""
    reading = read(files)
    return (None if reading.faults else reading.schema), reading.faults


def read(files: Iterable[SourceFile], fetch: Fetch | None = None, over: Overlay | None = None) -> Reading:
    """As much of the schema as can be read, so that its other faults can be told in the same run.

    ``fetch`` reads what files include; without it they can include only each other.
    """
    with paused_collector():
        return _read(files, fetch, over)


def _read(files: Iterable[SourceFile], fetch: Fetch | None, over: Overlay | None) -> Reading:
    faults = Faults()
    base = sorted(gathered(files, fetch, faults), key=lambda parsed: parsed.file.name)
    above = _gathered_in_order(over, fetch, faults)
    merged = Merged(faults, _MERGE_DEPTH, (INCLUDE,))
    for parsed in base:
        if parsed.root is not None:
            _refuse_overlay_keys(parsed.root, faults)
            merged.add_file(_without_keys(parsed.root, _OF_OVERLAYS))
    root: Node = merged.root
    for parsed in above:
        if over is not None and parsed.root is not None:
            root = _overlaid(root, parsed.root, over.crm, faults)
    everything = [*base, *above]
    broken = _broken(everything, faults)
    for file in broken:
        faults.doubts.update(_DECLARED.findall(file.text))
    own = {parsed.file.name for parsed in (above if over else base) if not parsed.is_included}
    root, unused = _filled(root, any("${" in parsed.file.text for parsed in everything), faults)
    schema = decode(root, Schema, faults) or Schema()
    # What nothing uses may be used in what could not be read.
    misnamed = any(fault.code in ("SCH001", "SCH010") for fault in faults.found)
    return Reading(
        replace(schema, places=faults.places),
        ordered(faults.found),
        frozenset(faults.doubts),
        tuple(parsed.file for parsed in everything),
        () if broken or misnamed else ordered(each for each in unused if each.position and each.position.file in own),
    )


def _gathered_in_order(over: Overlay | None, fetch: Fetch | None, faults: Faults) -> list[Parsed]:
    """A target's overlays in the order in which they are laid, each after what it includes."""
    return [parsed for file in (over.files if over else ()) for parsed in gathered([file], fetch, faults)]


def _overlaid(root: Node, above: Node, crm: str, faults: Faults) -> Node:
    if has_strange_tag(above, faults):
        return root
    own = Merged(faults, _MERGE_DEPTH, (INCLUDE, *_OF_OVERLAYS))
    own.add_file(above)
    root = overlay.laid_over(root, own.root, faults)
    if (omitted := _section(above, overlay.OMIT)) is not None:
        root = overlay.without(root, omitted, faults)
    if (names := _section(above, overlay.NAMES)) is not None:
        root = overlay.renamed(root, names, crm, faults)
    return root


def _section(root: Node, name: str) -> Node | None:
    pairs = root.value if isinstance(root, yaml.MappingNode) else ()
    return next((value for key, value in pairs if key.value == name), None)


def _without_keys(root: Node, names: Iterable[str]) -> Node:
    if not isinstance(root, yaml.MappingNode):
        return root
    pairs = [(key, value) for key, value in root.value if key.value not in names]
    return yaml.MappingNode(root.tag, pairs, root.start_mark, root.end_mark)


def _refuse_overlay_keys(root: Node, faults: Faults) -> None:
    for key, _ in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value in _OF_OVERLAYS:
            why = "It speaks of one org, and this file speaks of all."
            hint = "Put it into a file of its own, and name that in dealspec.yaml: overlay: [FILE]"
            faults.add("SCH017", f"'{key.value}' belongs into the overlay of a target.", key, why=why, hint=hint)


def _broken(everything: Iterable[Parsed], faults: Faults) -> list[SourceFile]:
    """The files of which nothing could be read."""
    faulty = {fault.position.file for fault in faults.found if fault.position}
    return [parsed.file for parsed in everything if parsed.root is None and parsed.file.name in faulty]


def _filled(root: Node, has_references: bool, faults: Faults) -> tuple[Node, list[Diagnostic]]:
    """The schema with variables and policies put in, and a warning for each that nothing refers to."""
    known, places = variables.declared(_section(root, VARIABLES), faults)
    found = variables.Variables(known)
    policies = _section(root, POLICIES)
    rest = _without_keys(root, (VARIABLES, POLICIES))
    if has_references:
        policies = variables.filled(policies, found, faults) if policies is not None else None
        constants, found.refused = policy_constants(policies)
        found.known = {**known, **constants}
        rest = variables.filled(rest, found, faults)
    unused = [*variables.unused(places, found.used, "variable")]
    if policies is None:
        return rest, unused
    pairs = policies.value if isinstance(policies, yaml.MappingNode) else ()
    # business_days() counts by the calendar without naming it
    said = {f"{POLICIES}.{key.value}": position_of(key) for key, _ in pairs if key.value != "calendar"}
    unused += variables.unused(said, _heads(found.used), "policy")
    own = [(key, policies) for key, _ in root.value if key.value == POLICIES]
    return yaml.MappingNode(root.tag, [*rest.value, *own], root.start_mark, root.end_mark), unused


def _heads(references: Iterable[str]) -> set[str]:
    """The policies that references lead to: one in days to the one in hours it is made of."""
    heads = {".".join(reference.split(".")[:2]) for reference in references}
    return heads | {f"{head.removesuffix('_days')}_hours" for head in heads}
