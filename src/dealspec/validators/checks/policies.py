"""Policies have numbers that can be kept, and name what exists."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from dealspec.core.diagnostics import did_you_mean
from dealspec.schema.model import Schema
from dealspec.schema.policy import Policies
from dealspec.validators.checks.check import Check, Fault
from dealspec.validators.expr import Scope

_UNITS = ("_days", "_hours")
_MOST_DAYS = 36_525


def _find(schema: Schema) -> Iterator[Fault]:
    for path, what, hint in (*_numbers(schema.policies), *_names(schema), *_orders(schema.policies)):
        yield Fault(what, schema.place("policies", *path) or schema.policies.position, hint)


_Found = Iterator[tuple[tuple[str, ...], str, str]]


def _numbers(policies: Policies) -> _Found:
    for item in dataclasses.fields(policies):
        value = getattr(policies, item.name)
        if isinstance(value, int) and item.name.endswith(_UNITS) and not 0 < value <= _MOST_DAYS:
            yield (item.name,), f"{item.name} is {value}.", f"Write a number from 1 to {_MOST_DAYS}."
    if policies.extension_count < 0:
        yield ("extension_count",), f"extension_count is {policies.extension_count}.", "Write 0 for none."
    if not 0 <= policies.direct_close_credit <= 100:
        what = f"direct_close_credit is {policies.direct_close_credit}."
        yield ("direct_close_credit",), what, "It is a percentage: write a number from 0 to 100."
    for number, window in enumerate(policies.protection_windows):
        if not 0 < window.days <= _MOST_DAYS:
            path = ("protection_windows", str(number), "days")
            yield path, f"A protection window has {window.days} days.", f"Write a number from 1 to {_MOST_DAYS}."
    for number, limit in enumerate(policies.exclusivity):
        if limit.partners < 1:
            path = ("exclusivity", str(number), "partners")
            yield path, f"A limit allows {limit.partners} partners.", "Write 1 or more."


def _names(schema: Schema) -> _Found:
    policies = schema.policies
    if policies.calendar is not None and policies.calendar not in schema.calendars:
        yield _unknown(("calendar",), "calendar", policies.calendar, schema.calendars)
    motions = {*schema.pipelines, *_values(schema, "opportunity", "partner_motion")}
    tiers, regions = _values(schema, "account", "partner_tier"), _values(schema, "account", "region")
    for number, window in enumerate(policies.protection_windows):
        path = ("protection_windows", str(number))
        for key, value, known in (("motion", window.motion, motions), ("tier", window.tier, tiers)):
            if value is not None and known and value not in known:
                yield _unknown((*path, key), key, value, known)
        if window.region is not None and regions and window.region not in regions:
            yield _unknown((*path, "region"), "region", window.region, regions)
    scope = Scope(schema, "opportunity")
    for number, name in enumerate(policies.eligibility.require):
        if scope.field(name) is None:
            yield _unknown(("eligibility", "require", str(number)), "field", name, scope.names())


def _orders(policies: Policies) -> _Found:
    for number, claim in enumerate(policies.priority):
        if claim in policies.priority[:number]:
            yield ("priority", str(number)), f"'{claim}' stands twice in the order of priority.", "Keep the first one."
    hours = 0
    for number, level in enumerate(policies.escalation):
        path = ("escalation", str(number))
        if level.name in {other.name for other in policies.escalation[:number]}:
            yield (*path, "name"), f"The level '{level.name}' stands twice.", "Give one another name."
        if level.after_hours is None and number + 1 < len(policies.escalation):
            yield path, f"'{level.name}' never goes on to the next level.", "Add after_hours."
        elif level.after_hours is not None and level.after_hours <= hours:
            what = f"'{level.name}' goes on after {level.after_hours} hours, no later than the level before."
            yield (*path, "after_hours"), what, f"Write more than {hours}."
        hours = max(hours, level.after_hours or 0)


def _values(schema: Schema, obj: str, name: str) -> set[str]:
    field = schema.field_of(obj, name)
    return {value.name for value in field.values} if field else set()


def _unknown(path: tuple[str, ...], kind: str, name: str, known: Iterable[str]) -> tuple[tuple[str, ...], str, str]:
    return path, f"A policy names an unknown {kind} '{name}'.", did_you_mean(name, known, "Declare it.")


CHECK = Check(
    code="CHK027",
    title="Policy that cannot be kept",
    why="A deadline of no time, a share above the whole or an unknown name lets every record fall through.",
    bad=(
        "policies: {notes_refresh_days: 0}\n"
        "rules:\n"
        '  stale: {that: "age(created_at) <= days(${policies.notes_refresh_days})"}\n'
    ),
    good=(
        "policies: {notes_refresh_days: 7}\n"
        "rules:\n"
        '  stale: {that: "age(created_at) <= days(${policies.notes_refresh_days})"}\n'
    ),
    find=_find,
)
