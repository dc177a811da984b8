"""A plan as people read it: changes by place, gates with what they cost, in words. Pure; every format draws this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dealspec import __version__
from dealspec.provisioner.changes import Action, AttributeChange, Change, Create, Update
from dealspec.provisioner.plan import Destination, Plan
from dealspec.provisioner.resource import Kind
from dealspec.reports.essentials import essentials, label, shown
from dealspec.reports.plan_grades import GateRow, rows
from dealspec.reports.text_diff import DiffLine, differing
from dealspec.reports.view import crm_label

_SHORT = 64
"""Characters up to which path, before and after stand on one line of 80 columns."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One attribute of an update; what is too long for one line has its differing ``lines`` as well."""

    path: str
    before: str
    after: str
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: ``name`` is what its address adds to its section's, ``depth`` how far it belongs below another."""

    change: Change
    name: str
    depth: int
    label: str
    essentials: str
    edits: tuple[Edit, ...]

    @property
    def words(self) -> str:
        """The label and the essentials as one phrase."""
        return ", ".join(part for part in (self.label, self.essentials) if part)


@dataclass(frozen=True, slots=True)
class Section:
    """The changes of one place; ``glob`` is what ``--only`` takes for it."""

    title: str
    glob: str
    entries: tuple[Entry, ...]

    @property
    def counts(self) -> str:
        """``63 to create, 1 to update``."""
        return pending(entry.change for entry in self.entries)

    @property
    def creations(self) -> tuple[Entry, ...]:
        """What is to be made."""
        return tuple(entry for entry in self.entries if isinstance(entry.change, Create))

    @property
    def updates(self) -> tuple[Entry, ...]:
        """What is there and is to become otherwise."""
        return tuple(entry for entry in self.entries if isinstance(entry.change, Update))


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with its parts in reading order."""

    plan: Plan
    sections: tuple[Section, ...]
    gates: tuple[GateRow, ...]
    version: str = __version__

    @property
    def crm(self) -> str:
        """The CRM as its vendor spells it."""
        return crm_label(self.plan.destination.crm.value)

    @property
    def has_impact(self) -> bool:
        """Whether records were counted for any gate."""
        return any(row.impact for row in self.gates)

    @property
    def headline(self) -> str:
        """``3 to create, 1 to update``, or that there is nothing, never more than was seen."""
        kept = f", {len(self.plan.held):,} held" if self.plan.held else ""
        if self.plan.changes:
            return pending(self.plan.changes) + kept
        seen = "" if self.plan.coverage.complete else " in what could be seen"
        return f"Nothing to change{seen}{kept}"


def plan_view(plan: Plan) -> PlanView:
    """The view of a plan."""
    return PlanView(plan, sections(plan.changes), rows(plan))


def sections(changes: Iterable[Change]) -> tuple[Section, ...]:
    """The changes by place: groups, fields by object, each pipeline with its stages in order, gates, access."""
    places: dict[tuple[int, str], list[Change]] = {}
    for change in changes:
        places.setdefault(_place(change), []).append(change)
    return tuple(_section(place, held) for place, held in sorted(places.items(), key=lambda item: item[0]))


def pending(changes: Iterable[Change]) -> str:
    """``3 to create, 1 to update``."""
    actions = [change.action for change in changes]
    return ", ".join(f"{actions.count(action):,} to {action.value}" for action in Action if action in actions)


def destination(to: Destination) -> str:
    """``Salesforce 00D000000000001EAA, Developer Edition``."""
    return f"{crm_label(to.crm.value)} {to.org_id}, {to.kind}"


def edit(item: AttributeChange) -> Edit:
    """An attribute's change in words."""
    before, after = shown(item.before), shown(item.after)
    if len(item.path) + len(before) + len(after) <= _SHORT:
        return Edit(item.path, before, after, ())
    if isinstance(item.before, str) and isinstance(item.after, str):
        return Edit(item.path, before, after, differing(item.before, item.after))
    sides = (("-", item.before, before), ("+", item.after, after))
    lines = [DiffLine(sign, value if isinstance(value, str) else words) for sign, value, words in sides]
    return Edit(item.path, before, after, tuple(lines))


