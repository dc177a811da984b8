"""Tells what we may write from what somebody else changed, by the base that both started from. Pure and total.

For each attribute in which wanted and live differ:

    base    | wanted is | live is   | it is
    known   | new       | as base   | a change of the configuration: written
    known   | as base   | new       | drift: held
    known   | new       | new       | a conflict: held
    unknown |           | there     | diverged: held, since nobody knows who is right
    unknown |           | blank     | a change of the configuration: written
    unknown | nothing   | there     | a change of the configuration: nothing is asked for only on purpose

What is gone from the org counts as changed there. Held attributes never stop the others of the same resource.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dealspec.provisioner.changes import AttributeChange, Change, Create, Update
from dealspec.provisioner.diff import compare
from dealspec.provisioner.order import matches
from dealspec.provisioner.resource import Json, Kind, Resource
from dealspec.provisioner.state import State

_BLANK: tuple[Json, ...] = (None, "", [], {})


class Reason(StrEnum):
    """Why something is held."""

    DRIFT = "drift"
    """Changed in the org since we last agreed; the schema still says what it said."""
    CONFLICT = "conflict"
    """Changed both in the org and in the schema, to different things."""
    DIVERGED = "diverged"
    """There already, otherwise than declared, and never agreed on."""


@dataclass(frozen=True, slots=True)
class HeldAttribute:
    """One attribute that is left as it is in the org."""

    path: str
    base: Json
    live: Json
    wanted: Json
    reason: Reason


@dataclass(frozen=True, slots=True)
class Held:
    """A resource of which something is held; ``gone``: it was ours, and somebody deleted it in the org."""

    address: str
    kind: Kind
    attributes: tuple[HeldAttribute, ...]
    gone: bool = False

    @property
    def reason(self) -> Reason:
        """The gravest reason: a conflict before drift before what was never agreed on."""
        reasons = {each.reason for each in self.attributes}
        return next(
            (each for each in (Reason.CONFLICT, Reason.DRIFT, Reason.DIVERGED) if each in reasons), Reason.DRIFT
        )


@dataclass(frozen=True, slots=True)
class Settled:
    """What an apply may write, and what it leaves alone."""

    changes: tuple[Change, ...]
    held: tuple[Held, ...]


def settled(changes: Iterable[Change], state: State, take: Sequence[str] = ()) -> Settled:
    """The changes that may be made, and what is held of the others; ``take`` globs name what is written anyway."""
    writes: list[Change] = []
    held: list[Held] = []
    for change in changes:
        base = state.base(change.address)
        if matches(change.address, take) or (isinstance(change, Create) and base is None):
            writes.append(change)
        elif isinstance(change, Create):
            held.append(_deleted(change, base or {}))
        else:
            kept = _held(change, base)
            if kept:
                held.append(Held(change.address, change.kind, kept))
            if rest := _without(change, {each.path for each in kept}):
                writes.append(rest)
    return Settled(tuple(writes), tuple(held))


def agreed(wanted: Resource, held: Held | None, base: Mapping[str, Json] | None) -> Resource:
    """What is agreed of a resource once it was written: all of it, but for held attributes, where the base stays."""
    attributes: Mapping[str, Json] = wanted.attributes
    for each in held.attributes if held else ():
        attributes = _as_live(attributes, base or {}, each.path)
    return replace(wanted, attributes=attributes)


def _deleted(change: Create, base: Mapping[str, Json]) -> Held:
    differs = compare(change.wanted.attributes, base)
    reason = Reason.CONFLICT if differs else Reason.DRIFT
    lost = tuple(HeldAttribute(each.path, each.before, None, each.after, reason) for each in differs)
    return Held(change.address, change.kind, lost, gone=True)


def _held(change: Update, base: Mapping[str, Json] | None) -> tuple[HeldAttribute, ...]:
    ours = _touches(compare(change.wanted.attributes, base or {}))
    theirs = _touches(compare(base, change.live.attributes)) if base else lambda path: None
    found = []
    for each in change.attributes:
        mine, other = ours(each.path), theirs(each.path)
        if other is not None:
            reason = Reason.CONFLICT if mine is not None else Reason.DRIFT
            found.append(HeldAttribute(each.path, other.after, each.before, each.after, reason))
        elif each.before not in _BLANK and each.after not in _BLANK and (mine is None or mine.before is None):
            found.append(HeldAttribute(each.path, None, each.before, each.after, Reason.DIVERGED))
    return tuple(found)


def _touches(changes: Iterable[AttributeChange]) -> Callable[[str], AttributeChange | None]:
    """Finds the change of a path, of something within it, or of what it is within; before and after as they were."""
    known = list(changes)

    def find(path: str) -> AttributeChange | None:
        return next((each for each in known if _overlap(each.path, path)), None)

    return find


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _without(change: Update, paths: set[str]) -> Update | None:
    """The change with these attributes left as they are in the org; None where nothing is left of it."""
    rest = tuple(each for each in change.attributes if each.path not in paths)
    if not rest or not paths:
        return change if rest else None
    wanted: Mapping[str, Json] = change.wanted.attributes
    for path in paths:
        wanted = _as_live(wanted, change.live.attributes, path)
    return replace(change, wanted=replace(change.wanted, attributes=wanted), attributes=rest)


def _as_live(wanted: Mapping[str, Json], live: Mapping[str, Json], path: str) -> dict[str, Json]:
    """What is wanted, but at this path what is there. Keys may have dots in them; within a list, the list as it is."""
    found = dict(wanted)
    for key, inner in wanted.items():
        there = live.get(key)
        if path.startswith(f"{key}.") and isinstance(inner, dict) and isinstance(there, dict):
            found[key] = _as_live(inner, there, path[len(key) + 1 :])
        elif (key == path or path.startswith(f"{key}.")) and there is not None:
            found[key] = there
        elif key == path or path.startswith(f"{key}."):
            del found[key]
    return found
