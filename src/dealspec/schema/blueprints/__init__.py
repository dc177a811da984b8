"""The blueprints that ship with dealspec: whole schemas in YAML, to start from. Gives their text; reads no schema."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from dealspec.schema.load import SourceFile

_MOTION_FILE = "motion_"


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A shipped schema: its name on the command line, what it is for, and the motions that can be switched on."""

    name: str
    summary: str
    motions: tuple[str, ...]
    folder: str


MOTIONS = ("referral", "reseller", "marketplace", "services", "tech")
"""The motions of ``partner-sales`` that have stages and gates, in the order in which they are offered."""

BLUEPRINTS: tuple[Blueprint, ...] = (
    Blueprint(
        "partner-sales",
        "The data model of partner sales: registration, attribution, conflict, evidence, stage gates and rules.",
        MOTIONS,
        "partner_sales",
    ),
)


def blueprint(name: str) -> Blueprint:
    """The blueprint of that name; raises ``KeyError`` when none has it."""
    return {known.name: known for known in BLUEPRINTS}[name]


def folder(name: str) -> Traversable:
    """Where a shipped blueprint lies, with ``schema/`` and ``cases/`` below. Raises ``KeyError`` when there is none."""
    return resources.files(__name__).joinpath(blueprint(name).folder)


def files(
    name: str, motions: Collection[str] | None = None, edition: Traversable | None = None
) -> tuple[SourceFile, ...]:
    """A blueprint's schema files by name (``schema/rules.yaml``), with these motions; ``None`` is all of them.

    ``edition`` is the folder of another edition than the shipped one. Raises ``KeyError`` for an unknown blueprint and
    ``ValueError`` for a motion that it does not have.
    """
    place = (edition or folder(name)).joinpath("schema")
    known = motions_in(place)
    unknown = sorted(set(motions or ()) - set(known))
    if unknown:
        raise ValueError(f"The blueprint '{name}' has no motion {', '.join(map(repr, unknown))}.")
    wanted = known if motions is None else motions
    left_out = {f"{_MOTION_FILE}{motion}.yaml" for motion in set(known) - set(wanted)}
    found = sorted((entry for entry in place.iterdir() if entry.name.endswith(".yaml")), key=lambda each: each.name)
    return tuple(
        SourceFile(f"schema/{entry.name}", entry.read_text(encoding="utf-8"))
        for entry in found
        if entry.name not in left_out
    )


def cases(name: str, motions: Collection[str] | None = None) -> tuple[SourceFile, ...]:
    """A blueprint's case files by name (``cases/rules.yaml``), of these motions; ``None`` is all of them."""
    found = sorted(folder(name).joinpath("cases").iterdir(), key=lambda each: each.name)
    return tuple(
        SourceFile(f"cases/{entry.name}", entry.read_text(encoding="utf-8"))
        for entry in found
        if motions is None or not entry.name.startswith(_MOTION_FILE) or _motion_of(entry.name) in motions
    )


def motions_in(place: Traversable) -> tuple[str, ...]:
    """The motions of which a folder of schema files has a file, by name."""
    names = [entry.name for entry in place.iterdir() if entry.name.startswith(_MOTION_FILE)]
    return tuple(sorted(map(_motion_of, names)))


def _motion_of(file: str) -> str:
    return file.removeprefix(_MOTION_FILE).removesuffix(".yaml")
