"""Two states against each other: what only one of them has, and where they differ. Pure; wants nothing of either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dealspec.provisioner.changes import AttributeChange
from dealspec.provisioner.diff import compare
from dealspec.provisioner.resource import Json, Kind, Resource


class Presence(StrEnum):
    """Which of two states has a thing."""

    BOTH = "both"
    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Difference:
    """A thing that only one state has, or whose attributes differ: ``before`` in the first, ``after`` in the second."""

    address: str
    kind: Kind
    presence: Presence
    attributes: tuple[AttributeChange, ...] = ()


def differences(
    first: Mapping[str, Resource], second: Mapping[str, Resource], *, shared_attributes: bool = False
) -> tuple[Difference, ...]:
    """By address. ``shared_attributes`` compares what both hold alone: two CRMs do not say the same things."""
    found = []
    for address in sorted({*first, *second}):
        one, other = first.get(address), second.get(address)
        if one is None or other is None:
            present = one or other
            assert present is not None
            presence = Presence.FIRST if other is None else Presence.SECOND
            found.append(Difference(address, present.kind, presence))
            continue
        before, after = dict(one.attributes), dict(other.attributes)
        if shared_attributes:
            before, after = _shared(before, after), _shared(after, before)
        if changes := _changes(before, after):
            found.append(Difference(address, one.kind, Presence.BOTH, changes))
    return tuple(found)


def restricted(live: Mapping[str, Resource], declared: Mapping[str, Resource]) -> dict[str, Resource]:
    """The live state of what is declared, with the declared attributes alone."""
    return {
        address: Resource(address, found.kind, _attributes(found.attributes, declared[address].attributes))
        for address, found in live.items()
        if address in declared
    }


def _attributes(live: Mapping[str, Json], declared: Mapping[str, Json]) -> dict[str, Json]:
    result: dict[str, Json] = {}
    for name, wanted in declared.items():
        found = live.get(name)
        result[name] = _attributes(found, wanted) if isinstance(found, dict) and isinstance(wanted, dict) else found
    return result


def _shared(side: Mapping[str, Json], other: Mapping[str, Json], *, named: bool = False) -> dict[str, Json]:
    """The attributes that the other side holds too. Inside an attribute stand ``named`` things, which it may lack."""
    result: dict[str, Json] = {}
    for name, value in side.items():
        found = other.get(name)
        if isinstance(value, dict) and isinstance(found, dict):
            result[name] = _shared(value, found, named=not named)
        elif named or name in other:
            result[name] = value
    return result


def _changes(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[AttributeChange, ...]:
    """What either side holds and the other does not hold so."""
    left, right = _said(before), _said(after)
    forth = {change.path: change for change in compare(right, left)}
    for change in compare(left, right):
        forth.setdefault(change.path, AttributeChange(change.path, change.after, change.before))
    return tuple(forth[path] for path in sorted(forth))


def _said(attributes: Mapping[str, Json]) -> dict[str, Json]:
    """Without what is blank: no state says more by it than by leaving it out."""
    said = {name: _said(value) if isinstance(value, dict) else value for name, value in attributes.items()}
    return {name: value for name, value in said.items() if value not in (None, "", {})}
