"""Wanted against live: what would have to change. Pure, total and deterministic; knows no vendor.

Only what is declared counts: an attribute, or an entry of a keyed attribute, that the wanted side does not hold is not
ours and never appears. Both sides are brought to one spelling of numbers first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dealspec.provisioner.changes import AttributeChange, Change, Create, Update
from dealspec.provisioner.resource import Json, Resource


def diff(wanted: Sequence[Resource], live: Mapping[str, Resource]) -> tuple[Change, ...]:
    """The changes that turn live into wanted, by address."""
    changes: list[Change] = []
    for resource in sorted(wanted, key=lambda resource: resource.address):
        found = live.get(resource.address)
        if found is None:
            changes.append(Create(resource))
        elif attributes := compare(resource.attributes, found.attributes):
            changes.append(Update(resource, found, attributes))
    return tuple(changes)


def compare(wanted: Mapping[str, Json], live: Mapping[str, Json]) -> tuple[AttributeChange, ...]:
    """The attributes that differ, by path."""
    after: Json = dict(wanted)
    before = _restricted(dict(live), after)
    # Numbers are equal however they are spelt, so that nearly everything is told to be the same as it came.
    if before == after:
        return ()
    before, after = _canonical(before), _canonical(after)
    return tuple(sorted(_paths(before, after), key=lambda change: change.path))


def _canonical(value: Json) -> Json:
    match value:
        case bool():
            return value
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: _canonical(item) for key, item in value.items()}
        case list():
            return [_canonical(item) for item in value]
        case _:
            return value


def _restricted(live: Json, wanted: Json) -> Json:
    """The live side with only those keys that the wanted side declares."""
    if isinstance(live, dict) and isinstance(wanted, dict):
        return {key: _restricted(live[key], wanted[key]) for key in wanted if live.get(key) is not None}
    return live


def _paths(before: Json, after: Json) -> list[AttributeChange]:
    from deepdiff import DeepDiff

    levels = DeepDiff(before, after, view="tree", ignore_numeric_type_changes=True)
    changes = []
    for report in levels.values():
        for level in report:
            path = ".".join(str(part) for part in level.path(output_format="list"))
            changes.append(AttributeChange(path, _json(level.t1), _json(level.t2)))
    return changes


def _json(value: object) -> Json:
    """A side of a difference; deepdiff has its own object for a side that is not there."""
    plain = value is None or isinstance(value, bool | int | float | str | list | dict)
    return value if plain else None  # type: ignore[return-value]