def edit_lines(entry: Entry) -> list[str]:
    """An update's attributes as plain lines: ``label: "X" -> "Y"``, or a long one's differences below its path."""
    lines: list[str] = []
    for item in entry.edits:
        if not item.lines:
            lines.append(f"{item.path}: {item.before} -> {item.after}")
            continue
        lines.append(f"{item.path}:")
        for each in item.lines:
            lines += [f"  {each.sign or ' '} {words}".rstrip() for words in each.text.splitlines() or [""]]
    return lines


_ORDER = (
    Kind.OBJECT,
    Kind.VALUE_SET,
    Kind.GROUP,
    Kind.FIELD,
    Kind.PIPELINE,
    Kind.STAGE,
    Kind.PIPELINE_RULES,
    Kind.RECORD_TYPE,
    Kind.GATE,
    Kind.VALIDATION_RULE,
    Kind.MATCHING_RULE,
    Kind.DUPLICATE_RULE,
    Kind.LAYOUT,
    Kind.VALIDATION,
    Kind.GRANT,
)
_OF_PIPELINE = (Kind.PIPELINE, Kind.STAGE, Kind.PIPELINE_RULES)
_BY_OBJECT = (
    Kind.FIELD,
    Kind.PIPELINE,
    Kind.RECORD_TYPE,
    Kind.VALIDATION_RULE,
    Kind.MATCHING_RULE,
    Kind.DUPLICATE_RULE,
    Kind.VALIDATION,
)


def _place(change: Change) -> tuple[int, str]:
    kind = Kind.PIPELINE if change.kind in _OF_PIPELINE else change.kind
    within = change.address.split(".")[1] if kind in _BY_OBJECT else ""
    return _ORDER.index(kind), within


def _section(place: tuple[int, str], changes: Sequence[Change]) -> Section:
    kind, within = _ORDER[place[0]], place[1]
    title, prefix = {
        Kind.OBJECT: ("Objects", "objects."),
        Kind.VALUE_SET: ("Value sets", "value_sets."),
        Kind.OBJECT: ("Objects", "objects."),
        Kind.GROUP: ("Property groups", "groups."),
        Kind.FIELD: (f"Fields of {within}", f"fields.{within}."),
        Kind.PIPELINE: (f"Pipeline {within}", f"pipelines.{within}"),
        Kind.RECORD_TYPE: (f"Record types of {within}", f"record_types.{within}."),
        Kind.GATE: ("Gates", "gates."),
        Kind.VALIDATION_RULE: (f"Validation rules of {within}", f"validation_rules.{within}."),
        Kind.VALIDATION: (f"Validations of {within}", f"validations.{within}."),
        Kind.MATCHING_RULE: (f"Matching rules of {within}", f"matching_rules.{within}."),
        Kind.DUPLICATE_RULE: (f"Duplicate rules of {within}", f"duplicate_rules.{within}."),
        Kind.LAYOUT: ("Page layouts", "layouts."),
        Kind.GRANT: ("Access", "grants."),
    }[kind]
    return Section(title, prefix + "*", tuple(_entry(change, prefix) for change in sorted(changes, key=_rank)))


def _rank(change: Change) -> tuple[int, int, str]:
    rank = change.wanted.attributes.get("rank")
    return (
        _OF_PIPELINE.index(change.kind) if change.kind in _OF_PIPELINE else 0,
        rank if isinstance(rank, int) else 0,
        change.address,
    )


def _entry(change: Change, prefix: str) -> Entry:
    is_below = change.kind in (Kind.STAGE, Kind.PIPELINE_RULES)
    name = change.address.rpartition(".")[2] if change.kind in _OF_PIPELINE else ""
    edits = [edit(part) for item in change.attributes for part in _parts(item)] if isinstance(change, Update) else []
    wanted = change.wanted
    return Entry(
        change,
        name or change.address.removeprefix(prefix),
        int(is_below),
        label(wanted),
        essentials(wanted),
        tuple(edits),
    )


def _parts(item: AttributeChange) -> Iterator[AttributeChange]:
    """A mapping key by key, as the rest of the plan shows mappings; anything else as it is."""
    before, after = item.before, item.after
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            if before.get(key) != after.get(key):
                yield AttributeChange(f"{item.path}.{key}", before.get(key), after.get(key))
    else:
        yield item
