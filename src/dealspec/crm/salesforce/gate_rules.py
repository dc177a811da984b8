"""The validation rules behind one guard: their names, what they say together, and which of them are switched off. Pure.

A guard is one resource, and mostly one rule. One that is too large for a rule has several, numbered from the second on;
packed gates share the rules of their stage. So a rule can be left over that says what others say by now: it is switched
off in the deployment that brings those others, never before, and kept, since what a rule was is worth reading later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.markup import Element, flag
from dealspec.crm.salesforce.snapshot import Snapshot
from dealspec.provisioner.resource import Json, Resource
from dealspec.validators.dialects.salesforce_formula import MAX_RULES

TYPE = "ValidationRule"
RULES, _LEFT_OVER, _SHARED, _MATES = "rules", "left_over", "shared", "mates"
"""Native keys: the guard's rules; those of its own that it needs no more; the rules that it shared with its mates."""

_FURTHER = range(2, MAX_RULES + 1)


@dataclass(frozen=True, slots=True)
class RuleNames:
    """The rules that each guard and each pack of an object can have, the first one first."""

    rules: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, guards: Iterable[str], packs: Iterable[str]) -> RuleNames:
        """Names that are unique on one object; a guard's first rule comes before every second one."""
        first = [*guards, *packs]
        named = names.rule_names([*first, *(_numbered(one, number) for one in first for number in _FURTHER)])
        rules = {one: (named[one], *(named[_numbered(one, number)] for number in _FURTHER)) for one in first}
        return cls(rules)

    def of_guard(self, guard: str, count: int, pack: str | None, mates: Sequence[str]) -> dict[str, str]:
        """What identifies a guard with ``count`` rules, whose stage is guarded by ``mates`` too."""
        own = self.rules[guard]
        found = {"name": own[0], RULES: _joined(own[:count]), _LEFT_OVER: _joined(own[count:])}
        if pack:
            found |= {_SHARED: _joined(self.rules[pack]), _MATES: _joined(self.rules[mate][0] for mate in mates)}
        return found

    def of_pack(self, pack: str, count: int, members: Sequence[str]) -> dict[str, str]:
        """What identifies a pack with ``count`` rules, in which ``members`` are."""
        own = self.rules[pack]
        theirs = [rule for member in members for rule in self.rules[member]]
        return {"name": own[0], RULES: _joined(own[:count]), _LEFT_OVER: _joined([*own[count:], *theirs])}


def live_rules(
    resource: Resource, live: Snapshot, read: Callable[[Element], dict[str, Json]]
) -> dict[str, Json] | None:
    """What the live rules of a guard say, as ``read`` reads one; those to be switched off count as further formulas."""
    first = rule_of(resource, live, resource.native["name"])
    if first is None:
        return None
    said = read(first)
    others = [*listed_of(resource, RULES)[1:], *superseded(resource, live, ())]
    further = [rule for name in others if (rule := rule_of(resource, live, name)) is not None and flag(rule, "active")]
    if further:
        said["formula"] = [said["formula"], *(read(rule)["formula"] for rule in further)]
    return said


def superseded(resource: Resource, live: Snapshot, brought: Sequence[str]) -> list[str]:
    """The rules that say nothing any more that others do not: shared ones once every mate has one of its own.

    ``brought`` are the rules that a deployment brings.
    """
    found = listed_of(resource, _LEFT_OVER)
    mates = [(name, rule_of(resource, live, name)) for name in listed_of(resource, _MATES)]
    if all(name in brought or (rule is not None and flag(rule, "active")) for name, rule in mates):
        found += listed_of(resource, _SHARED)
    return found


def rule_of(resource: Resource, live: Snapshot, name: str) -> Element | None:
    """One live rule of the guard's object."""
    return live.get(TYPE, f"{resource.native['object']}.{name}")


def listed_of(resource: Resource, key: str) -> list[str]:
    """The rules under a native key; a resource that is no guard has the one of its name."""
    joined = resource.native.get(key) or (resource.native["name"] if key == RULES else "")
    return joined.split(",") if joined else []


def _numbered(guard: str, number: int) -> str:
    return f"{guard}.{number}"


def _joined(rules: Iterable[str]) -> str:
    return ",".join(rules)
