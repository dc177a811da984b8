"""In which turns matching and duplicate rules reach their wanted state. Pure; sends nothing.

An active matching rule cannot be changed ("Before you change a matching rule, you must deactivate it.":
github.com/SFDO-Tooling/CumulusCI/issues/953), its status and its definition never change together, and an active
duplicate rule needs active matching rules (github.com/forcedotcom/cli/issues/569), which take their time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dealspec.crm.salesforce import duplicate_elements as elements
from dealspec.crm.salesforce.markup import Element, flag, made, text_of
from dealspec.crm.salesforce.package import Package
from dealspec.provisioner.changes import Change
from dealspec.provisioner.resource import Resource

Rules = Mapping[str, Element]
"""Rules by full name, ``Object.Name``."""


@dataclass(frozen=True, slots=True)
class LiveRules:
    """The rules of the objects that are concerned; of duplicate rules also those of others."""

    matching: Rules
    duplicate: Rules


@dataclass(frozen=True, slots=True)
class Turn:
    """One deployment, and the status that matching rules must have before the next."""

    package: Package
    wait_for: Mapping[str, str] = field(default_factory=dict)
    switches_off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turns:
    """The deployments in order, or by address why there can be none."""

    turns: tuple[Turn, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


def turns(changes: Sequence[Change], live: LiveRules, api_version: str) -> Turns:
    """How these changes are made to an org that looks like ``live``; turns with nothing to do are left out."""
    return _Turns(changes, live, api_version).run()


class _Turns:
    def __init__(self, changes: Sequence[Change], live: LiveRules, api_version: str) -> None:
        self.live, self.version = live, api_version
        wanted = [change.wanted for change in changes]
        self.matching = {_full_name(each): each for each in wanted if each.native["type"] == "MatchingRule"}
        self.duplicate = {_full_name(each): each for each in wanted if each.native["type"] == "DuplicateRule"}

    def run(self) -> Turns:
        redefined = {name for name, wanted in self.matching.items() if self._is_redefined(name, wanted)}
        off = [
            name
            for name, wanted in self.matching.items()
            if name in self.live.matching
            and elements.status(self.live.matching[name]) != "Inactive"
            and (name in redefined or not wanted.attributes["active"])
        ]
        users = {
            name: rule for name, rule in self.live.duplicate.items() if _uses(rule, off) and flag(rule, "isActive")
        }
        if refused := dict(self._refused(off, users)):
            return Turns(refused=refused)
        found = (
            self._switched_off(users),
            self._deactivated(off),
            self._defined(redefined),
            self._activated(redefined, off),
            self._duplicates(users),
        )
        return Turns(tuple(turn for turn in found if turn is not None))

    def _is_redefined(self, name: str, wanted: Resource) -> bool:
        live = self.live.matching.get(name)
        if live is None:
            return True
        said = elements.live_rule(wanted, live)
        return any(said[key] != value for key, value in wanted.attributes.items() if key != "active")

    def _refused(self, off: Iterable[str], users: Rules) -> Iterable[tuple[str, str]]:
        """Somebody else's duplicate rule is not ours to switch off."""
        for name in off:
            wanted = self.matching[name]
            owner, ours = wanted.native["object"], wanted.native["used_by"].split(",")
            known = {*self.duplicate, *(f"{owner}.{each}" for each in ours)}
            if foreign := sorted(each for each, rule in users.items() if _uses(rule, [name]) and each not in known):
                yield (
                    wanted.address,
                    f"The matching rule {name} is used by {', '.join(foreign)}, which is not declared. A matching rule"
                    " can only be changed while no active duplicate rule uses it: switch that one off by hand, then"
                    " apply again.",
                )

    def _switched_off(self, users: Rules) -> Turn | None:
        package = Package()
        for name, rule in users.items():
            self._put_duplicate(package, name, elements.switched(rule, active=False))
        return self._turn(package, switches_off=tuple(sorted(users)))

    def _deactivated(self, off: Iterable[str]) -> Turn | None:
        rules = {name: elements.with_status(self.live.matching[name], _name(name), "Inactive") for name in off}
        return self._matching_turn(rules, dict.fromkeys(rules, "Inactive"))

    def _defined(self, redefined: Iterable[str]) -> Turn | None:
        rules = {}
        for name in sorted(redefined):
            live, wanted = self.live.matching.get(name), self.matching[name]
            is_new_and_active = live is None and wanted.attributes["active"]
            rules[name] = elements.matching_rule(wanted, live, "Active" if is_new_and_active else "Inactive")
        waits = {name: "Active" for name, rule in rules.items() if text_of(rule, "ruleStatus") == "Active"}
        return self._matching_turn(rules, waits)

    def _activated(self, redefined: Iterable[str], off: Iterable[str]) -> Turn | None:
        rules = {}
        for name, wanted in self.matching.items():
            live = self.live.matching.get(name)
            was_off = name in off or (live is not None and elements.status(live) == "Inactive")
            if live is not None and wanted.attributes["active"] and was_off:
                whole = elements.matching_rule(wanted, live, "Active")
                rules[name] = whole if name in redefined else elements.with_status(live, _name(name), "Active")
        return self._matching_turn(rules, dict.fromkeys(rules, "Active"))

    def _duplicates(self, users: Rules) -> Turn | None:
        package = Package()
        for name, rule in users.items():
            if name not in self.duplicate:
                self._put_duplicate(package, name, elements.switched(rule, active=True))
        last = {_owner(name): 0 for name in self.duplicate}
        for name in self.live.duplicate:
            last[_owner(name)] = last.get(_owner(name), 0) + 1
        for name, wanted in sorted(self.duplicate.items(), key=lambda item: int(item[1].native["place"])):
            live = self.live.duplicate.get(name)
            last[_owner(name)] += live is None
            self._put_duplicate(package, name, elements.duplicate_rule(wanted, live, last[_owner(name)]))
        return self._turn(package)

    def _put_duplicate(self, package: Package, name: str, element: Element) -> None:
        package.put("DuplicateRule", name, element)
        wanted = self.duplicate.get(name)
        package.name("DuplicateRule", name, wanted.address if wanted else None)

    def _matching_turn(self, rules: Rules, wait_for: Mapping[str, str]) -> Turn | None:
        package = Package()
        for owner in sorted({_owner(name) for name in rules}):
            package.put(
                "MatchingRules", owner, made("MatchingRules", *(r for n, r in rules.items() if _owner(n) == owner))
            )
        for name in rules:
            package.name("MatchingRule", name, self.matching[name].address)
        return self._turn(package, wait_for)

    def _turn(
        self, package: Package, wait_for: Mapping[str, str] | None = None, switches_off: tuple[str, ...] = ()
    ) -> Turn | None:
        return Turn(package.close(self.version), wait_for or {}, switches_off) if package.files else None


def _uses(rule: Element, matching: Iterable[str]) -> bool:
    return bool(set(matching) & set(elements.used_rules(rule)))


def _full_name(resource: Resource) -> str:
    return f"{resource.native['object']}.{resource.native['name']}"


def _owner(full_name: str) -> str:
    return full_name.partition(".")[0]


def _name(full_name: str) -> str:
    return full_name.partition(".")[2]
